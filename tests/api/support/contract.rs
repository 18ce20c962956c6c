//! The OpenAPI document as a judge: every reply of every test must be one that it promised.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// One method at one path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `GET`
    pub method: String,
    /// `/api/v1/sessions/{id}`
    pub path: String,
    /// The operationId.
    pub id: String,
    /// As it stands in the document.
    pub value: Value,
}

impl Operation {
    /// `GET /sessions/{id}`: how goldens and failures call it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path.strip_prefix("/api/v1").unwrap_or(&self.path))
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        let (ours, theirs) = (self.path.split('/'), path.split('/'));
        let same = ours.clone().count() == theirs.clone().count();
        self.method == method && same && ours.zip(theirs).all(|(ours, theirs)| ours == theirs || fills(ours, theirs))
    }

    fn fixed_parts(&self) -> usize {
        self.path.split('/').filter(|part| !part.contains('{')).count()
    }
}

/// Whether a template part such as `{id}` or `{period}.xlsx` takes this text.
fn fills(template: &str, text: &str) -> bool {
    match (template.find('{'), template.rfind('}')) {
        (Some(open), Some(close)) => {
            let (before, after) = (&template[..open], &template[close + 1..]);
            text.len() > before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
        _ => false,
    }
}

/// The document with a validator for each schema that was needed so far.
pub struct Contract {
    pub document: Value,
    pub operations: Vec<Operation>,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Contract {
    pub fn of(document: Value) -> Contract {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for method in METHODS {
                if let Some(value) = item.get(method) {
                    let id = value["operationId"].as_str().unwrap_or_default().to_string();
                    operations.push(Operation { method: method.to_uppercase(), path: path.clone(), id, value: value.clone() });
                }
            }
        }
        operations.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
        Contract { document, operations, compiled: Mutex::default() }
    }

    /// Every place in an operation's JSON body that takes an id, as a pointer with 0 for any place of a list, and which id.
    pub fn ids_in_body(&self, operation: &Operation) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (_, content) in operation.value["requestBody"]["content"].as_object().into_iter().flatten() {
            self.ids(&content["schema"], String::new(), &mut Vec::new(), &mut found);
        }
        found
    }

    fn ids(&self, schema: &Value, place: String, above: &mut Vec<String>, found: &mut Vec<(String, String)>) {
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            if name.ends_with("Id") {
                found.push((place, name.to_string()));
            } else if !above.iter().any(|known| known == name) {
                above.push(name.to_string());
                self.ids(&self.document["components"]["schemas"][name], place, above, found);
                above.pop();
            }
            return;
        }
        for part in ["oneOf", "allOf", "anyOf"].iter().flat_map(|several| schema[several].as_array()).flatten() {
            self.ids(part, place.clone(), above, found);
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            self.ids(inner, format!("{place}/{name}"), above, found);
        }
        if schema["items"].is_object() {
            self.ids(&schema["items"], format!("{place}/0"), above, found);
        }
    }

    /// The operation a request goes to; a path that is written just so is never taken for one with placeholders.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let path = path.split('?').next().unwrap_or_default();
        if self.operations.iter().any(|operation| operation.path == path) {
            return self.operations.iter().find(|operation| operation.path == path && operation.method == method);
        }
        self.operations.iter().filter(|operation| operation.fits(method, path)).max_by_key(|operation| operation.fixed_parts())
    }

    /// Says what is wrong with a reply, if anything is.
    pub fn judge(&self, method: &str, path: &str, status: u16, content_type: &str, body: &[u8]) -> Result<(), String> {
        let Some(operation) = self.operation(method, path) else {
            return self.judge_stray(status, content_type, body);
        };
        let name = operation.name();
        let response = self.resolved(&operation.value["responses"][status.to_string()]);
        if response.is_null() {
            let known: Vec<&String> = operation.value["responses"].as_object().into_iter().flatten().map(|(code, _)| code).collect();
            return Err(format!("{name} answered {status}, which the document does not know; it knows {known:?}"));
        }
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let Some(content) = response.get("content").and_then(Value::as_object).filter(|content| !content.is_empty()) else {
            return if body.is_empty() { Ok(()) } else { Err(format!("{name} answered {status} with a body, and the document promises none")) };
        };
        if method == "HEAD" {
            return Ok(());
        }
        let Some(media) = content.get(essence) else {
            let known: Vec<&String> = content.keys().collect();
            return Err(format!("{name} answered {status} as {essence:?}; the document says {known:?}"));
        };
        if !essence.ends_with("json") {
            return Ok(());
        }
        let body: Value = serde_json::from_slice(body).map_err(|error| format!("{name} answered {status} with unreadable JSON: {error}"))?;
        self.validate(&media["schema"], &body).map_err(|wrong| format!("{name} answered {status} with a body that its schema refuses:\n{wrong}"))
    }

    /// A reply to no operation of ours can only be a problem.
    fn judge_stray(&self, status: u16, content_type: &str, body: &[u8]) -> Result<(), String> {
        if !(400..500).contains(&status) {
            return Ok(());
        }
        if !content_type.starts_with("application/problem+json") {
            return Err(format!("a stray request was answered {status} as {content_type:?}, not as a problem"));
        }
        let body: Value = serde_json::from_slice(body).map_err(|error| format!("a problem with unreadable JSON: {error}"))?;
        self.validate(&json!({ "$ref": "#/components/schemas/Problem" }), &body)
    }

    /// Checks a value against a schema of the document.
    pub fn validate(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let validator = self.validator(schema)?;
        let wrong: Vec<String> = validator.iter_errors(value).take(5).map(|error| format!("  {}: {error}", error.instance_path())).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    /// The compiled validator of a schema that stands anywhere in the document.
    pub fn validator(&self, schema: &Value) -> Result<Arc<Validator>, String> {
        let key = schema.to_string();
        if let Some(known) = self.compiled.lock().expect("no test panics while holding it").get(&key) {
            return Ok(known.clone());
        }
        let whole = json!({ "allOf": [schema], "components": self.document["components"] });
        let built = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(&whole);
        let built = Arc::new(built.map_err(|error| format!("not a schema: {error}\n{schema}"))?);
        self.compiled.lock().expect("no test panics while holding it").insert(key, built.clone());
        Ok(built)
    }

    /// What a value stands for once its `$ref` is followed.
    pub fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
            None => value,
        }
    }
}
