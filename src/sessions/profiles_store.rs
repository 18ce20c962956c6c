//! The switched-on profiles, kept.

use diesel::prelude::*;

use crate::clock::Day;
use crate::db::path::Path;
use crate::db::schema::{organizations, rule_profiles};
use crate::db::{Snapshot, Tx};
use crate::error::Result;
use crate::id::{AccountId, OrganizationId};

/// What is on at a place: there or above it, from the top down.
pub fn rows(snapshot: &mut Snapshot, path: &Path) -> Result<Vec<(String, OrganizationId, Day)>> {
    let mut paths = path.ancestors();
    paths.push(path.clone());
    Ok(rule_profiles::table
        .inner_join(organizations::table.on(organizations::id.eq(rule_profiles::organization_id)))
        .filter(organizations::path.eq_any(paths))
        .order(organizations::path)
        .select((rule_profiles::profile, rule_profiles::organization_id, rule_profiles::since))
        .load(snapshot.conn())?)
}

/// Since when an organisation itself has it on.
pub fn since(snapshot: &mut Snapshot, id: OrganizationId, profile: &str) -> Result<Option<Day>> {
    Ok(rule_profiles::table.find((id, profile)).select(rule_profiles::since).first(snapshot.conn()).optional()?)
}

pub fn insert(tx: &mut Tx, id: OrganizationId, profile: &str, since: Day, author: AccountId) -> Result<()> {
    let row = (
        rule_profiles::organization_id.eq(id),
        rule_profiles::profile.eq(profile),
        rule_profiles::since.eq(since),
        rule_profiles::author.eq(author),
        rule_profiles::at.eq(tx.now()),
        rule_profiles::version.eq(1),
    );
    diesel::insert_into(rule_profiles::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub fn change(tx: &mut Tx, id: OrganizationId, profile: &str, since: Day) -> Result<()> {
    let now = tx.now();
    diesel::update(rule_profiles::table.find((id, profile)))
        .set((rule_profiles::since.eq(since), rule_profiles::at.eq(now), rule_profiles::version.eq(rule_profiles::version + 1)))
        .execute(tx.conn())?;
    Ok(())
}

/// Whether it was on.
pub fn delete(tx: &mut Tx, id: OrganizationId, profile: &str) -> Result<bool> {
    Ok(diesel::delete(rule_profiles::table.find((id, profile))).execute(tx.conn())? > 0)
}
