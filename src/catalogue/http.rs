//! The catalogue, spoken. Made once when the server starts: it changes with the server alone.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{RuleInFull, Rules, Vocabularies};
use crate::error::{Fault, Result};
use crate::http::Content;
use crate::http::docs::Tag;
use crate::rulebook::Rulebook;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("catalogue", "规则和用语的目录。 The rules as people read them, and every closed word.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(get_rules).service(get_rule).service(get_vocabulary);
}

/// Every answer of the catalogue.
pub struct Pages {
    rules: Content,
    each: BTreeMap<String, Content>,
    vocabulary: Content,
}

impl Pages {
    /// # Errors
    /// When one of them cannot be said in JSON.
    pub fn of(book: &Rulebook) -> Result<Pages> {
        let each = super::in_full(book).into_iter().map(|rule| Ok((rule.id.clone(), Content::of(&rule)?)));
        Ok(Pages { rules: Content::of(&super::rules(book))?, each: each.collect::<Result<_>>()?, vocabulary: Content::of(&super::vocabularies())? })
    }
}

/// What was seen of an answer before.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "for the document; the answer itself reads the header")]
struct Known {
    /// The ETag that was seen: 304 while nothing else is said.
    #[param(rename = "If-None-Match", example = "\"5b1d…\"")]
    if_none_match: Option<String>,
}

/// Every rule in short
///
/// Each version for itself, by id; the ETag changes with the rulebook alone.
#[utoipa::path(tag = "catalogue", security(()), params(Known),
    responses((status = 200, body = Rules), (status = 304, description = "As the ETag that was sent.")))]
#[get("/rules")]
async fn get_rules(pages: Data<Pages>) -> Content {
    pages.rules.clone()
}

/// A rule in full
///
/// Its text, where that stands and how sure it is, and the facts it reads; all versions, the newest first.
#[utoipa::path(tag = "catalogue", security(()), params(("id" = String, Path, example = "BGM-QUORUM"), Known),
    responses((status = 200, body = RuleInFull), (status = 304, description = "As the ETag that was sent.")))]
#[get("/rules/{id}")]
async fn get_rule(pages: Data<Pages>, id: Path<String>) -> Result<Content> {
    pages.each.get(id.as_str()).cloned().ok_or_else(|| Fault::NotFound.into())
}

/// Every closed word with its labels
///
/// The names of the vocabularies are those of this document's schemas.
#[utoipa::path(tag = "catalogue", security(()), params(Known),
    responses((status = 200, body = Vocabularies), (status = 304, description = "As the ETag that was sent.")))]
#[get("/vocabulary")]
async fn get_vocabulary(pages: Data<Pages>) -> Content {
    pages.vocabulary.clone()
}
