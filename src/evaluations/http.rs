//! Evaluations, spoken.

use actix_web::web::{Data, Path};
use actix_web::{get, post, put};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    Answer, Appeal, BulkAccept, BulkResult, CountFilter, Evaluation, EvaluationDraft, Form, FormInUse, Forms, MineKey, News, Queued, Reopening,
    ReviewFilter, ReviewKey, WaitCount,
};
use crate::authz::action::{EvaluateSession, ManageRules, NoteSession, ReadRules, ReadSession, RecordSession};
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::{Problem409, Tag};
use crate::http::page::{NoFilter, Paged, Query};
use crate::http::{Body, Guard, IfMatch, IfMatchOrNone, List, Page, Reply, Versioned};
use crate::id::{EvaluationId, OrganizationId, SessionId};
use crate::rulebook::kinds::Kind;
use crate::seen::Seen;
use crate::sessions::Session;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("evaluations", "上级的评价与申诉。 What a committee says of a record, and the appeal against it.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(reviews).service(review_counts).service(accept_reviews).service(mine).service(reopen);
    cfg.service(evaluate).service(list_evaluations).service(appeal).service(answer);
    cfg.service(get_form).service(put_form);
}

impl Versioned for FormInUse {
    fn version(&self) -> i32 {
        self.version
    }
}

/// What waits for the caller's committees
///
/// Appeals that ask for an answer come first, then records and amendments that need a look (findings, gaps, lateness), each
/// from the longest waiting on. What the committee has taken note of as it was handed in waits no longer. An appeal waits
/// for the committee that gave the evaluation and those above it, and for anybody there but who gave it.
#[utoipa::path(tag = "evaluations", params(ReviewFilter, Paged), responses((status = 200, body = Page<Queued>)))]
#[get("/reviews")]
async fn reviews(
    guard: Guard<EvaluateSession>,
    db: Data<Db>,
    config: Data<Config>,
    list: List<ReviewFilter, ReviewKey>,
) -> Result<Reply<Page<Queued>>> {
    let ((filter, paging, sealer), days) = (list.parts(), config.answer_days);
    let found = guard.read(&db, move |snapshot, scope| super::queue(snapshot, scope, days, &filter, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

#[derive(Serialize, ToSchema)]
struct WaitCounts {
    counts: Vec<WaitCount>,
}

/// How much waits for the caller's committees
///
/// By what waits and the attention that it asks for, in the queue's order; what none waits of is left out.
#[utoipa::path(tag = "evaluations", params(CountFilter), responses((status = 200, body = WaitCounts)))]
#[get("/reviews/summary")]
async fn review_counts(guard: Guard<EvaluateSession>, db: Data<Db>, query: Query<CountFilter>) -> Result<Reply<WaitCounts>> {
    let counts = guard.read(&db, move |snapshot, scope| super::counts(snapshot, scope, &query.0)).await?;
    Ok(Reply::ok(WaitCounts { counts }))
}

#[derive(Serialize, ToSchema)]
struct BulkResults {
    results: Vec<BulkResult>,
}

/// Accept clean records in one go
///
/// Only records without findings, gaps and lateness are accepted, and no amendments; each other one is answered with why not.
#[utoipa::path(tag = "evaluations", request_body = BulkAccept, responses((status = 200, body = BulkResults)))]
#[post("/reviews/accept")]
async fn accept_reviews(guard: Guard<EvaluateSession>, db: Data<Db>, body: Body<BulkAccept>) -> Result<Reply<BulkResults>> {
    let draft = body.into_inner();
    let results = guard.write(&db, move |tx, scope| super::accept_clean(tx, scope, draft)).await?;
    Ok(Reply::ok(BulkResults { results }))
}

/// What became of one's own records
///
/// For whoever records: what was returned, noted, accepted or reopened, which appeals were answered, and which amendments wait. The
/// newest first, of the last year.
#[utoipa::path(tag = "evaluations", params(Paged), responses((status = 200, body = Page<News>)))]
#[get("/mine")]
async fn mine(guard: Guard<RecordSession>, db: Data<Db>, config: Data<Config>, list: List<NoFilter, MineKey>) -> Result<Reply<Page<News>>> {
    let ((NoFilter {}, paging, sealer), days) = (list.parts(), config.appeal_days);
    let found = guard.read(&db, move |snapshot, scope| super::mine(snapshot, scope, days, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// Take up again what a lower committee accepted
///
/// By a committee above the one that accepted it, with a reason that the branch sees. The record is submitted again, as it
/// stands; an amendment beside it stays.
#[utoipa::path(tag = "evaluations", request_body = Reopening, params(("id" = SessionId, Path), IfMatch), responses((status = 200, body = Session)))]
#[post("/sessions/{id}/reopen")]
async fn reopen(guard: Guard<EvaluateSession>, db: Data<Db>, id: Path<SessionId>, seen: Seen, body: Body<Reopening>) -> Result<Reply<Session>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::reopen(tx, scope, id, seen, &draft)).await?))
}

/// Take note of a record, accept it or return it
///
/// `If-Match` names the version that was read; a newer one refuses the evaluation. Where an amendment waits beside the record
/// it is the amendment that is evaluated. Nobody evaluates what they wrote; auditors take note and decide nothing.
#[utoipa::path(tag = "evaluations", request_body = EvaluationDraft,
    params(("id" = SessionId, Path), ("If-Match" = String, Header, description = "The version that was read: \"v3\"")),
    responses((status = 201, body = Evaluation), (status = 200, description = "The same was said before", body = Evaluation)))]
#[post("/sessions/{id}/evaluations")]
async fn evaluate(
    guard: Guard<NoteSession>,
    db: Data<Db>,
    forms: Data<Forms>,
    id: Path<SessionId>,
    seen: Seen,
    body: Body<EvaluationDraft>,
) -> Result<Reply<Evaluation>> {
    let (id, draft) = (*id, body.into_inner());
    let (evaluation, is_new) = guard.write(&db, move |tx, scope| super::evaluate(tx, scope, &forms, id, seen, draft)).await?;
    Ok(Reply::put(evaluation, is_new))
}

#[derive(Serialize, ToSchema)]
struct Evaluations {
    items: Vec<Evaluation>,
}

/// How a record was evaluated, oldest first
#[utoipa::path(tag = "evaluations", params(("id" = SessionId, Path)), responses((status = 200, body = Evaluations)))]
#[get("/sessions/{id}/evaluations")]
async fn list_evaluations(guard: Guard<ReadSession>, db: Data<Db>, id: Path<SessionId>) -> Result<Reply<Evaluations>> {
    let items = guard.read(&db, move |snapshot, scope| super::list(snapshot, scope, *id)).await?;
    Ok(Reply::ok(Evaluations { items }))
}

/// Appeal against an evaluation
///
/// By the branch, once, within the days of the setting `appeal_days`.
#[utoipa::path(tag = "evaluations", request_body = Appeal, params(("id" = EvaluationId, Path)),
    responses((status = 200, body = Evaluation), (status = 409, response = Problem409)))]
#[post("/evaluations/{id}/appeal")]
async fn appeal(
    guard: Guard<RecordSession>,
    db: Data<Db>,
    config: Data<Config>,
    id: Path<EvaluationId>,
    body: Body<Appeal>,
) -> Result<Reply<Evaluation>> {
    let (id, draft, days) = (*id, body.into_inner(), config.appeal_days);
    Ok(Reply::ok(guard.write(&db, move |tx, scope| super::appeal(tx, scope, days, id, draft)).await?))
}

/// Answer an appeal
///
/// By somebody else than who gave the evaluation. With `withdraw` the evaluation falls and the record waits for another.
#[utoipa::path(tag = "evaluations", request_body = Answer, params(("id" = EvaluationId, Path)),
    responses((status = 200, body = Evaluation), (status = 409, response = Problem409)))]
#[post("/evaluations/{id}/answer")]
async fn answer(guard: Guard<EvaluateSession>, db: Data<Db>, id: Path<EvaluationId>, body: Body<Answer>) -> Result<Reply<Evaluation>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::ok(guard.write(&db, move |tx, scope| super::answer(tx, scope, id, draft)).await?))
}

/// The form in use for a kind
///
/// The organisation's own, else the nearest superior's, else the one that comes with Sanhui.
#[utoipa::path(tag = "evaluations", params(("id" = OrganizationId, Path), ("kind" = Kind, Path)), responses((status = 200, body = FormInUse)))]
#[get("/organizations/{id}/evaluation-forms/{kind}")]
async fn get_form(guard: Guard<ReadRules>, db: Data<Db>, standard: Data<Forms>, path: Path<(OrganizationId, Kind)>) -> Result<Reply<FormInUse>> {
    let (id, kind) = *path;
    let form = guard.read(&db, move |snapshot, scope| super::get_form(snapshot, scope, &standard, id, kind)).await?;
    // A superior's form is not changed here: it has no ETag for this address.
    Ok(if form.organization == Some(id) { Reply::of(form) } else { Reply::ok(form) })
}

/// Keep an own form for a kind
///
/// The committee's whole subtree uses it from now on. `If-None-Match: *` for the first, `If-Match` after that.
#[utoipa::path(tag = "evaluations", request_body = Form,
    params(("id" = OrganizationId, Path), ("kind" = Kind, Path), IfMatchOrNone),
    responses((status = 200, body = FormInUse), (status = 201, body = FormInUse)))]
#[put("/organizations/{id}/evaluation-forms/{kind}")]
async fn put_form(
    guard: Guard<ManageRules>,
    db: Data<Db>,
    path: Path<(OrganizationId, Kind)>,
    seen: Seen,
    body: Body<Form>,
) -> Result<Reply<FormInUse>> {
    let ((id, kind), form) = (*path, body.into_inner());
    Ok(Reply::kept(guard.write(&db, move |tx, scope| super::put_form(tx, scope, id, kind, seen, form)).await?))
}
