//! Who somebody is today: looked up at every request from the grants, the device and the account, so that what was given
//! or taken counts at once.

use diesel::prelude::*;
use sanhui::authz::action::{ReadSession, UseAccount};
use sanhui::authz::token::Claims;
use sanhui::authz::{Action, Role, oneself, prove};
use sanhui::db::Tx;
use sanhui::db::schema::accounts;
use sanhui::error::Fault;
use sanhui::id::{AccountId, DeviceId, OrganizationId};
use serde_json::{Value, json};

use crate::support::app::{TestApp, device_of};
use crate::support::grove::{GARDENER, Grove, seated};
use crate::support::orchard::PASSWORD;

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn organization(name: &str) -> OrganizationId {
    id(name).parse().expect("an id")
}

fn nobody() -> AccountId {
    Grove::plant().nobody
}

/// The roles of an account on a device, with where they were given.
async fn held_on<A: Action>(t: &TestApp, account: AccountId, device: DeviceId) -> Result<Vec<(Role, OrganizationId)>, Fault> {
    let claims = Claims { account, device };
    let scope = t.app.db.read(move |snapshot| prove::<A>(snapshot, &claims)).await.map_err(|error| error.fault)?;
    let caller = scope.caller().expect("an account's");
    assert_eq!((caller.account, caller.device), (account, device));
    let mut held: Vec<_> = scope.held().iter().map(|held| (held.role, held.organization)).collect();
    held.sort();
    Ok(held)
}

async fn held(t: &TestApp, account: AccountId) -> Result<Vec<(Role, OrganizationId)>, Fault> {
    held_on::<UseAccount>(t, account, device_of(account)).await
}

/// Gives nobody a role; its address.
async fn give(t: &TestApp, role: &str, place: &str, days: Value) -> String {
    let path = format!("/organizations/{}/grants/{}", id(place), uuid::Uuid::now_v7());
    let mut body = json!({ "account": nobody(), "role": role });
    body.as_object_mut().expect("a grant").extend(days.as_object().expect("days").clone());
    t.as_(GARDENER).put(&path).creating().json(&body).send().await.expect(201);
    path
}

const DAY: i64 = 24 * 3600;

#[actix_web::test]
async fn a_role_is_held_where_it_was_given_and_reaches_by_the_path_of_that_place() {
    let t = app().await;
    let secretary = seated("branch_secretary", "branch");
    assert_eq!(held(&t, secretary).await, Ok(vec![(Role::BranchSecretary, organization("branch"))]));
    let branch = t.as_(secretary).get(format!("/organizations/{}", id("branch"))).send().await.expect(200).json();
    let claims = Claims { account: secretary, device: device_of(secretary) };
    let scope = t.app.db.read(move |snapshot| prove::<ReadSession>(snapshot, &claims)).await.expect("a scope");
    assert_eq!(scope.held().iter().map(|held| held.path.as_str()).collect::<Vec<_>>(), [branch["path"].as_str().expect("a path")]);
    assert_eq!(scope.ranges(), [scope.held()[0].path.subtree()]);
}

#[actix_web::test]
async fn a_grant_holds_on_its_first_and_on_its_last_day_and_on_no_other() {
    let t = app().await;
    give(&t, "recorder", "branch", json!({ "valid_from": "2026-11-24", "valid_to": "2026-11-25" })).await;
    let mut days = Vec::new();
    for _ in 23..=26 {
        days.push(held(&t, nobody()).await.expect("an account").len());
        t.clock().advance(DAY);
    }
    assert_eq!(days, [0, 1, 1, 0]);
}

#[actix_web::test]
async fn a_grant_of_one_day_holds_that_day_and_one_without_an_end_goes_on() {
    let t = app().await;
    give(&t, "recorder", "branch", json!({ "valid_from": "2026-11-23", "valid_to": "2026-11-23" })).await;
    give(&t, "recorder", "village", json!({ "valid_from": "2026-11-23" })).await;
    let (today, later) = (held(&t, nobody()).await.expect("roles"), (Role::Recorder, organization("village")));
    assert_eq!(today.len(), 2);
    for days in [1, 5_000] {
        t.clock().advance(days * DAY);
        assert_eq!(held(&t, nobody()).await, Ok(vec![later]));
    }
}

#[actix_web::test]
async fn a_role_that_was_taken_away_is_gone_at_once_and_the_others_stay() {
    let t = app().await;
    let first = give(&t, "recorder", "branch", json!({ "valid_from": "2026-11-01" })).await;
    give(&t, "committee_auditor", "village", json!({ "valid_from": "2026-11-01" })).await;
    let (recorder, auditor) = ((Role::Recorder, organization("branch")), (Role::CommitteeAuditor, organization("village")));
    assert_eq!(held(&t, nobody()).await, Ok(vec![recorder, auditor]));
    t.as_(GARDENER).delete(&first).send().await.expect(204);
    assert_eq!(held(&t, nobody()).await, Ok(vec![auditor]));
}

#[actix_web::test]
async fn who_has_no_role_is_somebody_and_may_nothing() {
    let t = app().await;
    for account in [nobody(), Grove::plant().ended] {
        assert_eq!(held(&t, account).await, Ok(Vec::new()));
        assert_eq!(held_on::<ReadSession>(&t, account, device_of(account)).await, Err(Fault::Forbidden));
        t.as_(account).get("/me").send().await.expect(200);
        t.as_(account).get("/sessions").send().await.refused(Fault::Forbidden);
    }
}

#[actix_web::test]
async fn an_account_is_somebody_on_its_own_devices_alone() {
    let t = app().await;
    let secretary = seated("branch_secretary", "branch");
    let stranger = AccountId::of(0xdead);
    for (account, device) in [(secretary, device_of(nobody())), (nobody(), device_of(secretary)), (stranger, device_of(stranger))] {
        assert_eq!(held_on::<UseAccount>(&t, account, device).await, Err(Fault::SignInRequired));
    }
}

#[actix_web::test]
async fn a_disabled_account_is_nobody_whatever_roles_it_has() {
    let t = app().await;
    let secretary = seated("branch_secretary", "branch");
    t.as_(GARDENER).post(format!("/accounts/{secretary}/disable")).send().await.expect(200);
    assert_eq!(held(&t, secretary).await, Err(Fault::SignInRequired));
    assert_eq!(held_on::<ReadSession>(&t, secretary, device_of(secretary)).await, Err(Fault::SignInRequired));
    assert!(held(&t, seated("recorder", "branch")).await.is_ok(), "others go on");
}

/// To disable an account signs its devices out; one that signed in at the same moment must not outlive it.
#[actix_web::test]
async fn a_disabled_account_is_nobody_on_a_device_that_is_still_signed_in() {
    let t = app().await;
    let secretary = seated("branch_secretary", "branch");
    let disable = move |tx: &mut Tx| {
        let now = tx.now();
        diesel::update(accounts::table.find(secretary)).set(accounts::disabled_at.eq(Some(now))).execute(tx.conn())?;
        Ok(())
    };
    t.app.db.write(disable).await.expect("an account that is disabled");
    assert_eq!(held(&t, secretary).await, Err(Fault::SignInRequired));
    t.as_(secretary).get("/me").send().await.refused(Fault::SignInRequired);
}

#[actix_web::test]
async fn a_signed_out_device_is_nobodys_and_the_other_one_goes_on() {
    let t = app().await;
    let account: AccountId = id("opened").parse().expect("an id");
    let mut devices = Vec::new();
    for _ in 0..2 {
        let device = DeviceId::fresh();
        let body = json!({ "login": "opened", "password": PASSWORD, "device": { "id": device, "name": "手机" } });
        t.anonymous().post("/auth/login").json(&body).send().await.expect(200);
        devices.push(device);
    }
    t.with_token(t.token(account, devices[0])).post("/auth/logout").send().await.expect(204);
    assert_eq!(held_on::<UseAccount>(&t, account, devices[0]).await, Err(Fault::SignInRequired));
    assert_eq!(held_on::<UseAccount>(&t, account, devices[1]).await, Ok(Vec::new()));
}

#[actix_web::test]
async fn an_account_acts_for_itself_at_the_organisation_that_keeps_it() {
    let t = app().await;
    let account: AccountId = id("opened").parse().expect("an id");
    let branch = t.as_(GARDENER).get(format!("/organizations/{}", id("branch"))).send().await.expect(200).json();
    let body = json!({ "login": "opened", "name": "opened", "organization": id("branch") });
    let known = t.as_(GARDENER).put(format!("/accounts/{account}")).creating().json(&body).send().await.expect(200);
    let (version, at) = t.app.db.read(move |snapshot| oneself(snapshot, account, DeviceId::of(5))).await.expect("a proof");
    assert_eq!((version, at.organization()), (known.version(), organization("branch")));
    assert_eq!(Some(at.path().as_str()), branch["path"].as_str());
    let caller = at.caller().expect("an account's");
    assert_eq!((caller.account, caller.device), (account, DeviceId::of(5)));
    let stranger = t.app.db.read(|snapshot| oneself(snapshot, AccountId::of(0xdead), DeviceId::of(5)).map(drop)).await;
    assert_eq!(stranger.map_err(|error| error.fault), Err(Fault::NotFound));
}
