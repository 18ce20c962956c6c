//! Answers that are the same for everybody until the server is another: made once, with a strong ETag from their hash.

use actix_web::body::BoxBody;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::hash::sha256_hex;

/// A body and its tag. Cheap to clone.
#[derive(Clone)]
pub struct Content {
    json: Bytes,
    tag: String,
}

impl Content {
    /// # Errors
    /// When it cannot be said in JSON.
    pub fn of(body: &impl Serialize) -> Result<Content> {
        let json = serde_json::to_vec(body).map_err(Error::internal)?;
        Ok(Content { tag: format!("\"{}\"", sha256_hex(&json)), json: json.into() })
    }

    /// Whether whoever asks has it already. A proxy may have weakened the tag; for reading that makes no difference.
    fn is_known_to(&self, request: &HttpRequest) -> bool {
        let lines = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
        lines.flat_map(|line| line.split(',')).map(str::trim).any(|seen| seen == "*" || seen.strip_prefix("W/").unwrap_or(seen) == self.tag)
    }
}

impl Responder for Content {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let is_known = self.is_known_to(request);
        let mut reply = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        // Kept by whoever likes, and asked about each time: the next version of the server may say something else.
        reply.insert_header((CACHE_CONTROL, "no-cache")).insert_header((ETAG, self.tag));
        if is_known { reply.finish() } else { reply.content_type("application/json").body(self.json) }
    }
}
