//! Typed ids. A session's id cannot be handed to what wants an organisation's. Version 7, made by the client for
//! everything a phone can create, so that a retry is harmless.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id, ordered by the time it was made.
            pub fn fresh() -> $name { $name(uuid::Uuid::now_v7()) }
            pub const fn of(number: u128) -> $name { $name(uuid::Uuid::from_u128(number)) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<$name, uuid::Error> { Ok($name(text.parse()?)) }
        }

        impl<E: deserr::DeserializeError> deserr::Deserr<E> for $name {
            fn deserialize_from_value<V: deserr::IntoValue>(value: deserr::Value<V>, at: deserr::ValuePointerRef) -> Result<$name, E> {
                $crate::draft::parsed(value, at, "UUID", |text| text.parse::<uuid::Uuid>().ok().map($name))
            }
        }
    )+

    /// Hands every id to a macro: how each is kept in a column is said once for all of them (`db::types`).
    macro_rules! every_id {
        ($with:ident) => { $with!($($name),+); };
    }
    pub(crate) use every_id;
    };
}

ids! {
    OrganizationId,
    MemberId,
    AccountId,
    DeviceId,
    GrantId,
    SessionId,
    EvaluationId,
    /// Of whatever a row of the trail is about: which kind stands beside it.
    SubjectId,
}

/// An id for a request, to find it in the log.
pub fn request_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// A number used once, for a token.
pub fn nonce() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
