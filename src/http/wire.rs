//! Bodies, versions and replies.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use deserr::Deserr;
use futures_util::StreamExt;
use serde::Serialize;
use utoipa::IntoParams;

use crate::draft::{self, Mistakes};
use crate::error::{Error, Fault, Result};
use crate::seen::Seen;

/// The largest JSON body, in KiB, unless the handler says otherwise.
pub const BODY_KIB: usize = 256;
/// A JSON body that takes longer is refused: actix itself would wait for ever.
pub const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// A JSON body, read strictly: see [`draft::parse`].
pub struct Body<T, const KIB: usize = BODY_KIB>(T);

impl<T, const KIB: usize> Body<T, KIB> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Deserr<Mistakes> + 'static, const KIB: usize> FromRequest for Body<T, KIB> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Body<T, KIB>>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_json);
        let body = gather(request, payload, KIB * 1024, BODY_DEADLINE);
        Box::pin(async move {
            if !is_json {
                return Err(Fault::UnsupportedMedia.into());
            }
            draft::parse(&body.await?).map(Body)
        })
    }
}

fn is_json(content_type: &str) -> bool {
    content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The whole body, inflated, within a size and a deadline.
///
/// # Errors
/// `body_too_large`, `body_too_slow`, or `bad_request` when it cannot be read or inflated.
pub fn gather(request: &HttpRequest, payload: &mut Payload, limit: usize, deadline: Duration) -> impl Future<Output = Result<Bytes>> + use<> {
    let declared = request.headers().get("content-length").and_then(|value| value.to_str().ok()).and_then(|value| value.parse::<usize>().ok());
    let mut chunks = actix_web::dev::Decompress::from_headers(payload.take(), request.headers());
    async move {
        if declared.is_some_and(|length| length > limit) {
            return Err(Fault::BodyTooLarge.into());
        }
        let gathering = async {
            let mut body = BytesMut::new();
            while let Some(chunk) = chunks.next().await {
                let chunk = chunk.map_err(|error| Error { cause: Some(error.to_string().into()), ..Error::new(Fault::BadRequest) })?;
                if body.len() + chunk.len() > limit {
                    return Err(Error::new(Fault::BodyTooLarge));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(body.freeze())
        };
        tokio::time::timeout(deadline, gathering).await.unwrap_or_else(|_| Err(Fault::BodyTooSlow.into()))
    }
}

/// From `If-Match` or `If-None-Match: *`.
impl FromRequest for Seen {
    type Error = Error;
    type Future = std::future::Ready<Result<Seen>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        std::future::ready(match (header(IF_MATCH), header(IF_NONE_MATCH)) {
            (None, None) => Ok(Seen::Unsaid),
            (None, Some("*")) => Ok(Seen::Nothing),
            (Some(tag), None) => version_of(tag)
                .map(Seen::Version)
                .ok_or_else(|| Error::new(Fault::BadRequest).saying("If-Match 应形如 \"v7\"。", "If-Match must look like \"v7\".")),
            _ => Err(Error::new(Fault::BadRequest)
                .saying("If-Match 与 If-None-Match 不能这样用。", "If-Match and If-None-Match cannot be used like this.")),
        })
    }
}

fn version_of(tag: &str) -> Option<i32> {
    tag.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok().filter(|version| *version > 0)
}

/// What has a version, for the ETag.
pub trait Versioned {
    fn version(&self) -> i32;
}

/// The header of a call that changes what is there.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `Seen`; this is for the document")]
pub struct IfMatch {
    /// The version that was seen, as its ETag said: "v7". Without it: 428. The same request sent again is answered as before.
    #[param(rename = "If-Match", example = "\"v7\"", pattern = "^\"v[0-9]+\"$")]
    if_match: String,
}

/// The headers of a call that makes or changes.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `Seen`; this is for the document")]
pub struct IfMatchOrNone {
    /// To change: the version that was seen, as its ETag said: "v7". The same request sent again is answered as before.
    #[param(rename = "If-Match", example = "\"v7\"", pattern = "^\"v[0-9]+\"$")]
    if_match: Option<String>,
    /// To make: `*`, there is no such record yet. One of the two headers is needed, else: 428.
    #[param(rename = "If-None-Match", example = "*", pattern = "^\\*$")]
    if_none_match: Option<String>,
}

/// An answer: a body, its version where it has one, and whether it was made just now.
pub struct Reply<T> {
    body: Option<T>,
    status: StatusCode,
    version: Option<i32>,
}

impl<T> Reply<T> {
    pub fn ok(body: T) -> Reply<T> {
        Reply { body: Some(body), status: StatusCode::OK, version: None }
    }
    pub fn created(body: T) -> Reply<T> {
        Reply { status: StatusCode::CREATED, ..Reply::ok(body) }
    }
    /// Created or, on a harmless retry, found.
    pub fn put(body: T, created: bool) -> Reply<T> {
        if created { Reply::created(body) } else { Reply::ok(body) }
    }
}

impl<T: Versioned> Reply<T> {
    /// A record with its version as ETag.
    pub fn of(body: T) -> Reply<T> {
        Reply { version: Some(body.version()), ..Reply::ok(body) }
    }
    /// The same for what was kept: made just now, or there before.
    pub fn kept((body, is_new): (T, bool)) -> Reply<T> {
        Reply { version: Some(body.version()), ..Reply::put(body, is_new) }
    }
}

impl Reply<()> {
    /// 204: done, nothing to say.
    pub fn empty() -> Reply<()> {
        Reply { body: None, status: StatusCode::NO_CONTENT, version: None }
    }
}

impl<T: Serialize> Responder for Reply<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut reply = HttpResponse::build(self.status);
        reply.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(version) = self.version {
            let tag = format!("\"v{version}\"");
            let known = request.method().is_safe() && request.headers().get(IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
            reply.insert_header((ETAG, tag));
            if known {
                return reply.status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        match self.body.map(|body| serde_json::to_vec(&body)) {
            None => reply.finish(),
            Some(Ok(body)) => reply.content_type("application/json").body(body),
            Some(Err(error)) => HttpResponse::from_error(Error::internal(error)),
        }
    }
}
