//! Accounts, their invitations and their roles, as administrators keep them; and what happens when two do so at once.

mod holders;
mod logins;

use futures_util::future::join_all;
use sanhui::accounts;
use sanhui::authz::{Role, Scope};
use sanhui::error::{Fault, FieldFault};
use sanhui::id::OrganizationId;
use sanhui::text::Name;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Reply;
use crate::support::diary::{rows, told};
use crate::support::grove::{GARDENER, Grove, seated};
use crate::support::orchard::PASSWORD;

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

/// As many at once as there are connections.
async fn crowded() -> TestApp {
    TestApp::with(&Grove::plant().template, |config| config.connections = 8).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn fresh(place: &str) -> String {
    format!("{place}/{}", uuid::Uuid::now_v7())
}

fn device() -> Value {
    json!({ "id": uuid::Uuid::now_v7(), "name": "王秀英的手机" })
}

async fn login(t: &TestApp, login: &str, password: &str) -> Reply {
    t.anonymous().post("/auth/login").json(&json!({ "login": login, "password": password, "device": device() })).send().await
}

async fn accept(t: &TestApp, code: &Value, password: &str) -> Reply {
    t.anonymous().post("/auth/accept-invitation").json(&json!({ "code": code, "password": password, "device": device() })).send().await
}

fn bearer(reply: &Reply) -> String {
    reply.json()["access_token"].as_str().expect("a token").to_string()
}

#[actix_web::test]
async fn from_a_new_account_to_its_first_request() {
    let t = app().await;
    // The branch has no administrator of its own: the village's keeps its accounts.
    let administrator = t.as_(seated("organization_administrator", "village"));
    let account = uuid::Uuid::now_v7();
    let body = json!({ "login": "wang.xiuying", "name": "王秀英", "organization": id("branch"), "member": id("secretary") });
    let made = administrator.put(format!("/accounts/{account}")).creating().json(&body).send().await.expect(201);
    assert_eq!((made.version(), &made.json()["opened"]), (1, &json!(false)));
    let code = made.json()["invitation_code"].clone();
    login(&t, "wang.xiuying", "").await.refused(Fault::WrongCredentials);

    let opened = accept(&t, &code, "correct horse battery").await.expect(200);
    assert_eq!(opened.header("cache-control"), "no-store");
    let owner = t.with_token(bearer(&opened));
    let me = owner.get("/me").send().await.expect(200).json();
    assert_eq!((&me["account"]["name"], &me["roles"]), (&json!("王秀英"), &json!([])));
    owner.get("/organizations").send().await.refused(Fault::Forbidden);

    let grant = uuid::Uuid::now_v7();
    let path = format!("/organizations/{}/grants/{grant}", id("branch"));
    let body = json!({ "account": account, "role": "branch_secretary", "valid_from": "2026-11-23" });
    administrator.put(&path).creating().json(&body).send().await.expect(201);
    let me = owner.get("/me").send().await.expect(200).json();
    let role = &me["roles"][0];
    assert_eq!((&role["role"], &role["organization"]), (&json!("branch_secretary"), &json!(id("branch"))));
    assert_eq!((&role["organization_name"], &role["organization_kind"]), (&json!("大河县 branch"), &json!("party_branch")));
    let may = role["may"].as_array().expect("permissions");
    assert!(may.contains(&json!({ "action": "session.record", "reach": "everywhere" })), "{role}");
    owner.get("/organizations").send().await.expect(200);

    administrator.delete(&path).send().await.expect(204);
    owner.get("/organizations").send().await.refused(Fault::Forbidden);
    administrator.delete(&path).send().await.expect(204);
    assert_eq!(told(&t, account).await, ["account.create", "account.open"]);
    assert_eq!(told(&t, grant).await, ["grant.create", "grant.end"], "ending it again changes nothing");
}

#[actix_web::test]
async fn making_an_account_again_is_harmless_and_shows_no_second_code() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = fresh("/accounts");
    let body = json!({ "login": "li.si", "name": "李四", "organization": id("branch") });
    let first = gardener.put(&path).creating().json(&body).send().await.expect(201).json();
    let again = gardener.put(&path).creating().json(&body).send().await.expect(200).json();
    assert_eq!((again["invitation_code"].as_str(), &again["id"]), (None, &first["id"]));
    let other = json!({ "login": "li.si", "name": "李斯", "organization": id("branch") });
    gardener.put(&path).creating().json(&other).send().await.refused(Fault::AlreadyExists);
    gardener.put(&path).json(&other).send().await.refused(Fault::VersionRequired);
    gardener.put(&path).if_match(9).json(&other).send().await.refused(Fault::StaleVersion);
    let changed = gardener.put(&path).if_match(1).json(&other).send().await.expect(200);
    assert_eq!((changed.version(), &changed.json()["name"]), (2, &json!("李斯")));
    gardener.put(fresh("/accounts")).if_match(1).json(&other).send().await.refused(Fault::NotFound);
    accept(&t, &first["invitation_code"], "correct horse battery").await.expect(200);
}

#[actix_web::test]
async fn all_that_is_wrong_with_an_account_is_told_at_once() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let nowhere = uuid::Uuid::now_v7();
    let body = json!({ "login": "Not A Login", "name": "x", "organization": nowhere, "member": nowhere });
    let refused = gardener.put(fresh("/accounts")).creating().json(&body).send().await.refused(Fault::Invalid);
    let refused = refused.field("/login", FieldFault::BadFormat).field("/organization", FieldFault::NotThere);
    refused.field("/member", FieldFault::NotThere);
    for login in ["ab", "-abc", "王秀英", "a b c", &"x".repeat(65), "a@b.cn"] {
        let body = json!({ "login": login, "name": "x", "organization": id("branch") });
        gardener.put(fresh("/accounts")).creating().json(&body).send().await.field("/login", FieldFault::BadFormat);
    }
    // A change is looked at as closely as a new one.
    let path = format!("/accounts/{}", id("account"));
    let body = json!({ "login": "opened", "name": "x", "organization": id("village"), "member": nowhere });
    let refused = gardener.put(&path).if_match(1).json(&body).send().await.refused(Fault::Invalid);
    let refused = refused.field("/login", FieldFault::TakenAlready).field("/organization", FieldFault::NotAllowedHere);
    refused.field("/member", FieldFault::NotThere);
}

#[actix_web::test]
async fn an_administrator_does_not_reach_beyond_the_own_organisations() {
    let t = app().await;
    let elsewhere = t.as_(seated("organization_administrator", "village_before"));
    let body = json!({ "login": "zhao.liu", "name": "赵六", "organization": id("branch") });
    elsewhere.put(fresh("/accounts")).creating().json(&body).send().await.field("/organization", FieldFault::NotThere);
    let body = json!({ "login": "zhao.liu", "name": "赵六", "organization": id("branch_cousin"), "member": id("member") });
    elsewhere.put(fresh("/accounts")).creating().json(&body).send().await.field("/member", FieldFault::NotThere);
    // Somebody else's account gets no role here.
    let body = json!({ "account": id("account"), "role": "recorder", "valid_from": "2026-11-23" });
    let path = fresh(&format!("/organizations/{}/grants", id("branch_cousin")));
    elsewhere.put(path).creating().json(&body).send().await.field("/account", FieldFault::NotThere);
    // Who keeps a higher account does not rename it.
    let county = t.as_(seated("organization_administrator", "county"));
    let body = json!({ "login": "mine", "name": "mine", "organization": id("county") });
    county.put(format!("/accounts/{GARDENER}")).if_match(1).json(&body).send().await.refused(Fault::Forbidden);
}

#[actix_web::test]
async fn a_role_is_given_where_it_makes_sense_and_by_who_may() {
    let t = app().await;
    let county = t.as_(seated("organization_administrator", "county"));
    let grant = async |place: &str, role: &str| {
        let body = json!({ "account": id("account"), "role": role, "valid_from": "2026-11-23" });
        county.put(fresh(&format!("/organizations/{}/grants", id(place)))).creating().json(&body).send().await
    };
    for (place, role) in [
        ("village", "branch_secretary"),
        ("group", "branch_secretary"),
        ("branch", "group_leader"),
        ("branch", "committee_reviewer"),
        ("group", "committee_auditor"),
        ("group", "organization_administrator"),
    ] {
        grant(place, role).await.refused(Fault::Invalid).field("/role", FieldFault::NotAllowedHere);
    }
    for (place, role) in
        [("branch", "branch_secretary"), ("group", "group_leader"), ("village", "committee_reviewer"), ("township", "committee_auditor")]
    {
        grant(place, role).await.expect(201);
    }
    grant("county", "system_administrator").await.refused(Fault::Forbidden);
    let listed = county.get(format!("/organizations/{}/grants", id("county"))).send().await.expect(200).json();
    let system = listed["items"].as_array().into_iter().flatten().find(|grant| grant["role"] == "system_administrator").expect("the gardener's");
    let path = format!("/organizations/{}/grants/{}", id("county"), system["id"].as_str().expect("an id"));
    county.delete(&path).send().await.refused(Fault::Forbidden);
    t.as_(GARDENER).delete(&path).send().await.expect(204);
    t.as_(GARDENER).get("/trail").send().await.refused(Fault::Forbidden);
}

#[actix_web::test]
async fn the_days_of_a_role_change_by_version_and_nothing_else_does() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = fresh(&format!("/organizations/{}/grants", id("branch")));
    let body = |role: &str, to: Value| json!({ "account": id("account"), "role": role, "valid_from": "2026-11-01", "valid_to": to });
    gardener.put(&path).creating().json(&body("branch_secretary", Value::Null)).send().await.expect(201);
    gardener.put(&path).creating().json(&body("branch_secretary", Value::Null)).send().await.expect(200);
    gardener.put(&path).creating().json(&body("branch_secretary", json!("2026-12-31"))).send().await.refused(Fault::AlreadyExists);
    gardener.put(&path).json(&body("branch_secretary", json!("2026-12-31"))).send().await.refused(Fault::VersionRequired);
    gardener.put(&path).if_match(1).json(&body("recorder", json!("2026-12-31"))).send().await.refused(Fault::AlreadyExists);
    let changed = gardener.put(&path).if_match(1).json(&body("branch_secretary", json!("2026-12-31"))).send().await.expect(200);
    assert_eq!((changed.version(), &changed.json()["valid_to"]), (2, &json!("2026-12-31")));
    gardener.put(&path).if_match(1).json(&body("branch_secretary", Value::Null)).send().await.refused(Fault::StaleVersion);
    gardener.delete(&path).send().await.expect(204);
    gardener.put(&path).if_match(3).json(&body("branch_secretary", Value::Null)).send().await.refused(Fault::AlreadyExists);
    let listed = gardener.get(format!("/organizations/{}/grants?limit=100", id("branch"))).send().await.expect(200).json();
    let id = path.rsplit('/').next();
    assert!(listed["items"].as_array().expect("grants").iter().all(|grant| grant["id"].as_str() != id), "an ended role is not listed");
}

#[actix_web::test]
async fn a_disabled_account_opens_by_no_code_until_it_is_invited_again() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/accounts/{}", id("invited"));
    gardener.post(format!("{path}/disable")).send().await.expect(200);
    accept(&t, &json!(id("invitation_code")), "correct horse battery").await.refused(Fault::InvitationRefused);
    let first = gardener.post(format!("{path}/invitation")).send().await.expect(200).json();
    let second = gardener.post(format!("{path}/invitation")).send().await.expect(200).json();
    accept(&t, &first["invitation_code"], "correct horse battery").await.refused(Fault::InvitationRefused);
    accept(&t, &second["invitation_code"], "correct horse battery").await.expect(200);
    assert_eq!(told(&t, id("invited")).await.last().map(String::as_str), Some("account.open"));
}

#[actix_web::test]
async fn a_new_invitation_ends_the_old_password_and_all_devices() {
    let t = app().await;
    let before = login(&t, "opened", PASSWORD).await.expect(200);
    t.as_(GARDENER).post(format!("/accounts/{}/invitation", id("opened"))).send().await.expect(200);
    t.with_token(bearer(&before)).get("/me").send().await.refused(Fault::SignInRequired);
    login(&t, "opened", PASSWORD).await.refused(Fault::WrongCredentials);
}

#[actix_web::test]
async fn of_two_who_accept_one_invitation_one_gets_in() {
    let t = crowded().await;
    for _ in 0..3 {
        let code = t.as_(GARDENER).post(format!("/accounts/{}/invitation", id("invited"))).send().await.expect(200).json()["invitation_code"].clone();
        let passwords: Vec<String> = (0..6).map(|n| format!("the password of number {n}")).collect();
        let replies = join_all(passwords.iter().map(|password| accept(&t, &code, password))).await;
        let inside: Vec<&String> = replies.iter().zip(&passwords).filter(|(reply, _)| reply.status == 200).map(|(_, password)| password).collect();
        assert_eq!(inside.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
        login(&t, "invited", inside.first().expect("one")).await.expect(200);
    }
}

#[actix_web::test]
async fn of_two_password_changes_one_is_kept() {
    let t = crowded().await;
    let mine = t.with_token(bearer(&login(&t, "opened", PASSWORD).await.expect(200)));
    let passwords: Vec<String> = (0..3).map(|n| format!("the password of number {n}")).collect();
    let change = |new: &String| mine.post("/auth/password").json(&json!({ "current": PASSWORD, "new": new })).send();
    let replies = join_all(passwords.iter().map(change)).await;
    let kept: Vec<&String> = replies.iter().zip(&passwords).filter(|(reply, _)| reply.status == 204).map(|(_, password)| password).collect();
    assert_eq!(kept.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    login(&t, "opened", kept.first().expect("one")).await.expect(200);
}

#[actix_web::test]
async fn guesses_that_come_all_at_once_are_counted_all_the_same() {
    let t = crowded().await;
    let guesses: Vec<String> = (0..24).map(|n| format!("guess number {n}")).collect();
    let replies = join_all(guesses.iter().map(|guess| login(&t, "opened", guess))).await;
    let looked_at = replies.iter().filter(|reply| reply.status == 401).count();
    assert!(looked_at <= 4, "{looked_at} of 24 guesses were looked at");
    assert!(replies.iter().filter(|reply| reply.status == 429).all(|reply| !reply.header("retry-after").is_empty()));
}

#[actix_web::test]
async fn one_asks_for_ones_devices_and_sees_the_latest_first() {
    let t = app().await;
    let mut last = None;
    for _ in 0..3 {
        t.clock().advance(60);
        last = Some(login(&t, "opened", PASSWORD).await.expect(200));
    }
    let last = last.expect("a sign-in");
    let devices = t.with_token(bearer(&last)).get("/auth/devices").send().await.expect(200).json();
    let items = devices["items"].as_array().expect("devices");
    assert_eq!((items.len(), &items[0]["id"], &items[0]["this"]), (4, &last.json()["device"], &json!(true)));
    assert!(items[1..].iter().all(|device| device["this"] == false));
    // What nobody can sign in with any more is no longer listed.
    t.clock().advance(61 * 86_400);
    let now = login(&t, "opened", PASSWORD).await.expect(200);
    let devices = t.with_token(bearer(&now)).get("/auth/devices").send().await.expect(200).json();
    assert_eq!(devices["items"].as_array().map(Vec::len), Some(1));
}

#[actix_web::test]
async fn accounts_are_listed_page_by_page() {
    let t = app().await;
    let village = t.as_(seated("organization_administrator", "village"));
    let (mut logins, mut place) = (Vec::new(), format!("/organizations/{}/accounts?limit=2", id("branch")));
    loop {
        let page = village.get(&place).send().await.expect(200).json();
        logins.extend(page["items"].as_array().expect("accounts").iter().map(|account| account["login"].as_str().unwrap_or_default().to_string()));
        match page["next_cursor"].as_str() {
            Some(cursor) => place = format!("/organizations/{}/accounts?limit=2&cursor={cursor}", id("branch")),
            None => break,
        }
    }
    assert_eq!(logins, ["account", "invited", "opened"]);
}

#[actix_web::test]
async fn the_operator_makes_the_first_administrator() {
    let t = app().await;
    let county = OrganizationId(id("county").parse().expect("an id"));
    let branch = OrganizationId(id("branch").parse().expect("an id"));
    let make = async |login: &'static str, place: OrganizationId, role: Role| {
        let login = Name::parse(login).expect("a name");
        let name = Name::parse("县委管理员").expect("a name");
        let invited = t.app.db.write(move |tx| accounts::first(tx, &Scope::operator()?, login, name, place, role)).await?;
        Ok::<_, sanhui::error::Error>(invited.invitation_code)
    };
    assert!(make("Not A Login", county, Role::SystemAdministrator).await.is_err());
    assert!(make("chief", branch, Role::CommitteeReviewer).await.is_err());
    let lost = make("chief", county, Role::SystemAdministrator).await.expect("a code");
    let code = make("chief", county, Role::SystemAdministrator).await.expect("another code");
    accept(&t, &json!(lost), "correct horse battery").await.refused(Fault::InvitationRefused);
    let chief = t.with_token(bearer(&accept(&t, &json!(code), "correct horse battery").await.expect(200)));
    let me = chief.get("/me").send().await.expect(200).json();
    assert_eq!(me["roles"].as_array().map(Vec::len), Some(1), "the role is given once");
    let account = me["account"]["id"].as_str().expect("an id");
    assert_eq!(told(&t, account).await, ["account.create", "account.invite", "account.open"]);
    // Another role there, and the same one elsewhere, are more.
    let township = OrganizationId(id("township").parse().expect("an id"));
    make("chief", county, Role::OrganizationAdministrator).await.expect("a code");
    let code = make("chief", township, Role::SystemAdministrator).await.expect("a code");
    let chief = t.with_token(bearer(&accept(&t, &json!(code), "correct horse battery").await.expect(200)));
    let me = chief.get("/me").send().await.expect(200).json();
    let mut roles: Vec<_> = me["roles"].as_array().expect("roles").iter().map(|one| (one["role"].clone(), one["organization"].clone())).collect();
    roles.sort_by_key(|(role, place)| (role.to_string(), place.to_string()));
    let mut expected = [
        (json!("organization_administrator"), json!(id("county"))),
        (json!("system_administrator"), json!(id("county"))),
        (json!("system_administrator"), json!(id("township"))),
    ];
    expected.sort_by_key(|(role, place)| (role.to_string(), place.to_string()));
    assert_eq!(roles, expected);
}

#[actix_web::test]
async fn a_role_lasts_at_least_a_day_and_the_trail_tells_of_its_days() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let grant = uuid::Uuid::now_v7();
    let path = format!("/organizations/{}/grants/{grant}", id("branch"));
    let body = |to: &str| json!({ "account": id("account"), "role": "branch_secretary", "valid_from": "2026-11-10", "valid_to": to });
    let refused = gardener.put(&path).creating().json(&body("2026-11-09")).send().await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/valid_to".to_string(), FieldFault::EndsBeforeStart.code().to_string())]);
    let made = gardener.put(&path).creating().json(&body("2026-11-10")).send().await.expect(201).json();
    let expected = json!({
        "id": grant, "account": id("account"), "account_name": "account", "role": "branch_secretary", "valid_from": "2026-11-10",
        "valid_to": "2026-11-10", "version": 1,
    });
    assert_eq!(made, expected);
    gardener.put(&path).if_match(1).json(&body("2026-12-31")).send().await.expect(200);
    let before = t.trail_length().await;
    assert_eq!(gardener.put(&path).if_match(1).json(&body("2026-12-31")).send().await.expect(200).version(), 2, "the reply was lost");
    assert_eq!(t.trail_length().await, before);
    gardener.delete(&path).send().await.expect(204);
    let state = |to: &str, ended: bool| json!({ "account": id("account"), "role": "branch_secretary", "valid_from": "2026-11-10", "valid_to": to, "ended": ended });
    let found = rows(&t, grant).await;
    let told: Vec<_> = found.iter().map(|row| (row["act"].as_str().unwrap_or_default(), row["before"].clone(), row["after"].clone())).collect();
    let expected = [
        ("grant.create", Value::Null, state("2026-11-10", false)),
        ("grant.change", state("2026-11-10", false), state("2026-12-31", false)),
        ("grant.end", state("2026-12-31", false), state("2026-12-31", true)),
    ];
    assert_eq!(told, expected);
    assert!(found.iter().all(|row| row["organization"] == id("branch") && row["actor"] == json!(GARDENER)));
}

#[actix_web::test]
async fn an_account_changes_by_version_and_the_same_again_does_no_harm() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/accounts/{}", id("account"));
    let body = json!({ "login": "account", "name": "王新", "organization": id("branch"), "member": id("member") });
    let changed = gardener.put(&path).if_match(1).json(&body).send().await.expect(200);
    let expected = json!({
        "id": id("account"), "login": "account", "name": "王新", "organization": id("branch"), "member": id("member"), "opened": false,
        "disabled": false, "version": 2, "invitation_code": null, "invitation_until": null,
    });
    assert_eq!((changed.version(), changed.json()), (2, expected.clone()));
    let before = t.trail_length().await;
    for seen in [1, 2] {
        assert_eq!(gardener.put(&path).if_match(seen).json(&body).send().await.expect(200).json(), expected);
    }
    let other = json!({ "login": "account", "name": "王再", "organization": id("branch") });
    let stale = gardener.put(&path).if_match(1).json(&other).send().await.refused(Fault::StaleVersion);
    assert_eq!((stale.json()["current_version"].clone(), t.trail_length().await), (json!(2), before));
    assert_eq!(told(&t, id("account")).await.last().map(String::as_str), Some("account.change"));
}

#[actix_web::test]
async fn disabling_again_changes_nothing_and_says_so() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/accounts/{}/disable", id("opened"));
    let first = gardener.post(&path).send().await.expect(200).json();
    assert_eq!((&first["disabled"], &first["opened"]), (&json!(true), &json!(true)));
    let before = t.trail_length().await;
    t.clock().advance(60);
    assert_eq!(gardener.post(&path).send().await.expect(200).json(), first);
    assert_eq!((t.trail_length().await, told(&t, id("opened")).await.last().map(String::as_str)), (before, Some("account.disable")));
}
