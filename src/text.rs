//! Text that people write, checked once at the edge: [`Name`] for what stands on one line, [`Prose`] for what may have
//! paragraphs. Rare characters (𠮷, 䶮) and `·` come back byte for byte.

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::draft::refused;
use crate::error::FieldFault;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident at most $limit:literal, lines $lines:literal, least $least:literal;)+) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Code points.
            pub const LIMIT: usize = $limit;
            pub fn parse(text: &str) -> Result<$name, (FieldFault, String)> { checked(text, $limit, $lines, $least).map($name) }
            pub fn as_str(&self) -> &str { &self.0 }
            pub fn into_string(self) -> String { self.0 }
            pub fn is_blank(&self) -> bool { self.0.trim().is_empty() }
        }

        impl std::str::FromStr for $name {
            type Err = &'static str;
            fn from_str(text: &str) -> Result<$name, &'static str> { $name::parse(text).map_err(|(fault, _)| fault.code()) }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).min_length(Some($least)).max_length(Some($limit)).into()
            }
        }
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }

        impl<E: DeserializeError> Deserr<E> for $name {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<$name, E> {
                let text = String::deserialize_from_value(value, at)?;
                $name::parse(&text).map_err(|(fault, argument)| refused(at, fault, &[&argument]))
            }
        }
    )+ };
}

texts! {
    /// A name or title: one line, NFC, without control, bidi or zero-width characters.
    Name at most 200, lines false, least 1;
    /// Minutes, a speech, an opinion: paragraphs, NFC, no control characters but line breaks and tabs.
    Prose at most 50000, lines true, least 0;
    /// A reason or a remark: as [`Prose`], but short.
    Remark at most 2000, lines true, least 0;
}

fn checked(text: &str, limit: usize, lines: bool, least: usize) -> Result<String, (FieldFault, String)> {
    let normal: String = if is_nfc(text) { text.to_string() } else { text.nfc().collect() };
    let normal = if lines { normal } else { normal.trim().to_string() };
    if let Some(found) = normal.chars().find(|c| forbidden(*c, lines)) {
        return Err((FieldFault::ForbiddenCharacter, format!("U+{:04X}", found as u32)));
    }
    let length = normal.chars().count();
    if length < least {
        return Err((FieldFault::Empty, String::new()));
    }
    if length > limit {
        return Err((FieldFault::TooLong, limit.to_string()));
    }
    Ok(normal)
}

fn forbidden(c: char, lines: bool) -> bool {
    if is_line_break(c) { !lines } else { is_invisible(c) }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

/// Control characters but those that break a line, and what makes two names look alike that are not: zero-width characters, marks
/// of direction, soft hyphens.
pub fn is_invisible(c: char) -> bool {
    match c {
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' => true,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{00AD}' | '\u{061C}' => true,
        c => c.is_control() && !is_line_break(c),
    }
}
