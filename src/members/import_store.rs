//! What an import reads and keeps of the roll, many rows at a time.

use diesel::prelude::*;

use super::store::{self, Membership, Row, column};
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

/// The members of an organisation that an import compares its rows with.
pub fn import_index(snapshot: &mut Snapshot, scope: &Scope<Import>, organization: OrganizationId) -> Result<Vec<Row>> {
    Ok(members::table
        .filter(members::organization_id.eq(organization))
        .filter(within!(members::path, members::table, scope.ranges()))
        .select(Row::as_select())
        .load(snapshot.conn())?)
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
    /// From this day on the member belongs to the organisation.
    pub joined_on: Day,
    pub full_on: Option<Day>,
    pub duties: Vec<Duty>,
    pub flags: Vec<MemberFlag>,
}

/// What an import plans to keep of the roll.
#[derive(Debug, Default)]
pub struct Imported {
    pub new: Vec<Enrolment>,
    /// Known members with what changes, at the version that they were read at.
    pub changed: Vec<Row>,
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
        for (row, one) in rows.iter().zip(enrolments) {
            tx.note(scope.at(row)?.note(Act::MemberEnrol, row.subject(), row.version).now(&row.state(one.group))?);
        }
        insert_many!(tx, members::table, rows.as_slice())?;
        let belongs: Vec<Membership> = enrolments.iter().map(Enrolment::membership).collect();
        insert_many!(tx, memberships::table, belongs.as_slice())?;
        done += rows.len();
        seen(done);
    }
    let changes = plan.changed.len();
    for row in plan.changed {
        let (before, belongs, at) = store::find(tx, scope, row.id)?;
        let row = store::update(tx, &at, row)?;
        let (before, after) = (before.state(belongs.group_id), row.state(belongs.group_id));
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
            duties: column(&self.duties)?,
            flags: column(&self.flags)?,
            ended_on: None,
            created_at: now,
            updated_at: now,
            version: 1,
        })
    }
    fn membership(&self) -> Membership {
        Membership {
            member_id: self.id,
            organization_id: self.organization,
            path: self.path.clone(),
            group_id: self.group,
            from_on: self.joined_on,
            to_on: None,
        }
    }
}
