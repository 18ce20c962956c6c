//! What an operator and a load balancer ask: is it alive, is it ready, what is it. Not here: metrics, which have their
//! own listener (`http::metrics`).

use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use tokio::signal::unix::{Signal, SignalKind, signal};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Db;
use crate::error::{Error, Fault, Result};
use crate::http::docs::Tag;
use crate::http::page::{DEFAULT_LIMIT, MOST};
use crate::http::{Reply, wire};
use crate::rulebook::kinds::Kind;

/// Whether the server still wants new requests.
#[derive(Default)]
pub struct Standing(AtomicBool);

impl Standing {
    /// From now on readiness is off; what was accepted is finished.
    pub fn leave(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
    fn is_leaving(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// SIGTERM and SIGINT, heard from when this is made: before anybody is let in, for until then a signal just ends the process.
pub struct Stop {
    terminated: Signal,
    interrupted: Signal,
}

impl Stop {
    /// # Errors
    /// When the signals cannot be heard.
    pub fn listen() -> Result<Stop> {
        let heard = |kind| signal(kind).map_err(Error::internal);
        Ok(Stop { terminated: heard(SignalKind::terminate())?, interrupted: heard(SignalKind::interrupt())? })
    }

    /// Waits for either.
    pub async fn asked(mut self) {
        tokio::select! { _ = self.terminated.recv() => (), _ = self.interrupted.recv() => () }
    }
}

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("service", "存活、就绪、版本与限制。 Is it alive, is it ready, what is it.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(healthz).service(readyz);
}

pub fn meta_routes(cfg: &mut ServiceConfig) {
    cfg.service(meta);
}

#[derive(Serialize, ToSchema)]
struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Is the process alive?
#[utoipa::path(tag = "service", security(()), responses((status = 200, body = Health)))]
#[get("/healthz")]
async fn healthz() -> Reply<Health> {
    Reply::ok(Health { status: "ok" })
}

/// Can it serve now?
///
/// 503 while the database does not answer, and from the moment the server was asked to stop.
#[utoipa::path(tag = "service", security(()), responses((status = 200, body = Health)))]
#[get("/readyz")]
async fn readyz(db: Data<Db>, standing: Data<Standing>) -> Result<Reply<Health>> {
    if standing.is_leaving() || !db.is_ready().await {
        return Err(Fault::Unavailable.into());
    }
    Ok(Reply::ok(Health { status: "ok" }))
}

/// What this server is and how much it takes.
#[derive(Serialize, ToSchema)]
struct Meta {
    version: &'static str,
    /// `/api/v1`
    api: &'static str,
    limits: MetaLimits,
    kinds: &'static [Kind],
}

#[derive(Serialize, ToSchema)]
struct MetaLimits {
    page_default: i64,
    page_most: i64,
    body_kib: usize,
    list_entries: usize,
    nesting: usize,
}

/// Versions, limits, supported kinds
#[utoipa::path(tag = "service", security(()), responses((status = 200, body = Meta)))]
#[get("/meta")]
async fn meta() -> Reply<Meta> {
    Reply::ok(Meta {
        version: env!("CARGO_PKG_VERSION"),
        api: "/api/v1",
        limits: MetaLimits {
            page_default: DEFAULT_LIMIT,
            page_most: MOST,
            body_kib: wire::BODY_KIB,
            list_entries: crate::draft::LONGEST_LIST,
            nesting: crate::draft::DEEPEST,
        },
        kinds: Kind::ALL,
    })
}
