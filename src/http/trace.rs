//! The outermost layer: gives each request an id, says errors in the reader's language, sets the headers every reply
//! has, counts, and writes one line to the log. The line holds the route's pattern and no query, no name, no token.

use std::time::{Duration, Instant};

use actix_web::HttpMessage;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::guard::Who;
use super::limits::Allowance;
use super::metrics::Metrics;
use super::problem;
use super::served::Allowed;
use crate::config::Config;
use crate::error::{Error, Fault, Language};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// The API loads nothing; Swagger UI loads its own files and runs its own inline start-up script.
const API_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const DOCS_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'");
/// The longest request id taken over from the caller.
const LONGEST_ID: usize = 64;

/// See the module.
pub async fn around<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let began = Instant::now();
    let asked = Asked::of(&request);
    let metrics = request.app_data::<Data<Metrics>>().cloned();
    let hsts = request.app_data::<Data<Config>>().is_some_and(|config| config.hsts);

    // The request must not be cloned here: the router needs it to itself.
    let reply = next.call(request).await?;
    let (mut reply, error) = said(reply, &asked);
    let who = reply.request().extensions().get::<Who>().map(|who| who.0);
    let of_request = of_request(&reply);
    of_request.into_iter().chain(of_every_reply(&asked, hsts)).for_each(|(name, value)| {
        reply.headers_mut().insert(name, value);
    });
    if who.is_some() && !reply.headers().contains_key(CACHE_CONTROL) {
        reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    let route = reply.request().match_pattern().unwrap_or_else(|| "unmatched".to_string());
    let (status, took) = (reply.status().as_u16(), began.elapsed());
    if let Some(metrics) = metrics {
        metrics.observe(&asked.method, &route, status, took.as_secs_f64());
    }
    asked.log(&route, status, took, who.map(|who| who.to_string()), error.as_ref());
    Ok(reply)
}

/// What is known of a request before anybody looks at it.
struct Asked {
    id: String,
    language: Language,
    method: String,
    path: String,
}

impl Asked {
    fn of(request: &ServiceRequest) -> Asked {
        Asked {
            id: request_id(request),
            language: problem::language(request.headers()),
            method: request.method().to_string(),
            path: request.path().to_string(),
        }
    }

    fn log(&self, route: &str, status: u16, took: Duration, account: Option<String>, error: Option<&Error>) {
        let (request_id, method, micros) = (&self.id, &self.method, took.as_micros() as u64);
        match error {
            Some(error) if status >= 500 => {
                let cause = error.cause.as_deref().unwrap_or_default();
                tracing::error!(%request_id, method, route, status, micros, account, code = error.fault.code(), cause, "request");
            }
            Some(error) => tracing::info!(%request_id, method, route, status, micros, account, code = error.fault.code(), "request"),
            None => tracing::info!(%request_id, method, route, status, micros, account, "request"),
        }
    }
}

/// The reply, an error in the reader's language where there is one.
fn said<B: MessageBody + 'static>(reply: ServiceResponse<B>, asked: &Asked) -> (ServiceResponse<EitherBody<B, BoxBody>>, Option<Error>) {
    let status = reply.status().as_u16();
    let error = match reply.response().error() {
        Some(error) => Some(understood(error, status)),
        None => (status >= 400).then(|| of_status(status)).flatten(),
    };
    let Some(error) = error else { return (reply.map_into_left_body(), None) };
    let said = problem::reply(&error, asked.language, &asked.path, &asked.id);
    let (request, _) = reply.into_parts();
    (ServiceResponse::new(request, said).map_into_right_body(), Some(error))
}

type Header = (HeaderName, HeaderValue);

/// The headers for what was left with the request on its way: how much the caller may still ask, which methods there are.
fn of_request<B>(reply: &ServiceResponse<B>) -> Vec<Header> {
    let mut extensions = reply.request().extensions_mut();
    let allowed = extensions.remove::<Allowed>().map(|allowed| (ALLOW, allowed.0));
    let mut told: Vec<(HeaderName, String)> = allowed.into_iter().collect();
    if let Some(allowance) = extensions.get::<Allowance>() {
        told.push((RATE_LIMIT_POLICY, format!("\"account\";q={};w=60", allowance.per_minute)));
        told.push((RATE_LIMIT, format!("\"account\";r={};t={}", allowance.remaining, allowance.wait.unwrap_or(0))));
    }
    told.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?))).collect()
}

fn of_every_reply(asked: &Asked, hsts: bool) -> impl Iterator<Item = Header> {
    let policy = if asked.path.starts_with("/docs") { DOCS_POLICY } else { API_POLICY };
    let id = HeaderValue::from_str(&asked.id).ok().map(|id| (REQUEST_ID, id));
    let tls = hsts.then(|| (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains")));
    let always = [
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    always.into_iter().chain(id).chain(tls)
}

/// The caller's own id where it is one, else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let fits = |id: &&str| (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    given.filter(fits).map_or_else(crate::id::request_id, str::to_string)
}

/// Our own error, or what actix refused by itself, in our words.
fn understood(error: &actix_web::Error, status: u16) -> Error {
    if let Some(ours) = error.as_error::<Error>() {
        return ours.clone();
    }
    match of_status(status) {
        Some(refused) => Error { cause: Some(error.to_string().into()), ..refused },
        None => Error::internal(error),
    }
}

/// What actix refuses by a bare status.
fn of_status(status: u16) -> Option<Error> {
    let fault = match status {
        404 => Fault::NotFound,
        405 => Fault::MethodNotAllowed,
        413 => Fault::BodyTooLarge,
        415 => Fault::UnsupportedMedia,
        400..=499 => Fault::BadRequest,
        _ => return None,
    };
    Some(fault.into())
}
