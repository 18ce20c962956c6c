//! What an import reads and keeps of the roll, many rows at a time.

use diesel::prelude::*;

use super::store::{self, Membership, Row, column};
use super::terms::{self, DutyTerm, FlagTerm, Term};
use crate::act::Act;
use crate::authz::Scope;
use crate::authz::action::Import;
use crate::clock::{Day, Moment};
use crate::db::bulk::{self, insert_many};
use crate::db::schema::{members, memberships};
use crate::db::within::within;
use crate::db::{Path, Snapshot, Tx};
use crate::error::Result;
use crate::id::{MemberId, OrganizationId};
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus};

/// A member that is known, with their present membership.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    pub row: Row,
    belongs: Membership,
}

impl Known {
    /// From a day on these are the duties: from the first of the membership at the earliest.
    pub fn set_duties(&mut self, duties: &[Duty], on: Day) -> Result<()> {
        self.belongs.duties = column(terms::told(&self.belongs.duty_terms()?, duties, self.belongs.day(on)))?;
        Ok(())
    }
    /// From a day on a flag is true, or is not; the others stay.
    pub fn set_flag(&mut self, flag: MemberFlag, is_true: bool, on: Day) -> Result<()> {
        let (known, on) = (self.row.flag_terms()?, self.belongs.day(on));
        let mut flags = terms::on(&known, on);
        flags.retain(|other| *other != flag);
        flags.extend(is_true.then_some(flag));
        self.row.flags = column(terms::told(&known, &flags, on))?;
        Ok(())
    }
}

/// The members of an organisation that an import compares its rows with.
pub fn import_index(snapshot: &mut Snapshot, scope: &Scope<Import>, organization: OrganizationId) -> Result<Vec<Known>> {
    let rows: Vec<(Row, Membership)> = members::table
        .inner_join(memberships::table.on(memberships::member_id.eq(members::id).and(memberships::to_on.is_null())))
        .filter(members::organization_id.eq(organization))
        .filter(within!(memberships::path, _, scope.ranges()))
        .select((Row::as_select(), Membership::as_select()))
        .load(snapshot.conn())?;
    Ok(rows.into_iter().map(|(row, belongs)| Known { row, belongs }).collect())
}

/// A member that an import enrols.
#[derive(Clone, Debug)]
pub struct Enrolment {
    pub id: MemberId,
    pub organization: OrganizationId,
    pub path: Path,
    pub group: Option<OrganizationId>,
    pub name: String,
    pub status: MemberStatus,
    pub joined_on: Day,
    /// From this day on the member belongs to the organisation, with these duties and flags.
    pub since: Day,
    pub full_on: Option<Day>,
    pub duties: Vec<Duty>,
    pub flags: Vec<MemberFlag>,
}

/// What an import plans to keep of the roll.
#[derive(Debug, Default)]
pub struct Imported {
    pub new: Vec<Enrolment>,
    /// Known members with what changes, at the version that they were read at.
    pub changed: Vec<Known>,
}

/// Keeps what an import planned: new members with their membership, then what changed.
///
/// # Errors
/// `not_found` for a row outside the scope; `stale_version` for one that was changed since it was read.
pub fn keep_imported(tx: &mut Tx, scope: &Scope<Import>, plan: Imported, seen: &mut dyn FnMut(usize)) -> Result<()> {
    let mut done = 0;
    for enrolments in plan.new.chunks(bulk::AT_ONCE) {
        let now = tx.now();
        let rows = enrolments.iter().map(|one| one.row(now)).collect::<Result<Vec<Row>>>()?;
        let belongs = enrolments.iter().map(Enrolment::membership).collect::<Result<Vec<Membership>>>()?;
        for (row, belongs) in rows.iter().zip(&belongs) {
            tx.note(scope.at(row)?.note(Act::MemberEnrol, row.subject(), row.version).now(&row.state(belongs)?)?);
        }
        insert_many!(tx, members::table, rows.as_slice())?;
        insert_many!(tx, memberships::table, belongs.as_slice())?;
        done += rows.len();
        seen(done);
    }
    let changes = plan.changed.len();
    for Known { row, belongs } in plan.changed {
        let (before, known, at) = store::find(tx, scope, row.id)?;
        let row = store::update(tx, &at, row, &known, &belongs)?;
        let (before, after) = (before.state(&known)?, row.state(&belongs)?);
        tx.note(at.note(Act::MemberChange, row.subject(), row.version).was(&before)?.now(&after)?);
    }
    seen(done + changes);
    Ok(())
}

impl Enrolment {
    fn row(&self, now: Moment) -> Result<Row> {
        Ok(Row {
            id: self.id,
            organization_id: self.organization,
            path: self.path.clone(),
            name: self.name.clone(),
            status: self.status,
            joined_on: self.joined_on,
            full_on: self.full_on,
            flags: self.open_terms::<FlagTerm>(&self.flags)?,
            ended_on: None,
            created_at: now,
            updated_at: now,
            version: 1,
        })
    }
    fn membership(&self) -> Result<Membership> {
        Ok(Membership {
            member_id: self.id,
            organization_id: self.organization,
            path: self.path.clone(),
            group_id: self.group,
            from_on: self.since,
            to_on: None,
            duties: self.open_terms::<DutyTerm>(&self.duties)?,
        })
    }
    fn open_terms<T: Term + serde::Serialize>(&self, words: &[T::Word]) -> Result<String> {
        column(terms::told::<T>(&[], words, self.since))
    }
}
