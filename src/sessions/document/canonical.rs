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

/// A part as it is kept. Its fields stand in the order of canonical JSON, so that a list of them is written canonically.
#[derive(Serialize, Deserialize)]
struct Kept {
    content: Box<RawValue>,
    hash: String,
    part: String,
}

/// A record, and what is kept of it: its parts, and the one hash.
pub struct Document {
    pub record: Record,
    /// The record as it was sent, in canonical JSON.
    pub canonical: Box<RawValue>,
    /// SHA-256 of the canonical JSON of the list of hashes: what the trail holds.
    pub hash: String,
    parts: Vec<Kept>,
}

impl Document {
    pub fn of(record: Record) -> Result<Document> {
        let serde_json::Value::Object(whole) = serde_json::to_value(&record).map_err(Error::internal)? else {
            return Err(Error::internal("a record that is no object"));
        };
        let (own, common): (Vec<_>, Vec<_>) = whole.into_iter().partition(|(name, _)| Record::PARTS.iter().any(|(part, _)| part == name));
        let common = serde_json::Value::Object(common.into_iter().collect());
        let mut parts = own.into_iter().map(|(name, content)| kept(name, &content)).collect::<Result<Vec<Kept>>>()?;
        parts.push(kept(COMMON.to_string(), &common)?);
        parts.sort_by(|a, b| a.part.cmp(&b.part));
        let hash = sha256_hex(serde_jcs::to_string(&hashes(&parts)).map_err(Error::internal)?.as_bytes());
        Ok(Document { canonical: joined(&parts)?, record, hash, parts })
    }

    /// As it was kept, by the hashes that were kept with it: whether they are right is not asked at each reading.
    ///
    /// # Errors
    /// When what the database holds is no such list.
    pub fn read(text: &str, hash: String) -> Result<Document> {
        let parts = parts(text)?;
        let canonical = joined(&parts)?;
        Ok(Document { record: typed(&canonical)?, canonical, hash, parts })
    }

    /// What is kept.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string(&self.parts).map_err(Error::internal)
    }

    pub fn hashes(&self) -> Vec<PartHash> {
        hashes(&self.parts)
    }
}

fn parts(text: &str) -> Result<Vec<Kept>> {
    serde_json::from_str(text).map_err(Error::internal)
}

fn typed(canonical: &RawValue) -> Result<Record> {
    serde_json::from_str(canonical.get()).map_err(Error::internal)
}

fn kept(part: String, content: &serde_json::Value) -> Result<Kept> {
    let canonical = serde_jcs::to_string(content).map_err(Error::internal)?;
    let hash = sha256_hex(canonical.as_bytes());
    Ok(Kept { content: RawValue::from_string(canonical).map_err(Error::internal)?, hash, part })
}

fn hashes(parts: &[Kept]) -> Vec<PartHash> {
    parts.iter().map(|kept| PartHash { part: kept.part.clone(), hash: kept.hash.clone() }).collect()
}

/// The parts as one record again. Each is canonical, and so is what they make in the order of their names.
fn joined(parts: &[Kept]) -> Result<Box<RawValue>> {
    let mut whole: BTreeMap<&str, &RawValue> = BTreeMap::new();
    for kept in parts {
        if kept.part == COMMON {
            whole.extend(serde_json::from_str::<BTreeMap<&str, &RawValue>>(kept.content.get()).map_err(Error::internal)?);
        } else {
            whole.insert(&kept.part, &kept.content);
        }
    }
    serde_json::value::to_raw_value(&whole).map_err(Error::internal)
}

impl Record {
    /// The record of a document, where nobody asks for its hashes.
    ///
    /// # Errors
    /// When what the database holds is no document.
    pub fn kept(text: &str) -> Result<Record> {
        typed(&joined(&parts(text)?)?)
    }
}
