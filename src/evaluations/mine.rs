//! What became of a branch's own records: returned, noted, accepted, reopened, an appeal answered, an amendment waiting. For
//! whoever records, so that nobody opens each record to find out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::mine_store::{self, Part, Reopened};
use super::name_store::Names;
use super::{Evaluation, Verdict, queue_store};
use crate::authz::Scope;
use crate::authz::action::RecordSession;
use crate::clock::{Day, Moment};
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::Result;
use crate::id::{OrganizationId, SessionId};
use crate::sessions::{Amendment, Head};

/// Nothing older is told.
const LOOK_BACK_DAYS: i64 = 365;

crate::vocabulary! {
    /// What became of a record, or of the amendment beside it.
    pub enum Became {
        Returned = "returned" "已退回";
        Noted = "noted" "已审阅";
        Accepted = "accepted" "已通过";
        Reopened = "reopened" "重新评价";
        Answered = "answered" "申诉已答复";
        AmendmentWaiting = "amendment_waiting" "补正待评价";
    }
}

/// Whence a row comes: of one instant they stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Source {
    Amendment,
    Answer,
    Reopening,
    Evaluation,
}

/// Where a page ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MineKey {
    pub at: i64,
    pub source: Source,
    pub id: Uuid,
    pub version: i32,
}

/// One thing that became of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct News {
    pub what: Became,
    pub at: Moment,
    /// It is about the amendment beside the record, not about the record.
    pub of_amendment: bool,
    pub organization_name: String,
    /// The record, as it is in force.
    #[serde(flatten)]
    pub session: Head,
    /// What the committee said, whole, with its reasons, and the answer to an appeal.
    pub evaluation: Option<Evaluation>,
    /// What the committee is called that said it.
    pub committee_name: Option<String>,
    /// Why it was reopened, or amended.
    pub reason: Option<String>,
    /// The last day to appeal, by the setting `appeal_days`, where the branch may and has not.
    pub appeal_until: Option<Day>,
}

enum Row {
    Said(Box<Evaluation>),
    Answered(Box<Evaluation>, Moment),
    Reopened(Reopened),
    Amended(Box<Amendment>),
}

impl Row {
    fn key(&self) -> MineKey {
        let (at, source, id, version) = match self {
            Row::Said(evaluation) => (evaluation.created_at, Source::Evaluation, evaluation.id.0, 0),
            Row::Answered(evaluation, at) => (*at, Source::Answer, evaluation.id.0, 0),
            Row::Reopened(reopened) => (reopened.at, Source::Reopening, reopened.session.0, reopened.version),
            Row::Amended(amendment) => (amendment.submitted_at, Source::Amendment, amendment.session_id.0, 0),
        };
        MineKey { at: at.micros(), source, id, version }
    }
    fn session(&self) -> SessionId {
        match self {
            Row::Said(evaluation) | Row::Answered(evaluation, _) => evaluation.session,
            Row::Reopened(reopened) => reopened.session,
            Row::Amended(amendment) => amendment.session_id,
        }
    }
    /// The committee that spoke.
    fn committee(&self) -> Option<OrganizationId> {
        match self {
            Row::Said(evaluation) => Some(evaluation.organization),
            Row::Answered(..) | Row::Reopened(_) | Row::Amended(_) => None,
        }
    }
    fn spoken(self, session: Head, organization_name: String, committee_name: Option<String>) -> News {
        let at = Moment::from_micros(self.key().at);
        let (what, of_amendment, evaluation, reason) = match self {
            Row::Said(evaluation) => (became(evaluation.verdict), evaluation.amendment, Some(*evaluation), None),
            Row::Answered(evaluation, _) => (Became::Answered, evaluation.amendment, Some(*evaluation), None),
            Row::Reopened(reopened) => (Became::Reopened, false, None, reopened.reason),
            Row::Amended(amendment) => (Became::AmendmentWaiting, true, None, Some(amendment.reason)),
        };
        News { what, at, of_amendment, organization_name, session, evaluation, committee_name, reason, appeal_until: None }
    }
}

fn became(verdict: Verdict) -> Became {
    match verdict {
        Verdict::Note => Became::Noted,
        Verdict::Accept => Became::Accepted,
        Verdict::Return => Became::Returned,
    }
}

/// What became of the records of the places that the caller records for, the newest first, of the last year.
///
/// # Errors
/// A fault of the database.
pub fn mine(snapshot: &mut Snapshot, scope: &Scope<RecordSession>, appeal_days: u16, paging: &Paging<MineKey>) -> Result<Listed<News, MineKey>> {
    let since = snapshot.now().plus_seconds(-LOOK_BACK_DAYS * 86_400);
    let part = Part { since, paging };
    let mut rows: Vec<Row> = mine_store::amended(snapshot, scope, &part)?.into_iter().map(|one| Row::Amended(Box::new(one))).collect();
    rows.extend(mine_store::answered(snapshot, scope, &part)?.into_iter().map(|(one, at)| Row::Answered(Box::new(one), at)));
    rows.extend(mine_store::reopened(snapshot, scope, &part)?.into_iter().map(Row::Reopened));
    rows.extend(mine_store::said(snapshot, scope, &part)?.into_iter().map(|one| Row::Said(Box::new(one))));
    rows.sort_by_cached_key(|row| {
        let key = row.key();
        (std::cmp::Reverse(key.at), key.source, std::cmp::Reverse((key.id, key.version)))
    });
    let found = paging.cut(rows, Row::key);
    let sessions: Vec<SessionId> = found.items.iter().map(Row::session).collect();
    let heads = queue_store::heads(snapshot, scope, &sessions)?;
    let places: Vec<OrganizationId> = heads.iter().map(|head| head.organization).chain(found.items.iter().filter_map(Row::committee)).collect();
    let names = Names::of(snapshot, scope, &places, &[])?;
    let spoken = |row: Row| {
        let session = heads.iter().find(|head| head.id == row.session()).cloned()?;
        let (place, committee) = (names.organization(session.organization), row.committee().map(|id| names.organization(id)));
        let mut news = row.spoken(session, place, committee);
        news.appeal_until = last_day(snapshot, &news, appeal_days);
        Some(news)
    };
    let items = found.items.into_iter().filter_map(spoken).collect();
    Ok(Listed { items, next: found.next })
}

/// Until when the branch may appeal against what is told, where it still may and has not.
fn last_day(snapshot: &Snapshot, news: &News, days: u16) -> Option<Day> {
    let evaluation = news.evaluation.as_ref().filter(|evaluation| evaluation.verdict != Verdict::Note && evaluation.appeal.is_none())?;
    let until = evaluation.created_at.plus_seconds(i64::from(days) * 86_400);
    (snapshot.now() <= until).then(|| snapshot.day_of(until))
}
