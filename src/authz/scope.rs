//! The proof of permission as a value: [`Scope`] says where the caller may do `A`, [`At`] that they may do it at one
//! organisation. Neither can be made outside this room.

use std::marker::PhantomData;
use std::sync::Arc;

use super::action::{Action, ActionKind};
use super::policy::{Reach, Role, reach};
use crate::clock::{Day, Moment};
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

/// Where the caller may do `A`. Reads put its ranges into their SQL.
pub struct Scope<A> {
    caller: Caller,
    held: Arc<[Held]>,
    ranges: Vec<Range>,
    now: Moment,
    today: Day,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Scope<A> {
    /// # Errors
    /// `forbidden` when no role the caller holds may ever do this.
    pub(super) fn prove(caller: Caller, held: Vec<Held>, now: Moment, today: Day) -> Result<Scope<A>> {
        let scope = Scope::of(caller, held.into(), now, today);
        if scope.is_empty() && A::KIND != ActionKind::UseAccount { Err(Fault::Forbidden.into()) } else { Ok(scope) }
    }

    fn of(caller: Caller, held: Arc<[Held]>, now: Moment, today: Day) -> Scope<A> {
        let ranges = held
            .iter()
            .filter_map(|held| match reach(held.role, A::KIND) {
                Reach::Nowhere => None,
                Reach::Here => Some(held.path.here()),
                Reach::Below => Some(held.path.below()),
                Reach::Everywhere => Some(held.path.subtree()),
            })
            .collect();
        Scope { caller, held, ranges, now, today, action: PhantomData }
    }

    /// Where the same caller may do another thing; perhaps nowhere.
    pub fn also<B: Action>(&self) -> Scope<B> {
        Scope::of(self.caller, self.held.clone(), self.now, self.today)
    }
    pub fn caller(&self) -> Caller {
        self.caller
    }
    /// The roles the caller holds today.
    pub fn held(&self) -> &[Held] {
        &self.held
    }
    pub fn now(&self) -> Moment {
        self.now
    }
    pub fn today(&self) -> Day {
        self.today
    }
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
    pub fn covers(&self, path: &Path) -> bool {
        self.ranges.iter().any(|range| range.contains(path))
    }

    /// The proof for one organisation.
    ///
    /// # Errors
    /// `not_found` outside the scope: to this caller the place does not exist.
    pub fn at(&self, organization: OrganizationId, path: &Path) -> Result<At<A>> {
        if !self.covers(path) {
            return Err(Fault::NotFound.into());
        }
        Ok(At { organization, path: path.clone(), caller: self.caller, now: self.now, today: self.today, action: PhantomData })
    }
}

/// That the caller may do `A` at this organisation. What writes takes it, and the row's organisation comes from it.
pub struct At<A> {
    organization: OrganizationId,
    path: Path,
    caller: Caller,
    now: Moment,
    today: Day,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> At<A> {
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }
    pub fn path(&self) -> &Path {
        &self.path
    }
    pub fn caller(&self) -> Caller {
        self.caller
    }
    pub fn now(&self) -> Moment {
        self.now
    }
    pub fn today(&self) -> Day {
        self.today
    }
    /// The trail's row for what was done here.
    pub fn note(&self, action: &'static str, subject_kind: &'static str, subject: uuid::Uuid, version: i32, hash: Option<String>) -> Note {
        Note {
            action,
            organization: self.organization,
            path: self.path.clone(),
            actor: Some(self.caller.account),
            device: Some(self.caller.device),
            subject_kind,
            subject,
            version,
            hash,
        }
    }
}

/// A filter for a path column: within one of the ranges. Boxed, so that it can be put together with others.
#[macro_export]
macro_rules! within {
    ($column:expr, $table:ty, $ranges:expr) => {{
        use diesel::prelude::*;
        let nowhere: Box<dyn diesel::expression::BoxableExpression<$table, $crate::db::conn::MultiBackend, SqlType = diesel::sql_types::Bool>> =
            Box::new(diesel::dsl::AsExprOf::<bool, diesel::sql_types::Bool>::from(
                diesel::expression::AsExpression::<diesel::sql_types::Bool>::as_expression(false),
            ));
        $ranges.iter().fold(nowhere, |any, range| Box::new(any.or($column.ge(range.low.clone()).and($column.lt(range.high.clone())))))
    }};
}
