//! What somebody proves themselves with.

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};

use super::within;
use crate::draft::refused;

/// A password, a code, a token, exactly as it was sent. It can neither be shown nor kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Code points.
    pub const LIMIT: usize = 200;
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl utoipa::PartialSchema for Secret {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Password);
        let text = ObjectBuilder::new().schema_type(Type::String).description(Some("A password, a code, a token, exactly as it was given."));
        text.format(Some(format)).max_length(Some(Secret::LIMIT)).into()
    }
}
impl utoipa::ToSchema for Secret {}

impl<E: DeserializeError> Deserr<E> for Secret {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Secret, E> {
        let text = String::deserialize_from_value(value, at)?;
        within(text, 0, Secret::LIMIT).map(Secret).map_err(|error| refused(at, error.fault, &error.arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldFault;

    #[test]
    fn a_secret_is_taken_as_it_is_and_shown_to_nobody() {
        let read = |text: &str| crate::draft::parse::<Secret>(format!("\"{text}\"").as_bytes());
        for sent in ["", " x ", "e\u{301}\u{200B}", &"𠮷".repeat(200)] {
            assert_eq!(read(sent).map(Secret::into_string).ok().as_deref(), Some(sent));
        }
        assert_eq!(read(&"𠮷".repeat(201)).expect_err("too long").fields[0].fault, FieldFault::TooLong);
        assert_eq!(format!("{:?}", read("x").expect("a secret")), "Secret");
    }
}
