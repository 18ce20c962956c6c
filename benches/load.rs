//! Load against a ceiling in the same run: trust the ratios, not the figures. `make bench`; see benches/README.md.
//!
//! The generator is a thread a client with a raw keep-alive connection, on the same processors as the server: it takes
//! from both sides of every ratio alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a measurement that cannot go on stops"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use actix_web::{HttpResponse, HttpServer, web};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use sanhui::db::schema::{session_versions, sessions, trail, trail_counters};
use sanhui::db::{Path as Place, Settings};
use sanhui::demo;
use sanhui::id::{AccountId, MemberId, OrganizationId, SessionId};

const RUN: Duration = Duration::from_secs(4);
const CLIENTS: [usize; 3] = [1, 16, 64];

fn main() {
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    println!("| what | clients | a second | p50 ms | p99 ms | ratio |\n|---|---|---|---|---|---|");
    let lite = folder.path().join("load.sqlite").display().to_string();
    on(&lite, folder.path(), "SQLite", |clients| (clients, raw_sqlite(folder.path())), "raw loop, one transaction each");
    if let Ok(base) = std::env::var("SANHUI_TEST_POSTGRES") {
        for name in ["sanhui_load", "sanhui_pgbench"] {
            let mut conn = PgConnection::establish(&format!("{base}/postgres")).expect("the cluster");
            conn.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        }
        on(&format!("{base}/sanhui_load"), folder.path(), "PostgreSQL", |clients| (clients, pgbench(&base, clients)), "pgbench of the same rows");
    }
}

/// Everything that is measured on one database.
fn on(database: &str, folder: &Path, name: &str, ceiling: impl Fn(usize) -> (usize, f64), ceiling_name: &str) {
    let mut server = Server::start(database, folder);
    let token = sign_in(server.port);
    let body = record(30);
    let mut raw = None;
    for clients in CLIENTS {
        let rate = run(server.port, clients, || put(&token, &body));
        // SQLite's loop has one writer, however many clients there are.
        let (_, most) = if name == "SQLite" { *raw.get_or_insert_with(|| ceiling(1)) } else { ceiling(clients) };
        line(&format!("{name}: durable write of a session with 30 attendances"), clients, &rate, rate.a_second / most);
        println!("| {name}: {ceiling_name} | {} | {most:.0} | | | 1 |", if name == "SQLite" { 1 } else { clients });
    }
    let id = SessionId::fresh();
    once(server.port, &put_as(id, &token, &body));
    let one = get(&format!("/api/v1/sessions/{id}"), &token);
    let list = get("/api/v1/sessions?limit=20", &token);
    for (what, request) in [("authenticated read of that session", &one), ("list of 20", &list)] {
        let answer = once(server.port, request);
        let bare = Bare::start(answer);
        for clients in [1, 16] {
            let ceiling = run(bare.port, clients, || one.clone());
            let rate = run(server.port, clients, || request.clone());
            line(&format!("{name}: {what}"), clients, &rate, rate.a_second / ceiling.a_second);
            line(&format!("bare actix answer of the same bytes ({what})"), clients, &ceiling, 1.0);
        }
    }
    let resident = server.resident_mib();
    server.stop();
    let mut starts: Vec<f64> = (0..9)
        .map(|_| {
            let mut again = Server::start(database, folder);
            let (took, idle) = (again.started_in, again.resident_mib());
            again.stop();
            if took.is_zero() { idle } else { took.as_secs_f64() * 1000.0 }
        })
        .collect();
    starts.sort_by(f64::total_cmp);
    let mut idle = Server::start(database, folder);
    println!("| {name}: cold start until ready, median of 9 | | {:.0} ms | | | |", starts.get(4).copied().unwrap_or_default());
    println!("| {name}: idle memory, after the start / after the load | | {:.0} / {resident:.0} MiB | | | |", idle.resident_mib());
    idle.stop();
}

struct Rate {
    a_second: f64,
    p50: f64,
    p99: f64,
}

fn line(what: &str, clients: usize, rate: &Rate, ratio: f64) {
    println!("| {what} | {clients} | {:.0} | {:.2} | {:.2} | {ratio:.2} |", rate.a_second, rate.p50, rate.p99);
}

/// So many clients, each asking as fast as it is answered.
fn run(port: u16, clients: usize, request: impl Fn() -> String + Sync) -> Rate {
    let (stop, barrier) = (AtomicBool::new(false), Barrier::new(clients + 1));
    let mut took: Vec<f64> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| {
                    let mut connection = Client::new(port);
                    let mut took = Vec::new();
                    connection.ask(&request());
                    barrier.wait();
                    while !stop.load(Ordering::Relaxed) {
                        let request = request();
                        let began = Instant::now();
                        connection.ask(&request);
                        took.push(began.elapsed().as_secs_f64() * 1000.0);
                    }
                    took
                })
            })
            .collect();
        barrier.wait();
        std::thread::sleep(RUN);
        stop.store(true, Ordering::Relaxed);
        handles.into_iter().flat_map(|handle| handle.join().expect("a client")).collect()
    });
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or_default();
    Rate { a_second: took.len() as f64 / RUN.as_secs_f64(), p50: at(0.5), p99: at(0.99) }
}

struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    fn new(port: u16) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_nodelay(true).expect("nodelay");
        Client { stream, buffer: vec![0; 64 * 1024] }
    }
    /// Sends a request and answers the body; anything but 2xx ends the run.
    fn ask(&mut self, request: &str) -> Vec<u8> {
        self.stream.write_all(request.as_bytes()).expect("a request that goes out");
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).expect("an answer");
            assert!(read > 0, "the server went away");
            filled += read;
            let answer = &self.buffer[..filled];
            let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let head = std::str::from_utf8(&answer[..end]).expect("a head");
            assert!(head.starts_with("HTTP/1.1 2"), "{}", String::from_utf8_lossy(answer));
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |text| text.parse().expect("a length"));
            if filled >= end + 4 + length {
                return answer[end + 4..].to_vec();
            }
        }
    }
}

fn once(port: u16, request: &str) -> Vec<u8> {
    Client::new(port).ask(request)
}

fn get(path: &str, token: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n")
}

fn put(token: &str, body: &str) -> String {
    put_as(SessionId::fresh(), token, body)
}

fn put_as(id: SessionId, token: &str, body: &str) -> String {
    let head = format!("PUT /api/v1/sessions/{id} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nif-none-match: *\r\n");
    format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// A record with so many attendances.
fn record(people: u128) -> String {
    let one = |n| format!(r#"{{"member":"{}","came":"present","basis":"recorder"}}"#, MemberId::of(n));
    let people: Vec<String> = (0..people).map(one).collect();
    format!(
        r#"{{"organization":"{}","kind":"branch_general_meeting","held_on":"2026-11-20","title":"第四季度支部党员大会","minutes":"{}","attendance":{{"people":[{}]}}}}"#,
        demo::NORTH_BRANCH,
        "会议由书记主持。".repeat(20),
        people.join(",")
    )
}

fn sign_in(port: u16) -> String {
    let device = SessionId::fresh();
    let body = format!(r#"{{"login":"north_secretary","password":"{}","device":{{"id":"{device}","name":"bench"}}}}"#, demo::PASSWORD);
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    let answer = once(port, &format!("{head}content-length: {}\r\n\r\n{body}", body.len()));
    serde_json::from_slice::<serde_json::Value>(&answer).expect("JSON")["access_token"].as_str().expect("a token").to_string()
}

/// The real binary.
struct Server {
    child: Child,
    port: u16,
    started_in: Duration,
}

impl Server {
    fn start(database: &str, folder: &Path) -> Server {
        let port = free_port();
        let key = folder.join("key.pem").display().to_string();
        let address = format!("127.0.0.1:{port}");
        let settings = ["--database", database, "--key-file", &key, "--listen", &address, "--metrics-listen", "127.0.0.1:0"];
        let rest = ["--requests-per-minute", "4000000000", "--log", "warn"];
        let began = Instant::now();
        let mut child =
            Command::new(env!("CARGO_BIN_EXE_sanhui")).arg("demo").args(settings).args(rest).stdout(Stdio::null()).spawn().expect("a server");
        loop {
            let asked = TcpStream::connect(("127.0.0.1", port)).ok().and_then(|mut stream| {
                stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").ok()?;
                let mut answer = String::new();
                stream.read_to_string(&mut answer).ok()?;
                answer.starts_with("HTTP/1.1 200").then_some(())
            });
            if asked.is_some() {
                return Server { child, port, started_in: began.elapsed() };
            }
            assert!(child.try_wait().expect("a child").is_none(), "the server ended");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    fn resident_mib(&mut self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or_default() / 1024.0
    }
    fn stop(&mut self) {
        self.child.kill().expect("an end");
        self.child.wait().expect("an end");
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// actix and nothing else, answering the same bytes.
struct Bare {
    port: u16,
    stop: Arc<AtomicBool>,
}

impl Bare {
    fn start(answer: Vec<u8>) -> Bare {
        let (port, stop) = (free_port(), Arc::new(AtomicBool::new(false)));
        let stopped = stop.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let answer = web::Bytes::from(answer);
                let bare = HttpServer::new(move || {
                    let answer = answer.clone();
                    let reply = move || {
                        let answer = answer.clone();
                        async move { HttpResponse::Ok().content_type("application/json").body(answer) }
                    };
                    actix_web::App::new().default_service(web::to(reply))
                });
                let server = bare.workers(2).disable_signals().bind(("127.0.0.1", port)).expect("a port").run();
                let handle = server.handle();
                actix_web::rt::spawn(server);
                while !stopped.load(Ordering::Relaxed) {
                    actix_web::rt::time::sleep(Duration::from_millis(50)).await;
                }
                handle.stop(false).await;
            });
        });
        std::thread::sleep(Duration::from_millis(300));
        Bare { port, stop }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// The same rows, one transaction each, in a loop, with the same durability: what SQLite can do for one writer.
fn raw_sqlite(folder: &Path) -> f64 {
    let file = folder.join("raw.sqlite").display().to_string();
    Settings { url: file.clone(), connections: 1, count_statements: false }.migrate().expect("tables");
    let mut conn = SqliteConnection::establish(&file).expect("a database");
    conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF").expect("pragmas");
    let canonical = record(30);
    let (began, mut done) = (Instant::now(), 0);
    while began.elapsed() < RUN {
        conn.batch_execute("BEGIN IMMEDIATE").expect("a transaction");
        rows(&mut conn, &canonical).expect("rows");
        conn.batch_execute("COMMIT").expect("a commit");
        done += 1;
    }
    f64::from(done) / began.elapsed().as_secs_f64()
}

fn rows(conn: &mut SqliteConnection, canonical: &str) -> QueryResult<()> {
    let (id, now) = (SessionId::fresh(), sanhui::clock::Moment::from_micros(1_795_000_000_000_000));
    let (branch, account) = (OrganizationId::of(1), AccountId::of(1));
    let path = Place::root(1).expect("a path").as_str().to_string();
    let day: sanhui::clock::Day = "2026-11-20".parse().expect("a day");
    let head = (
        (sessions::id.eq(id), sessions::organization_id.eq(branch), sessions::path.eq(&path), sessions::kind.eq("branch_general_meeting")),
        (sessions::title.eq("大会"), sessions::status.eq("draft"), sessions::held_on.eq(day), sessions::received_at.eq(now)),
        (sessions::late.eq(false), sessions::version.eq(1), sessions::document_version.eq(1), sessions::created_by.eq(account)),
        sessions::updated_at.eq(now),
    );
    diesel::insert_into(sessions::table).values(head).execute(conn)?;
    let version = (
        (
            session_versions::session_id.eq(id),
            session_versions::version.eq(1),
            session_versions::document.eq(canonical),
            session_versions::hash.eq("0"),
        ),
        (session_versions::author.eq(account), session_versions::created_at.eq(now), session_versions::act.eq("session.create")),
    );
    diesel::insert_into(session_versions::table).values(version).execute(conn)?;
    let seq: i64 = diesel::update(trail_counters::table.find(0))
        .set(trail_counters::seq.eq(trail_counters::seq + 1))
        .returning(trail_counters::seq)
        .get_result(conn)?;
    let note = (
        (trail::shard.eq(0), trail::seq.eq(seq), trail::created_at.eq(now), trail::act.eq("session.create"), trail::organization_id.eq(branch)),
        (trail::path.eq(&path), trail::subject_kind.eq("session"), trail::subject_id.eq(branch), trail::version.eq(1)),
    );
    diesel::insert_into(trail::table).values(note).execute(conn)?;
    Ok(())
}

/// The same rows by PostgreSQL's own load tool.
fn pgbench(base: &str, clients: usize) -> f64 {
    let url = format!("{base}/sanhui_pgbench");
    Settings { url: url.clone(), connections: 1, count_statements: false }.migrate().expect("tables");
    let mut conn = PgConnection::establish(&url).expect("a database");
    conn.batch_execute("SET session_replication_role = replica; ALTER DATABASE sanhui_pgbench SET session_replication_role = replica")
        .expect("no foreign keys");
    let canonical = record(30).replace('\'', "''");
    let script = format!(
        "BEGIN;\nINSERT INTO sessions (id, organization_id, path, kind, title, status, held_on, received_at, late, version, document_version, created_by, updated_at) VALUES (gen_random_uuid(), '{BRANCH}', '001', 'branch_general_meeting', 'x', 'draft', '2026-11-20', now(), false, 1, 1, '{BRANCH}', now());\n\
         INSERT INTO session_versions (session_id, version, document, hash, author, at, action) VALUES (gen_random_uuid(), 1, '{canonical}', '0', '{BRANCH}', now(), 'session.create');\n\
         WITH taken AS (UPDATE trail_counters SET seq = seq + 1 WHERE shard = 1 RETURNING seq) INSERT INTO trail (shard, seq, at, action, organization_id, path, subject_kind, subject_id, version) SELECT 1, seq, now(), 'session.create', '{BRANCH}', '001', 'session', '{BRANCH}', 1 FROM taken;\nCOMMIT;\n"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rows.sql");
    std::fs::write(&file, script.replace(':', "\\:").replace("\\:", ":")).expect("a script");
    let (clients, seconds) = (clients.to_string(), RUN.as_secs().to_string());
    let found = pgbench_binary();
    let out = Command::new(found)
        .args(["-n", "-M", "simple", "-c", &clients, "-j", "2", "-T", &seconds, "-f"])
        .arg(&file)
        .arg(&url)
        .output()
        .expect("pgbench");
    let text = String::from_utf8_lossy(&out.stdout);
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok());
    rate.unwrap_or_else(|| panic!("pgbench: {text}{}", String::from_utf8_lossy(&out.stderr)))
}

const BRANCH: &str = "01900000-0000-7000-8000-000000000005";

fn pgbench_binary() -> std::path::PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin/pgbench"));
    installed.filter(|file| file.exists()).max().unwrap_or_else(|| "pgbench".into())
}
