//! The trail, spoken.

use actix_web::get;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::store::{self, Entry, Position};
use crate::authz::action::ReadTrail;
use crate::db::{Db, Path};
use crate::error::{Error, Fault, Result};
use crate::http::docs::Tag;
use crate::http::page::Paged;
use crate::http::{Guard, List, Reply};

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("trail", "留痕：谁在何时做了什么。 Who did what, when.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(read_trail);
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TrailFilter {
    /// Only what was done at organisations whose path begins with this one's: see `path` of an organisation.
    within: Option<String>,
}

/// A page of the trail.
#[derive(Serialize, ToSchema)]
struct TrailPage {
    items: Vec<Entry>,
    /// There is more now: go on here. Absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Ask again from here later to see what came since; nothing is ever skipped.
    resume: Option<String>,
}

/// Who did what, in order
///
/// One row a change, written in the change's own transaction. Within a shard the numbers have no gap, so a reader that
/// goes on from `resume` has seen everything before it.
#[utoipa::path(tag = "trail", params(TrailFilter, Paged), responses((status = 200, body = TrailPage)))]
#[get("/trail")]
async fn read_trail(guard: Guard<ReadTrail>, db: Data<Db>, list: List<TrailFilter, Position>) -> Result<Reply<TrailPage>> {
    let (filter, paging, sealer) = list.parts();
    let within = filter.within.as_deref().map(|text| Path::parse(text).ok_or_else(bad_path)).transpose()?.map(|path| path.subtree());
    let (items, position, more) = guard.read(&db, move |snapshot, scope| store::read(snapshot, scope, within.as_ref(), &paging)).await?;
    let resume = sealer.seal(&position);
    Ok(Reply::ok(TrailPage { items, next_cursor: resume.clone().filter(|_| more), resume }))
}

fn bad_path() -> Error {
    Error::new(Fault::BadQuery).saying("within 应为一个组织的 path。", "within must be the path of an organisation.")
}
