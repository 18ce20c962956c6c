//! The OpenAPI document and its pages, served; and what is answered where nothing is. Not here: what the document says
//! (`docs`).

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{self, Bytes, Data, PathConfig, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

use super::docs::operations;
use crate::error::{Error, Fault, Result};

/// The document as it is served, and the methods of each path.
pub struct Docs {
    json: Bytes,
    methods: Methods,
}

impl Docs {
    /// # Errors
    /// When the document cannot be said in JSON.
    pub fn of(mut api: OpenApi) -> Result<Docs> {
        let json = serde_json::to_vec(&api).map_err(Error::internal)?.into();
        Ok(Docs { json, methods: Methods::of(&mut api) })
    }
}

/// The document, its pages, and the answers for addresses that no route knows.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.app_data(PathConfig::default().error_handler(|_, request| no_such_id(request).into()))
        .route("/openapi.json", web::get().to(openapi_json))
        .service(SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json")))
        .route("/docs", web::get().to(to_docs))
        .default_service(web::to(unknown));
}

async fn openapi_json(docs: Data<Docs>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").insert_header((CACHE_CONTROL, "no-cache")).body(docs.json.clone())
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

/// An id that is no UUID names nothing: the same answer as for one that does not exist. Unless it is a word of our own,
/// as in `PUT /sessions/check`.
fn no_such_id(request: &HttpRequest) -> Error {
    let docs = request.app_data::<Data<Docs>>();
    docs.and_then(|docs| docs.methods.exactly(request.path())).map_or_else(|| Fault::NotFound.into(), |methods| wrong_method(request, methods))
}

fn wrong_method(request: &HttpRequest, methods: &str) -> Error {
    request.extensions_mut().insert(Allowed(methods.to_string()));
    Error::new(Fault::MethodNotAllowed).saying(format!("可用的方法：{methods}。"), format!("Methods here: {methods}."))
}

/// Whatever no route knows: a wrong method, or nothing at all.
async fn unknown(request: HttpRequest, docs: Data<Docs>) -> HttpResponse {
    let methods = docs.methods.exactly(request.path()).or_else(|| docs.methods.allowed(request.path()));
    HttpResponse::from_error(methods.map_or_else(|| Fault::NotFound.into(), |methods| wrong_method(&request, methods)))
}

/// What a refused method could have been, left with the request for the `Allow` header.
pub struct Allowed(pub String);

/// Which methods each path knows: actix answers 404 for a wrong method, and a developer deserves to be told.
struct Methods(Vec<(Vec<String>, String)>);

impl Methods {
    fn of(api: &mut OpenApi) -> Methods {
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (path, item) in api.paths.paths.iter_mut() {
            let methods = operations(item).into_iter().map(|(method, _)| method.to_string()).collect();
            known.insert(path.clone(), methods);
        }
        Methods(known.into_iter().map(|(path, methods)| (path.split('/').map(str::to_string).collect(), methods.join(", "))).collect())
    }

    /// The methods of the path that is written just so, without a placeholder.
    fn exactly(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|(pattern, _)| path.split('/').eq(pattern.iter().map(String::as_str))).map(|(_, methods)| methods.as_str())
    }

    /// The methods of the path that matches, as `Allow` lists them.
    fn allowed(&self, path: &str) -> Option<&str> {
        let parts: Vec<&str> = path.split('/').collect();
        let matches = |pattern: &[String]| {
            pattern.len() == parts.len()
                && pattern.iter().zip(&parts).all(|(known, given)| (known.starts_with('{') && !given.is_empty()) || known == given)
        };
        self.0.iter().find(|(pattern, _)| matches(pattern)).map(|(_, methods)| methods.as_str())
    }
}
