//! Sessions, spoken.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, delete, get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::lifecycle::{self, Bench, Checked};
use super::{Frequency, Head, OpenDecision, Profiles, Record, Session, SessionFilter, SessionKey, Version, profiles, store};
use crate::authz::action::{ManageRules, ReadRules, ReadSession, RecordSession, UseAccount};
use crate::clock::{Day, Period};
use crate::db::Db;
use crate::error::Result;
use crate::http::page::{Paged, Query};
use crate::http::{Body, Guard, List, Page, Reply, Seen, problem};
use crate::id::{OrganizationId, SessionId};
use crate::organizations;
use crate::rulebook::kinds::Kind;
use crate::rulebook::{Finding, Rulebook};

/// The largest record, in KiB.
const RECORD_KIB: usize = 1024;

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(kinds).service(list_sessions).service(check_session);
    cfg.service(get_session).service(put_session).service(delete_session);
    cfg.service(submit_session).service(withdraw_session);
    cfg.service(list_versions).service(get_version).service(get_findings).service(get_open_decisions).service(get_frequency);
    cfg.service(get_profiles).service(put_profile).service(delete_profile);
}

#[derive(Serialize, ToSchema)]
struct KindView {
    kind: Kind,
    #[schema(example = "支部党员大会")]
    zh: &'static str,
    /// How many rules judge it.
    rules: usize,
}

#[derive(Serialize, ToSchema)]
struct Kinds {
    items: Vec<KindView>,
}

/// The kinds of sessions
#[utoipa::path(tag = "sessions", responses((status = 200, body = Kinds)))]
#[get("/kinds")]
async fn kinds(guard: Guard<UseAccount>, db: Data<Db>, rulebook: Data<Rulebook>) -> Result<Reply<Kinds>> {
    guard.read(&db, |_, _| Ok(())).await?;
    let rules = |kind: Kind| rulebook.rules().iter().filter(|rule| rule.kinds.contains(&kind)).count();
    let items = Kind::ALL.iter().map(|kind| KindView { kind: *kind, zh: kind.zh(), rules: rules(*kind) }).collect();
    Ok(Reply::ok(Kinds { items }))
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

/// What would the rulebook say?
///
/// The dry run of a submission: what cannot have happened, and the findings. Nothing is kept.
#[utoipa::path(tag = "sessions", request_body = Record, responses((status = 200, body = Checked)))]
#[post("/sessions/check")]
async fn check_session(
    guard: Guard<RecordSession>,
    db: Data<Db>,
    bench: Data<Bench>,
    request: HttpRequest,
    body: Body<Record, RECORD_KIB>,
) -> Result<Reply<Checked>> {
    let (record, language) = (body.into_inner(), problem::language(request.headers()));
    Ok(Reply::ok(guard.read(&db, move |snapshot, scope| lifecycle::check(snapshot, scope, &bench, &record, language)).await?))
}

/// One session
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path)), responses((status = 200, body = Session), (status = 304, description = "You have it")))]
#[get("/sessions/{id}")]
async fn get_session(guard: Guard<ReadSession>, db: Data<Db>, id: Path<SessionId>) -> Result<Reply<Session>> {
    let session = guard.read(&db, move |snapshot, scope| super::get(snapshot, scope, *id)).await?;
    Ok(versioned(session, false))
}

fn versioned(session: Session, is_new: bool) -> Reply<Session> {
    let version = session.head.version;
    Reply::put(session, is_new).version(version)
}

/// Keep a record
///
/// `If-None-Match: *` begins a draft under your own id; `If-Match` writes its next version. Changing an accepted record
/// amends it: give `amendment_reason`, and it is submitted and evaluated anew. Nothing is ever edited silently.
#[utoipa::path(tag = "sessions", request_body = Record,
    params(("id" = SessionId, Path), ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Session), (status = 201, body = Session)))]
#[put("/sessions/{id}")]
async fn put_session(
    guard: Guard<RecordSession>,
    db: Data<Db>,
    bench: Data<Bench>,
    id: Path<SessionId>,
    seen: Seen,
    body: Body<Record, RECORD_KIB>,
) -> Result<Reply<Session>> {
    let (id, record) = (*id, body.into_inner());
    let (session, is_new) = guard.write(&db, move |tx, scope| lifecycle::put(tx, scope, &bench, id, seen, record)).await?;
    Ok(versioned(session, is_new))
}

/// Delete a draft that was never submitted
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), ("If-Match" = String, Header)), responses((status = 204)))]
#[delete("/sessions/{id}")]
async fn delete_session(guard: Guard<RecordSession>, db: Data<Db>, id: Path<SessionId>, seen: Seen) -> Result<Reply<()>> {
    guard.write(&db, move |tx, scope| lifecycle::delete(tx, scope, *id, seen)).await?;
    Ok(Reply::empty())
}

/// Hand a record to the committee
///
/// The rulebook judges it now. A finding never blocks a truthful record; only what cannot have happened does.
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Session), (status = 422, response = crate::http::docs::Problem422)))]
#[post("/sessions/{id}/submit")]
async fn submit_session(guard: Guard<RecordSession>, db: Data<Db>, bench: Data<Bench>, id: Path<SessionId>, seen: Seen) -> Result<Reply<Session>> {
    let session = guard.write(&db, move |tx, scope| lifecycle::submit(tx, scope, &bench, *id, seen)).await?;
    Ok(versioned(session, false))
}

/// Take a submitted record back before it was evaluated
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), ("If-Match" = String, Header)), responses((status = 200, body = Session)))]
#[post("/sessions/{id}/withdraw")]
async fn withdraw_session(guard: Guard<RecordSession>, db: Data<Db>, id: Path<SessionId>, seen: Seen) -> Result<Reply<Session>> {
    let session = guard.write(&db, move |tx, scope| lifecycle::withdraw(tx, scope, *id, seen)).await?;
    Ok(versioned(session, false))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoFilter {}

/// Every version of a record, newest first
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), Paged), responses((status = 200, body = Page<Version>)))]
#[get("/sessions/{id}/versions")]
async fn list_versions(guard: Guard<ReadSession>, db: Data<Db>, id: Path<SessionId>, list: List<NoFilter, i32>) -> Result<Reply<Page<Version>>> {
    let (NoFilter {}, paging, sealer) = list.parts();
    let found = guard
        .read(&db, move |snapshot, scope| {
            super::visible(snapshot, scope, *id)?;
            let rows = store::versions(snapshot, *id, &paging)?;
            Ok(paging.cut(rows, |version| version.version))
        })
        .await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// A record as it was at a version
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path), ("version" = i32, Path)), responses((status = 200, body = Record)))]
#[get("/sessions/{id}/versions/{version}")]
async fn get_version(guard: Guard<ReadSession>, db: Data<Db>, path: Path<(SessionId, i32)>) -> Result<Reply<Box<RawValue>>> {
    let (id, version) = *path;
    let record = guard
        .read(&db, move |snapshot, scope| {
            let head = super::visible(snapshot, scope, id)?;
            store::version(snapshot, &head, version)
        })
        .await?;
    Ok(Reply::ok(record))
}

#[derive(Serialize, ToSchema)]
struct Findings {
    /// Whether it was ever submitted, and so judged.
    judged: bool,
    items: Vec<Finding>,
}

/// What the rulebook said at the last submission
#[utoipa::path(tag = "sessions", params(("id" = SessionId, Path)), responses((status = 200, body = Findings)))]
#[get("/sessions/{id}/findings")]
async fn get_findings(guard: Guard<ReadSession>, db: Data<Db>, id: Path<SessionId>) -> Result<Reply<Findings>> {
    let found = guard
        .read(&db, move |snapshot, scope| {
            super::visible(snapshot, scope, *id)?;
            store::findings(snapshot, *id)
        })
        .await?;
    Ok(Reply::ok(Findings { judged: found.is_some(), items: found.unwrap_or_default() }))
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

/// Which local rules are on
#[utoipa::path(tag = "rules", params(("id" = OrganizationId, Path)), responses((status = 200, body = Profiles)))]
#[get("/organizations/{id}/rule-profiles")]
async fn get_profiles(guard: Guard<ReadRules>, db: Data<Db>, rulebook: Data<Rulebook>, id: Path<OrganizationId>) -> Result<Reply<Profiles>> {
    let found = guard
        .read(&db, move |snapshot, scope| {
            let at = organizations::at(snapshot, scope, *id)?;
            profiles::at_place(snapshot, &rulebook, at.path())
        })
        .await?;
    Ok(Reply::ok(found))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Since {
    /// Sessions held from this day on; today when absent.
    since: Option<Day>,
}

/// Switch local rules on for a subtree
#[utoipa::path(tag = "rules", params(("id" = OrganizationId, Path), ("profile" = String, Path, example = "appraisal-notices"), Since),
    responses((status = 200, body = Profiles), (status = 422, response = crate::http::docs::Problem422)))]
#[put("/organizations/{id}/rule-profiles/{profile}")]
async fn put_profile(
    guard: Guard<ManageRules>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    path: Path<(OrganizationId, String)>,
    query: Query<Since>,
) -> Result<Reply<Profiles>> {
    let ((id, profile), since) = (path.into_inner(), query.0.since);
    let found = guard.write(&db, move |tx, scope| profiles::switch_on(tx, scope, &rulebook, id, &profile, since.unwrap_or(scope.today()))).await?;
    Ok(Reply::ok(found))
}

/// Switch local rules off
#[utoipa::path(tag = "rules", params(("id" = OrganizationId, Path), ("profile" = String, Path, example = "appraisal-notices")),
    responses((status = 200, body = Profiles), (status = 422, response = crate::http::docs::Problem422)))]
#[delete("/organizations/{id}/rule-profiles/{profile}")]
async fn delete_profile(
    guard: Guard<ManageRules>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    path: Path<(OrganizationId, String)>,
) -> Result<Reply<Profiles>> {
    let (id, profile) = path.into_inner();
    Ok(Reply::ok(guard.write(&db, move |tx, scope| profiles::switch_off(tx, scope, &rulebook, id, &profile)).await?))
}
