//! Who was at which session, by person and home: a projection of the records that were handed in, written in the
//! transaction of the submission, which later sums over people read. It can be dropped and made anew from the documents.

use super::attendance_store::{self, Attended};
use super::document::Record;
use super::store::{self, Head};
use super::{Session, Status};
use crate::act::Act;
use crate::authz::action::Rebuild;
use crate::authz::{Action, At, Scope};
use crate::db::{Path, Tx};
use crate::error::Result;
use crate::id::{MemberId, OrganizationId};
use crate::members;

/// Follows a change of a session: where a text is handed in, another is in force, or what was handed in is a draft again.
/// While what came back is mended, what was handed in counts on.
pub(super) fn follow<A: Action>(tx: &mut Tx, at: &At<A>, before: Option<&Head>, session: &Session) -> Result<()> {
    let (head, act) = (&session.head, session.head.last_act);
    let was_there = before.is_some_and(|before| before.status != Status::Draft);
    let is_taken_back = was_there && head.status == Status::Draft;
    let is_other = before.is_some_and(|before| before.document_version != head.document_version);
    if act == Act::SessionSubmit || is_taken_back || was_there && is_other && act != Act::SessionEdit {
        project(tx, at, session, was_there)?;
    }
    Ok(())
}

/// How many sessions are looked at before the next are asked for.
const PAGE: i64 = 200;

/// Makes all of them anew, from what was handed in. Answers how many there are.
///
/// # Errors
/// A fault of the database.
pub fn rebuild(tx: &mut Tx, scope: &Scope<Rebuild>) -> Result<usize> {
    attendance_store::forget_drafts(tx, scope)?;
    let (mut last, mut all) = (None, 0);
    loop {
        let page = attendance_store::handed_in(tx, scope, last, PAGE)?;
        let Some(newest) = page.last() else { return Ok(all) };
        last = Some(*newest);
        for id in page {
            let (session, at) = store::find(tx, scope, id)?;
            all += project(tx, &at, &session, true)?;
        }
    }
}

/// Writes the attendances of a record, in place of those that were there. What is not handed in has none.
fn project<A: Action>(tx: &mut Tx, at: &At<A>, session: &Session, has_some: bool) -> Result<usize> {
    let Session { head, typed, .. } = session;
    let rows = if head.status == Status::Draft { Vec::new() } else { rows(tx, at, head, typed)? };
    if has_some {
        attendance_store::forget(tx, at, head)?;
    }
    attendance_store::insert(tx, at, &rows)?;
    Ok(rows.len())
}

/// Whoever is on the list, each with the home where it counts: the branch that the member belonged to on the day, or
/// another that the record names.
fn rows<A: Action>(tx: &mut Tx, at: &At<A>, head: &Head, record: &Record) -> Result<Vec<Attended>> {
    let Some(attendance) = &record.attendance else { return Ok(Vec::new()) };
    let people = attendance.people.iter().map(|one| (one.member, one.came, one.basis));
    let guests = attendance.guests.iter().map(|one| (one.member, one.came, one.basis));
    let listed: Vec<_> = people.chain(guests).collect();
    let ids: Vec<MemberId> = listed.iter().map(|(member, ..)| *member).collect();
    let homes = if ids.is_empty() { Vec::new() } else { members::named(tx, at, &ids, record.held_on)? };
    let counts_at = |member| attendance.guests.iter().find(|one| one.member == member).and_then(|one| one.counts_at);
    let other: Vec<OrganizationId> = ids.iter().filter_map(|member| counts_at(*member)).collect();
    let others = if other.is_empty() { Vec::new() } else { attendance_store::paths(tx, at, &other)? };
    let home_of = |member: MemberId| -> Option<(OrganizationId, Path)> {
        let named = counts_at(member).and_then(|id| others.iter().find(|(other, _)| *other == id).cloned());
        named.or_else(|| homes.iter().find(|home| home.member == member).and_then(|home| home.organization.zip(home.path.clone())))
    };
    let rows = listed.iter().filter_map(|(member, came, basis)| {
        let (organization_id, path) = home_of(*member)?;
        let minutes = record.study_minutes.filter(|_| came.is_present()).and_then(|minutes| i32::try_from(minutes.get()).ok());
        let (kind, held_on, came) = (head.kind, record.held_on, *came);
        Some(Attended { session_id: head.id, member_id: *member, organization_id, path, kind, held_on, came, minutes, basis: *basis })
    });
    Ok(rows.collect())
}
