//! Bodies, versions and replies.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use deserr::Deserr;
use futures_util::StreamExt;
use serde::Serialize;

use crate::draft::{self, Mistakes};
use crate::error::{Error, Fault, Result};

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

/// Which version the caller saw, from `If-Match` or `If-None-Match: *`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// `If-None-Match: *`: there is no such record yet.
    Nothing,
    Version(i32),
    /// Neither header.
    Unsaid,
}

impl Seen {
    /// # Errors
    /// `version_required` unless `If-Match` named a version.
    pub fn version(self) -> Result<i32> {
        match self {
            Seen::Version(version) => Ok(version),
            Seen::Nothing | Seen::Unsaid => Err(Fault::VersionRequired.into()),
        }
    }
    /// # Errors
    /// `version_required` when `If-Match` was not sent; `stale_version` when it names another version than `current`.
    pub fn must_be(self, current: i32) -> Result<()> {
        if self.version()? == current { Ok(()) } else { Err(Error::stale(current)) }
    }
}

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

/// An answer: a body, its version where it has one, and whether it was made just now.
pub struct Reply<T> {
    body: Option<T>,
    status: StatusCode,
    version: Option<i32>,
    location: Option<String>,
}

impl<T> Reply<T> {
    pub fn ok(body: T) -> Reply<T> {
        Reply { body: Some(body), status: StatusCode::OK, version: None, location: None }
    }
    pub fn created(body: T) -> Reply<T> {
        Reply { status: StatusCode::CREATED, ..Reply::ok(body) }
    }
    /// Created or, on a harmless retry, found.
    pub fn put(body: T, created: bool) -> Reply<T> {
        if created { Reply::created(body) } else { Reply::ok(body) }
    }
    pub fn version(mut self, version: i32) -> Reply<T> {
        self.version = Some(version);
        self
    }
    pub fn location(mut self, location: String) -> Reply<T> {
        self.location = Some(location);
        self
    }
}

impl Reply<()> {
    /// 204: done, nothing to say.
    pub fn empty() -> Reply<()> {
        Reply { body: None, status: StatusCode::NO_CONTENT, version: None, location: None }
    }
}

impl<T: Serialize> Responder for Reply<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut reply = HttpResponse::build(self.status);
        reply.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(location) = self.location {
            reply.insert_header((LOCATION, location));
        }
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
