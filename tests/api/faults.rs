//! Every fault of the two tables is provoked here, each in its own world. The matches name every variant, so a new
//! fault does not compile until somebody shows how it comes about.

use std::fmt::Write as _;

use diesel::connection::SimpleConnection;
use sanhui::error::{Fault, FieldError, FieldFault, Language};
use sanhui::id::AccountId;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::database::postgres;
use crate::support::demo;
use crate::support::golden;
use crate::support::grove::{GARDENER, Grove, Ids, seated};
use crate::support::orchard::PASSWORD;
use crate::support::server::Server;

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn ids() -> &'static Ids {
    &Grove::plant().ids
}

fn branch() -> String {
    format!("/organizations/{}", ids().get("branch"))
}

fn fresh(place: &str) -> String {
    format!("{place}/{}", uuid::Uuid::now_v7())
}

fn group() -> Value {
    json!({ "parent": ids().get("branch"), "name": "第二党小组", "kind": "party_group" })
}

async fn login(t: &TestApp, password: &str) -> Reply {
    let device = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
    t.anonymous().post("/auth/login").json(&json!({ "login": "opened", "password": password, "device": device })).send().await
}

/// Brings the fault about: its status and its code as they come over the wire.
async fn provoke(fault: Fault) -> (u16, String) {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let reply = match fault {
        Fault::BadRequest => gardener.patch(branch()).header("if-match", "seven").json(&json!({ "name": "x" })).send().await,
        Fault::BadJson => t.anonymous().post("/auth/login").bytes("application/json", "{").send().await,
        Fault::BadQuery => gardener.get("/organizations?limit=0").send().await,
        Fault::BadCursor => gardener.get("/organizations?cursor=AAAA").send().await,
        Fault::SignInRequired => t.anonymous().get("/me").send().await,
        Fault::TokenExpired => {
            t.clock().advance(-3600);
            let old = t.token(GARDENER, crate::support::app::device_of(GARDENER));
            t.clock().advance(3600);
            t.with_token(old).get("/me").send().await
        }
        Fault::WrongCredentials => login(&t, "not that password").await,
        Fault::RefreshRefused => t.anonymous().post("/auth/refresh").json(&json!({ "refresh_token": "x" })).send().await,
        Fault::InvitationRefused => {
            let device = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
            t.anonymous().post("/auth/accept-invitation").json(&json!({ "code": "x", "password": PASSWORD, "device": device })).send().await
        }
        Fault::Forbidden => t.as_(Grove::plant().nobody).get("/organizations").send().await,
        Fault::NotFound => gardener.get(fresh("/organizations")).send().await,
        Fault::MethodNotAllowed => gardener.delete(branch()).send().await,
        Fault::AlreadyExists => gardener.put(branch()).creating().json(&group()).send().await,
        Fault::WrongState => {
            gardener.post(format!("{}/dissolve", branch())).if_match(ids().version("branch")).json(&json!({ "on": "2026-11-20" })).send().await
        }
        Fault::WouldCycle => {
            let village = ids().get("village");
            let parent = json!({ "parent": ids().get("branch") });
            gardener.post(format!("/organizations/{village}/move")).if_match(ids().version("village")).json(&parent).send().await
        }
        Fault::StaleVersion => gardener.patch(branch()).if_match(77).json(&json!({ "name": "x" })).send().await,
        Fault::BodyTooLarge => t.anonymous().post("/auth/login").bytes("application/json", vec![b' '; 300 << 10]).send().await,
        Fault::UnsupportedMedia => t.anonymous().post("/auth/login").bytes("text/plain", "{}").send().await,
        Fault::Invalid => t.anonymous().post("/auth/login").json(&json!({})).send().await,
        Fault::VersionRequired => gardener.patch(branch()).json(&json!({ "name": "x" })).send().await,
        Fault::TooManyRequests => {
            let t = TestApp::with(&Grove::plant().template, |config| config.requests_per_minute = 1).await;
            t.as_(GARDENER).get("/me").send().await.expect(200);
            t.as_(GARDENER).get("/me").send().await
        }
        Fault::Internal => {
            t.expect_breakage();
            t.app.db.write(|tx| Ok(tx.conn().batch_execute("DROP TABLE trail")?)).await.expect("a table that goes");
            gardener.put(fresh("/organizations")).creating().json(&group()).send().await
        }
        Fault::Duplicate => {
            // No request of one caller alone can: the checks before it say more. Two at once can, on PostgreSQL.
            let twice = t.app.db.write(|tx| Ok(tx.conn().batch_execute("UPDATE accounts SET login = 'one for all'")?));
            let refused = twice.await.expect_err("a duplicate");
            assert!(refused.detail.as_ref().is_some_and(|said| said.zh.contains("登录名") && said.en.contains("login")), "{refused:?}");
            return (refused.fault.status(), refused.fault.code().to_string());
        }
        Fault::OwnRecord => {
            // The reviewer of the village has a secretary's role in the branch as well, and recorded it.
            let reviewer = seated("committee_reviewer", "village");
            let grant = json!({ "account": reviewer, "role": "branch_secretary", "valid_from": "2026-11-01" });
            gardener.put(fresh(&format!("{}/grants", branch()))).creating().json(&grant).send().await.expect(201);
            let (path, version) = submitted(&t.as_(reviewer), record()).await;
            let note = json!({ "id": uuid::Uuid::now_v7(), "verdict": "note" });
            t.as_(reviewer).post(format!("{path}/evaluations")).if_match(version).json(&note).send().await
        }
        Fault::ImpossibleRecord => {
            let secretary = t.as_(secretary());
            let mut record = record();
            record["held_on"] = json!("2026-11-30");
            let path = fresh("/sessions");
            let version = secretary.put(&path).creating().json(&record).send().await.expect(201).version();
            secretary.post(format!("{path}/submit")).if_match(version).send().await
        }
        Fault::Unavailable => {
            t.app.standing.leave();
            t.anonymous().get("/readyz").send().await
        }
        Fault::DiskFull => {
            t.expect_breakage();
            t.app.db.write(|tx| Ok(tx.conn().batch_execute("PRAGMA max_page_count = 1")?)).await.expect("a limit");
            loop {
                let body = json!({ "parent": ids().get("village"), "name": "很长的名字".repeat(30), "kind": "party_branch" });
                let reply = gardener.put(fresh("/organizations")).creating().json(&body).send().await;
                if reply.status != 201 {
                    break reply;
                }
            }
        }
        Fault::BodyTooSlow => {
            let server = Server::start(demo::template(), &[]);
            let reply = server.send(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{");
            let body: Value = serde_json::from_str(&reply.body).unwrap_or_default();
            return (reply.status, body["code"].as_str().unwrap_or_default().to_string());
        }
    };
    (reply.status, reply.code())
}

fn secretary() -> AccountId {
    seated("branch_secretary", "branch")
}

/// A record that could be submitted.
fn record() -> Value {
    json!({
        "organization": ids().get("branch"), "kind": "branch_general_meeting", "held_on": "2026-11-20",
        "attendance": { "people": [{ "member": ids().get("secretary"), "came": "present" }] },
    })
}

/// Keeps and submits a record: its path and version.
async fn submitted(by: &Client<'_>, record: Value) -> (String, i32) {
    let path = fresh("/sessions");
    let version = by.put(&path).creating().json(&record).send().await.expect(201).version();
    let version = by.post(format!("{path}/submit")).if_match(version).send().await.expect(200).version();
    (path, version)
}

/// Brings the mistake about: the reply that names it.
async fn provoke_field(fault: FieldFault) -> Reply {
    let t = app().await;
    let (gardener, secretary) = (t.as_(GARDENER), t.as_(secretary()));
    let post_login = |body: String| t.anonymous().post("/auth/login").bytes("application/json", body).send();
    let organization = |change: Value| {
        let mut body = group();
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        gardener.put(fresh("/organizations")).creating().json(&body).send()
    };
    let impossible = async |change: Value| {
        let mut body = record();
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let path = fresh("/sessions");
        let kept = secretary.put(&path).creating().json(&body).send().await;
        if kept.status != 201 {
            return kept;
        }
        secretary.post(format!("{path}/submit")).if_match(kept.version()).send().await
    };
    let attendee = |member: &str| json!({ "member": ids().get(member), "came": "present" });
    match fault {
        FieldFault::Required => post_login("{}".into()).await,
        FieldFault::UnknownField => post_login(r#"{"nonsense":1}"#.into()).await,
        FieldFault::DuplicateField => post_login(r#"{"login":"a","login":"b"}"#.into()).await,
        FieldFault::WrongType => post_login(r#"{"login":7}"#.into()).await,
        FieldFault::TooDeep => post_login("[".repeat(40)).await,
        FieldFault::TooMany => post_login(format!("[{}]", vec!["1"; 501].join(","))).await,
        FieldFault::ForbiddenCharacter => organization(json!({ "name": "a\u{202e}b" })).await,
        FieldFault::UnknownWord => organization(json!({ "kind": "club" })).await,
        FieldFault::OutOfRange => organization(json!({ "party_day": 31 })).await,
        FieldFault::TooLong => organization(json!({ "name": "x".repeat(201) })).await,
        FieldFault::Empty => organization(json!({ "name": "  " })).await,
        FieldFault::BadFormat => organization(json!({ "parent": "not an id" })).await,
        FieldFault::NotThere => organization(json!({ "parent": uuid::Uuid::now_v7() })).await,
        FieldFault::NotAllowedHere => organization(json!({ "kind": "party_committee" })).await,
        FieldFault::TakenAlready => {
            let body = json!({ "login": "opened", "name": "x", "organization": ids().get("branch") });
            gardener.put(fresh("/accounts")).creating().json(&body).send().await
        }
        FieldFault::WeakPassword => {
            let device = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
            let body = json!({ "code": ids().get("invitation_code"), "password": "short", "device": device });
            t.anonymous().post("/auth/accept-invitation").json(&body).send().await
        }
        FieldFault::EndsBeforeStart => {
            let body = json!({ "account": ids().get("account"), "role": "recorder", "valid_from": "2026-11-23", "valid_to": "2026-11-22" });
            gardener.put(fresh(&format!("{}/grants", branch()))).creating().json(&body).send().await
        }
        FieldFault::NotOnRoll => {
            // Of the same tree, and of another branch: a guest, who is not listed among one's own.
            let place = fresh("/members");
            let guest = json!({ "organization": ids().get("branch_before"), "name": "邻村", "status": "full", "joined_on": "2010-07-01",
                "full_on": "2011-07-01" });
            gardener.put(&place).creating().json(&guest).send().await.expect(201);
            let guest = place.rsplit('/').next().expect("an id");
            impossible(json!({ "attendance": { "people": [{ "member": guest, "came": "present" }] } })).await
        }
        FieldFault::TwiceOnRoll => impossible(json!({ "attendance": { "people": [attendee("member"), attendee("member")] } })).await,
        FieldFault::MorePresentThanExpected => {
            let attendance = json!({ "expected": 1, "expected_reason": "其余外出", "people": [attendee("member"), attendee("other_member")] });
            impossible(json!({ "attendance": attendance })).await
        }
        FieldFault::VotesDoNotAddUp => {
            let vote = json!({ "subject": "ordinary", "voting_base": 3, "present_voters": 1, "approve": 5, "oppose": 0, "abstain": 0 });
            impossible(json!({ "agenda": [{ "title": "表决", "votes": [vote] }] })).await
        }
        FieldFault::InTheFuture => impossible(json!({ "held_on": "2026-11-30" })).await,
        FieldFault::ReasonRequired => impossible(json!({ "held_on": "2026-01-10" })).await,
        FieldFault::NotForThisKind => impossible(json!({ "lecture": { "title": "不是党课" } })).await,
        FieldFault::PointsNowhere => {
            let (path, version) = submitted(&secretary, record()).await;
            let reviewer = t.as_(seated("committee_reviewer", "village"));
            let body = json!({ "id": uuid::Uuid::now_v7(), "verdict": "return", "reasons": [{ "pointer": "/agenda/7", "text": "请补充" }] });
            reviewer.post(format!("{path}/evaluations")).if_match(version).json(&body).send().await
        }
    }
}

#[actix_web::test]
async fn every_fault_can_be_brought_about() {
    let mut text = String::new();
    // This one takes ten seconds, in which the others come and go.
    let slow = std::thread::spawn(|| actix_web::rt::System::new().block_on(provoke(Fault::BodyTooSlow)));
    let mut slow = Some(slow);
    let (last, rest): (Vec<&Fault>, Vec<&Fault>) = Fault::ALL.iter().partition(|fault| **fault == Fault::BodyTooSlow);
    for fault in rest.into_iter().chain(last) {
        // SQLite alone lets a test fill its disk.
        if *fault != Fault::DiskFull || postgres().is_none() {
            let provoked = match fault {
                Fault::BodyTooSlow => slow.take().and_then(|slow| slow.join().ok()).expect("a reply in the end"),
                fault => provoke(*fault).await,
            };
            assert_eq!(provoked, (fault.status(), fault.code().to_string()), "{fault:?} was not brought about");
        }
        let _ = writeln!(text, "{} {}\n  {}\n  {}", fault.status(), fault.code(), fault.title(Language::Chinese), fault.title(Language::English));
    }
    text.push('\n');
    for fault in FieldFault::ALL {
        let reply = provoke_field(*fault).await.expect(422);
        assert!(reply.fields().iter().any(|(_, code)| code == fault.code()), "{fault:?} was not brought about: {}", reply.text());
        let said = |language| FieldError::new("", *fault).message(language);
        let _ = writeln!(text, "{}\n  {}\n  {}", fault.code(), said(Language::Chinese), said(Language::English));
    }
    golden::compare("faults.txt", &text);
}
