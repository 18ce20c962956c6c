//! RFC 9457: how an [`Error`] is said over HTTP. Rendered at the outermost layer, which knows the language and the
//! request's id.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, HeaderMap, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, FieldError, Language};

/// What every refusal looks like.
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// Names the fault: the code as a URN.
    #[schema(example = "urn:sanhui:fault:not_found")]
    pub r#type: String,
    pub title: String,
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The path that was asked.
    pub instance: String,
    /// Frozen: match on this.
    #[schema(example = "not_found")]
    pub code: String,
    /// Say this to the administrator.
    pub request_id: String,
    /// Each mistake in the body, with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldProblem>,
    /// The record's present version, when the one named is stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i32>,
}

/// One mistake in a body.
#[derive(Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON Pointer into the body.
    #[schema(example = "/attendance/present/3")]
    pub pointer: String,
    #[schema(example = "not_on_roll")]
    pub code: String,
    pub message: String,
}

impl FieldProblem {
    pub fn of(error: &FieldError, language: Language) -> FieldProblem {
        FieldProblem { pointer: error.pointer.clone(), code: error.fault.code().to_string(), message: error.message(language) }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
    /// Only the status: `trace` renders the rest, knowing who asked.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The reply for an error.
pub fn reply(error: &Error, language: Language, instance: &str, request_id: &str) -> HttpResponse {
    let problem = Problem {
        r#type: format!("urn:sanhui:fault:{}", error.fault.code()),
        title: error.fault.title(language).to_string(),
        status: error.fault.status(),
        detail: error.detail.as_ref().map(|said| said.in_language(language).to_string()),
        instance: instance.to_string(),
        code: error.fault.code().to_string(),
        request_id: request_id.to_string(),
        errors: error.fields.iter().map(|field| FieldProblem::of(field, language)).collect(),
        current_version: error.current_version,
    };
    let mut reply = HttpResponse::build(error.status_code());
    reply.content_type("application/problem+json").insert_header((CACHE_CONTROL, "no-store"));
    reply.insert_header((CONTENT_LANGUAGE, if language == Language::Chinese { "zh-CN" } else { "en" }));
    if let Some(seconds) = error.retry_after {
        reply.insert_header((RETRY_AFTER, seconds));
    }
    if error.fault.status() == 401 {
        reply.insert_header((WWW_AUTHENTICATE, "Bearer"));
    }
    match serde_json::to_vec(&problem) {
        Ok(body) => reply.body(body),
        Err(_) => reply.finish(),
    }
}

/// The language the reader asked for; Chinese where they did not say.
pub fn language(headers: &HeaderMap) -> Language {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best: Option<(f32, Language)> = None;
    for part in asked.split(',') {
        let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
        let language = match tag.split('-').next().map(|primary| primary.trim().to_ascii_lowercase()).as_deref() {
            Some("zh") => Language::Chinese,
            Some("en") => Language::English,
            _ => continue,
        };
        if weight > 0.0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
            best = Some((weight, language));
        }
    }
    best.map_or(Language::Chinese, |(_, language)| language)
}
