//! Endings, spoken.

use actix_web::post;
use actix_web::web::{Data, Path};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Dissolution, Merge};
use crate::authz::action::MoveOrganization;
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::Tag;
use crate::http::{Body, Guard, IfMatch, Reply};
use crate::id::OrganizationId;
use crate::organizations::Organization;
use crate::seen::Seen;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("endings", "组织撤并。 How an organisation ends: dissolved, or merged into another.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(dissolve_organization).service(merge_organization);
}

/// Dissolve an organisation
///
/// Once nobody belongs to it and nothing but groups stands below it, which end with it. Seats on its body and roles at it
/// end the day before. Its records stay.
#[utoipa::path(tag = "endings", request_body = Dissolution,
    params(("id" = OrganizationId, Path), IfMatch), responses((status = 200, body = Organization)))]
#[post("/organizations/{id}/dissolve")]
async fn dissolve_organization(
    guard: Guard<MoveOrganization>,
    db: Data<Db>,
    id: Path<OrganizationId>,
    seen: Seen,
    body: Body<Dissolution>,
) -> Result<Reply<Organization>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::dissolve(tx, scope, id, seen, &draft)).await?))
}

/// Merge a branch or general branch into another
///
/// From that day on its members belong to the other and what stood below it stands below the other; its duties, seats and
/// roles end the day before. Both must be the caller's. Its records stay where they are; what they leave open is the other's.
#[utoipa::path(tag = "endings", request_body = Merge,
    params(("id" = OrganizationId, Path), IfMatch), responses((status = 200, body = Organization)))]
#[post("/organizations/{id}/merge")]
async fn merge_organization(
    guard: Guard<MoveOrganization>,
    db: Data<Db>,
    id: Path<OrganizationId>,
    seen: Seen,
    body: Body<Merge>,
) -> Result<Reply<Organization>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::merge(tx, scope, id, seen, &draft)).await?))
}
