//! The outermost layer: gives each request an id, says errors in the reader's language, sets the headers every reply
//! has, counts, and writes one line to the log. The line holds the route's pattern and no query, no name, no token.

use std::time::Instant;

use actix_web::HttpMessage;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::docs::Allowed;
use super::guard::Who;
use super::limits::Allowance;
use super::metrics::Metrics;
use super::problem;
use crate::config::Config;
use crate::error::{Error, Fault};

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
    let id = request_id(&request);
    let language = problem::language(request.headers());
    let method = request.method().to_string();
    let instance = request.path().to_string();
    let metrics = request.app_data::<Data<Metrics>>().cloned();
    let hsts = request.app_data::<Data<Config>>().is_some_and(|config| config.hsts);

    // The request must not be cloned here: the router needs it to itself.
    let reply = next.call(request).await?;
    let status = reply.status().as_u16();
    let error = match reply.response().error() {
        Some(error) => Some(understood(error, status)),
        None => (status >= 400).then(|| of_status(status)).flatten(),
    };
    let mut reply = reply.map_into_left_body();
    if let Some(error) = &error {
        let said = problem::reply(error, language, &instance, &id);
        let (asked, _) = reply.into_parts();
        reply = ServiceResponse::new(asked, said).map_into_right_body();
    }

    let route = reply.request().match_pattern().unwrap_or_else(|| "unmatched".to_string());
    let allowance = reply.request().extensions().get::<Allowance>().copied();
    let who = reply.request().extensions().get::<Who>().map(|who| who.0);
    let allowed = reply.request().extensions_mut().remove::<Allowed>();
    let is_docs = instance.starts_with("/docs");
    let headers = reply.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if let Some(allowance) = allowance {
        let policy = format!("\"account\";q={};w=60", allowance.per_minute);
        let left = format!("\"account\";r={};t={}", allowance.remaining, allowance.wait.unwrap_or(0));
        for (name, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
    if let Some(allow) = allowed.and_then(|allowed| HeaderValue::from_str(&allowed.0).ok()) {
        headers.insert(ALLOW, allow);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CONTENT_SECURITY_POLICY, if is_docs { DOCS_POLICY } else { API_POLICY });
    if hsts {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    if who.is_some() && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    let status = reply.status().as_u16();
    let took = began.elapsed();
    if let Some(metrics) = metrics {
        metrics.observe(&method, &route, status, took.as_secs_f64());
    }
    let account = who.map(|who| who.to_string());
    let micros = took.as_micros() as u64;
    match &error {
        Some(error) if status >= 500 => {
            let cause = error.cause.as_deref().unwrap_or_default();
            tracing::error!(request_id = %id, method, route, status, micros, account, code = error.fault.code(), cause, "request");
        }
        Some(error) => tracing::info!(request_id = %id, method, route, status, micros, account, code = error.fault.code(), "request"),
        None => tracing::info!(request_id = %id, method, route, status, micros, account, "request"),
    }
    Ok(reply)
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
