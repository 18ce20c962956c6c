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
    /// Of a seat on a leading body.
    SeatId,
    AccountId,
    DeviceId,
    GrantId,
    SessionId,
    EvaluationId,
    /// Of an entry of a list in a record: an item, a decision, a vote. Made by the client, once in the record.
    EntryId,
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::error::FieldFault;

    #[test]
    fn a_fresh_id_is_of_its_time_and_nobody_elses() {
        let all: BTreeSet<SessionId> = (0..1_000).map(|_| SessionId::fresh()).collect();
        assert_eq!(all.len(), 1_000);
        assert!(all.iter().all(|id| id.0.get_version_num() == 7));
        assert_ne!(nonce(), nonce());
        let (one, other) = (request_id(), request_id());
        assert!(one != other && one.parse::<uuid::Uuid>().is_ok());
    }

    #[test]
    fn an_id_is_written_and_read_as_a_uuid() {
        let id = MemberId::of(0x0190_0000_0000_7000_8000_0000_0000_0001);
        let text = "01900000-0000-7000-8000-000000000001";
        assert_eq!((id.to_string().as_str(), text.parse::<MemberId>().ok()), (text, Some(id)));
        let read = |body: &str| crate::draft::parse::<MemberId>(body.as_bytes());
        assert_eq!(read(&format!("\"{text}\"")).ok(), Some(id));
        let refused = read("\"0190\"").expect_err("no UUID").fields.remove(0);
        assert_eq!((refused.fault, refused.arguments), (FieldFault::BadFormat, vec!["UUID".to_string()]));
    }
}
