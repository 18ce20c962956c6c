//! `kill -9` under load, again and again: what was acknowledged is there afterwards, once, at the version that was
//! acknowledged, and the trail has no gap. Runs the real binary on an SQLite file. `KILL_ROUNDS` says how often.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on stops"
)]

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::BigInt;

const WRITERS: usize = 16;
const BRANCH: &str = "01900000-0000-7000-8000-000000000005";

fn main() {
    // `cargo test` asks every test binary what it holds.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let rounds: u32 = std::env::var("KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let folder = tempfile::tempdir().expect("a folder");
    let acknowledged: Arc<Mutex<HashMap<String, i64>>> = Arc::default();
    let mut kept = HashMap::new();
    for round in 0..rounds {
        let port = free_port();
        let mut server = start(folder.path(), port);
        let token = sign_in(port);
        // What the last kill left is looked at now, and everything once more at the end.
        kept.extend(check(port, &token, std::mem::take(&mut *acknowledged.lock().expect("a map")), round));
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (stop, token, acknowledged) = (stop.clone(), token.clone(), acknowledged.clone());
                std::thread::spawn(move || write_until(port, &token, &stop, &acknowledged))
            })
            .collect();
        // Somewhere between the first writes and a good many.
        let moment = u64::from(std::process::id()) + u64::from(round) * 7919;
        std::thread::sleep(Duration::from_millis(150 + moment % 650));
        server.kill().expect("SIGKILL");
        server.wait().expect("a dead server");
        stop.store(true, Ordering::SeqCst);
        writers.into_iter().for_each(|writer| writer.join().expect("a writer"));
    }
    let port = free_port();
    let mut server = start(folder.path(), port);
    kept.extend(std::mem::take(&mut *acknowledged.lock().expect("a map")));
    let kept = check(port, &sign_in(port), kept, rounds).len();
    server.kill().expect("SIGKILL");
    server.wait().expect("a dead server");
    trail_without_gap(&folder.path().join("demo.sqlite"));
    assert!(kept > 100, "only {kept} writes were acknowledged: the test is not a load");
    println!("killed {rounds} times under {WRITERS} writers: all {kept} acknowledged records are there, once; the trail has no gap");
    println!("test result: ok. 1 passed; 0 failed");
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

fn start(folder: &Path, port: u16) -> Child {
    let file = |name: &str| folder.join(name).display().to_string();
    let address = format!("127.0.0.1:{port}");
    let settings =
        ["demo", "--database", &file("demo.sqlite"), "--key-file", &file("key.pem"), "--listen", &address, "--metrics-listen", "127.0.0.1:0"]
            .map(str::to_string);
    let child = Command::new(env!("CARGO_BIN_EXE_sanhui"))
        .args(settings)
        .args(["--requests-per-minute", "100000000", "--log", "error"])
        .stdout(Stdio::null())
        .spawn()
        .expect("the server starts");
    let began = Instant::now();
    while ask(port, "GET", "/readyz", "", "", "").is_none_or(|(status, _)| status != 200) {
        assert!(began.elapsed() < Duration::from_secs(30), "the server does not get ready");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

/// One request on its own connection; none when the server went away.
fn ask(port: u16, method: &str, path: &str, token: &str, headers: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let length = body.len();
    let kind = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {token}\r\n{headers}{kind}content-length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.get(9..12)?.parse().ok()?;
    // Only a whole answer is an acknowledgement.
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let promised: usize = head.to_lowercase().split("content-length: ").nth(1)?.split("\r\n").next()?.parse().ok()?;
    (body.len() == promised).then(|| (status, body.to_string()))
}

fn sign_in(port: u16) -> String {
    let device = uuid::Uuid::now_v7();
    let body = format!(r#"{{"login":"north_secretary","password":"sanhui-demo-2026","device":{{"id":"{device}","name":"kill"}}}}"#);
    let (status, answer) = ask(port, "POST", "/api/v1/auth/login", "", "", &body).expect("an answer");
    assert_eq!(status, 200, "{answer}");
    serde_json::from_str::<serde_json::Value>(&answer).expect("JSON")["access_token"].as_str().expect("a token").to_string()
}

/// Makes records and changes them, remembering what was acknowledged.
fn write_until(port: u16, token: &str, stop: &AtomicBool, acknowledged: &Mutex<HashMap<String, i64>>) {
    while !stop.load(Ordering::SeqCst) {
        let id = uuid::Uuid::now_v7().to_string();
        for (version, header) in [(1, "if-none-match: *\r\n"), (2, "if-match: \"v1\"\r\n")] {
            let body = format!(r#"{{"organization":"{BRANCH}","kind":"party_lecture","held_on":"2026-11-20","title":"{id} {version}"}}"#);
            match ask(port, "PUT", &format!("/api/v1/sessions/{id}"), token, header, &body) {
                Some((200 | 201, _)) => drop(acknowledged.lock().expect("a map").insert(id.clone(), version)),
                Some((status, answer)) => panic!("{status}: {answer}"),
                None => break,
            }
        }
    }
}

/// Every acknowledged record is there at its version, or at the next one, whose answer was lost. Answers what was found.
fn check(port: u16, token: &str, mut known: HashMap<String, i64>, round: u32) -> HashMap<String, i64> {
    for (id, version) in &mut known {
        let (status, answer) = ask(port, "GET", &format!("/api/v1/sessions/{id}"), token, "", "").expect("an answer");
        assert_eq!(status, 200, "round {round}: {id} was acknowledged and is lost: {answer}");
        let session: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        let found = session["version"].as_i64().expect("a version");
        assert!(found == *version || (*version == 1 && found == 2), "round {round}: {id} was acknowledged at {version} and is at {found}");
        let title = session["record"]["title"].as_str().expect("a title");
        assert_eq!(title, format!("{id} {found}"), "round {round}: a record of another version");
        *version = found;
    }
    known
}

#[derive(QueryableByName)]
struct Numbers {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = BigInt)]
    last: i64,
    #[diesel(sql_type = BigInt)]
    counted: i64,
}

fn trail_without_gap(file: &Path) {
    let mut conn = SqliteConnection::establish(&file.display().to_string()).expect("the database");
    let query = "SELECT count(*) AS rows, max(seq) AS last, (SELECT seq FROM trail_counters) AS counted FROM trail";
    let found: Numbers = diesel::sql_query(query).get_result(&mut conn).expect("numbers");
    assert_eq!((found.rows, found.last), (found.counted, found.counted), "the trail has a gap");
}
