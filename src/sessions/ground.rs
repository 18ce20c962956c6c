//! The ground that a record stands on, looked up: what the system knows of its day. One statement for the organisation's
//! settings, one for its roll; a further one only for what the record's kind, or a name in it, asks for.

use std::collections::BTreeSet;

use super::document::Record;
use super::{carry, known_store};
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::Snapshot;
use crate::error::Result;
use crate::facts::Ground;
use crate::id::{MemberId, SessionId};
use crate::rulebook::kinds::{Kind, OrganizationKind};
use crate::{bodies, members, organizations};

/// What is known of a day whatever was held on it.
pub(super) fn of_day<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<Ground> {
    let about = organizations::about(snapshot, at, day)?;
    let roll = members::roll(snapshot, at, about.kind, day)?;
    let (today, now) = (snapshot.today(), snapshot.now());
    Ok(Ground::bare(at.organization(), about, roll, today, now))
}

/// What is known of the day of a record; `id` is the session's own, where it has one already.
pub(super) fn ground<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, at: &At<A>, record: &Record, id: Option<SessionId>) -> Result<Ground> {
    let known = of_day(snapshot, at, record.held_on)?;
    let (about, roll) = (&known.about, &known.roll);
    let leads = !about.kind.is_branch() && about.kind != OrganizationKind::PartyGroup;
    let asks_for_body = leads || record.is_one_of(&[Kind::BranchGeneralMeeting, Kind::BranchCommitteeMeeting, Kind::DemocraticLifeMeeting]);
    let body = if asks_for_body {
        let seated = bodies::seated(snapshot, at, record.held_on)?;
        Some(if about.kind.is_branch() { seated.with_committee(roll) } else { seated })
    } else {
        None
    };
    let named: BTreeSet<MemberId> = record.members().into_iter().map(|(_, member)| member).collect();
    let elsewhere: Vec<MemberId> = named.into_iter().filter(|member| roll.find(*member).is_none()).collect();
    let guests = if elsewhere.is_empty() { Vec::new() } else { members::named(snapshot, at, &elsewhere, record.held_on)? };
    let sessions: BTreeSet<SessionId> = record.sessions().into_iter().map(|(_, session)| session).collect();
    let mut ours = vec![at.organization()];
    if !sessions.is_empty() {
        ours.extend(organizations::merged(snapshot, at, record.held_on)?);
    }
    let stored = if sessions.is_empty() { Vec::new() } else { known_store::named(snapshot, &scope.also(), &ours, id, &sessions)? };
    let is_life = record.is(Kind::OrganizationalLifeMeeting);
    let held = if is_life { known_store::held_before(snapshot, at, about.kind, record.held_on, id)? } else { Vec::new() };
    let carried: BTreeSet<SessionId> =
        record.carried().into_iter().map(|(_, carried)| carried.session).filter(|session| Some(*session) != id).collect();
    let agreed = if carried.is_empty() { Vec::new() } else { carry::agreed(snapshot, at, &ours, record.held_on, &carried)? };
    let starts_on = record.starts_at.map(|start| snapshot.day_of(start));
    Ok(Ground { body, guests, stored, held, agreed, starts_on, ..known })
}
