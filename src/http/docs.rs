//! The OpenAPI document: what the features declare, and what is true of every operation (who must sign in, which
//! refusals are possible), said once here.

use actix_web::http::Method;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, Content, InfoBuilder, LicenseBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

use super::problem::{FieldProblem, Problem};
use crate::clock::Period;
use crate::error::{Fault, Language};

const ABOUT: &str = "三会：党支部组织生活的记录系统。\n\nEvery refusal is `application/problem+json` with a frozen `code`; \
`title`, `detail` and `message` are Chinese or English by `Accept-Language`. Records carry a `version`: change them with \
`If-Match: \"v7\"`, create them with `If-None-Match: *` under an id that you make (UUID version 7), so that a retry is harmless.";

/// What a part of the API is for: its tag, and a line in both languages. Each feature has its own in its `http.rs`.
pub type Tag = (&'static str, &'static str);

/// Completes what the features declared.
pub fn complete(mut api: OpenApi, tags: &[&[Tag]]) -> OpenApi {
    api.info = InfoBuilder::new()
        .title("Sanhui 三会")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let tags = tags.iter().copied().flatten();
    api.tags = Some(tags.map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build()).collect());
    let components = api.components.take().unwrap_or_default();
    let mut components = ComponentsBuilder::from(components)
        .security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .schema(Problem::name(), Problem::schema())
        .schema(FieldProblem::name(), FieldProblem::schema())
        // Only query parameters name it, and utoipa looks for schemas in bodies.
        .schema(Period::name(), Period::schema());
    for status in statuses() {
        components = components.response(response_name(status), problem_response(status));
    }
    api.components = Some(components.build());
    for (_, item) in api.paths.paths.iter_mut() {
        for (method, operation) in operations(item) {
            complete_operation(&method, operation);
        }
    }
    api
}

fn statuses() -> Vec<u16> {
    let mut all: Vec<u16> = Fault::ALL.iter().map(|fault| fault.status()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn response_name(status: u16) -> String {
    format!("Problem{status}")
}

fn problem_response(status: u16) -> Response {
    let faults: Vec<&Fault> = Fault::ALL.iter().filter(|fault| fault.status() == status).collect();
    let lines: Vec<String> =
        faults.iter().map(|fault| format!("`{}`: {} {}", fault.code(), fault.title(Language::Chinese), fault.title(Language::English))).collect();
    let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
    ResponseBuilder::new().description(lines.join("\n\n")).content("application/problem+json", content).build()
}

/// Refusals that a single operation declares beside what its shape implies.
macro_rules! declared {
    ($($name:ident $status:literal),+) => { $(
        pub struct $name;
        impl<'r> utoipa::ToResponse<'r> for $name {
            fn response() -> (&'r str, RefOr<Response>) { (stringify!($name), problem_response($status).into()) }
        }
    )+ };
}
declared!(Problem401 401, Problem409 409, Problem422 422, Problem429 429);

/// Every refusal that follows from the shape of an operation.
fn complete_operation(method: &Method, operation: &mut Operation) {
    let is_public = operation.security.as_ref().is_some_and(|security| security.iter().all(|one| one == &Default::default()));
    if !is_public {
        operation.security = Some(vec![utoipa::openapi::security::SecurityRequirement::new("token", Vec::<String>::new())]);
    }
    let parameters: Vec<&Parameter> =
        operation.parameters.iter().flatten().filter_map(|one| if let RefOr::T(one) = one { Some(one) } else { None }).collect();
    let has = |place: ParameterIn| parameters.iter().any(|one| one.parameter_in == place);
    let has_path = has(ParameterIn::Path);
    let has_query = has(ParameterIn::Query);
    let versioned = parameters.iter().any(|one| one.name == "If-Match" || one.name == "If-None-Match");
    let mut possible = vec![500, 503];
    if !is_public {
        possible.extend([401, 403, 429]);
    }
    // What a query names is not there for whoever may not see it.
    if has_path || parameters.iter().any(|one| ["organization", "session"].contains(&one.name.as_str())) {
        possible.push(404);
    }
    if has_query || has_path || versioned || operation.request_body.is_some() {
        possible.push(400);
    }
    if operation.request_body.is_some() {
        possible.extend([408, 413, 415, 422]);
    }
    if versioned && method != Method::GET {
        possible.extend([409, 412, 428]);
    }
    if method != Method::GET {
        possible.push(507);
    }
    for status in possible {
        let reference = RefOr::Ref(Ref::from_response_name(response_name(status)));
        operation.responses.responses.entry(status.to_string()).or_insert(reference);
    }
}

/// The methods of a path, with what each declares.
pub(super) fn operations(item: &mut PathItem) -> Vec<(Method, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [(Method::GET, get), (Method::PUT, put), (Method::POST, post), (Method::DELETE, delete), (Method::PATCH, patch)]
        .into_iter()
        .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
        .collect()
}
