//! What the trail says of one record.

use std::fmt::Display;

use serde_json::Value;

use super::app::TestApp;
use super::grove::GARDENER;

/// The actions on a record, the first first.
pub async fn told(t: &TestApp, subject: impl Display) -> Vec<String> {
    let acts = entries(t, subject).await.into_iter().filter_map(|entry| entry["act"].as_str().map(str::to_string));
    acts.collect()
}

/// The rows about a record, whole, the first first.
pub async fn entries(t: &TestApp, subject: impl Display) -> Vec<Value> {
    let (gardener, subject) = (t.as_(GARDENER), subject.to_string());
    let (mut found, mut place) = (Vec::new(), "/trail?limit=100".to_string());
    loop {
        let page = gardener.get(&place).send().await.expect(200).json();
        let about = page["items"].as_array().into_iter().flatten().filter(|entry| entry["subject"] == subject.as_str());
        found.extend(about.cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => place = format!("/trail?limit=100&cursor={cursor}"),
            None => return found,
        }
    }
}
