//! The catalogue, spoken. Made once when the server starts: it changes with the server alone.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{KindForm, Kinds, RuleInFull, Rules, Vocabularies};
use crate::error::{Fault, Result};
use crate::http::Content;
use crate::http::docs::Tag;
use crate::rulebook::Rulebook;
use crate::rulebook::kinds::Kind;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("catalogue", "规则和用语的目录。 The rules as people read them, and every closed word.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(get_rules).service(get_rule).service(get_vocabulary).service(get_kinds).service(get_kind);
}

/// Every answer of the catalogue.
pub struct Pages {
    rules: Content,
    each: BTreeMap<String, Content>,
    vocabulary: Content,
    kinds: Content,
    forms: BTreeMap<Kind, Content>,
}

impl Pages {
    /// # Errors
    /// When one of them cannot be said in JSON.
    pub fn of(book: &Rulebook) -> Result<Pages> {
        let each = super::in_full(book).into_iter().map(|rule| Ok((rule.id.clone(), Content::of(&rule)?)));
        let forms = super::forms(book)?.into_iter().map(|form| Ok((form.kind, Content::of(&form)?)));
        Ok(Pages {
            rules: Content::of(&super::rules(book))?,
            each: each.collect::<Result<_>>()?,
            vocabulary: Content::of(&super::vocabularies())?,
            kinds: Content::of(&super::kinds(book))?,
            forms: forms.collect::<Result<_>>()?,
        })
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

/// The kinds of sessions
#[utoipa::path(tag = "catalogue", security(()), params(Known),
    responses((status = 200, body = Kinds), (status = 304, description = "As the ETag that was sent.")))]
#[get("/kinds")]
async fn get_kinds(pages: Data<Pages>) -> Content {
    pages.kinds.clone()
}

/// The form of a kind
///
/// The parts and fields of its record, which rules ask after each, what a record is incomplete without, and an agenda to
/// begin with.
#[utoipa::path(tag = "catalogue", security(()), params(("kind" = Kind, Path), Known),
    responses((status = 200, body = KindForm), (status = 304, description = "As the ETag that was sent.")))]
#[get("/kinds/{kind}")]
async fn get_kind(pages: Data<Pages>, kind: Path<Kind>) -> Result<Content> {
    pages.forms.get(&kind).cloned().ok_or_else(|| Fault::NotFound.into())
}
