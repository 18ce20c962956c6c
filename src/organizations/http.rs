//! Organisations, spoken.

use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Move, Organization, OrganizationChange, OrganizationDraft, OrganizationFilter, OrganizationKey};
use crate::authz::action::{ManageOrganization, MoveOrganization, ReadOrganization};
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::Tag;
use crate::http::page::{NoFilter, Paged};
use crate::http::{Body, Guard, IfMatch, IfMatchOrNone, List, Page, Reply, Versioned};
use crate::id::OrganizationId;
use crate::seen::Seen;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("organizations", "组织树。 The tree of organisations.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_organizations).service(get_organization).service(list_children);
    cfg.service(put_organization).service(patch_organization).service(move_organization);
}

impl Versioned for Organization {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Search organisations
#[utoipa::path(tag = "organizations", params(OrganizationFilter, Paged), responses((status = 200, body = Page<Organization>)))]
#[get("/organizations")]
async fn list_organizations(
    guard: Guard<ReadOrganization>,
    db: Data<Db>,
    list: List<OrganizationFilter, OrganizationKey>,
) -> Result<Reply<Page<Organization>>> {
    let (filter, paging, sealer) = list.parts();
    let found = guard.read(&db, move |snapshot, scope| super::list(snapshot, scope, &filter, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// One organisation
#[utoipa::path(tag = "organizations", params(("id" = OrganizationId, Path)), responses((status = 200, body = Organization)))]
#[get("/organizations/{id}")]
async fn get_organization(guard: Guard<ReadOrganization>, db: Data<Db>, id: Path<OrganizationId>) -> Result<Reply<Organization>> {
    Ok(Reply::of(guard.read(&db, move |snapshot, scope| super::get(snapshot, scope, *id)).await?))
}

/// What stands directly below
#[utoipa::path(tag = "organizations", params(("id" = OrganizationId, Path), Paged), responses((status = 200, body = Page<Organization>)))]
#[get("/organizations/{id}/children")]
async fn list_children(
    guard: Guard<ReadOrganization>,
    db: Data<Db>,
    id: Path<OrganizationId>,
    list: List<NoFilter, OrganizationKey>,
) -> Result<Reply<Page<Organization>>> {
    let (NoFilter {}, paging, sealer) = list.parts();
    let found = guard.read(&db, move |snapshot, scope| super::children(snapshot, scope, *id, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// Make an organisation, or replace what is known of it
///
/// `If-None-Match: *` to make it, `If-Match` to replace. A branch has only groups below it, a group nothing. How it is set up
/// is kept by day: what is told with `on` says nothing of the days before, and holds until what was told for a later day.
#[utoipa::path(tag = "organizations", request_body = OrganizationDraft,
    params(("id" = OrganizationId, Path), IfMatchOrNone),
    responses((status = 200, body = Organization), (status = 201, body = Organization)))]
#[put("/organizations/{id}")]
async fn put_organization(
    guard: Guard<ManageOrganization>,
    db: Data<Db>,
    id: Path<OrganizationId>,
    seen: Seen,
    body: Body<OrganizationDraft>,
) -> Result<Reply<Organization>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::kept(guard.write(&db, move |tx, scope| super::put(tx, scope, id, seen, draft)).await?))
}

/// Change an organisation
#[utoipa::path(tag = "organizations", request_body = OrganizationChange,
    params(("id" = OrganizationId, Path), IfMatch), responses((status = 200, body = Organization)))]
#[patch("/organizations/{id}")]
async fn patch_organization(
    guard: Guard<ManageOrganization>,
    db: Data<Db>,
    id: Path<OrganizationId>,
    seen: Seen,
    body: Body<OrganizationChange>,
) -> Result<Reply<Organization>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::change(tx, scope, id, seen, draft)).await?))
}

/// Move an organisation with all that is below it
///
/// Both ends must be the caller's. What the trail says of earlier days keeps its place.
#[utoipa::path(tag = "organizations", request_body = Move,
    params(("id" = OrganizationId, Path), IfMatch), responses((status = 200, body = Organization)))]
#[post("/organizations/{id}/move")]
async fn move_organization(
    guard: Guard<MoveOrganization>,
    db: Data<Db>,
    id: Path<OrganizationId>,
    seen: Seen,
    body: Body<Move>,
) -> Result<Reply<Organization>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::of(guard.write(&db, move |tx, scope| super::relocate(tx, scope, id, seen, draft)).await?))
}
