//! The demo world is the first thing anybody sees: everybody in it gets in, and finds something.

use sanhui::demo;
use serde_json::json;

use crate::support::app::TestApp;

#[actix_web::test]
async fn everybody_of_the_demo_world_gets_in_and_finds_something() {
    let t = TestApp::new().await;
    for (login, _, organization, role) in demo::ACCOUNTS {
        let device = json!({ "id": uuid::Uuid::now_v7(), "name": "演示" });
        let body = json!({ "login": login, "password": demo::PASSWORD, "device": device });
        let tokens = t.anonymous().post("/auth/login").json(&body).send().await.expect(200).json();
        let client = t.with_token(tokens["access_token"].as_str().expect("a token"));
        let me = client.get("/me").send().await.expect(200).json();
        assert_eq!((me["roles"][0]["role"].as_str(), me["roles"][0]["organization"].as_str()), (Some(role.word()), Some(&*organization.to_string())));
        let seen = client.get("/sessions").send().await;
        let found = if seen.status == 200 { seen.json()["items"].as_array().map_or(0, Vec::len) } else { 0 };
        let expected = match login {
            "north_secretary" | "north_recorder" => 4,
            "south_secretary" => 1,
            // A draft is its own branch's.
            "town_reviewer" | "county_reviewer" | "town_auditor" => 4,
            _ => 0,
        };
        assert_eq!(found, expected, "{login}");
    }
}

#[actix_web::test]
async fn its_records_stand_where_the_readme_says() {
    let t = TestApp::new().await;
    let secretary = t.as_(t.world.north_secretary);
    let mut statuses = Vec::new();
    for id in &t.world.sessions[..4] {
        statuses.push(secretary.get(format!("/sessions/{id}")).send().await.expect(200).json()["status"].as_str().unwrap_or_default().to_string());
    }
    assert_eq!(statuses, ["accepted", "returned", "submitted", "draft"]);
    let open = secretary.get(format!("/organizations/{}/open-decisions", t.world.north_branch)).send().await.expect(200).json();
    assert_eq!(open["items"].as_array().map(Vec::len), Some(2), "{open}");
    let queue = t.as_(t.world.town_reviewer).get("/reviews").send().await.expect(200).json();
    assert_eq!(queue["items"].as_array().map(Vec::len), Some(2), "{queue}");
}
