//! The service around the API: health, headers, ids, metrics, the log.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use sanhui::error::Fault;

use crate::support::app::TestApp;
use crate::support::demo;
use crate::support::server::{Server, read};

#[actix_web::test]
async fn it_says_that_it_is_alive_and_ready() {
    let t = TestApp::new().await;
    assert_eq!(t.anonymous().get("/healthz").send().await.expect(200).json()["status"], "ok");
    t.anonymous().get("/readyz").send().await.expect(200);
    t.app.standing.leave();
    t.anonymous().get("/readyz").send().await.refused(Fault::Unavailable);
    // Who is already here is still served.
    t.anonymous().get("/healthz").send().await.expect(200);
    t.anonymous().get("/meta").send().await.expect(200);
}

#[actix_web::test]
async fn every_reply_has_an_id_and_keeps_a_sensible_one() {
    let t = TestApp::new().await;
    let first = t.anonymous().get("/healthz").send().await;
    let second = t.anonymous().get("/healthz").send().await;
    assert!(!first.header("x-request-id").is_empty());
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    let kept = t.anonymous().get("/trail").header("x-request-id", "from-the-phone_7").send().await.expect(401);
    assert_eq!(kept.header("x-request-id"), "from-the-phone_7");
    assert_eq!(kept.json()["request_id"], "from-the-phone_7");
    for hostile in ["a b", "\"><script>", &"x".repeat(65), "行"] {
        let reply = t.anonymous().get("/healthz").header("x-request-id", hostile).send().await;
        assert_ne!(reply.header("x-request-id"), hostile);
    }
}

#[actix_web::test]
async fn every_reply_has_the_security_headers() {
    let t = TestApp::new().await;
    for path in ["/healthz", "/meta", "/trail", "/nowhere", "/docs/", "/openapi.json", "/.well-known/jwks.json", "/api/v2/x"] {
        let reply = t.anonymous().get(path).send().await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert!(reply.header("content-security-policy").starts_with("default-src"), "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        for absent in ["server", "x-powered-by", "strict-transport-security", "access-control-allow-origin"] {
            assert_eq!(reply.header(absent), "", "{path} sends {absent}");
        }
    }
}

#[actix_web::test]
async fn behind_tls_it_says_so() {
    let t = TestApp::with(demo::template(), |config| config.hsts = true).await;
    assert!(t.anonymous().get("/healthz").send().await.header("strict-transport-security").starts_with("max-age="));
}

#[test]
fn a_stop_finishes_what_was_accepted() {
    let mut server = Server::start(demo::template(), &[]);
    // A request whose body is still on its way when the server is asked to stop.
    let body = r#"{"login":"nobody","password":"whatever it was","device":"test"}"#;
    let (first, rest) = body.split_at(10);
    let mut slow = server.connect();
    let length = format!("Content-Type: application/json\r\nContent-Length: {}", body.len());
    let head = format!("POST /api/v1/auth/login HTTP/1.1\r\nHost: test\r\n{length}\r\nExpect: 100-continue\r\n\r\n");
    slow.write_all(head.as_bytes()).expect("a head");
    // It was accepted once the server asks for the body.
    let mut asked = [0; 25];
    slow.read_exact(&mut asked).expect("an interim answer");
    assert_eq!(asked, *b"HTTP/1.1 100 Continue\r\n\r\n");
    slow.write_all(first.as_bytes()).expect("half a body");
    server.ask_to_stop();
    server.until_deaf();
    slow.write_all(rest.as_bytes()).expect("the other half");
    let reply = read(slow);
    assert!((400..500).contains(&reply.status), "{reply:?}");
    assert!(reply.body.contains("request_id"), "{reply:?}");
    assert!(server.wait().success());
}

#[test]
fn a_stalled_head_is_cut_off() {
    let server = Server::start(demo::template(), &[]);
    let began = Instant::now();
    server.send(b"GET /healthz HTTP/1.1\r\nHos");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[test]
fn metrics_have_a_listener_of_their_own_and_name_nobody() {
    let server = Server::start(demo::template(), &[]);
    for path in
        ["/healthz", "/api/v1/sessions/01234567-89ab-7cde-8f01-23456789abcd?q=%E5%BC%A0%E4%B8%89", "/some/secret/name", "/api/v1/trail?within=001"]
    {
        server.get(path, "");
    }
    server.send(b"BREW /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    assert_eq!(server.get("/metrics", "").status, 404);
    let metrics = server.scrape();
    assert!(metrics.contains("sanhui_http_request_duration_seconds_bucket"), "{metrics}");
    for leak in ["01234567", "secret", "%E5", "within", "BREW"] {
        assert!(!metrics.contains(leak), "{leak} in\n{metrics}");
    }
}

#[test]
fn the_log_has_one_line_a_request_and_no_secret() {
    let mut server = Server::start(demo::template(), &[]);
    let token = "eyJhbGciOiJFZERTQSJ9.c2VjcmV0.c2VjcmV0";
    server.post("/api/v1/auth/login", "", r#"{"login":"13812345678","password":"hunter2-hunter2","device":"x"}"#);
    server.post("/api/v1/auth/login", "", r#"{"login":"13812345678","password":"hunter2-hunter2","nonsense":"hunter3"}"#);
    server.post("/api/v1/sessions/check", &format!("Authorization: Bearer {token}\r\n"), r#"{"minutes":"批评了某人"}"#);
    server.get("/api/v1/sessions?q=13812345678", &format!("Authorization: Bearer {token}\r\n"));
    server.get("/api/v1/members/13812345678", "X-Request-Id: mine-1\r\n");
    server.ask_to_stop();
    server.wait();
    let log = server.log();
    let requests: Vec<serde_json::Value> =
        log.iter().filter_map(|line| serde_json::from_str(line).ok()).filter(|line: &serde_json::Value| line["message"] == "request").collect();
    assert_eq!(requests.len(), 5, "{log:#?}");
    assert!(requests.iter().all(|line| line["request_id"].is_string() && line["status"].is_u64() && line["micros"].is_u64()), "{requests:#?}");
    assert!(requests.iter().any(|line| line["request_id"] == "mine-1"));
    for secret in ["hunter2", "hunter3", "13812345678", "eyJ", "批评"] {
        assert!(!log.iter().any(|line| line.contains(secret)), "{secret} in {log:#?}");
    }
}

#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let t = TestApp::new().await;
    let reply = t.anonymous().delete("/healthz").send().await.refused(Fault::MethodNotAllowed);
    assert_eq!(reply.header("allow"), "GET");
}
#[test]
fn a_stalled_body_is_cut_off() {
    let server = Server::start(demo::template(), &[]);
    let began = Instant::now();
    let stalled = server.send(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
    assert_eq!(stalled.status, 408, "{stalled:?}");
    assert!(stalled.body.contains("body_too_slow"), "{stalled:?}");
    assert!((Duration::from_secs(9)..Duration::from_secs(15)).contains(&began.elapsed()), "{:?}", began.elapsed());
}

#[actix_web::test]
async fn what_is_read_with_a_token_is_not_stored_on_the_way() {
    let t = TestApp::new().await;
    let secretary = t.as_(t.world.north_secretary);
    for path in ["/me", "/sessions", "/organizations", "/members/01234567-89ab-7cde-8f01-23456789abcd", "/trail"] {
        assert_eq!(secretary.get(path).send().await.header("cache-control"), "no-store", "{path}");
    }
    assert_eq!(t.anonymous().get("/me").send().await.header("www-authenticate"), "Bearer");
}

#[actix_web::test]
async fn an_unchanged_record_is_not_sent_again() {
    let t = TestApp::new().await;
    let path = format!("/sessions/{}", t.world.sessions[0]);
    let secretary = t.as_(t.world.north_secretary);
    let first = secretary.get(&path).send().await.expect(200);
    let again = secretary.get(&path).header("if-none-match", first.header("etag")).send().await.expect(304);
    assert!(again.body.is_empty() && again.header("etag") == first.header("etag"));
    // To whoever may not see it, its version is no secret to be tried out.
    t.as_(t.world.south_secretary).get(&path).header("if-none-match", first.header("etag")).send().await.expect(404);
}

#[actix_web::test]
async fn limits_are_counted_by_account_and_device_and_told() {
    let t = TestApp::with(demo::template(), |config| config.requests_per_minute = 3).await;
    let (one, other) = (t.as_(t.world.north_secretary), t.as_(t.world.south_secretary));
    for left in [2, 1, 0] {
        let reply = one.get("/me").send().await.expect(200);
        assert_eq!(reply.header("ratelimit-policy"), "\"account\";q=3;w=60");
        assert!(reply.header("ratelimit").starts_with(&format!("\"account\";r={left}")), "{}", reply.header("ratelimit"));
    }
    let refused = one.get("/me").send().await.refused(Fault::TooManyRequests);
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=60).contains(&seconds)), "{}", refused.header("retry-after"));
    other.get("/me").send().await.expect(200);
    t.anonymous().get("/healthz").send().await.expect(200);
}

#[actix_web::test]
async fn replies_are_compressed_for_whoever_asks() {
    let t = TestApp::new().await;
    for encoding in ["gzip", "br", "zstd"] {
        let reply = t.anonymous().get("/openapi.json").header("accept-encoding", encoding).send().await.expect(200);
        assert_eq!(reply.header("content-encoding"), encoding);
    }
    assert_eq!(t.anonymous().get("/openapi.json").send().await.header("content-encoding"), "");
}
