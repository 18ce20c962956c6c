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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authz::action::{EvaluateSession, ManageOrganization, MoveOrganization, ReadSession, ReadTrail, RecordSession, UseAccount};
    use crate::error::Error;
    use crate::id::SessionId;

    /// A county, a town below it and the town after; two branches of the town, a group of the first.
    fn path(name: &str) -> Path {
        let text = match name {
            "county" => "001",
            "town" => "001001",
            "branch" => "001001001",
            "group" => "001001001001",
            "next_branch" => "001001002",
            "next_town" => "001002",
            _ => "002",
        };
        Path::parse(text).expect("a path")
    }

    struct Row {
        organization: OrganizationId,
        path: Path,
    }

    impl Placed for Row {
        fn organization(&self) -> OrganizationId {
            self.organization
        }
        fn path(&self) -> &Path {
            &self.path
        }
    }

    /// The row of a place; its organisation is numbered by its level.
    fn row(place: &str) -> Row {
        let path = path(place);
        Row { organization: OrganizationId::of(path.level() as u128), path }
    }

    const PLACES: [&str; 7] = ["county", "town", "branch", "group", "next_branch", "next_town", "elsewhere"];

    fn caller() -> Caller {
        Caller { account: AccountId::of(1), device: DeviceId::of(2) }
    }

    fn held(role: Role, place: &str) -> Held {
        Held { role, organization: OrganizationId::of(9), path: path(place) }
    }

    fn scope<A: Action>(held: Vec<Held>) -> Result<Scope<A>> {
        Scope::prove(caller(), held)
    }

    fn covered<A: Action>(scope: &Scope<A>) -> Vec<&'static str> {
        PLACES.into_iter().filter(|place| scope.covers(&path(place))).collect()
    }

    fn fault<T>(result: Result<T>) -> Option<Fault> {
        result.err().map(|error: Error| error.fault)
    }

    #[test]
    fn a_role_reaches_as_far_as_the_policy_says() {
        let secretary = scope::<ReadSession>(vec![held(Role::BranchSecretary, "branch")]).expect("a scope");
        assert_eq!(covered(&secretary), ["branch", "group"], "all below, and no neighbour");
        let recorder = scope::<ReadSession>(vec![held(Role::Recorder, "branch")]).expect("a scope");
        assert_eq!(covered(&recorder), ["branch"], "its own place alone");
        let reviewer = scope::<EvaluateSession>(vec![held(Role::CommitteeReviewer, "town")]).expect("a scope");
        assert_eq!(covered(&reviewer), ["branch", "group", "next_branch"], "strictly below");
        assert_eq!((secretary.ranges().len(), secretary.is_empty(), secretary.is_everywhere()), (1, false, false));
    }

    #[test]
    fn roles_add_up_and_those_that_may_not_add_nothing() {
        let roles = vec![held(Role::Recorder, "branch"), held(Role::SystemAdministrator, "county"), held(Role::Recorder, "next_town")];
        let scope = scope::<RecordSession>(roles).expect("a scope");
        assert_eq!(covered(&scope), ["branch", "next_town"]);
        assert_eq!((scope.ranges().len(), scope.held().len()), (2, 3));
    }

    #[test]
    fn who_may_never_do_it_is_refused() {
        assert_eq!(fault(scope::<ReadSession>(Vec::new())), Some(Fault::Forbidden));
        assert_eq!(fault(scope::<ReadSession>(vec![held(Role::SystemAdministrator, "county")])), Some(Fault::Forbidden));
        assert_eq!(fault(scope::<EvaluateSession>(vec![held(Role::BranchSecretary, "branch")])), Some(Fault::Forbidden));
    }

    #[test]
    fn who_has_no_role_still_uses_the_account_and_reaches_nothing_by_it() {
        let scope = scope::<UseAccount>(Vec::new()).expect("a scope");
        assert!(scope.is_empty() && covered(&scope).is_empty());
        assert_eq!(scope.caller().ok(), Some(caller()));
    }

    #[test]
    fn the_proof_for_a_row_is_of_that_row_and_elsewhere_nothing_is_there() {
        let scope = scope::<RecordSession>(vec![held(Role::BranchSecretary, "branch")]).expect("a scope");
        let at = scope.at(&row("group")).expect("a proof");
        assert_eq!((at.organization(), at.path()), (OrganizationId::of(4), &path("group")));
        assert_eq!(at.caller().ok(), Some(caller()));
        for place in ["county", "town", "next_branch", "next_town", "elsewhere"] {
            assert_eq!(fault(scope.at(&row(place))), Some(Fault::NotFound), "{place}");
        }
    }

    #[test]
    fn the_same_caller_may_do_another_thing_elsewhere_or_nowhere() {
        let reviewer = scope::<EvaluateSession>(vec![held(Role::CommitteeReviewer, "town")]).expect("a scope");
        let reads = reviewer.also::<ReadSession>();
        assert_eq!(covered(&reads), ["town", "branch", "group", "next_branch"]);
        assert_eq!(reads.caller().ok(), Some(caller()));
        assert!(reviewer.also::<RecordSession>().is_empty());
    }

    #[test]
    fn the_operator_is_everywhere_in_nobodys_name() {
        let scope = Scope::<ManageOrganization>::operator().expect("a scope");
        assert_eq!(covered(&scope), PLACES);
        assert!(scope.is_everywhere() && scope.held().is_empty());
        assert_eq!(fault(scope.caller()), Some(Fault::SignInRequired));
        let at = scope.at(&row("branch")).expect("a proof");
        assert_eq!(fault(at.caller()), Some(Fault::SignInRequired));
    }

    #[test]
    fn not_even_the_operator_records_evaluates_or_moves() {
        assert_eq!(fault(Scope::<RecordSession>::operator()), Some(Fault::Forbidden));
        assert_eq!(fault(Scope::<EvaluateSession>::operator()), Some(Fault::Forbidden));
        assert_eq!(fault(Scope::<MoveOrganization>::operator()), Some(Fault::Forbidden));
    }

    #[test]
    fn the_server_by_itself_reads_the_trail_and_nothing_else() {
        let scope = Scope::<ReadTrail>::system().expect("a scope");
        assert!(scope.is_everywhere() && scope.held().is_empty());
        assert_eq!(fault(scope.caller()), Some(Fault::SignInRequired));
        assert_eq!(fault(Scope::<ReadSession>::system()), Some(Fault::Forbidden));
        assert!(scope.also::<ManageOrganization>().is_empty());
    }

    #[test]
    fn a_new_tree_stands_within_nobodys_and_is_planted_by_who_may_plant() {
        let administrator = scope::<PlantOrganization>(vec![held(Role::SystemAdministrator, "town")]).expect("a scope");
        assert_eq!(fault(administrator.at(&row("elsewhere"))), Some(Fault::NotFound));
        let at = administrator.planted(&row("elsewhere")).expect("a proof");
        assert_eq!((at.organization(), at.path(), at.caller().ok()), (OrganizationId::of(1), &path("elsewhere"), Some(caller())));
        let secretary = scope::<ReadSession>(vec![held(Role::BranchSecretary, "branch")]).expect("a scope");
        assert_eq!(fault(secretary.also::<PlantOrganization>().planted(&row("elsewhere"))), Some(Fault::Forbidden));
    }

    #[test]
    fn an_account_acts_for_itself_where_it_is_kept() {
        let at = At::<UseAccount>::oneself(caller(), &row("branch"));
        assert_eq!((at.organization(), at.path(), at.caller().ok()), (OrganizationId::of(3), &path("branch"), Some(caller())));
    }

    #[test]
    fn what_was_done_is_noted_with_who_did_it_and_where() {
        let scope = scope::<RecordSession>(vec![held(Role::BranchSecretary, "branch")]).expect("a scope");
        let subject = Subject::Session(SessionId::of(4));
        let note = scope.at(&row("branch")).expect("a proof").note(Act::SessionCreate, subject, 3);
        assert_eq!((note.act, note.subject, note.version), (Act::SessionCreate, subject, 3));
        assert_eq!((note.organization, note.path), (OrganizationId::of(3), path("branch")));
        assert_eq!((note.actor, note.device), (Some(AccountId::of(1)), Some(DeviceId::of(2))));
        assert_eq!((note.hash, note.kind, note.day, note.before, note.after), (None, None, None, None, None));
        let unsigned = Scope::<ManageOrganization>::operator().expect("a scope").at(&row("town")).expect("a proof");
        let note = unsigned.note(Act::OrganizationCreate, Subject::Organization(OrganizationId::of(2)), 1);
        assert_eq!((note.actor, note.device), (None, None));
    }
}
