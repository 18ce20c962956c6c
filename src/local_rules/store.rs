//! The switched-on profiles, kept.

use diesel::prelude::*;

use crate::authz::action::ManageRules;
use crate::authz::{Action, At};
use crate::clock::Day;
use crate::db::replace::replace;
use crate::db::schema::{local_rules, organizations};
use crate::db::{Snapshot, Tx};
use crate::error::Result;
use crate::id::OrganizationId;

/// What is on at the place of the proof: there or above it, from the top down.
pub(super) fn rows<A: Action>(snapshot: &mut Snapshot, at: &At<A>) -> Result<Vec<(String, OrganizationId, Day)>> {
    let mut paths = at.path().ancestors();
    paths.push(at.path().clone());
    Ok(local_rules::table
        .inner_join(organizations::table.on(organizations::id.eq(local_rules::organization_id)))
        .filter(organizations::path.eq_any(paths))
        .order(organizations::path)
        .select((local_rules::profile, local_rules::organization_id, local_rules::since))
        .load(snapshot.conn())?)
}

/// Since when the organisation of the proof itself has it on, and at which version.
pub(super) fn since(snapshot: &mut Snapshot, at: &At<ManageRules>, profile: &str) -> Result<Option<(Day, i32)>> {
    let own = local_rules::table.find((at.organization(), profile));
    Ok(own.select((local_rules::since, local_rules::version)).first(snapshot.conn()).optional()?)
}

pub(super) fn insert(tx: &mut Tx, at: &At<ManageRules>, profile: &str, since: Day) -> Result<()> {
    let row = (
        local_rules::organization_id.eq(at.organization()),
        local_rules::profile.eq(profile),
        local_rules::since.eq(since),
        local_rules::author.eq(at.caller()?.account),
        local_rules::created_at.eq(tx.now()),
        local_rules::version.eq(1),
    );
    diesel::insert_into(local_rules::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Replaces the day that was read at a version.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update(tx: &mut Tx, at: &At<ManageRules>, profile: &str, since: Day, seen: i32) -> Result<()> {
    let own = local_rules::organization_id.eq(at.organization()).and(local_rules::profile.eq(profile));
    let author = at.caller()?.account;
    replace!(tx, local_rules, own, seen, (local_rules::since.eq(since), local_rules::author.eq(author), local_rules::version.eq(seen + 1)))
}

/// Whether it was on.
pub(super) fn delete(tx: &mut Tx, at: &At<ManageRules>, profile: &str) -> Result<bool> {
    Ok(diesel::delete(local_rules::table.find((at.organization(), profile))).execute(tx.conn())? > 0)
}
