//! How an organisation is set up, against what the rulebook asks of it on a day: its findings, once and of itself, never
//! of each of its meetings.

use super::document::organization;
use super::ground;
use crate::authz::Scope;
use crate::authz::action::ReadSession;
use crate::clock::Day;
use crate::db::Snapshot;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::rulebook::case::Case;
use crate::rulebook::{Finding, Outcome, Rulebook};
use crate::{local_rules, organizations};

/// The findings of an organisation on a day, today where none is named.
///
/// # Errors
/// `not_found` outside the scope.
pub fn set_up(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadSession>,
    rulebook: &Rulebook,
    id: OrganizationId,
    on: Option<Day>,
) -> Result<(Day, Vec<Finding>)> {
    let (_, at) = organizations::place(snapshot, scope, id)?;
    let day = on.unwrap_or(snapshot.today());
    let ground = ground::of_day(snapshot, &at, day)?;
    let profiles = local_rules::in_force(snapshot, &at, day)?;
    let mut case = Case { sector: ground.about.sector, ..Case::new(day, Vec::new(), ground.about.kind) };
    organization(&mut case.whole, &ground);
    let mut findings = rulebook.judge_organization(&case, &profiles);
    // Nothing is owed before it was looked after here, nor once it is no more.
    let about = &ground.about;
    if day < about.active_from || about.dissolved_on.is_some_and(|ended| ended <= day) {
        findings.retain(|finding| finding.outcome == Outcome::Met);
    }
    Ok((day, findings))
}
