//! A phone gives each entry of a record an id. So does this: by the entry's place, so that the same record sent again is the
//! same. A sentence about ids names its own.

use sanhui::hash::sha256_hex;
use sanhui::id::EntryId;
use serde_json::Value;

/// The lists of a record whose entries have an id; the others are known by their member, or are words.
const WITH_IDS: &[&str] = &[
    "agenda",
    "observers",
    "discussion",
    "decisions",
    "votes",
    "counted_out",
    "written",
    "together_with",
    "follow_ups",
    "study",
    "talks",
    "opinions",
    "problems",
    "speakers",
    "criticisms",
    "measures",
    "elsewhere",
    "mutual",
    "talkers",
    "with",
];
/// Lists of persons, which on the wire stand in their entries.
const OF_PERSONS: &[&str] = &["together_with", "talkers", "with"];

/// The id of the entry at such a place.
pub fn entry_at(pointer: &str) -> EntryId {
    let hash = sha256_hex(pointer.as_bytes());
    EntryId::of(u128::from_str_radix(&hash[..32], 16).expect("sixteen bytes in hex"))
}

/// The record with an id for each entry that has none.
pub fn identified(record: &Value) -> Value {
    let mut record = record.clone();
    identify(&mut record, "", "");
    record
}

fn identify(value: &mut Value, pointer: &str, name: &str) {
    match value {
        Value::Object(fields) => {
            for (field, inner) in fields.iter_mut() {
                identify(inner, &format!("{pointer}/{field}"), field);
            }
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter_mut().enumerate() {
                let place = format!("{pointer}/{index}");
                identify(entry, &place, "");
                named(entry, &place, name);
            }
        }
        _ => (),
    }
}

fn named(entry: &mut Value, place: &str, list: &str) {
    if !WITH_IDS.contains(&list) || !entry.is_object() {
        return;
    }
    if OF_PERSONS.contains(&list) && entry.get("person").is_none() {
        *entry = serde_json::json!({ "person": entry.take() });
    }
    if entry.get("id").is_none() {
        entry["id"] = entry_at(place).to_string().into();
    }
}
