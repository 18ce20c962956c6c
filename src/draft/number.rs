//! Whole numbers within bounds.

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};

/// Declares whole numbers with the bounds that the OpenAPI document shows and that reading enforces: `Name: u8 = 0 to 100;` gives
/// serde, deserr and schema, `LEAST`, `MOST`, `of` and `get`.
#[macro_export]
macro_rules! numbers {
    ($($(#[doc = $doc:literal])* $name:ident: $inner:ty = $least:literal to $most:expr;)+) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name($inner);

        impl $name {
            pub const LEAST: $inner = $least;
            pub const MOST: $inner = $most;
            /// None outside the bounds.
            pub fn of(number: $inner) -> Option<$name> {
                (Self::LEAST..=Self::MOST).contains(&number).then_some($name(number))
            }
            pub fn get(self) -> $inner { self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let expected = || serde::de::Error::custom(format_args!("expected {} to {}", Self::LEAST, Self::MOST));
                <$inner>::deserialize(from).and_then(|number| $name::of(number).ok_or_else(expected))
            }
        }

        impl<E: deserr::DeserializeError> deserr::Deserr<E> for $name {
            fn deserialize_from_value<V: deserr::IntoValue>(value: deserr::Value<V>, at: deserr::ValuePointerRef) -> Result<$name, E> {
                let number = $crate::draft::whole(value, at)?.and_then(|number| <$inner>::try_from(number).ok()).and_then($name::of);
                let bounds = || [Self::LEAST.to_string(), Self::MOST.to_string()];
                number.ok_or_else(|| $crate::draft::refused(at, $crate::error::FieldFault::OutOfRange, &bounds()))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let number = utoipa::openapi::schema::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::Integer);
                number.description(Some(concat!($($doc),*).trim())).minimum(Some(Self::LEAST)).maximum(Some(Self::MOST)).into()
            }
        }
        impl utoipa::ToSchema for $name {}
    )+ };
}

numbers! {
    /// How many, of whatever is counted: people, ballots, minutes.
    Count: u32 = 0 to 1_000_000;
}

impl Count {
    pub fn i64(self) -> i64 {
        i64::from(self.0)
    }
    pub fn u64(self) -> u64 {
        u64::from(self.0)
    }
}

/// A whole number of either sign, or none where it is larger than any that is asked for.
pub fn whole<V: IntoValue, E: DeserializeError>(value: Value<V>, at: ValuePointerRef) -> Result<Option<i64>, E> {
    match value {
        Value::Integer(number) => Ok(i64::try_from(number).ok()),
        value => i64::deserialize_from_value(value, at).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldFault;

    numbers! {
        /// On either side of nothing.
        Depth: i8 = -2 to 3;
    }

    fn read<T: deserr::Deserr<crate::draft::Mistakes>>(body: &str) -> Result<T, (FieldFault, Vec<String>)> {
        crate::draft::parse::<T>(body.as_bytes()).map_err(|mut error| {
            let field = error.fields.remove(0);
            (field.fault, field.arguments)
        })
    }

    #[test]
    fn a_number_is_within_its_bounds() {
        for good in -2..=3 {
            assert_eq!(read::<Depth>(&good.to_string()).map(Depth::get), Ok(good));
            assert_eq!(serde_json::from_str::<Depth>(&good.to_string()).ok().map(|depth| depth.to_string()), Some(good.to_string()));
        }
        let outside = Err((FieldFault::OutOfRange, vec!["-2".to_string(), "3".to_string()]));
        for bad in ["-3", "4", "128", "-129", "9223372036854775808", "18446744073709551615", "-9223372036854775808"] {
            assert_eq!(read::<Depth>(bad), outside, "{bad}");
            assert!(serde_json::from_str::<Depth>(bad).is_err(), "{bad}");
        }
        assert_eq!((read::<Count>("0").map(Count::get), read::<Count>("1000000").map(Count::get)), (Ok(0), Ok(1_000_000)));
        let counted = Err((FieldFault::OutOfRange, vec!["0".to_string(), "1000000".to_string()]));
        assert_eq!((read::<Count>("-1"), read::<Count>("1000001")), (counted.clone(), counted));
    }

    #[test]
    fn what_is_no_whole_number_is_of_the_wrong_type() {
        for bad in ["\"1\"", "1.0", "1.5", "true", "null", "[]"] {
            assert_eq!(read::<Count>(bad).map_err(|(fault, _)| fault), Err(FieldFault::WrongType), "{bad}");
        }
    }

    #[test]
    fn readers_of_the_document_see_the_bounds() {
        let schema = serde_json::to_value(<Depth as utoipa::PartialSchema>::schema()).expect("a schema");
        assert_eq!(schema, serde_json::json!({ "type": "integer", "description": "On either side of nothing.", "minimum": -2, "maximum": 3 }));
    }
}
