//! The review queue: what waits for a committee, and what needs a look first. Not here: what became of a branch's own records
//! (`mine`).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::attention::Attention;
use super::name_store::Names;
use super::queue_store::{self, Appealed, Part};
use crate::authz::Scope;
use crate::authz::action::{EvaluateSession, ReadSession};
use crate::clock::{Day, Moment};
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::Result;
use crate::id::{AccountId, EvaluationId, OrganizationId, SessionId};
use crate::organizations;
use crate::sessions::{Amendment, Head};

crate::vocabulary! {
    /// What waits for a committee.
    pub enum Waits {
        Record = "record" "记录待评价";
        Amendment = "amendment" "补正待评价";
        Appeal = "appeal" "申诉待答复";
    }
}

/// Which part of the queue.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReviewFilter {
    /// Only what was recorded at this organisation or below it.
    pub organization: Option<OrganizationId>,
    /// Only these: `record`, `amendment`, `appeal`.
    pub waits: Option<Waits>,
    /// Only these: `violated`, `warning`, `incomplete`, `late`, `clean`. Appeals are none of them.
    pub attention: Option<Attention>,
}

impl ReviewFilter {
    fn asks_for(&self, waits: Waits) -> bool {
        self.waits.is_none_or(|wanted| wanted == waits) && (waits != Waits::Appeal || self.attention.is_none())
    }
}

/// Where a page of the queue ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReviewKey {
    pub rank: i32,
    pub since: i64,
    pub id: Uuid,
}

/// The rank of an appeal: before all records.
pub(super) const APPEAL: i32 = 0;

/// Something that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queued {
    pub waits: Waits,
    /// Why it needs a look; absent for an appeal, which comes before all.
    pub attention: Option<Attention>,
    /// Since when it waits.
    pub since: Moment,
    pub organization_name: String,
    /// Who handed the record or the amendment in, or appealed.
    pub sent_by: AccountId,
    pub sent_by_name: String,
    /// The session, as it is in force.
    #[serde(flatten)]
    pub session: Head,
    /// What it is to become, where that waits.
    pub amendment: Option<Amendment>,
    /// The appeal, where one waits for its answer.
    pub appeal: Option<OpenAppeal>,
}

/// An appeal that waits for its answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenAppeal {
    pub evaluation: EvaluationId,
    pub text: String,
    /// The last day to answer, by the setting `answer_days`. A label: nothing happens by itself when it is over.
    pub last_day: Day,
}

/// A row of the queue, before the names and the heads are looked up.
enum Waiting {
    Record(Box<Head>),
    Amendment(Box<Amendment>),
    Appeal(Appealed),
}

impl Waiting {
    fn key(&self) -> ReviewKey {
        let (rank, since, id) = match self {
            Waiting::Record(head) => (Attention::of(head.as_ref()).rank(), head.submitted_at.map_or(0, Moment::micros), head.id.0),
            Waiting::Amendment(amendment) => (Attention::of(amendment.as_ref()).rank(), amendment.submitted_at.micros(), amendment.session_id.0),
            Waiting::Appeal(appeal) => (APPEAL, appeal.at.micros(), appeal.id.0),
        };
        ReviewKey { rank, since, id }
    }
    /// The session whose head is still to be looked up.
    fn session(&self) -> Option<SessionId> {
        match self {
            Waiting::Record(_) => None,
            Waiting::Amendment(amendment) => Some(amendment.session_id),
            Waiting::Appeal(appeal) => Some(appeal.session),
        }
    }
    fn spoken(self, heads: &[Head], last_day: impl Fn(Moment) -> Day) -> Option<Queued> {
        let known = |id| heads.iter().find(|head| head.id == id).cloned();
        let (waits, attention, since, by, session, amendment, appeal) = match self {
            Waiting::Record(head) => {
                let (attention, since) = (Attention::of(head.as_ref()), head.submitted_at?);
                (Waits::Record, Some(attention), since, head.submitted_by?, *head, None, None)
            }
            Waiting::Amendment(amendment) => {
                let (attention, session) = (Attention::of(amendment.as_ref()), known(amendment.session_id)?);
                (Waits::Amendment, Some(attention), amendment.submitted_at, amendment.submitted_by, session, Some(*amendment), None)
            }
            Waiting::Appeal(Appealed { id, session, text, by, at }) => {
                let appeal = OpenAppeal { evaluation: id, text, last_day: last_day(at) };
                (Waits::Appeal, None, at, by, known(session)?, None, Some(appeal))
            }
        };
        let (organization_name, sent_by_name) = (String::new(), String::new());
        Some(Queued { waits, attention, since, organization_name, sent_by: by, sent_by_name, session, amendment, appeal })
    }
}

/// What waits for the caller's committees: appeals, then what needs a look first, each from the longest waiting on.
///
/// # Errors
/// `not_found` for a place that the caller does not read.
pub fn queue(
    snapshot: &mut Snapshot,
    scope: &Scope<EvaluateSession>,
    answer_days: u16,
    filter: &ReviewFilter,
    paging: &Paging<ReviewKey>,
) -> Result<Listed<Queued, ReviewKey>> {
    let within = match filter.organization {
        None => None,
        // The committee's own organisation too, where nothing is theirs to evaluate but all below it.
        Some(id) => Some(organizations::place(snapshot, &scope.also::<ReadSession>(), id)?.1.path().subtree()),
    };
    let part = Part { filter, within: within.as_ref(), paging };
    let found = paging.cut(waiting(snapshot, scope, &part)?, Waiting::key);
    let wanted: Vec<SessionId> = found.items.iter().filter_map(Waiting::session).collect();
    let heads = queue_store::heads(snapshot, scope, &wanted)?;
    let last_day = |appealed| snapshot.day_of(appealed).plus_days(i32::from(answer_days));
    let mut items: Vec<Queued> = found.items.into_iter().filter_map(|one| one.spoken(&heads, last_day)).collect();
    name(snapshot, scope, &mut items)?;
    Ok(Listed { items, next: found.next })
}

/// All that waits, in the queue's order, as far as one page may need it of each.
fn waiting(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, part: &Part) -> Result<Vec<Waiting>> {
    let mut all = Vec::new();
    let are_appeals_over = part.paging.after.as_ref().is_some_and(|after| after.rank > APPEAL);
    if part.filter.asks_for(Waits::Appeal) && !are_appeals_over {
        all.extend(queue_store::appeals(snapshot, scope, part)?.into_iter().map(Waiting::Appeal));
    }
    if part.filter.asks_for(Waits::Amendment) {
        all.extend(queue_store::amendments(snapshot, scope, part)?.into_iter().map(|one| Waiting::Amendment(Box::new(one))));
    }
    if part.filter.asks_for(Waits::Record) {
        all.extend(queue_store::records(snapshot, scope, part)?.into_iter().map(|one| Waiting::Record(Box::new(one))));
    }
    all.sort_by_cached_key(Waiting::key);
    Ok(all)
}

fn name(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, items: &mut [Queued]) -> Result<()> {
    let places: Vec<OrganizationId> = items.iter().map(|one| one.session.organization).collect();
    let people: Vec<AccountId> = items.iter().map(|one| one.sent_by).collect();
    let names = Names::of(snapshot, scope, &places, &people)?;
    for one in items {
        one.organization_name = names.organization(one.session.organization);
        one.sent_by_name = names.account(one.sent_by);
    }
    Ok(())
}
