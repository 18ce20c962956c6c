//! Leading bodies, spoken.

use actix_web::web::{Data, Path};
use actix_web::{get, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{BodyEntry, Seat, SeatDraft};
use crate::authz::action::{ManageMember, ReadMember};
use crate::clock::Day;
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::Tag;
use crate::http::page::Query;
use crate::http::{Body, Guard, IfMatchOrNone, Reply, Versioned};
use crate::id::{OrganizationId, SeatId};
use crate::seen::Seen;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("bodies", "领导班子和委员会：谁在哪一天任职。 Who sat on a leading body on which day.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(get_body).service(put_seat);
}

impl Versioned for Seat {
    fn version(&self) -> i32 {
        self.version
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BodyQuery {
    /// Today when absent.
    on: Option<Day>,
}

/// Who sat on a leading body on a day.
#[derive(Serialize, ToSchema)]
struct BodyView {
    organization: OrganizationId,
    on: Day,
    /// Whether it is known who sat there.
    known: bool,
    /// By position and name.
    items: Vec<BodyEntry>,
}

/// The leading body of a day
///
/// Who sat on the committee or leading group of the organisation on that day, wherever they belong. A branch's committee: who
/// had a duty on it by the roll, and who sits with them from elsewhere.
#[utoipa::path(tag = "bodies", params(("id" = OrganizationId, Path), BodyQuery), responses((status = 200, body = BodyView)))]
#[get("/organizations/{id}/body")]
async fn get_body(guard: Guard<ReadMember>, db: Data<Db>, id: Path<OrganizationId>, query: Query<BodyQuery>) -> Result<Reply<BodyView>> {
    let (id, on) = (*id, query.0.on);
    let (on, body) = guard.read(&db, move |snapshot, scope| super::body_of(snapshot, scope, id, on)).await?;
    Ok(Reply::ok(BodyView { organization: id, on, known: body.is_known(), items: body.people }))
}

/// Give somebody a seat on a leading body, or change it
///
/// Whoever leaves is given the first day no longer, as `to`; who sat there before stays known. Members may belong to any
/// organisation of the same tree.
#[utoipa::path(tag = "bodies", request_body = SeatDraft, params(("id" = OrganizationId, Path), ("seat" = SeatId, Path), IfMatchOrNone),
    responses((status = 200, body = Seat), (status = 201, body = Seat)))]
#[put("/organizations/{id}/body/{seat}")]
async fn put_seat(
    guard: Guard<ManageMember>,
    db: Data<Db>,
    path: Path<(OrganizationId, SeatId)>,
    seen: Seen,
    body: Body<SeatDraft>,
) -> Result<Reply<Seat>> {
    let ((organization, id), draft) = (*path, body.into_inner());
    Ok(Reply::kept(guard.write(&db, move |tx, scope| super::put(tx, scope, organization, id, seen, draft)).await?))
}
