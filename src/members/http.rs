//! Members, spoken.

use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Member, MemberChange, MemberDraft, RollEntry, Transfer, store};
use crate::authz::action::{ManageMember, ReadMember};
use crate::clock::Day;
use crate::db::Db;
use crate::error::{Fault, Result};
use crate::http::page::Query;
use crate::http::{Body, Guard, Reply, Seen};
use crate::id::{MemberId, OrganizationId};
use crate::organizations;

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(get_roll).service(get_member).service(put_member).service(patch_member).service(transfer_member);
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RollQuery {
    /// Today when absent.
    on: Option<Day>,
}

/// Who belonged to an organisation on a day.
#[derive(Serialize, ToSchema)]
struct RollView {
    organization: OrganizationId,
    on: Day,
    /// Full members.
    full: usize,
    /// Those with a vote.
    voters: usize,
    /// Members of the committee.
    committee: usize,
    /// By name.
    items: Vec<RollEntry>,
}

/// The roll of a day
///
/// Everybody who belonged to the organisation on that day, with the status of that day; for a group, those who were in
/// it. Whole, not in pages: a phone needs all of it to take attendance.
#[utoipa::path(tag = "members", params(("id" = OrganizationId, Path), RollQuery), responses((status = 200, body = RollView)))]
#[get("/organizations/{id}/members")]
async fn get_roll(guard: Guard<ReadMember>, db: Data<Db>, id: Path<OrganizationId>, query: Query<RollQuery>) -> Result<Reply<RollView>> {
    let (id, on) = (*id, query.0.on);
    let view = guard
        .read(&db, move |snapshot, scope| {
            let at = organizations::at(snapshot, scope, id)?;
            let on = on.unwrap_or(at.today());
            let kind = organizations::kind(snapshot, id)?;
            let roll = super::roll(snapshot, id, kind, on)?;
            Ok(RollView { organization: id, on, full: roll.full(), voters: roll.voters(), committee: roll.committee(), items: roll.people })
        })
        .await?;
    Ok(Reply::ok(view))
}

/// One member
#[utoipa::path(tag = "members", params(("id" = MemberId, Path)), responses((status = 200, body = Member)))]
#[get("/members/{id}")]
async fn get_member(guard: Guard<ReadMember>, db: Data<Db>, id: Path<MemberId>) -> Result<Reply<Member>> {
    let member = guard
        .read(&db, move |snapshot, scope| {
            let row = store::row(snapshot, *id)?.ok_or(Fault::NotFound)?;
            scope.at(row.organization_id, &row.path)?;
            let belongs = store::latest(snapshot, *id)?;
            row.spoken(&belongs)
        })
        .await?;
    let version = member.version;
    Ok(Reply::ok(member).version(version))
}

/// Enrol a member, or replace what is known of one
#[utoipa::path(tag = "members", request_body = MemberDraft,
    params(("id" = MemberId, Path), ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Member), (status = 201, body = Member)))]
#[put("/members/{id}")]
async fn put_member(guard: Guard<ManageMember>, db: Data<Db>, id: Path<MemberId>, seen: Seen, body: Body<MemberDraft>) -> Result<Reply<Member>> {
    let (id, draft) = (*id, body.into_inner());
    let (member, is_new) = guard.write(&db, move |tx, scope| super::put(tx, scope, id, seen, draft)).await?;
    let version = member.version;
    Ok(Reply::put(member, is_new).version(version))
}

/// Change a member
#[utoipa::path(tag = "members", request_body = MemberChange, params(("id" = MemberId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Member)))]
#[patch("/members/{id}")]
async fn patch_member(guard: Guard<ManageMember>, db: Data<Db>, id: Path<MemberId>, seen: Seen, body: Body<MemberChange>) -> Result<Reply<Member>> {
    let (id, draft) = (*id, body.into_inner());
    let member = guard.write(&db, move |tx, scope| super::change(tx, scope, id, seen, draft)).await?;
    let version = member.version;
    Ok(Reply::ok(member).version(version))
}

/// Transfer a member to another organisation or group
///
/// From a day on; who belonged where before stays as it was. Both ends must be the caller's.
#[utoipa::path(tag = "members", request_body = Transfer, params(("id" = MemberId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Member)))]
#[post("/members/{id}/transfer")]
async fn transfer_member(guard: Guard<ManageMember>, db: Data<Db>, id: Path<MemberId>, seen: Seen, body: Body<Transfer>) -> Result<Reply<Member>> {
    let (id, draft) = (*id, body.into_inner());
    let member = guard.write(&db, move |tx, scope| super::transfer(tx, scope, id, seen, draft)).await?;
    let version = member.version;
    Ok(Reply::ok(member).version(version))
}
