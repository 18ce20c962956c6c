//! A backup of a living database holds every record acknowledged before it began, and is another life of it.

use diesel::prelude::*;
use sanhui::db::schema::{instance, sessions, trail};
use sanhui::db::{Settings, backup};
use sanhui::id::{OrganizationId, SessionId};

use crate::support::app::TestApp;
use crate::support::database::{folder, postgres};

fn counts(file: &str) -> (i64, i64, OrganizationId) {
    let mut conn = SqliteConnection::establish(file).expect("a database");
    let epoch = instance::table.select(instance::epoch).first(&mut conn).expect("an epoch");
    (sessions::table.count().get_result(&mut conn).expect("sessions"), trail::table.count().get_result(&mut conn).expect("a trail"), epoch)
}

#[actix_web::test]
async fn a_backup_holds_what_was_acknowledged_and_begins_another_life() {
    if postgres().is_some() {
        return; // PostgreSQL is backed up with its own tools; the command says so.
    }
    let t = TestApp::new().await;
    let secretary = t.as_(sanhui::demo::account(0));
    let id = SessionId::fresh();
    let body = serde_json::json!({ "organization": sanhui::demo::NORTH_BRANCH, "kind": "party_lecture", "held_on": "2026-11-20" });
    secretary.put(format!("/sessions/{id}")).creating().json(&body).send().await.expect(201);
    let settings = Settings::of(&t.app.config);
    let folder = folder();
    let copy = folder.path().join("copy.sqlite");
    backup::backup(&settings, &copy).expect("a backup");
    let (source, copied) = (counts(&settings.url), counts(&copy.display().to_string()));
    assert_eq!((source.0, source.1), (copied.0, copied.1));
    assert_ne!(source.2, copied.2, "a phone that synchronises with the copy must be told to begin anew");
    assert!(backup::backup(&settings, &copy).is_err(), "a backup never overwrites");
}
