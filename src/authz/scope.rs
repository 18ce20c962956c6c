//! The proof of permission as a value: [`Scope`] says where somebody may do `A`, [`At`] that they may do it at one
//! organisation. Neither can be made outside this room.

use std::marker::PhantomData;
use std::sync::Arc;

use super::action::{Action, ActionKind, PlantOrganization};
use super::policy::{Reach, Role, operator_may, reach, system_may};
use crate::act::{Act, Subject};
use crate::db::path::Range;
use crate::db::{Note, Path};
use crate::error::{Fault, Result};
use crate::id::{AccountId, DeviceId, OrganizationId};

/// Who asks, on which device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub account: AccountId,
    pub device: DeviceId,
}

/// A role that is valid today, and where.
#[derive(Clone, Debug)]
pub struct Held {
    pub role: Role,
    pub organization: OrganizationId,
    pub path: Path,
}

/// In whose name something is done.
#[derive(Clone)]
enum Name {
    Account { caller: Caller, held: Arc<[Held]> },
    Operator,
    System,
}

impl Name {
    fn ranges(&self, action: ActionKind) -> Vec<Range> {
        let is_everywhere = match self {
            Name::Account { held, .. } => return held.iter().filter_map(|held| range(held, action)).collect(),
            Name::Operator => operator_may(action),
            Name::System => system_may(action),
        };
        if is_everywhere { vec![Range::everywhere()] } else { Vec::new() }
    }
    fn caller(&self) -> Option<Caller> {
        match self {
            Name::Account { caller, .. } => Some(*caller),
            Name::Operator | Name::System => None,
        }
    }
}

fn range(held: &Held, action: ActionKind) -> Option<Range> {
    match reach(held.role, action) {
        Reach::Nowhere => None,
        Reach::Here => Some(held.path.here()),
        Reach::Below => Some(held.path.below()),
        Reach::Everywhere => Some(held.path.subtree()),
    }
}

/// A row that knows where it stands. Only the rows of stores are: a proof for an id and a path that somebody put together
/// would prove nothing.
pub trait Placed {
    fn organization(&self) -> OrganizationId;
    fn path(&self) -> &Path;
}

/// Where somebody may do `A`. Reads put its ranges into their SQL.
pub struct Scope<A> {
    name: Name,
    ranges: Vec<Range>,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Scope<A> {
    /// # Errors
    /// `forbidden` when no role the caller holds may ever do this.
    pub(super) fn prove(caller: Caller, held: Vec<Held>) -> Result<Scope<A>> {
        let scope = Scope::of(Name::Account { caller, held: held.into() });
        if scope.is_empty() && A::KIND != ActionKind::UseAccount { Err(Fault::Forbidden.into()) } else { Ok(scope) }
    }

    /// The proof of whoever holds the machine and works at its command line, whom no grant made: see
    /// [`operator_may`]. Asked for by the command line and the demo world alone.
    ///
    /// # Errors
    /// `forbidden` for what not even they may do.
    pub fn operator() -> Result<Scope<A>> {
        Scope::unsigned(Name::Operator)
    }

    /// The proof of the server's own work, which nobody asks for: see [`system_may`].
    ///
    /// # Errors
    /// `forbidden` for what it has no business with.
    pub fn system() -> Result<Scope<A>> {
        Scope::unsigned(Name::System)
    }

    fn unsigned(name: Name) -> Result<Scope<A>> {
        let scope = Scope::of(name);
        if scope.is_empty() { Err(Fault::Forbidden.into()) } else { Ok(scope) }
    }

    fn of(name: Name) -> Scope<A> {
        Scope { ranges: name.ranges(A::KIND), name, action: PhantomData }
    }

    /// Where the same caller may do another thing; perhaps nowhere.
    pub fn also<B: Action>(&self) -> Scope<B> {
        Scope::of(self.name.clone())
    }
    /// # Errors
    /// `sign_in_required` for who has no account: what only a person can do is not done in nobody's name.
    pub fn caller(&self) -> Result<Caller> {
        self.name.caller().ok_or(Fault::SignInRequired.into())
    }
    /// The roles the caller holds today.
    pub fn held(&self) -> &[Held] {
        match &self.name {
            Name::Account { held, .. } => held,
            Name::Operator | Name::System => &[],
        }
    }
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
    /// Whether nothing is outside: then there is nothing to hide.
    pub fn is_everywhere(&self) -> bool {
        self.ranges.contains(&Range::everywhere())
    }
    pub fn covers(&self, path: &Path) -> bool {
        self.ranges.iter().any(|range| range.contains(path))
    }

    /// The proof for the organisation of a row.
    ///
    /// # Errors
    /// `not_found` outside the scope: to this caller the place does not exist.
    pub fn at(&self, row: &impl Placed) -> Result<At<A>> {
        if self.covers(row.path()) { Ok(At::of(&self.name, row)) } else { Err(Fault::NotFound.into()) }
    }
}

impl Scope<PlantOrganization> {
    /// The proof for a new tree. It stands within nobody's yet, so whoever may plant at all may plant it.
    ///
    /// # Errors
    /// `forbidden` for who may not.
    pub fn planted(&self, row: &impl Placed) -> Result<At<PlantOrganization>> {
        if self.is_empty() { Err(Fault::Forbidden.into()) } else { Ok(At::of(&self.name, row)) }
    }
}

/// That somebody may do `A` at this organisation. What writes takes it, and the row's organisation and path come from it.
pub struct At<A> {
    organization: OrganizationId,
    path: Path,
    caller: Option<Caller>,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> At<A> {
    fn of(name: &Name, row: &impl Placed) -> At<A> {
        At { organization: row.organization(), path: row.path().clone(), caller: name.caller(), action: PhantomData }
    }
    /// That an account acts for itself, at the organisation that keeps it.
    pub(super) fn oneself(caller: Caller, home: &impl Placed) -> At<A> {
        At { organization: home.organization(), path: home.path().clone(), caller: Some(caller), action: PhantomData }
    }
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// # Errors
    /// `sign_in_required` for who has no account.
    pub fn caller(&self) -> Result<Caller> {
        self.caller.ok_or(Fault::SignInRequired.into())
    }
    /// The trail's row for what was done here.
    pub fn note(&self, act: Act, subject: Subject, version: i32) -> Note {
        debug_assert!(act.word().starts_with(subject.kind().word()), "{act} is not done to {:?}", subject.kind());
        Note {
            act,
            subject,
            organization: self.organization,
            path: self.path.clone(),
            actor: self.caller.map(|caller| caller.account),
            device: self.caller.map(|caller| caller.device),
            version,
            hash: None,
            kind: None,
            day: None,
            before: None,
            after: None,
        }
    }
}
