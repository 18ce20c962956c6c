//! How often an organisation met in a period, against how often it should: the frequency rules.

use serde::Serialize;
use utoipa::ToSchema;

use super::{case, store};
use crate::authz::Scope;
use crate::authz::action::ReadSession;
use crate::clock::Period;
use crate::db::Snapshot;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::rulebook::case::{Case, Fact};
use crate::rulebook::kinds::Kind;
use crate::rulebook::rules::Each;
use crate::rulebook::{Finding, Rulebook};
use crate::{local_rules, members, organizations};

/// What the rulebook asks of an organisation's period.
#[derive(Serialize, ToSchema)]
pub struct Frequency {
    pub period: Period,
    /// How many of each kind were held and submitted; a gathering of two kinds counts for both.
    pub held: Vec<Held>,
    pub findings: Vec<Finding>,
}

/// How many of a kind.
#[derive(Serialize, ToSchema)]
pub struct Held {
    pub kind: Kind,
    pub sessions: i64,
}

/// Judges a year, a quarter or a month by the rules of its last day. Drafts do not count: nobody but the branch knows
/// of them.
///
/// # Errors
/// `not_found` for an organisation outside the scope.
pub fn frequency(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, rulebook: &Rulebook, id: OrganizationId, period: Period) -> Result<Frequency> {
    let (_, at) = organizations::place(snapshot, scope, id)?;
    let branch = organizations::about(snapshot, &at)?;
    let day = period.last_day();
    let roll = members::roll(snapshot, &at, branch.kind, day)?;
    let switched_on = local_rules::in_force(snapshot, &at, day)?;
    let kinds = store::kinds_held(snapshot, &at, period)?;
    let per = match period {
        Period::Year(_) => Each::Year,
        Period::Quarter(..) => Each::Quarter,
        Period::Month(..) => Each::Month,
    };
    let (mut held, mut findings) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let count = kinds.iter().filter(|(first, second)| first == kind || *second == Some(*kind)).count();
        let mut whole = case::organization_facts(&branch, &roll);
        whole.number(Fact::Meetings, count);
        let case = Case { sector: branch.sector, whole, ..Case::new(day, vec![*kind], branch.kind) };
        findings.extend(rulebook.judge_period(&case, per, &switched_on));
        held.push(Held { kind: *kind, sessions: count as i64 });
    }
    Ok(Frequency { period, held, findings })
}
