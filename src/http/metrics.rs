//! Prometheus metrics, on a registry of the app's own and a listener of their own.

use std::sync::Mutex;

use actix_web::{HttpResponse, web};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    method: String,
    /// The pattern, never the path: ids in labels would grow without end, and names in them would leak.
    route: String,
    status: u16,
}

type Histograms = Family<Labels, Histogram, fn() -> Histogram>;

pub struct Metrics {
    registry: Mutex<Registry>,
    seconds: Histograms,
    internal_errors: Counter,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("sanhui");
        let buckets = || Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]);
        let seconds = Histograms::new_with_constructor(buckets);
        let internal_errors = Counter::default();
        registry.register("http_request_duration_seconds", "How long requests took", seconds.clone());
        registry.register("internal_errors", "Requests that ended in an internal error", internal_errors.clone());
        Metrics { registry: Mutex::new(registry), seconds, internal_errors }
    }
}

const METHODS: [&str; 7] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"];

impl Metrics {
    pub fn observe(&self, method: &str, route: &str, status: u16, seconds: f64) {
        // A caller may send any word as a method, and each would be a series for ever.
        let method = if METHODS.contains(&method) { method } else { "other" };
        let labels = Labels { method: method.to_string(), route: route.to_string(), status };
        self.seconds.get_or_create(&labels).observe(seconds);
        if status == 500 {
            self.internal_errors.inc();
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        if let Ok(registry) = self.registry.lock() {
            let _ = encode(&mut text, &registry);
        }
        text
    }
}

/// The one route of the metrics listener.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.route("/metrics", web::get().to(scrape));
}

async fn scrape(metrics: web::Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(metrics.text())
}
