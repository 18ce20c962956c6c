//! Asking the app as somebody, and looking at what it said. Every reply goes past the OpenAPI document first.

use std::fmt::Display;

use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use sanhui::error::{Fault, FieldFault};
use serde::Serialize;
use serde_json::Value;

use super::app::TestApp;
use super::entries::identified;

/// The app as one caller sees it.
#[derive(Clone)]
pub struct Client<'t> {
    pub(super) app: &'t TestApp,
    pub(super) token: Option<String>,
}

impl<'t> Client<'t> {
    pub fn get(&self, path: impl Display) -> Ask<'t> {
        self.ask(Method::GET, path)
    }
    pub fn put(&self, path: impl Display) -> Ask<'t> {
        self.ask(Method::PUT, path)
    }
    pub fn post(&self, path: impl Display) -> Ask<'t> {
        self.ask(Method::POST, path)
    }
    pub fn patch(&self, path: impl Display) -> Ask<'t> {
        self.ask(Method::PATCH, path)
    }
    pub fn delete(&self, path: impl Display) -> Ask<'t> {
        self.ask(Method::DELETE, path)
    }
    /// `path` is below `/api/v1`, unless it names a place outside it.
    pub fn ask(&self, method: Method, path: impl Display) -> Ask<'t> {
        let path = path.to_string();
        let outside =
            ["/api", "/.well-known", "/healthz", "/readyz", "/docs", "/openapi.json", "/metrics"].iter().any(|place| path.starts_with(place));
        let path = if outside { path } else { format!("/api/v1{path}") };
        let ask = Ask { app: self.app, method, path, headers: Vec::new(), body: Bytes::new() };
        match &self.token {
            Some(token) => ask.header("authorization", format!("Bearer {token}")),
            None => ask,
        }
    }
}

/// A request that is being put together.
pub struct Ask<'t> {
    app: &'t TestApp,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Ask<'_> {
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        self.headers.push((name.to_string(), value.to_string()));
        self
    }
    /// A record's entries get ids, as a phone gives them.
    pub fn json(self, body: &impl Serialize) -> Self {
        let body = serde_json::to_value(body).expect("a body that serialises");
        let is_record = self.path.starts_with("/api/v1/sessions") && body.get("held_on").is_some();
        let body = if is_record { identified(&body) } else { body };
        self.exactly(&body)
    }
    /// Just this body.
    pub fn exactly(self, body: &Value) -> Self {
        let body = serde_json::to_vec(body).expect("a body that serialises");
        self.bytes("application/json", body)
    }
    pub fn bytes(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header(CONTENT_TYPE.as_str(), content_type)
    }
    /// The version that the caller saw.
    pub fn if_match(self, version: i32) -> Self {
        self.header("if-match", format!("\"v{version}\""))
    }
    /// This is to be a new record.
    pub fn creating(self) -> Self {
        self.header("if-none-match", "*")
    }

    pub async fn send(self) -> Reply {
        let mut request =
            TestRequest::default().method(self.method.clone()).uri(&self.path).peer_addr("127.0.0.1:40000".parse().expect("an address"));
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            request = request.append_header((name, HeaderValue::from_bytes(value.as_bytes()).expect("a header's value")));
        }
        if !self.body.is_empty() {
            request = request.set_payload(self.body);
        }
        let (status, headers, body) = self.app.call(request).await;
        let reply = Reply { asked: format!("{} {}", self.method, self.path), status, headers, body };
        self.app.seen(&self.method, &self.path, &reply);
        reply
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// `GET /api/v1/…`, for the failures.
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    #[track_caller]
    pub fn expect(self, status: u16) -> Reply {
        assert_eq!(self.status, status, "{} answered {}:\n{}", self.asked, self.status, self.text());
        self
    }
    /// That it was refused, and for this.
    #[track_caller]
    pub fn refused(self, fault: Fault) -> Reply {
        let reply = self.expect(fault.status());
        assert_eq!(reply.code(), fault.code(), "{}:\n{}", reply.asked, reply.text());
        reply
    }
    /// That one field was refused, and for this.
    #[track_caller]
    pub fn field(self, pointer: &str, fault: FieldFault) -> Reply {
        let found = self.fields();
        assert!(
            found.iter().any(|(place, code)| place == pointer && code == fault.code()),
            "{}: no {} at {pointer:?} in {found:?}",
            self.asked,
            fault.code()
        );
        self
    }
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}:\n{}", self.asked, self.text()))
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    /// The problem's code; empty when it is none.
    pub fn code(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_string()
    }
    /// Each refused field: its pointer and code.
    pub fn fields(&self) -> Vec<(String, String)> {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        body["errors"].as_array().into_iter().flatten().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    /// The version in the ETag.
    #[track_caller]
    pub fn version(&self) -> i32 {
        let tag = self.header("etag");
        tag.trim_start_matches("\"v").trim_end_matches('"').parse().unwrap_or_else(|_| panic!("{}: no version in ETag {tag:?}", self.asked))
    }
}
