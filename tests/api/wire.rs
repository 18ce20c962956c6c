//! Wrong input of every sort, at the edge: always a problem that says what is wrong, never a 500.

use actix_web::http::Method;
use sanhui::error::{Fault, FieldFault};
use sanhui::id::AccountId;
use serde_json::{Value, json};

use crate::support::app::{TestApp, contract};
use crate::support::client::Reply;
use crate::support::grove::{GARDENER, Grove, seated};

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn secretary() -> AccountId {
    seated("branch_secretary", "branch")
}

/// Where anybody may send a body.
const LOGIN: &str = "/auth/login";

async fn login(t: &TestApp, body: impl Into<Vec<u8>>) -> Reply {
    t.anonymous().post(LOGIN).bytes("application/json", body.into()).send().await
}

#[actix_web::test]
async fn what_is_not_json_is_said_to_be_none() {
    let t = app().await;
    let broken: [&[u8]; 16] = [
        b"{",
        b"{]",
        b"{\"login\":}",
        b"{'login':'x'}",
        b"\xef\xbb\xbf{\"login\":\"x\"}",
        b"{\"login\":\"\xff\xfe\"}",
        b"{\"login\":\"\xc0\x80\"}",
        b"{\"login\":\"\xed\xa0\x80\"}",
        b"{\"login\":\"\\ud800\"}",
        b"{\"login\":\"\\udc00\\ud800\"}",
        b"{\"login\":\"x\"} {}",
        b"{\"login\":\"x\"}garbage",
        b"{\"login\":01}",
        b"{\"login\":NaN}",
        b"{\"login\":\"\x01\"}",
        b"<login>x</login>",
    ];
    for body in broken {
        let reply = login(&t, body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "bad_json"), "{:?}: {}", String::from_utf8_lossy(body), reply.text());
        assert!(reply.json()["detail"].as_str().is_some_and(|detail| detail.contains('行')), "{}", reply.text());
    }
    // Numbers that no type holds are JSON all the same: they may be refused as either.
    for body in ["{\"login\":1e999999}", &format!("{{\"login\":{}}}", "9".repeat(400)), "{\"login\":-0.0000000000000000000000001}"] {
        let reply = login(&t, body).await;
        assert!([400, 422].contains(&reply.status), "{body}: {}", reply.text());
    }
}

#[actix_web::test]
async fn a_body_must_be_there_and_be_an_object() {
    let t = app().await;
    for body in ["null", "true", "7", "\"x\"", "[]", "[{}]"] {
        login(&t, body).await.refused(Fault::Invalid).field("", FieldFault::WrongType);
    }
    for body in ["", " ", "\n\n"] {
        login(&t, body).await.expect(400);
    }
    let reply = login(&t, "{}").await.refused(Fault::Invalid);
    assert!(reply.fields().len() >= 2, "all that is missing at once: {}", reply.text());
}

#[actix_web::test]
async fn no_key_comes_twice_and_none_is_unknown() {
    let t = app().await;
    let twice = r#"{"login":"a","password":"b","login":"c"}"#;
    login(&t, twice).await.refused(Fault::Invalid).field("/login", FieldFault::DuplicateField);
    let escaped = r#"{"login":"a","password":"b","l\u006fgin":"c"}"#;
    login(&t, escaped).await.refused(Fault::Invalid).field("/login", FieldFault::DuplicateField);
    let unknown = json!({ "login": "a", "password": "b", "admin": true, "a/b~c": 1 });
    let reply = t.anonymous().post(LOGIN).json(&unknown).send().await.refused(Fault::Invalid);
    reply.field("/admin", FieldFault::UnknownField).field("/a~1b~0c", FieldFault::UnknownField);
}

#[actix_web::test]
async fn nesting_and_lists_have_an_end() {
    let t = app().await;
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    login(&t, deep(33)).await.refused(Fault::Invalid).field(&"/0".repeat(32), FieldFault::TooDeep);
    login(&t, deep(32)).await.refused(Fault::Invalid).field("", FieldFault::WrongType);
    login(&t, deep(100_000)).await.expect(422);
    login(&t, "{\"a\":".repeat(50_000)).await.expect(422);
    let long = format!("{{\"login\":[{}]}}", vec!["1"; 501].join(","));
    login(&t, long).await.refused(Fault::Invalid).field("/login", FieldFault::TooMany);
}

#[actix_web::test]
async fn nul_is_refused_wherever_it_hides() {
    let t = app().await;
    login(&t, r#"{"login":"a\u0000b","password":"x"}"#).await.refused(Fault::Invalid).field("/login", FieldFault::ForbiddenCharacter);
    login(&t, r#"{"login":"a","password":"x","k\u0000":1}"#).await.refused(Fault::Invalid);
    for path in ["/trail?within=%00", "/organizations?q=a%00b", "/organizations/%00", "/members/a%00b", "/sessions/%C0%80", "/sessions/%FF"] {
        let reply = t.as_(GARDENER).get(path).send().await;
        assert!((400..500).contains(&reply.status), "{path}: {}", reply.text());
    }
}

#[actix_web::test]
async fn pasted_prose_is_cleaned_and_a_name_says_what_is_wrong_with_it() {
    let t = app().await;
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    let record = |title: &str| {
        json!({ "organization": Grove::plant().ids.get("branch"), "kind": "theme_party_day", "held_on": "2026-11-20", "title": title,
            "minutes": "\u{feff}走访困难\u{ad}党员\u{b}全家福👨\u{200d}👩\u{200d}👧\u{200b}。", "late_reason": "\u{200b}\u{202e}" })
    };
    let t = t.as_(secretary());
    let pasted = record("十一月\u{200b}主题党日");
    let refused = t.put(&path).creating().json(&pasted).send().await.refused(Fault::Invalid).field("/title", FieldFault::ForbiddenCharacter);
    let said = refused.json()["errors"][0]["message"].as_str().expect("a sentence").to_string();
    assert_eq!(said, "第4个字是不可见或控制字符（U+200B），请删去。");
    t.put(&path).creating().json(&record("十一月主题党日")).send().await.expect(201);
    let kept = t.get(&path).send().await.expect(200).json();
    assert_eq!(kept["record"]["minutes"], "走访困难党员\n全家福👨\u{200d}👩\u{200d}👧。");
    assert_eq!(kept["record"]["late_reason"], "");
}

#[actix_web::test]
async fn a_list_that_says_none_is_kept_and_one_that_is_left_out_says_nothing() {
    let t = app().await;
    let t = t.as_(secretary());
    let record = |more: Value| {
        let mut record = json!({ "organization": Grove::plant().ids.get("branch"), "kind": "theme_party_day", "held_on": "2026-11-20" });
        record.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        record
    };
    for (sent, kept) in [(json!({ "observers": [] }), Some(json!([]))), (json!({}), None), (json!({ "observers": null }), None)] {
        let path = format!("/sessions/{}", uuid::Uuid::now_v7());
        t.put(&path).creating().json(&record(sent.clone())).send().await.expect(201);
        let found = t.get(&path).send().await.expect(200).json();
        assert_eq!(found["record"].get("observers"), kept.as_ref(), "{sent}");
    }
    // To say none where nothing was said is a change.
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    t.put(&path).creating().json(&record(json!({}))).send().await.expect(201);
    t.put(&path).if_match(1).json(&record(json!({}))).send().await.expect(200);
    assert_eq!(t.put(&path).if_match(1).json(&record(json!({ "observers": [] }))).send().await.expect(200).version(), 2);
}

#[actix_web::test]
async fn only_json_is_taken() {
    let t = app().await;
    let body = r#"{"login":"a","password":"b"}"#;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json5", "application/problem+json", "x", "json", ""]
    {
        t.anonymous().post(LOGIN).bytes(kind, body).send().await.refused(Fault::UnsupportedMedia);
    }
    for kind in ["application/json", "Application/JSON; charset=utf-8", "application/json;charset=UTF-8"] {
        assert_ne!(t.anonymous().post(LOGIN).bytes(kind, body).send().await.status, 415, "{kind}");
    }
}

#[actix_web::test]
async fn a_large_body_is_refused_however_it_is_wrapped() {
    let t = app().await;
    let large = format!("{{\"login\":\"{}\"}}", "x".repeat(300 * 1024));
    login(&t, large.clone()).await.refused(Fault::BodyTooLarge);
    // A small parcel that grows: 20 MiB of spaces around an object.
    let bomb = gzip(format!("{}{{}}", " ".repeat(20 << 20)).as_bytes());
    assert!(bomb.len() < 64 * 1024);
    t.anonymous().post(LOGIN).header("content-encoding", "gzip").bytes("application/json", bomb).send().await.refused(Fault::BodyTooLarge);
    // A small parcel that stays small is read.
    let small = gzip(br#"{"login":"nobody","password":"nothing at all","device":{"id":"01234567-89ab-7cde-8f01-23456789abcd","name":"x"}}"#);
    let reply = t.anonymous().post(LOGIN).header("content-encoding", "gzip").bytes("application/json", small).send().await;
    assert!([401, 422].contains(&reply.status), "{}", reply.text());
    for (encoding, body) in [("gzip", &b"not gzip at all"[..]), ("gzip", b"\x1f\x8b\x08"), ("zstd", b"\x28\xb5\x2f\xfd\x00"), ("br", b"\xff\xff\xff")]
    {
        t.anonymous().post(LOGIN).header("content-encoding", encoding).bytes("application/json", body.to_vec()).send().await.expect(400);
    }
    let odd = t.anonymous().post(LOGIN).header("content-encoding", "rot13").bytes("application/json", "{}").send().await;
    assert!([400, 415, 422].contains(&odd.status), "{}", odd.text());
}

/// A gzip stream of equal bytes and the like, by the compressor that the server itself answers with.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).and_then(|()| writer.finish()).expect("gzip")
}

#[actix_web::test]
async fn a_query_is_as_strict_as_a_body() {
    let t = app().await;
    let admin = t.as_(GARDENER);
    for query in ["nonsense=1", "limit=0", "limit=101", "limit=-1", "limit=x", "limit=1&limit=2", "limit=99999999999999999999", "q=%FF", "parent=xyz"]
    {
        admin.get(format!("/organizations?{query}")).send().await.refused(Fault::BadQuery);
    }
    for cursor in ["x", "AAAA", "%00", "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "👻", &"A".repeat(5000)] {
        let reply = admin.get(format!("/organizations?cursor={}", cursor.replace('👻', "%F0%9F%91%BB"))).send().await;
        assert_eq!(reply.status, 400, "{cursor}: {}", reply.text());
    }
    // A cursor is good for its caller, its address and its filters only.
    let first = admin.get("/organizations?limit=1").send().await.expect(200).json();
    let cursor = first["next_cursor"].as_str().expect("a second page");
    admin.get(format!("/organizations?limit=5&cursor={cursor}")).send().await.expect(200);
    admin.get(format!("/organizations?q=a&cursor={cursor}")).send().await.refused(Fault::BadCursor);
    admin.get(format!("/trail?cursor={cursor}")).send().await.refused(Fault::BadCursor);
    let other = t.as_(secretary());
    other.get(format!("/organizations?cursor={cursor}")).send().await.refused(Fault::BadCursor);
    let mut forged = cursor.to_string();
    let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
    forged.push(last);
    let reply = admin.get(format!("/organizations?cursor={forged}")).send().await;
    assert_eq!(reply.status, 400, "{}", reply.text());
}

#[actix_web::test]
async fn ids_that_are_none_name_nothing() {
    let t = app().await;
    let admin = t.as_(GARDENER);
    for id in ["x", "0", "-1", "01234567-89ab-7cde-8f01", "01234567-89ab-7cde-8f01-23456789abcg", "%20", "..", "%2e%2e", "null", &"a".repeat(3000)] {
        let reply = admin.get(format!("/organizations/{id}")).send().await;
        assert!([404, 405].contains(&reply.status), "{id}: {} {}", reply.status, reply.text());
    }
}

#[actix_web::test]
async fn a_version_is_said_in_the_one_way() {
    let t = app().await;
    let secretary = t.as_(GARDENER);
    let path = format!("/organizations/{}", Grove::plant().ids.get("branch"));
    let body = json!({ "name": "北街党支部" });
    for tag in ["7", "v7", "\"7\"", "W/\"v7\"", "\"v0\"", "\"v-1\"", "\"v99999999999\"", "*", "\"v1\", \"v2\"", ""] {
        let reply = secretary.patch(&path).header("if-match", tag).json(&body).send().await;
        assert!([400, 428].contains(&reply.status), "{tag}: {} {}", reply.status, reply.text());
    }
    secretary.patch(&path).json(&body).send().await.refused(Fault::VersionRequired);
    let stale = secretary.patch(&path).if_match(99).json(&body).send().await.refused(Fault::StaleVersion);
    assert!(stale.json()["current_version"].is_i64(), "{}", stale.text());
}

#[actix_web::test]
async fn tokens_are_read_strictly() {
    let t = app().await;
    let good = t.token(secretary(), crate::support::app::device_of(secretary()));
    let (head, signature) = good.rsplit_once('.').expect("three parts");
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", good.split('.').nth(1).unwrap_or_default());
    let cut = format!("{head}.{}", signature.get(..40).unwrap_or_default());
    for token in ["", "x", "a.b.c", &unsigned, &cut, &format!("{good}x"), &format!("{good}.x"), &good.to_uppercase()] {
        t.with_token(token).get("/me").send().await.expect(401);
    }
    for header in [format!("Basic {good}"), format!("Bearer{good}"), good.clone(), "Bearer".into(), "Bearer  ".into()] {
        t.anonymous().get("/me").header("authorization", header).send().await.expect(401);
    }
    t.with_token(good.clone()).get("/me").send().await.expect(200);
    t.clock().advance(10 * 60 + 14);
    t.with_token(good.clone()).get("/me").send().await.expect(200);
    t.clock().advance(2);
    t.with_token(good).get("/me").send().await.refused(Fault::TokenExpired);
}

#[actix_web::test]
async fn a_wrong_method_or_place_is_told_apart() {
    let t = app().await;
    let admin = t.as_(GARDENER);
    for path in ["/nowhere", "/api/v2/meta", "/api", "/api/v1/", "/organizations/", "//organizations", "/ORGANIZATIONS", "/docs/nothing.js"] {
        assert_eq!(admin.get(path).send().await.status, 404, "{path}");
    }
    for operation in &contract().operations {
        let path = operation
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "01234567-89ab-7cde-8f01-23456789abcd" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for method in ["GET", "PUT", "POST", "PATCH", "DELETE", "TRACE", "PROPFIND"] {
            if contract().operation(method, &path).is_none() {
                let reply = admin.ask(Method::from_bytes(method.as_bytes()).expect("a method"), &path).send().await.refused(Fault::MethodNotAllowed);
                assert!(reply.header("allow").contains(&operation.method), "{method} {path}: Allow is {:?}", reply.header("allow"));
            }
        }
        for method in [Method::HEAD, Method::OPTIONS] {
            let reply = admin.ask(method, &path).send().await;
            assert!(reply.status < 500, "{}: {}", reply.asked, reply.text());
        }
    }
}

#[actix_web::test]
async fn refusals_speak_the_readers_language() {
    let t = app().await;
    let (zh, en) = (Fault::SignInRequired.title(sanhui::error::Language::Chinese), Fault::SignInRequired.title(sanhui::error::Language::English));
    let cases = [
        ("", zh),
        ("zh", zh),
        ("zh-CN", zh),
        ("zh-Hant-TW", zh),
        ("en", en),
        ("EN-us", en),
        ("fr", zh),
        ("fr, en;q=0.5", en),
        ("en;q=0", zh),
        ("en;q=0.4, zh;q=0.6", zh),
        ("zh;q=0.1, en;q=0.2", en),
        ("*", zh),
        (";;;,,q=,", zh),
        ("en;q=x", en),
        ("en-", en),
        ("english", zh),
        ("中文", zh),
    ];
    for (asked, title) in cases {
        let reply = t.anonymous().get("/me").header("accept-language", asked).send().await.expect(401);
        assert_eq!(reply.json()["title"], title, "{asked}");
        assert_eq!(reply.header("content-language"), if title == zh { "zh-CN" } else { "en" }, "{asked}");
    }
}

#[actix_web::test]
async fn a_problem_has_all_its_parts() {
    let t = app().await;
    let reply = login(&t, r#"{"login":7}"#).await.refused(Fault::Invalid);
    let problem = reply.json();
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(problem["status"], 422);
    assert_eq!(problem["instance"], "/api/v1/auth/login");
    assert_eq!(problem["request_id"], reply.header("x-request-id"));
    assert!(problem["type"].as_str().is_some_and(|kind| kind.ends_with("invalid")));
    let errors: Vec<&Value> = problem["errors"].as_array().into_iter().flatten().collect();
    assert!(errors.iter().all(|error| error["message"].as_str().is_some_and(|message| !message.contains('{'))), "{problem}");
}
