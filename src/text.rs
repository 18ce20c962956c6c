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

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<String, (FieldFault, String)> {
        Name::parse(text).map(Name::into_string)
    }

    fn forbids(text: &str) -> Option<String> {
        match Prose::parse(text) {
            Err((FieldFault::ForbiddenCharacter, character)) => Some(character),
            _ => None,
        }
    }

    #[test]
    fn a_name_is_one_line_with_something_on_it() {
        assert_eq!(name("  买买提·艾力 "), Ok("买买提·艾力".to_string()));
        assert_eq!(name("x"), Ok("x".to_string()));
        for blank in ["", " ", "　\u{a0}", "\n"] {
            assert_eq!(name(blank), Err((FieldFault::Empty, String::new())), "{blank:?}");
        }
        assert_eq!(name("一\n二"), Err((FieldFault::ForbiddenCharacter, "U+000A".to_string())));
        assert_eq!(name("一\t二"), Err((FieldFault::ForbiddenCharacter, "U+0009".to_string())));
    }

    #[test]
    fn each_text_has_its_length_in_code_points() {
        assert_eq!((Name::LIMIT, Remark::LIMIT, Prose::LIMIT), (200, 2000, 50_000));
        assert!(Name::parse(&"𠮷".repeat(200)).is_ok());
        assert_eq!(name(&"𠮷".repeat(201)), Err((FieldFault::TooLong, "200".to_string())));
        assert!(Remark::parse(&"一".repeat(2000)).is_ok() && Remark::parse(&"一".repeat(2001)).is_err());
        assert!(Prose::parse(&"一".repeat(50_000)).is_ok() && Prose::parse(&"一".repeat(50_001)).is_err());
    }

    #[test]
    fn prose_has_paragraphs_and_may_be_blank() {
        let text = "　　第一段\r\n\t第二段 \n";
        assert_eq!(Prose::parse(text).map(Prose::into_string), Ok(text.to_string()));
        assert!(Remark::parse("").is_ok_and(|remark| remark.is_blank()));
        assert!(Remark::parse(" \n").is_ok_and(|remark| remark.is_blank()));
        assert!(Remark::parse(" 因病 ").is_ok_and(|remark| !remark.is_blank()));
    }

    #[test]
    fn one_name_is_spelt_in_one_way() {
        assert_eq!(name("e\u{301}"), Ok("é".to_string()));
        assert_eq!(name("𠮷䶮é"), Ok("𠮷䶮é".to_string()));
    }

    #[test]
    fn what_cannot_be_seen_is_refused_by_its_number() {
        for (first, last) in [
            (0x200B_u32, 0x200F_u32),
            (0x2028, 0x202E),
            (0x2060, 0x2064),
            (0x2066, 0x2069),
            (0xFEFF, 0xFEFF),
            (0xAD, 0xAD),
            (0x61C, 0x61C),
            (0, 8),
            (0xB, 0xC),
            (0xE, 0x1F),
            (0x7F, 0x9F),
        ] {
            for number in first..=last {
                let character = char::from_u32(number).expect("a character");
                assert_eq!(forbids(&format!("一{character}二")), Some(format!("U+{number:04X}")));
                assert!(name(&format!("一{character}二")).is_err());
            }
        }
        for visible in ["\u{200A}", "\u{2010}", "\u{2027}", "\u{202F}", "\u{205F}", "\u{2065}", "\u{206A}", "~", "\u{A0}", "\u{AC}", "\u{AE}"] {
            assert_eq!(forbids(&format!("一{visible}二")), None, "{visible:?}");
        }
    }

    #[test]
    fn a_text_that_is_not_taken_says_its_place_and_why() {
        let long = format!("\"{}\"", "一".repeat(201));
        let refused = crate::draft::parse::<Name>(long.as_bytes()).expect_err("too long");
        let field = &refused.fields[0];
        assert_eq!((field.pointer.as_str(), field.fault, field.arguments.as_slice()), ("", FieldFault::TooLong, ["200".to_string()].as_slice()));
        assert_eq!("".parse::<Name>(), Err("empty"));
        assert_eq!(crate::draft::parse::<Name>("\" 王秀英 \"".as_bytes()).map(|name| name.to_string()).ok().as_deref(), Some("王秀英"));
    }
}
