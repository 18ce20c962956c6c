//! Closed vocabularies: an enum whose words are the same on the wire, in the database and in the OpenAPI document,
//! each with its Chinese name. Not for open text: see `text`. How a word is kept in a column stands in `db::types`.

/// Declares a vocabulary. `Variant = "word" "中文";` gives serde, deserr and schema under `word`, plus `word()`, `zh()`, `ALL`.
#[macro_export]
macro_rules! vocabulary {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $zh:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            pub const WORDS: &'static [&'static str] = &[$($word),+];
            /// The word used on the wire and in the database.
            pub const fn word(self) -> &'static str { match self { $($name::$variant => $word),+ } }
            /// The name a Chinese reader knows it by.
            pub const fn zh(self) -> &'static str { match self { $($name::$variant => $zh),+ } }
            pub fn from_word(word: &str) -> Option<$name> { match word { $($word => Some($name::$variant),)+ _ => None } }
        }

        // By hand: utoipa's derive does not see a rename that comes out of a macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let meanings: Vec<String> = $name::ALL.iter().map(|one| format!("`{}` {}", one.word(), one.zh())).collect();
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some($name::WORDS.iter().copied()))
                    .description(Some(meanings.join(" · ")))
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<$name, String> {
                $name::from_word(word).ok_or_else(|| format!("{word}: use one of {}", $name::WORDS.join(", ")))
            }
        }

        impl<E: deserr::DeserializeError> deserr::Deserr<E> for $name {
            fn deserialize_from_value<V: deserr::IntoValue>(value: deserr::Value<V>, at: deserr::ValuePointerRef) -> Result<$name, E> {
                let word = String::deserialize_from_value(value, at)?;
                $name::from_word(&word).ok_or_else(|| {
                    deserr::take_cf_content(E::error::<V>(None, deserr::ErrorKind::UnknownValue { value: &word, accepted: $name::WORDS }, at))
                })
            }
        }
    };
}
