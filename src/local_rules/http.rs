//! Local rules, spoken.

use actix_web::web::{Data, Path};
use actix_web::{delete, get, put};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::Profiles;
use crate::authz::action::{ManageRules, ReadRules};
use crate::clock::Day;
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::Tag;
use crate::http::page::Query;
use crate::http::{Guard, Reply};
use crate::id::OrganizationId;
use crate::rulebook::Rulebook;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("local-rules", "地方规定的开关。 Which local rules are on.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(get_profiles).service(put_profile).service(delete_profile);
}

/// Which local rules are on
#[utoipa::path(tag = "local-rules", params(("id" = OrganizationId, Path)), responses((status = 200, body = Profiles)))]
#[get("/organizations/{id}/local-rules")]
async fn get_profiles(guard: Guard<ReadRules>, db: Data<Db>, rulebook: Data<Rulebook>, id: Path<OrganizationId>) -> Result<Reply<Profiles>> {
    Ok(Reply::ok(guard.read(&db, move |snapshot, scope| super::list(snapshot, scope, &rulebook, *id)).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Since {
    /// Sessions held from this day on; today when absent.
    since: Option<Day>,
}

/// Switch local rules on for a subtree
#[utoipa::path(tag = "local-rules", params(("id" = OrganizationId, Path), ("profile" = String, Path, example = "appraisal-notices"), Since),
    responses((status = 200, body = Profiles), (status = 422, response = crate::http::docs::Problem422)))]
#[put("/organizations/{id}/local-rules/{profile}")]
async fn put_profile(
    guard: Guard<ManageRules>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    path: Path<(OrganizationId, String)>,
    query: Query<Since>,
) -> Result<Reply<Profiles>> {
    let ((id, profile), since) = (path.into_inner(), query.0.since);
    let found = guard.write(&db, move |tx, scope| {
        let since = since.unwrap_or(tx.today());
        super::switch_on(tx, scope, &rulebook, id, &profile, since)
    });
    Ok(Reply::ok(found.await?))
}

/// Switch local rules off
#[utoipa::path(tag = "local-rules", params(("id" = OrganizationId, Path), ("profile" = String, Path, example = "appraisal-notices")),
    responses((status = 200, body = Profiles), (status = 422, response = crate::http::docs::Problem422)))]
#[delete("/organizations/{id}/local-rules/{profile}")]
async fn delete_profile(
    guard: Guard<ManageRules>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    path: Path<(OrganizationId, String)>,
) -> Result<Reply<Profiles>> {
    let (id, profile) = path.into_inner();
    Ok(Reply::ok(guard.write(&db, move |tx, scope| super::switch_off(tx, scope, &rulebook, id, &profile)).await?))
}
