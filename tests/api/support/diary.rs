//! What the trail says of one record.

use std::fmt::Display;

use serde_json::Value;

use super::app::TestApp;
use super::grove::GARDENER;

/// The acts on a record, the first first.
pub async fn told(t: &TestApp, subject: impl Display) -> Vec<String> {
    rows(t, subject).await.iter().filter_map(|entry| entry["act"].as_str().map(str::to_string)).collect()
}

/// The trail's rows about a record, whole, the first first.
pub async fn rows(t: &TestApp, subject: impl Display) -> Vec<Value> {
    let (gardener, subject) = (t.as_(GARDENER), subject.to_string());
    let (mut found, mut place) = (Vec::new(), "/trail?limit=100".to_string());
    loop {
        let page = gardener.get(&place).send().await.expect(200).json();
        found.extend(page["items"].as_array().into_iter().flatten().filter(|entry| entry["subject"] == subject.as_str()).cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => place = format!("/trail?limit=100&cursor={cursor}"),
            None => return found,
        }
    }
}
