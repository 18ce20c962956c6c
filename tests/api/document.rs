//! The OpenAPI document is the contract of the phone apps: committed, complete, and true to the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::support::app::contract;
use crate::support::contract::Operation;
use crate::support::golden;

#[test]
fn the_committed_document_is_what_the_code_says() {
    // As `sanhui openapi` prints it.
    let mut text = sanhui::app::openapi().to_pretty_json().expect("JSON");
    text.push('\n');
    golden::compare_at(Path::new("openapi/openapi.json"), &text);
}

#[test]
fn every_operation_introduces_itself() {
    let tags = contract().document["tags"].as_array().cloned().unwrap_or_default();
    let described: BTreeSet<&str> = tags.iter().filter(|tag| tag["description"].is_string()).filter_map(|tag| tag["name"].as_str()).collect();
    let mut ids: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut wrong = Wrong::default();
    for operation in &contract().operations {
        ids.entry(&operation.id).or_default().push(operation.name());
        let tags: Vec<&str> = operation.value["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        wrong.when(operation.id.is_empty(), operation, "has no operationId");
        wrong.when(tags.len() != 1, operation, "does not have exactly one tag");
        wrong.when(tags.iter().any(|tag| !described.contains(tag)), operation, &format!("has a tag that no feature's TAGS describe: {tags:?}"));
        let summary = operation.value["summary"].as_str().unwrap_or_default();
        wrong.when(summary.trim().len() < 5, operation, "has no summary: the first line of the handler's doc comment is one");
        wrong.when(
            summary.chars().count() > 120,
            operation,
            "has a summary of more than 120 characters: leave an empty line after the first sentence",
        );
    }
    for (id, names) in ids.iter().filter(|(_, names)| names.len() > 1) {
        wrong.0.push(format!("{id} is the operationId of {}", names.join(" and ")));
    }
    wrong.report();
}

#[test]
fn every_operation_says_what_it_answers() {
    let mut wrong = Wrong::default();
    for operation in &contract().operations {
        let responses = operation.value["responses"].as_object().cloned().unwrap_or_default();
        wrong.when(!responses.keys().any(|code| code.starts_with('2') || code.starts_with('3')), operation, "documents no success");
        for (code, response) in &responses {
            let response = contract().resolved(response);
            let content = response["content"].as_object().cloned().unwrap_or_default();
            for (media, body) in &content {
                let schema = &body["schema"];
                let vague = media.ends_with("json") && (schema.is_null() || schema.as_object().is_some_and(serde_json::Map::is_empty));
                wrong.when(vague, operation, &format!("answers {code} with JSON of no particular shape"));
                if !schema.is_null()
                    && let Err(error) = contract().validator(schema)
                {
                    wrong.when(true, operation, &format!("answers {code} with {error}"));
                }
            }
            let problem = content.contains_key("application/problem+json");
            let health = operation.path == "/readyz";
            wrong.when(
                (code.starts_with('4') || code.starts_with('5')) && !problem && !health,
                operation,
                &format!("answers {code} without a problem"),
            );
        }
    }
    wrong.report();
}

#[test]
fn every_operation_declares_its_faults() {
    let mut wrong = Wrong::default();
    for operation in contract().operations.iter().filter(|operation| operation.path.starts_with("/api/")) {
        let responses = &operation.value["responses"];
        let mut needs = |code: &str, when: bool, why: &str| {
            wrong.when(when && responses.get(code).is_none(), operation, &format!("does not document {code}, which {why}"));
        };
        let secured = operation.value["security"].as_array().is_some_and(|list| list.iter().any(|one| one.get("token").is_some()));
        let body = operation.value.get("requestBody").is_some();
        let addressed = operation.path.contains('{');
        needs("401", secured, "everything that needs a token can give");
        needs("404", addressed && secured, "everything that is addressed by an id can give");
        needs("429", secured, "everything that needs a token can give");
        for code in ["400", "413", "415"] {
            needs(code, body, "everything that takes a body can give");
        }
        needs("422", body, "everything that takes a body can give");
    }
    wrong.report();
}

#[test]
fn every_reference_leads_somewhere() {
    let mut wrong = Wrong::default();
    visit(&contract().document, &mut String::new(), &mut |place, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str)
            && contract().document.pointer(reference.trim_start_matches('#')).is_none()
        {
            wrong.0.push(format!("{place} refers to {reference}, which is not there"));
        }
    });
    wrong.report();
}

#[test]
fn every_example_is_an_example() {
    let mut wrong = Wrong::default();
    visit(&contract().document, &mut String::new(), &mut |place, value| {
        // A schema with examples of itself; or a parameter or body whose examples stand next to its schema.
        let listed = value.get("examples").and_then(Value::as_array).into_iter().flatten().chain(value.get("example"));
        let named = value.get("examples").and_then(Value::as_object).into_iter().flatten().filter_map(|(_, example)| example.get("value"));
        let schema = value.get("schema").unwrap_or(value);
        for example in listed.chain(named) {
            if let Err(error) = contract().validate(schema, example) {
                wrong.0.push(format!("{place} has an example that it refuses itself:\n{error}"));
            }
        }
    });
    wrong.report();
}

#[test]
fn every_body_is_closed_and_bounded() {
    let (mut seen, mut loose) = (BTreeSet::new(), BTreeMap::new());
    for operation in &contract().operations {
        let content = operation.value["requestBody"]["content"].as_object().cloned().unwrap_or_default();
        // Others are files, which are measured in bytes.
        for (_, body) in content.iter().filter(|(media, _)| media.ends_with("json")) {
            unbounded(&body["schema"], &operation.name(), &mut seen, &mut loose);
        }
    }
    let wrong: Vec<String> = loose.iter().map(|(place, why)| format!("{place}: {}", why.join("; "))).collect();
    assert!(wrong.is_empty(), "\n{}\nDeclare it with part!, its texts, numbers and lists by the kernel's types.", wrong.join("\n"));
}

/// What a schema takes without a bound, by the place that it stands in: the named schema and its field.
fn unbounded(schema: &Value, within: &str, seen: &mut BTreeSet<String>, loose: &mut BTreeMap<String, Vec<String>>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        if seen.insert(name.to_string()) {
            unbounded(contract().resolved(schema), name, seen, loose);
        }
        return;
    }
    let is = |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind));
    let has = |word: &str| !schema[word].is_null();
    let shaped = schema["format"].as_str().is_some_and(|format| ["uuid", "date", "date-time"].contains(&format));
    let several = || ["oneOf", "allOf", "anyOf"].into_iter().flat_map(|word| schema[word].as_array()).flatten();
    let mut says = |wrong: bool, what: &str| {
        if wrong {
            loose.entry(within.to_string()).or_default().push(what.to_string());
        }
    };
    says(is("object") && schema["additionalProperties"] != false, "takes fields it does not know");
    says(is("string") && !(has("maxLength") || has("enum") || has("pattern") || shaped), "has a string of any length");
    says(is("array") && !has("maxItems"), "has a list of any length");
    says(is("integer") && !(has("minimum") && has("maximum")), "has a number of any size");
    says(is("number"), "has a number that is not whole");
    says(!has("type") && several().next().is_none(), "takes whatever it is given");
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        unbounded(inner, &format!("{within}.{name}"), seen, loose);
    }
    for inner in several().chain([&schema["items"]].into_iter().filter(|items| items.is_object())) {
        unbounded(inner, within, seen, loose);
    }
}

/// Every object in the document, with the pointer to it.
fn visit(value: &Value, place: &mut String, see: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(map) => {
            see(place, value);
            for (key, inner) in map {
                let length = place.len();
                place.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")));
                // What stands in an example is data, not document.
                if key != "example" && key != "examples" && key != "default" && key != "enum" {
                    visit(inner, place, see);
                }
                place.truncate(length);
            }
        }
        Value::Array(list) => {
            for (at, inner) in list.iter().enumerate() {
                let length = place.len();
                place.push_str(&format!("/{at}"));
                visit(inner, place, see);
                place.truncate(length);
            }
        }
        _ => {}
    }
}

/// What is wrong, told together.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn when(&mut self, wrong: bool, operation: &Operation, what: &str) {
        if wrong {
            self.0.push(format!("{} {what}", operation.name()));
        }
    }
    fn report(self) {
        assert!(self.0.is_empty(), "\n{}\n", self.0.join("\n"));
    }
}
