//! Closed vocabularies: an enum whose words are the same on the wire, in the database and in the OpenAPI document,
//! each with its Chinese name. Not for open text: see `text`. How a word is kept in a column stands in `db::types`.

/// Declares a vocabulary. `Variant = "word" "中文";` gives serde, deserr and schema under `word`, plus `word()`, `zh()`, `en()`,
/// `ALL`. An English label of its own follows the Chinese one; without, it is the word with spaces for its underscores and stops.
#[macro_export]
macro_rules! vocabulary {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $zh:literal $($en:literal)?;)+ }) => {
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
            /// The name an English reader knows it by.
            pub fn en(self) -> String { match self { $($name::$variant => $crate::words::label($word, &[$($en)?])),+ } }
            pub fn from_word(word: &str) -> Option<$name> { match word { $($word => Some($name::$variant),)+ _ => None } }
        }

        impl $crate::words::Vocabulary for $name {
            const NAME: &'static str = stringify!($name);
            fn labels() -> Vec<(&'static str, &'static str, String)> {
                $name::ALL.iter().map(|one| (one.word(), one.zh(), one.en())).collect()
            }
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

/// What is true of every vocabulary, for whoever lists them all.
pub trait Vocabulary {
    /// As its schema is called.
    const NAME: &'static str;
    /// Each word with its Chinese and its English label.
    fn labels() -> Vec<(&'static str, &'static str, String)>;
}

/// The label that was given, or the word with spaces.
pub fn label(word: &str, given: &[&str]) -> String {
    given.first().map_or_else(|| word.replace(['_', '.'], " "), |label| label.to_string())
}

#[cfg(test)]
mod tests {
    use crate::error::FieldFault;

    crate::vocabulary! {
        /// What a light can be.
        pub enum Light {
            Green = "green" "绿灯";
            Red = "red" "红灯" "red, stop";
            FlashingAmber = "flashing_amber" "黄闪";
        }
    }

    #[test]
    fn a_word_is_the_same_wherever_it_is_said() {
        assert_eq!(
            (Light::ALL, Light::WORDS),
            ([Light::Green, Light::Red, Light::FlashingAmber].as_slice(), ["green", "red", "flashing_amber"].as_slice())
        );
        assert_eq!((Light::Red.word(), Light::Red.zh(), Light::Red.to_string().as_str()), ("red", "红灯", "red"));
        assert_eq!(serde_json::to_string(&Light::Red).ok().as_deref(), Some("\"red\""));
        assert_eq!(serde_json::from_str::<Light>("\"red\"").ok(), Some(Light::Red));
        assert_eq!(crate::draft::parse::<Light>(b"\"red\"").ok(), Some(Light::Red));
        assert_eq!((Light::from_word("red"), "red".parse()), (Some(Light::Red), Ok(Light::Red)));
    }

    #[test]
    fn a_word_without_a_label_is_its_own() {
        assert_eq!(Light::ALL.iter().map(|light| light.en()).collect::<Vec<_>>(), ["green", "red, stop", "flashing amber"]);
    }

    #[test]
    fn another_word_is_refused_with_those_there_are() {
        assert_eq!(Light::from_word("Red"), None);
        assert_eq!("blue".parse::<Light>(), Err("blue: use one of green, red, flashing_amber".to_string()));
        let refused = crate::draft::parse::<Light>(b"\"blue\"").expect_err("no such word").fields.remove(0);
        assert_eq!((refused.fault, refused.arguments), (FieldFault::UnknownWord, vec!["blue".to_string(), "green, red, flashing_amber".to_string()]));
    }

    #[test]
    fn readers_of_the_document_see_what_each_word_means() {
        let schema = serde_json::to_value(<Light as utoipa::PartialSchema>::schema()).expect("a schema");
        assert_eq!((&schema["type"], &schema["enum"]), (&"string".into(), &serde_json::json!(["green", "red", "flashing_amber"])));
        assert_eq!(schema["description"], "`green` 绿灯 · `red` 红灯 · `flashing_amber` 黄闪");
    }
}
