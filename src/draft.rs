//! From bytes to a typed draft, with every mistake named at once. What a body must never do (repeat a key, nest past
//! [`DEEPEST`], carry a NUL) is refused here, before any type sees it.
//!
//! serde alone stops at the first mistake and `serde_json::Value` keeps the last of two equal keys, so the tree is
//! built by our own visitor and read by deserr.

mod list;
mod number;
mod part;

use std::fmt;
use std::ops::ControlFlow;

use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, MergeWithError, Value, ValueKind, ValuePointerRef};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::text::forbidden;

pub use list::List;
pub use number::{Count, whole};

/// How deep a body may nest.
pub const DEEPEST: usize = 32;
/// How many entries any one list may have.
pub const LONGEST_LIST: usize = 500;

/// All the mistakes found in one body.
#[derive(Debug, Default)]
pub struct Mistakes(pub Vec<FieldError>);

/// Reads a body into `T`, or says everything that is wrong with it.
///
/// # Errors
/// `bad_json` when it is not JSON at all; `invalid` with a pointer for each mistake otherwise.
pub fn parse<T: Deserr<Mistakes>>(body: &[u8]) -> Result<T> {
    let tree = tree(body)?;
    deserr::deserialize::<T, _, Mistakes>(tree).map_err(|mistakes| Error::fields(mistakes.0))
}

/// Parses text at a place into `T`, or reports `bad_format` with the `shape` it should have had.
pub fn parsed<T, V: IntoValue, E: DeserializeError>(
    value: Value<V>,
    at: ValuePointerRef,
    shape: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, E> {
    let text = String::deserialize_from_value(value, at)?;
    read(&text).ok_or_else(|| refused::<E>(at, FieldFault::BadFormat, &[shape]))
}

/// An error of our own table, through deserr's one door for free text.
pub fn refused<E: DeserializeError>(at: ValuePointerRef, fault: FieldFault, arguments: &[impl AsRef<str>]) -> E {
    let mut msg = fault.code().to_string();
    for argument in arguments {
        msg.push('\u{1f}');
        msg.push_str(argument.as_ref());
    }
    deserr::take_cf_content(E::error::<std::convert::Infallible>(None, ErrorKind::Unexpected { msg }, at))
}

impl MergeWithError<Mistakes> for Mistakes {
    fn merge(known: Option<Mistakes>, other: Mistakes, _: ValuePointerRef) -> ControlFlow<Mistakes, Mistakes> {
        let mut all = known.unwrap_or_default();
        all.0.extend(other.0);
        ControlFlow::Continue(all)
    }
}

impl DeserializeError for Mistakes {
    fn error<V: IntoValue>(known: Option<Mistakes>, error: ErrorKind<V>, at: ValuePointerRef) -> ControlFlow<Mistakes, Mistakes> {
        let place = pointer(at);
        let inside = |key: &str| format!("{place}/{}", escaped(key));
        let field = match error {
            ErrorKind::IncorrectValueKind { accepted, .. } => FieldError::new(place, FieldFault::WrongType).with(kinds(accepted)),
            ErrorKind::MissingField { field } => FieldError::new(inside(field), FieldFault::Required).with(field),
            ErrorKind::UnknownKey { key, accepted } => FieldError::new(inside(key), FieldFault::UnknownField).with(key).with(accepted.join(", ")),
            ErrorKind::UnknownValue { value, accepted } => FieldError::new(place, FieldFault::UnknownWord).with(value).with(accepted.join(", ")),
            ErrorKind::BadSequenceLen { expected, .. } => FieldError::new(place, FieldFault::OutOfRange).with(expected).with(expected),
            ErrorKind::Unexpected { msg } => ours(place, &msg),
        };
        let mut all = known.unwrap_or_default();
        all.0.push(field);
        ControlFlow::Continue(all)
    }
}

/// A mistake that [`refused`] packed, or deserr's own remark about a number that does not fit.
fn ours(place: String, msg: &str) -> FieldError {
    let mut parts = msg.split('\u{1f}');
    let code = parts.next().unwrap_or_default();
    match FieldFault::ALL.iter().find(|fault| fault.code() == code) {
        Some(fault) => parts.fold(FieldError::new(place, *fault), |error, argument| error.with(argument)),
        None => FieldError::new(place, FieldFault::BadFormat).with(msg),
    }
}

fn kinds(accepted: &[ValueKind]) -> String {
    let names: Vec<&str> = accepted
        .iter()
        .map(|kind| match kind {
            ValueKind::Null => "null",
            ValueKind::Boolean => "boolean",
            ValueKind::Integer => "non-negative integer",
            ValueKind::NegativeInteger => "integer",
            ValueKind::Float => "number",
            ValueKind::String => "string",
            ValueKind::Sequence => "array",
            ValueKind::Map => "object",
        })
        .collect();
    names.join(" / ")
}

fn pointer(at: ValuePointerRef) -> String {
    match at {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => format!("{}/{}", pointer(*prev), escaped(key)),
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", pointer(*prev)),
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The body as a tree, without repeated keys, excessive depth, endless lists or NUL characters.
pub fn tree(body: &[u8]) -> Result<Json> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let mut found = None;
    let read = Node { place: String::new(), depth: 0, found: &mut found }.deserialize(&mut reader).and_then(|tree| reader.end().map(|()| tree));
    match (read, found) {
        (_, Some(error)) => Err(Error::field(error)),
        (Ok(tree), None) => Ok(tree),
        (Err(error), None) => {
            let (line, column) = (error.line(), error.column());
            Err(Error::new(Fault::BadJson)
                .saying(format!("第 {line} 行第 {column} 个字节处无法读懂。"), format!("It stops making sense at line {line}, column {column}.")))
        }
    }
}

struct Node<'a> {
    place: String,
    depth: usize,
    found: &'a mut Option<FieldError>,
}

impl Node<'_> {
    fn refuse<E: serde::de::Error>(&mut self, error: FieldError) -> E {
        self.found.get_or_insert(error);
        E::custom("refused")
    }
    fn within(&mut self, key: &str) -> Node<'_> {
        Node { place: format!("{}/{}", self.place, escaped(key)), depth: self.depth + 1, found: self.found }
    }
    /// Of a key too: at the object it stands in.
    fn nul(&self, text: &str) -> Option<FieldError> {
        let place = text.chars().position(|c| c == '\0')?;
        Some(FieldError { pointer: self.place.clone(), ..forbidden('\0', place + 1) })
    }
    fn too_deep(&self) -> Option<FieldError> {
        (self.depth >= DEEPEST).then(|| FieldError::new(self.place.clone(), FieldFault::TooDeep).with(DEEPEST))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Json;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Json;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }
    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }
    fn visit_str<E: serde::de::Error>(mut self, value: &str) -> Result<Json, E> {
        if let Some(error) = self.nul(value) {
            return Err(self.refuse(error));
        }
        Ok(Json::String(value.to_string()))
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<Json, A::Error> {
        if let Some(error) = self.too_deep() {
            return Err(self.refuse(error));
        }
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(self.within(&list.len().to_string()))? {
            list.push(entry);
            if list.len() > LONGEST_LIST {
                let error = FieldError::new(self.place.clone(), FieldFault::TooMany).with(LONGEST_LIST);
                return Err(self.refuse(error));
            }
        }
        Ok(Json::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Json, A::Error> {
        if let Some(error) = self.too_deep() {
            return Err(self.refuse(error));
        }
        let mut map = serde_json::Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if let Some(error) = self.nul(&key) {
                return Err(self.refuse(error));
            }
            if map.contains_key(&key) {
                let error = FieldError::new(format!("{}/{}", self.place, escaped(&key)), FieldFault::DuplicateField).with(&key);
                return Err(self.refuse(error));
            }
            let value = entries.next_value_seed(self.within(&key))?;
            map.insert(key, value);
        }
        Ok(Json::Object(map))
    }
}

/// What a partial change says of one field: nothing, "clear it", or a new value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T, E: DeserializeError> Deserr<E> for Change<T>
where
    T: Deserr<E>,
{
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Change<T>, E> {
        Ok(match Option::<T>::deserialize_from_value(value, at)? {
            Some(value) => Change::Set(value),
            None => Change::Clear,
        })
    }
}

impl<T> Change<T> {
    /// The change to a value that is told whole.
    pub fn to(value: Option<T>) -> Change<T> {
        value.map_or(Change::Clear, Change::Set)
    }
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(value) => Change::Set(with(value)),
        }
    }
    /// The value after the change.
    pub fn onto(self, old: Option<T>) -> Option<T> {
        match self {
            Change::Keep => old,
            Change::Clear => None,
            Change::Set(new) => Some(new),
        }
    }
}

#[cfg(test)]
mod tests;
