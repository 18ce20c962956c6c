//! Members, spoken.

use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Member, MemberChange, MemberDraft, RollEntry, Transfer};
use crate::authz::action::{ManageMember, ReadMember};
use crate::clock::Day;
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::Tag;
use crate::http::page::Query;
use crate::http::{Body, Guard, IfMatch, IfMatchOrNone, Reply, Versioned};
use crate::id::{MemberId, OrganizationId};
use crate::seen::Seen;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("members", "党员名册：谁在哪一天属于哪里。 Who belonged where on which day.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(get_roll).service(get_member).service(put_member).service(patch_member).service(transfer_member);
}

impl Versioned for Member {
    fn version(&self) -> i32 {
        self.version
    }
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
    /// Whether anything is known of that day: false where nobody is known to have belonged here then, or more than 3,000 did.
    known: bool,
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
/// Everybody who belonged to the organisation on that day, with the status, duties and flags of that day; for a group, those
/// who were in it; for a general branch or a committee, whoever belonged to it or to what is below. Whose membership of the
/// Party was stopped is not on it. Whole, not in pages: a phone needs all of it to take attendance.
#[utoipa::path(tag = "members", params(("id" = OrganizationId, Path), RollQuery), responses((status = 200, body = RollView)))]
#[get("/organizations/{id}/members")]
async fn get_roll(guard: Guard<ReadMember>, db: Data<Db>, id: Path<OrganizationId>, query: Query<RollQuery>) -> Result<Reply<RollView>> {
    let (id, on) = (*id, query.0.on);
    let (on, roll) = guard.read(&db, move |snapshot, scope| super::roll_of(snapshot, scope, id, on)).await?;
    let (known, full, voters, committee) = (roll.is_known(), roll.full(), roll.voters(), roll.committee());
    Ok(Reply::ok(RollView { organization: id, on, known, full, voters, committee, items: roll.people }))
}

/// One member
#[utoipa::path(tag = "members", params(("id" = MemberId, Path)), responses((status = 200, body = Member)))]
#[get("/members/{id}")]
async fn get_member(guard: Guard<ReadMember>, db: Data<Db>, id: Path<MemberId>) -> Result<Reply<Member>> {
    Ok(Reply::of(guard.read(&db, move |snapshot, scope| super::get(snapshot, scope, *id)).await?))
}

/// Enrol a member, or replace what is known of one
#[utoipa::path(tag = "members", request_body = MemberDraft,
    params(("id" = MemberId, Path), IfMatchOrNone),
    responses((status = 200, body = Member), (status = 201, body = Member)))]
#[put("/members/{id}")]
async fn put_member(guard: Guard<ManageMember>, db: Data<Db>, id: Path<MemberId>, seen: Seen, body: Body<MemberDraft>) -> Result<Reply<Member>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::kept(guard.write(&db, move |tx, scope| super::put(tx, scope, id, seen, draft)).await?))
}

/// Change a member
///
/// Duties and flags change from the day `on` on, which may lie in the past: what was before that day stays as it was.
#[utoipa::path(tag = "members", request_body = MemberChange, params(("id" = MemberId, Path), IfMatch),
    responses((status = 200, body = Member)))]
#[patch("/members/{id}")]
async fn patch_member(guard: Guard<ManageMember>, db: Data<Db>, id: Path<MemberId>, seen: Seen, body: Body<MemberChange>) -> Result<Reply<Member>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::change(tx, scope, id, seen, draft)).await?))
}

/// Transfer a member to another organisation or group
///
/// From a day on; who belonged where before stays as it was. All duties end that day; who only changes the group keeps those
/// of the branch. Both ends must be the caller's.
#[utoipa::path(tag = "members", request_body = Transfer, params(("id" = MemberId, Path), IfMatch),
    responses((status = 200, body = Member)))]
#[post("/members/{id}/transfer")]
async fn transfer_member(guard: Guard<ManageMember>, db: Data<Db>, id: Path<MemberId>, seen: Seen, body: Body<Transfer>) -> Result<Reply<Member>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::transfer(tx, scope, id, seen, draft)).await?))
}
