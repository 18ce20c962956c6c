//! Who was where: a projection of what was handed in, which can be made anew from it and is then the same.

use diesel::prelude::*;
use sanhui::authz::Scope;
use sanhui::authz::action::Rebuild;
use sanhui::db::schema::attendances;
use sanhui::db::{Path, Snapshot};
use sanhui::error::Result;
use sanhui::id::{MemberId, OrganizationId, SessionId};
use sanhui::sessions::rebuild;
use serde_json::{Value, json};

use super::{app, begun, decided, handed_in, id, put, record, secretary, step, with};
use crate::support::app::TestApp;
use crate::support::grove::GARDENER;

type Row = (SessionId, MemberId, OrganizationId, Path, String, String, Option<i32>);

/// Every attendance there is, in order.
async fn all(t: &TestApp) -> Vec<Row> {
    let read = |snapshot: &mut Snapshot| -> Result<Vec<Row>> {
        let rows = attendances::table.order((attendances::session_id, attendances::member_id)).select((
            attendances::session_id,
            attendances::member_id,
            attendances::organization_id,
            attendances::path,
            attendances::kind,
            attendances::came,
            attendances::minutes,
        ));
        Ok(rows.load(snapshot.conn())?)
    };
    t.app.db.read(read).await.expect("attendances")
}

/// Of one session: each member by name, where it counts, how they came, and their minutes.
async fn of(t: &TestApp, path: &str) -> Value {
    let session = path.trim_start_matches("/sessions/");
    let name =
        |id_of: String| ["secretary", "member", "other_member"].into_iter().find(|name| id(name) == id_of).map_or(id_of.clone(), str::to_string);
    let place =
        |id_of: String| ["branch", "branch_after", "branch_before"].into_iter().find(|name| id(name) == id_of).map_or(id_of.clone(), str::to_string);
    let mut rows: Vec<Value> = (all(t).await.into_iter())
        .filter(|row| row.0.to_string() == session)
        .map(|row| json!([name(row.1.to_string()), place(row.2.to_string()), row.5, row.6]))
        .collect();
    rows.sort_by_key(Value::to_string);
    json!(rows)
}

/// What was there is what comes of the documents.
async fn is_what_the_documents_say(t: &TestApp) {
    let before = all(t).await;
    let wipe = t.app.db.write(|tx| -> Result<usize> { Ok(diesel::delete(attendances::table).execute(tx.conn())?) });
    wipe.await.expect("an empty table");
    let made = t.app.db.write(|tx| rebuild(tx, &Scope::<Rebuild>::operator()?)).await.expect("attendances made anew");
    assert_eq!((made, all(t).await), (before.len(), before));
    // Nor does it double what is there.
    let again = t.app.db.write(|tx| rebuild(tx, &Scope::<Rebuild>::operator()?)).await.expect("attendances made anew");
    assert_eq!(again, made);
    assert_eq!(all(t).await.len(), made);
}

fn lecture(people: Value) -> Value {
    with(&with(&record("party_lecture", "2026-11-18"), "study_minutes", 90), "attendance", json!({ "people": people }))
}

fn came(member: &str, came: &str) -> Value {
    json!({ "member": id(member), "came": came })
}

/// Somebody of another branch.
async fn enrolled(t: &TestApp, place: &str, name: &str) -> String {
    let member = uuid::Uuid::now_v7().to_string();
    let body = json!({ "organization": id(place), "name": name, "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    t.as_(GARDENER).put(format!("/members/{member}")).creating().json(&body).send().await.expect(201);
    member
}

#[actix_web::test]
async fn attendances_come_with_the_submission_and_minutes_are_for_who_was_there() {
    let t = app().await;
    let body = lecture(json!([came("secretary", "present"), came("member", "late"), came("other_member", "excused")]));
    let path = begun(&secretary(&t), &body).await;
    assert_eq!(of(&t, &path).await, json!([]), "a draft has none");
    step(&secretary(&t), &path, "submit", 1).await.expect(200);
    let expected = json!([["member", "branch", "late", 90], ["other_member", "branch", "excused", null], ["secretary", "branch", "present", 90]]);
    assert_eq!(of(&t, &path).await, expected);
    let remote = lecture(json!([came("secretary", "remote"), came("member", "absent")]));
    let path = handed_in(&secretary(&t), &remote).await;
    assert_eq!(of(&t, &path).await, json!([["member", "branch", "absent", null], ["secretary", "branch", "remote", 90]]));
    is_what_the_documents_say(&t).await;
}

#[actix_web::test]
async fn attendances_go_when_the_record_is_a_draft_again() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &lecture(json!([came("secretary", "present")]))).await;
    let other = handed_in(&secretary(&t), &lecture(json!([came("member", "present")]))).await;
    step(&secretary(&t), &path, "withdraw", 2).await.expect(200);
    assert_eq!((of(&t, &path).await, of(&t, &other).await), (json!([]), json!([["member", "branch", "present", 90]])));
    put(&secretary(&t), &path, 3, &lecture(json!([came("other_member", "present")]))).await.expect(200);
    assert_eq!(of(&t, &path).await, json!([]));
    is_what_the_documents_say(&t).await;
    step(&secretary(&t), &path, "submit", 4).await.expect(200);
    assert_eq!(of(&t, &path).await, json!([["other_member", "branch", "present", 90]]));
}

#[actix_web::test]
async fn what_came_back_counts_as_it_was_handed_in_until_it_is_handed_in_again() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &lecture(json!([came("secretary", "present")]))).await;
    decided(&t, &path, 2, "return").await;
    let first = json!([["secretary", "branch", "present", 90]]);
    assert_eq!(of(&t, &path).await, first);
    put(&secretary(&t), &path, 3, &lecture(json!([came("member", "present")]))).await.expect(200);
    assert_eq!(of(&t, &path).await, first);
    is_what_the_documents_say(&t).await;
    step(&secretary(&t), &path, "submit", 4).await.expect(200);
    assert_eq!(of(&t, &path).await, json!([["member", "branch", "present", 90]]));
}

#[actix_web::test]
async fn an_amendment_counts_once_it_is_accepted_and_not_before() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &lecture(json!([came("secretary", "present"), came("member", "present")]))).await;
    decided(&t, &path, 2, "accept").await;
    let before = of(&t, &path).await;
    let amended = with(&lecture(json!([came("member", "absent")])), "amendment_reason", "记错");
    put(&secretary(&t), &path, 3, &amended).await.expect(200);
    assert_eq!(of(&t, &path).await, before);
    is_what_the_documents_say(&t).await;
    decided(&t, &path, 4, "accept").await;
    assert_eq!(of(&t, &path).await, json!([["member", "branch", "absent", null]]));
    is_what_the_documents_say(&t).await;
}

#[actix_web::test]
async fn a_guest_counts_at_home_or_where_the_record_says() {
    let t = app().await;
    let guest = enrolled(&t, "branch_after", "客人").await;
    let guests = |more: Value| {
        let mut one = json!({ "member": guest, "came": "present" });
        for (field, value) in more.as_object().into_iter().flatten() {
            one[field] = value.clone();
        }
        with(&record("party_lecture", "2026-11-23"), "attendance", json!({ "people": [], "guests": [one] }))
    };
    let home = handed_in(&secretary(&t), &guests(json!({}))).await;
    let named = handed_in(&secretary(&t), &guests(json!({ "counts_at": id("branch_before") }))).await;
    assert_eq!(
        (of(&t, &home).await, of(&t, &named).await),
        (json!([[guest, "branch_after", "present", null]]), json!([[guest, "branch_before", "present", null]]))
    );
    is_what_the_documents_say(&t).await;
}

#[actix_web::test]
async fn a_move_of_the_home_takes_them_along() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &lecture(json!([came("secretary", "present")]))).await;
    let place = format!("/organizations/{}", id("branch"));
    let gardener = t.as_(GARDENER);
    let version = gardener.get(&place).send().await.expect(200).version();
    let moved =
        gardener.post(format!("{place}/move")).if_match(version).json(&json!({ "parent": id("village_after") })).send().await.expect(200).json();
    let found: Vec<Path> = all(&t).await.into_iter().filter(|row| path.ends_with(&row.0.to_string())).map(|row| row.3).collect();
    assert_eq!(json!(found.iter().map(|path| path.to_string()).collect::<Vec<_>>()), json!([moved["path"]]));
    is_what_the_documents_say(&t).await;
}
