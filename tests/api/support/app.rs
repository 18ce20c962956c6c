//! The real app, in-process, on a database of its own: a template copied. The clock stands still until a test moves it.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::OnceLock;

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use clap::Parser;
use diesel::prelude::*;
use sanhui::app::App;
use sanhui::authz::token::Claims;
use sanhui::clock::Clock;
use sanhui::config::Config;
use sanhui::db::schema::trail_counters;
use sanhui::id::{AccountId, DeviceId};

use super::client::{Client, Reply};
use super::contract::Contract;
use super::database::{Database, Template};
use super::demo;

/// Where the clock stands when a test begins: a Monday afternoon in Beijing.
pub const NOW: &str = "2026-11-23T06:30:00Z";
pub const ZONE: &str = "Asia/Shanghai";

/// The document that this build speaks.
pub fn contract() -> &'static Contract {
    static CONTRACT: OnceLock<Contract> = OnceLock::new();
    CONTRACT.get_or_init(|| Contract::of(serde_json::to_value(sanhui::app::openapi()).expect("a document that serialises")))
}

type Answer = (u16, HeaderMap, Bytes);
type Call = Box<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Answer>>>>;

pub struct TestApp {
    pub app: App,
    /// The people and places of the demo world; of no use on another template.
    pub world: demo::World,
    call: Call,
    database: Database,
    /// What was answered that must never be.
    shocks: RefCell<Vec<String>>,
    breaking: Cell<bool>,
}

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

/// The settings every test runs with: cheap passwords, no limits, nothing in the working directory.
pub fn config(database: &str, key_file: &std::path::Path) -> Config {
    let key_file = key_file.display().to_string();
    let given = ["test", "--database", database, "--key-file", &key_file, "--connections", "2", "--password-memory-kib", "64"];
    let rest = ["--requests-per-minute", "1000000", "--metrics-listen", "127.0.0.1:0", "--listen", "127.0.0.1:0"];
    Settings::parse_from(given.into_iter().chain(rest)).config
}

/// A clock that stands still.
pub fn clock() -> Clock {
    Clock::held_at(ZONE, NOW.parse().expect("an instant")).expect("a zone")
}

impl TestApp {
    /// The app with the demo world in it.
    pub async fn new() -> TestApp {
        TestApp::on(demo::template()).await
    }

    /// The app on a copy of a template.
    pub async fn on(template: &Template) -> TestApp {
        TestApp::with(template, |_| ()).await
    }

    /// The app with other settings than a test's usual ones.
    pub async fn with(template: &Template, change: impl FnOnce(&mut Config)) -> TestApp {
        TestApp::open(template.copy(), template.key_file(), change).await
    }

    /// The app on any migrated database.
    pub async fn open(database: Database, key_file: &std::path::Path, change: impl FnOnce(&mut Config)) -> TestApp {
        let mut config = config(database.url(), key_file);
        change(&mut config);
        let app = App::build_with(config, clock(), true).expect("an app");
        let service = Rc::new(actix_web::test::init_service(app.clone().service()).await);
        let call: Call = Box::new(move |request| {
            let service = service.clone();
            Box::pin(async move {
                let reply = service.call(request.to_request()).await.expect("a reply, however bad: trace turns every error into one");
                let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
                let body = to_bytes(reply.into_body()).await.unwrap_or_else(|_| panic!("a body that broke off"));
                (status, headers, body)
            })
        });
        TestApp { app, world: demo::world(), call, database, shocks: RefCell::default(), breaking: Cell::new(false) }
    }

    /// Another server on the same database.
    pub async fn beside(&self) -> TestApp {
        TestApp::open(Database::living(self.database.url()), &self.app.config.key_file, |config| config.connections = self.app.config.connections)
            .await
    }

    pub fn anonymous(&self) -> Client<'_> {
        Client { app: self, token: None }
    }
    /// The app as an account sees it, on the device that the template gave each account.
    pub fn as_(&self, account: impl Into<AccountId>) -> Client<'_> {
        let account = account.into();
        self.with_token(self.token(account, device_of(account)))
    }
    pub fn with_token(&self, token: impl Into<String>) -> Client<'_> {
        Client { app: self, token: Some(token.into()) }
    }
    pub fn token(&self, account: AccountId, device: DeviceId) -> String {
        self.app.keys.sign(Claims { account, device }, self.app.clock.now()).expect("a token")
    }
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }

    /// From here on a 500 or 507 is what the test is after.
    pub fn expect_breakage(&self) {
        self.breaking.set(true);
    }

    pub(super) async fn call(&self, request: TestRequest) -> Answer {
        (self.call)(request).await
    }

    /// Holds a reply against the document.
    pub(super) fn seen(&self, method: &Method, path: &str, reply: &Reply) {
        if reply.status == 500 && !self.breaking.get() {
            let shock = format!("{} answered 500: {}", reply.asked, reply.text());
            self.shocks.borrow_mut().push(shock);
        }
        let judged = contract().judge(method.as_str(), path, reply.status, reply.header("content-type"), &reply.body);
        if let Err(wrong) = judged {
            panic!("{}: not what the OpenAPI document promises: {wrong}\n{}", reply.asked, reply.text());
        }
    }

    /// How many rows the trail has ever got.
    pub async fn trail_length(&self) -> i64 {
        let counted = self.app.db.read(|snapshot| Ok(trail_counters::table.select(trail_counters::seq).load::<i64>(snapshot.conn())?)).await;
        counted.expect("the counters").into_iter().sum()
    }

    /// Takes every change back, where that is cheaper than another app.
    pub fn start_again(&self) -> bool {
        self.database.start_again()
    }

    /// Something that differs after any change to the database.
    pub fn digest(&self) -> String {
        self.database.digest()
    }
}

/// The device that the template gives each account.
pub fn device_of(account: AccountId) -> DeviceId {
    DeviceId(uuid::Uuid::from_u128(account.0.as_u128() ^ (0xd << 64)))
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let shocks = self.shocks.borrow();
        assert!(shocks.is_empty(), "\n{}\n", shocks.join("\n"));
        let orphans = self.database.orphans();
        assert!(orphans.is_empty(), "rows that refer to nothing: {orphans:?}");
    }
}
