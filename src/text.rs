//! Text that people write, checked once at the edge: [`Name`] for what stands on one line, [`Prose`] for what may have
//! paragraphs, [`Pointer`] for a place in a body. Rare characters (𠮷, 䶮) and `·` come back byte for byte.
//!
//! What cannot be seen makes two names look alike that are not, so in a name it is refused, with its place. In prose it is what
//! a page or a word processor left behind when somebody pasted: there it is cleaned away, since nobody can mend what they do not see.

mod clean;
mod secret;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::draft::refused;
use crate::error::{FieldError, FieldFault};

pub use clean::is_invisible;
use clean::{cleaned, is_line_break};
pub use secret::Secret;

macro_rules! texts {
    ($($(#[doc = $doc:literal])* $name:ident from $least:literal to $limit:literal, by $read:path;)+) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Code points.
            pub const LIMIT: usize = $limit;
            /// # Errors
            /// What is wrong with it, at no place yet: only the caller knows where it stands.
            pub fn parse(text: &str) -> Result<$name, FieldError> {
                $read(text).and_then(|text| within(text, $least, $limit)).map($name)
            }
            pub fn as_str(&self) -> &str { &self.0 }
            pub fn into_string(self) -> String { self.0 }
            pub fn is_blank(&self) -> bool { self.0.trim().is_empty() }
        }

        impl std::str::FromStr for $name {
            type Err = &'static str;
            fn from_str(text: &str) -> Result<$name, &'static str> { $name::parse(text).map_err(|error| error.fault.code()) }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let said = concat!($($doc),*).trim();
                let text = ObjectBuilder::new().schema_type(Type::String).description(Some(said));
                text.min_length(Some($least)).max_length(Some($limit)).into()
            }
        }
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }

        impl<E: DeserializeError> Deserr<E> for $name {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<$name, E> {
                let text = String::deserialize_from_value(value, at)?;
                $name::parse(&text).map_err(|error| refused(at, error.fault, &error.arguments))
            }
        }
    )+ };
}

texts! {
    /// A name or title: one line, NFC, without control, bidi or zero-width characters.
    Name from 1 to 200, by on_one_line;
    /// Minutes, a speech, an opinion: paragraphs, NFC. What cannot be seen is taken out; an emoji stays whole.
    Prose from 0 to 50000, by in_paragraphs;
    /// A reason or a remark: prose, but short.
    Remark from 0 to 2000, by in_paragraphs;
    /// A JSON Pointer into a record; empty for the record as a whole.
    Pointer from 0 to 200, by as_it_stands;
}

fn nfc(text: &str) -> String {
    if is_nfc(text) { text.to_string() } else { text.nfc().collect() }
}

/// The place is counted in what was sent, before blanks are taken off its ends.
fn on_one_line(text: &str) -> Result<String, FieldError> {
    let before = text.chars().take_while(|c| c.is_whitespace()).count();
    let text = text.trim();
    match text.chars().enumerate().find(|(_, c)| is_line_break(*c) || is_invisible(*c)) {
        Some((index, c)) => Err(forbidden(c, before + index + 1)),
        None => Ok(nfc(text)),
    }
}

/// A character that does not belong there, by its number, and its place, counted from 1.
pub fn forbidden(c: char, place: usize) -> FieldError {
    FieldError::new("", FieldFault::ForbiddenCharacter).with(format!("U+{:04X}", c as u32)).with(place)
}

fn in_paragraphs(text: &str) -> Result<String, FieldError> {
    Ok(nfc(&cleaned(text)))
}

fn as_it_stands(text: &str) -> Result<String, FieldError> {
    Ok(text.to_string())
}

fn within(text: String, least: usize, limit: usize) -> Result<String, FieldError> {
    let length = text.chars().count();
    if length < least {
        return Err(FieldError::new("", FieldFault::Empty));
    }
    if length > limit {
        return Err(FieldError::new("", FieldFault::TooLong).with(limit));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
