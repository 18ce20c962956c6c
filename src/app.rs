//! Wires everything once, for `main` and for the tests.

use std::time::Duration;

use actix_web::HttpServer;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::authz::token::Keys;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Settings};
use crate::error::{Error, Result};
use crate::http::docs;
use crate::http::limits::{FORGET_EVERY, Limits};
use crate::http::metrics::{self, Metrics};
use crate::http::served::{self, Docs};
use crate::http::trace;
use crate::rulebook::Rulebook;
use crate::{accounts, bodies, catalogue, endings, evaluations, imports, local_rules, members, organizations, service, sessions, sign_in, trail};

/// Everything the handlers are given. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub config: Data<Config>,
    pub db: Data<Db>,
    pub clock: Data<Clock>,
    pub keys: Data<Keys>,
    pub limits: Data<Limits>,
    pub metrics: Data<Metrics>,
    pub rulebook: Data<Rulebook>,
    pub standards: Data<sessions::Standards>,
    pub forms: Data<evaluations::Forms>,
    pub catalogue: Data<catalogue::http::Pages>,
    pub passwords: Data<sign_in::Passwords>,
    pub delays: Data<sign_in::Delays>,
    pub standing: Data<service::Standing>,
    docs: Data<Docs>,
}

impl App {
    /// Builds the app on a migrated database.
    ///
    /// # Errors
    /// When the database is not safe to use, the signing key cannot be read, or the rulebook contradicts itself.
    pub fn build(config: Config) -> Result<App> {
        let clock = Clock::system(&config.zone)?;
        App::build_with(config, clock, false)
    }

    /// [`App::build`] with a clock that a test holds, and with statements counted.
    pub fn build_with(config: Config, clock: Clock, count_statements: bool) -> Result<App> {
        let settings = Settings { count_statements, ..Settings::of(&config) };
        let db = Db::open(&settings, clock.clone(), trail::number)?;
        let keys = Keys::load_or_create(&config.key_file, &config.old_key_files)?;
        let docs = Docs::of(openapi())?;
        let rulebook = Data::new(Rulebook::load()?);
        Ok(App {
            db: Data::new(db),
            clock: Data::new(clock),
            keys: Data::new(keys),
            limits: Data::new(Limits::new(config.requests_per_minute)),
            metrics: Data::new(Metrics::default()),
            standards: Data::new(sessions::Standards { rulebook: rulebook.clone().into_inner(), late_after_days: config.late_after_days }),
            forms: Data::new(evaluations::Forms::load()?),
            catalogue: Data::new(catalogue::http::Pages::of(&rulebook)?),
            rulebook,
            passwords: Data::new(sign_in::Passwords::new(&config)?),
            delays: Data::new(sign_in::Delays::default()),
            standing: Data::new(service::Standing::default()),
            docs: Data::new(docs),
            config: Data::new(config),
        })
    }

    /// The service that one worker runs.
    pub fn service(
        self,
    ) -> actix_web::App<
        impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error, InitError = ()>,
    > {
        let (app, _) = actix_web::App::new().into_utoipa_app().configure(routes).split_for_parts();
        app.app_data(self.config.clone())
            .app_data(self.db.clone())
            .app_data(self.clock.clone())
            .app_data(self.keys.clone())
            .app_data(self.limits.clone())
            .app_data(self.metrics.clone())
            .app_data(self.rulebook.clone())
            .app_data(self.standards.clone())
            .app_data(self.forms.clone())
            .app_data(self.catalogue.clone())
            .app_data(self.passwords.clone())
            .app_data(self.delays.clone())
            .app_data(self.standing.clone())
            .app_data(self.docs.clone())
            .configure(served::routes)
            .wrap(Compress::default())
            .wrap(from_fn(trace::around))
    }

    /// [`App::serve`] for the command line.
    ///
    /// # Errors
    /// As [`App::serve`].
    pub fn run(self) -> Result<()> {
        actix_web::rt::System::new().block_on(self.serve())
    }

    /// Serves until SIGTERM or SIGINT, then finishes what was accepted.
    ///
    /// # Errors
    /// When an address cannot be listened on.
    pub async fn serve(self) -> Result<()> {
        let stop = service::Stop::listen()?;
        let config = self.config.clone();
        let standing = self.standing.clone();
        let limits = self.limits.clone();
        let metrics_data = self.metrics.clone();
        let workers = if config.workers == 0 { std::thread::available_parallelism().map_or(2, usize::from) } else { config.workers };
        let taken = |address: std::net::SocketAddr| move |error: std::io::Error| Error::internal(format!("cannot listen on {address}: {error}"));

        let server = HttpServer::new(move || self.clone().service())
            .workers(workers)
            .client_request_timeout(Duration::from_secs(5))
            .shutdown_timeout(30)
            .disable_signals()
            .bind(config.listen)
            .map_err(taken(config.listen))?
            .run();
        if let Some(address) = config.metrics_listen {
            let metrics = HttpServer::new(move || actix_web::App::new().app_data(metrics_data.clone()).configure(metrics::routes))
                .workers(1)
                .disable_signals()
                .bind(address)
                .map_err(taken(address))?
                .run();
            actix_web::rt::spawn(metrics);
        }
        actix_web::rt::spawn(async move {
            loop {
                tokio::time::sleep(FORGET_EVERY).await;
                limits.forget_quiet();
            }
        });
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            stop.asked().await;
            tracing::info!("stopping: finishing what was accepted");
            standing.leave();
            handle.stop(true).await;
        });
        tracing::info!(listen = %config.listen, "ready");
        server.await.map_err(Error::internal)
    }
}

/// The features that speak HTTP, in the order of the document: their routes below `/api/v1`, and what each is for.
macro_rules! features {
    ($($feature:ident),+ $(,)?) => {
        fn api(cfg: &mut ServiceConfig) {
            cfg.configure(service::meta_routes);
            $( cfg.configure($feature::http::routes); )+
        }
        const TAGS: &[&[docs::Tag]] = &[service::TAGS, $( $feature::http::TAGS ),+];
    };
}
features!(sign_in, accounts, organizations, members, bodies, endings, local_rules, sessions, evaluations, imports, catalogue, trail);

/// Every route there is.
fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(service::routes).configure(sign_in::http::jwks_route);
    cfg.service(utoipa_actix_web::scope("/api/v1").configure(api));
}

/// The OpenAPI document, as committed and as served.
pub fn openapi() -> OpenApi {
    let (_, api) = actix_web::App::new().into_utoipa_app().configure(routes).split_for_parts();
    docs::complete(api, TAGS)
}
