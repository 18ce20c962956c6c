//! A record as it is kept: a list of parts, each with its canonical JSON (RFC 8785) and the hash of that, and one hash
//! over the list. The trail holds the last one. Whoever may read some of the parts only can still prove those, and a part
//! that is sealed has its place: its hash is a commitment then, and its content stands elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::Record;
use crate::error::{Error, Result};
use crate::hash::sha256_hex;

/// The part that holds the fields which are common to all kinds.
const COMMON: &str = "common";

/// A part as it is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartHash {
    /// `common` for what every kind has, else the name of the record's field.
    #[schema(example = "agenda")]
    pub part: String,
    /// SHA-256 of the part's canonical JSON, in hex.
    pub hash: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    hash: PartHash,
    content: serde_json::Value,
}

/// A record in parts.
pub struct Document {
    parts: Vec<Kept>,
}

impl Document {
    pub fn of(record: &Record) -> Result<Document> {
        let serde_json::Value::Object(whole) = serde_json::to_value(record).map_err(Error::internal)? else {
            return Err(Error::internal("a record that is no object"));
        };
        let mut common = serde_json::Map::new();
        let mut parts = Vec::new();
        for (name, content) in whole {
            if Record::PARTS.iter().any(|(part, _)| *part == name) {
                parts.push(kept(&name, content)?);
            } else {
                common.insert(name, content);
            }
        }
        parts.push(kept(COMMON, common.into())?);
        parts.sort_by(|a, b| a.hash.part.cmp(&b.hash.part));
        Ok(Document { parts })
    }

    /// # Errors
    /// When what the database holds is no such list.
    pub fn read(text: &str) -> Result<Document> {
        Ok(Document { parts: serde_json::from_str(text).map_err(Error::internal)? })
    }

    /// What is kept.
    pub fn text(&self) -> Result<String> {
        serde_jcs::to_string(&self.parts).map_err(Error::internal)
    }

    pub fn hashes(&self) -> Vec<PartHash> {
        self.parts.iter().map(|part| part.hash.clone()).collect()
    }

    /// SHA-256 of the canonical JSON of the list of hashes: what the trail holds.
    pub fn hash(&self) -> Result<String> {
        let hashes = serde_jcs::to_string(&self.hashes()).map_err(Error::internal)?;
        Ok(sha256_hex(hashes.as_bytes()))
    }

    /// The record as a value.
    pub fn typed(&self) -> Result<Record> {
        Record::read(self.record()?.get())
    }

    /// The record as it was sent, in canonical JSON.
    pub fn record(&self) -> Result<Box<RawValue>> {
        let mut whole: BTreeMap<&str, &serde_json::Value> = BTreeMap::new();
        for part in &self.parts {
            match &part.content {
                serde_json::Value::Object(common) if part.hash.part == COMMON => {
                    whole.extend(common.iter().map(|(name, value)| (name.as_str(), value)))
                }
                content => {
                    whole.insert(&part.hash.part, content);
                }
            }
        }
        RawValue::from_string(serde_jcs::to_string(&whole).map_err(Error::internal)?).map_err(Error::internal)
    }
}

fn kept(name: &str, content: serde_json::Value) -> Result<Kept> {
    let canonical = serde_jcs::to_string(&content).map_err(Error::internal)?;
    Ok(Kept { hash: PartHash { part: name.to_string(), hash: sha256_hex(canonical.as_bytes()) }, content })
}

impl Record {
    /// RFC 8785: the same record is the same text.
    pub fn canonical(&self) -> Result<String> {
        serde_jcs::to_string(self).map_err(Error::internal)
    }
    /// # Errors
    /// When what the database holds is no record.
    pub fn read(canonical: &str) -> Result<Record> {
        serde_json::from_str(canonical).map_err(Error::internal)
    }
    /// # Errors
    /// When what the database holds is no document.
    pub fn kept(text: &str) -> Result<Record> {
        Document::read(text)?.typed()
    }
}
