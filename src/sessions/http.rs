//! Sessions, spoken.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, delete, get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Frequency, Head, OpenDecision, Record, Session, SessionFilter, SessionKey, Standards, Version, Which, WholeAmendment};
use crate::authz::action::{ReadSession, RecordSession};
use crate::clock::{Day, Period};
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::Tag;
use crate::http::page::{NoFilter, Paged, Query};
use crate::http::problem::{self, FieldProblem};
use crate::http::{Body, Guard, IfMatch, IfMatchOrNone, List, Page, Reply, Versioned};
use crate::id::{OrganizationId, SessionId};
use crate::rulebook::{Finding, Rulebook};
use crate::seen::Seen;

/// The largest record, in KiB.
const RECORD_KIB: usize = 1024;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("sessions", "组织生活记录：从草稿到通过。 Records of organisational life, from draft to acceptance.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_sessions).service(check_session);
    cfg.service(get_session).service(put_session).service(delete_session);
    cfg.service(submit_session).service(withdraw_session).service(get_amendment);
    cfg.service(list_versions).service(get_version).service(get_findings).service(get_open_decisions).service(get_frequency).service(get_set_up);
}

impl Versioned for Session {
    fn version(&self) -> i32 {
        self.head.version
    }
}

impl Versioned for WholeAmendment {
    fn version(&self) -> i32 {
        self.session_version
    }
}

/// Find sessions
///
/// From the latest day back. A draft is its own branch's and nobody else's.
#[utoipa::path(tag = "sessions", params(SessionFilter, Paged), responses((status = 200, body = Page<Head>)))]
#[get("/sessions")]
async fn list_sessions(guard: Guard<ReadSession>, db: Data<Db>, list: List<SessionFilter, SessionKey>) -> Result<Reply<Page<Head>>> {
    let (filter, paging, sealer) = list.parts();
    let found = guard.read(&db, move |snapshot, scope| super::list(snapshot, scope, &filter, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// What a submission would say, with nothing kept.
#[derive(Serialize, ToSchema)]
struct CheckView {
    /// Whether it could be submitted.
    possible: bool,
    /// What cannot have happened, by place.
    impossible: Vec<FieldProblem>,
    /// It would count as late.
    late: bool,
    findings: Vec<Finding>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CheckQuery {
    /// The session whose text this is to be: whether it is late goes by the day its first version came.
    session: Option<SessionId>,
}

/// What would the rulebook say?
///
/// The dry run of a submission: what cannot have happened, and the findings. Nothing is kept.
#[utoipa::path(tag = "sessions", request_body = Record, params(CheckQuery), responses((status = 200, body = CheckView)))]
#[post("/sessions/check")]
async fn check_session(
    guard: Guard<RecordSession>,
    db: Data<Db>,
    standards: Data<Standards>,
    query: Query<CheckQuery>,
    request: HttpRequest,
    body: Body<Record, RECORD_KIB>,
) -> Result<Reply<CheckView>> {
    let (id, record) = (query.0.session, body.into_inner());
    let checked = guard.read(&db, move |snapshot, scope| super::check(snapshot, scope, &standards, id, &record)).await?;
    let language = problem::language(request.headers());
    let impossible: Vec<_> = checked.impossible.iter().map(|error| FieldProblem::of(error, language)).collect();
    Ok(Reply::ok(CheckView { possible: impossible.is_empty(), impossible, late: checked.late, findings: checked.findings }))
}

/// One session
///
/// As it is in force; `amendment` says what an accepted one is to become.
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path)), responses((status = 200, body = Session), (status = 304, description = "You have it")))]
#[get("/sessions/{id}")]
async fn get_session(guard: Guard<ReadSession>, db: Data<Db>, id: Path<SessionId>) -> Result<Reply<Session>> {
    Ok(Reply::of(guard.read(&db, move |snapshot, scope| super::get(snapshot, scope, *id)).await?))
}

/// Keep a record
///
/// `If-None-Match: *` begins a draft under your own id; `If-Match` writes its next version. Changing an accepted record
/// amends it: give `amendment_reason`, and the amendment is submitted at once. It stands beside the accepted record, which
/// stays in force until the amendment is accepted too. Nothing is ever edited silently.
#[utoipa::path(tag = "sessions", request_body = Record,
    params(("id" = SessionId, Path), IfMatchOrNone),
    responses((status = 200, body = Session), (status = 201, body = Session)))]
#[put("/sessions/{id}")]
async fn put_session(
    guard: Guard<RecordSession>,
    db: Data<Db>,
    standards: Data<Standards>,
    id: Path<SessionId>,
    seen: Seen,
    body: Body<Record, RECORD_KIB>,
) -> Result<Reply<Session>> {
    let (id, record) = (*id, body.into_inner());
    Ok(Reply::kept(guard.write(&db, move |tx, scope| super::put(tx, scope, &standards, id, seen, record)).await?))
}

/// Delete a draft that was never submitted
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), IfMatch), responses((status = 204)))]
#[delete("/sessions/{id}")]
async fn delete_session(guard: Guard<RecordSession>, db: Data<Db>, id: Path<SessionId>, seen: Seen) -> Result<Reply<()>> {
    guard.write(&db, move |tx, scope| super::delete(tx, scope, *id, seen)).await?;
    Ok(Reply::empty())
}

/// Hand a record to the committee
///
/// The rulebook judges it now. A finding never blocks a truthful record; only what cannot have happened does.
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), IfMatch),
    responses((status = 200, body = Session), (status = 422, response = crate::http::docs::Problem422)))]
#[post("/sessions/{id}/submit")]
async fn submit_session(
    guard: Guard<RecordSession>,
    db: Data<Db>,
    standards: Data<Standards>,
    id: Path<SessionId>,
    seen: Seen,
) -> Result<Reply<Session>> {
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::submit(tx, scope, &standards, *id, seen)).await?))
}

/// Take a submitted record back, or its amendment
///
/// Before it was evaluated. Beside an accepted record it is the amendment that is taken back: the record stands as before.
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), IfMatch), responses((status = 200, body = Session)))]
#[post("/sessions/{id}/withdraw")]
async fn withdraw_session(guard: Guard<RecordSession>, db: Data<Db>, id: Path<SessionId>, seen: Seen) -> Result<Reply<Session>> {
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::withdraw(tx, scope, *id, seen)).await?))
}

/// What an accepted record is to become
///
/// The amendment, whole. Its `ETag` is the session's: it is what an evaluation of it names.
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path)),
    responses((status = 200, body = WholeAmendment), (status = 304, description = "You have it")))]
#[get("/sessions/{id}/amendment")]
async fn get_amendment(guard: Guard<ReadSession>, db: Data<Db>, id: Path<SessionId>) -> Result<Reply<WholeAmendment>> {
    Ok(Reply::of(guard.read(&db, move |snapshot, scope| super::amendment(snapshot, scope, *id)).await?))
}

/// Every version of a record, newest first
///
/// What was begun and changed before it was handed in is its branch's alone.
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), Paged), responses((status = 200, body = Page<Version>)))]
#[get("/sessions/{id}/versions")]
async fn list_versions(guard: Guard<ReadSession>, db: Data<Db>, id: Path<SessionId>, list: List<NoFilter, i32>) -> Result<Reply<Page<Version>>> {
    let (NoFilter {}, paging, sealer) = list.parts();
    let found = guard.read(&db, move |snapshot, scope| super::versions(snapshot, scope, *id, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// A record as it was at a version
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), ("version" = i32, Path)), responses((status = 200, body = Record)))]
#[get("/sessions/{id}/versions/{version}")]
async fn get_version(guard: Guard<ReadSession>, db: Data<Db>, path: Path<(SessionId, i32)>) -> Result<Reply<Box<RawValue>>> {
    let (id, version) = *path;
    let record = guard.read(&db, move |snapshot, scope| super::version(snapshot, scope, id, version)).await?;
    Ok(Reply::ok(record))
}

#[derive(Serialize, ToSchema)]
struct Findings {
    /// Whether it was ever submitted, and so judged.
    judged: bool,
    items: Vec<Finding>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FindingsQuery {
    /// Of the amendment beside the record.
    #[serde(default)]
    #[param(required = false)]
    amendment: bool,
    /// The rules that do not apply too, with why.
    #[serde(default)]
    #[param(required = false)]
    all: bool,
}

/// What the rulebook said at the last submission
///
/// Of the record in force, or with `amendment=true` of what it is to become.
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), FindingsQuery), responses((status = 200, body = Findings)))]
#[get("/sessions/{id}/findings")]
async fn get_findings(
    guard: Guard<ReadSession>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    id: Path<SessionId>,
    query: Query<FindingsQuery>,
) -> Result<Reply<Findings>> {
    let (id, which) = (*id, Which { of_amendment: query.0.amendment, all: query.0.all });
    let found = guard.read(&db, move |snapshot, scope| super::findings(snapshot, scope, &rulebook, id, which)).await?;
    Ok(Reply::ok(Findings { judged: found.is_some(), items: found.unwrap_or_default() }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SetUpQuery {
    /// Today when absent.
    on: Option<Day>,
}

/// How an organisation is set up, as the rulebook sees it on a day.
#[derive(Serialize, ToSchema)]
struct SetUp {
    on: Day,
    items: Vec<Finding>,
}

/// Is the organisation set up as it should be?
///
/// What is asked of an organisation on a day, once and of itself: how many members, a committee, groups.
#[utoipa::path(tag = "sessions", params(("id" = OrganizationId, Path), SetUpQuery), responses((status = 200, body = SetUp)))]
#[get("/organizations/{id}/findings")]
async fn get_set_up(
    guard: Guard<ReadSession>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    id: Path<OrganizationId>,
    query: Query<SetUpQuery>,
) -> Result<Reply<SetUp>> {
    let (id, on) = (*id, query.0.on);
    let (on, items) = guard.read(&db, move |snapshot, scope| super::set_up(snapshot, scope, &rulebook, id, on)).await?;
    Ok(Reply::ok(SetUp { on, items }))
}

#[derive(Serialize, ToSchema)]
struct OpenDecisions {
    items: Vec<OpenDecision>,
}

/// What earlier sessions left open
///
/// For the next agenda: name each as `carried` there, and it stays on the list until one closes it.
#[utoipa::path(tag = "sessions", params(("id" = OrganizationId, Path)), responses((status = 200, body = OpenDecisions)))]
#[get("/organizations/{id}/open-decisions")]
async fn get_open_decisions(guard: Guard<ReadSession>, db: Data<Db>, id: Path<OrganizationId>) -> Result<Reply<OpenDecisions>> {
    let items = guard.read(&db, move |snapshot, scope| super::open_decisions(snapshot, scope, *id)).await?;
    Ok(Reply::ok(OpenDecisions { items }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FrequencyQuery {
    /// A year, a quarter or a month.
    #[param(example = "2026-Q4")]
    period: Period,
}

/// Did they meet as often as they should?
///
/// The frequency rules for a year, a quarter or a month, with how many of each kind were held.
#[utoipa::path(tag = "sessions", params(("id" = OrganizationId, Path), FrequencyQuery), responses((status = 200, body = Frequency)))]
#[get("/organizations/{id}/frequency")]
async fn get_frequency(
    guard: Guard<ReadSession>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    id: Path<OrganizationId>,
    query: Query<FrequencyQuery>,
) -> Result<Reply<Frequency>> {
    let (id, period) = (*id, query.0.period);
    Ok(Reply::ok(guard.read(&db, move |snapshot, scope| super::frequency(snapshot, scope, &rulebook, id, period)).await?))
}
