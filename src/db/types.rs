//! One set of SQL types, two wire formats: a UUID is a 16-byte blob or `uuid`, an instant is microseconds or
//! `timestamptz`, a day is `YYYY-MM-DD` or `date`. Whatever is open text or a closed word is plain text on both.
//!
//! A document is text on both too, not `jsonb`: jsonb reorders keys and rewrites numbers, and then the hash in the
//! trail could not be checked against the column.

use std::io::Write;

use diesel::deserialize;

use diesel::serialize::{IsNull, Output};
use diesel::sql_types::SqlOrd;
use diesel::sqlite::{Sqlite, SqliteValue};

use crate::clock::{Day, Moment};

/// A UUID.
#[derive(Clone, Copy, Debug, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(sqlite_type(name = "Binary"))]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
pub struct Uid;

/// An instant.
#[derive(Clone, Copy, Debug, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(sqlite_type(name = "Long"))]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
pub struct Instant;

/// A local day.
#[derive(Clone, Copy, Debug, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(sqlite_type(name = "Text"))]
#[diesel(postgres_type(oid = 1082, array_oid = 1182))]
pub struct LocalDay;

impl SqlOrd for Uid {}
impl SqlOrd for Instant {}
impl SqlOrd for LocalDay {}

/// A Rust value that one of our SQL types keeps, on each database.
pub trait Stored: Sized {
    fn to_lite(&self) -> Cell;
    fn from_lite(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self>;
    fn to_pg(&self, out: &mut dyn Write) -> std::io::Result<()>;
    fn from_pg(bytes: &[u8]) -> deserialize::Result<Self>;
}

/// What SQLite keeps.
pub enum Cell {
    Blob(Vec<u8>),
    Text(String),
    Long(i64),
}

/// Implements diesel's conversions for a [`Stored`] value, or for a tuple struct around a `uuid::Uuid`.
macro_rules! stored {
    ($rust:ident as $crate_path:path) => {
        $crate::db::types::stored!(@both $rust, $crate_path);
    };
    (@both $rust:ident, $sql:path) => {
        impl diesel::serialize::ToSql<$sql, diesel::sqlite::Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>) -> diesel::serialize::Result {
                $crate::db::types::set_lite(self, out)
            }
        }
        impl diesel::deserialize::FromSql<$sql, diesel::sqlite::Sqlite> for $rust {
            fn from_sql(value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                <$rust as $crate::db::types::Stored>::from_lite(value)
            }
        }
        impl diesel::serialize::ToSql<$sql, diesel::pg::Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                $crate::db::types::Stored::to_pg(self, out)?;
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::deserialize::FromSql<$sql, diesel::pg::Pg> for $rust {
            fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                <$rust as $crate::db::types::Stored>::from_pg(value.as_bytes())
            }
        }
        impl diesel::serialize::ToSql<$sql, $crate::db::conn::MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, $crate::db::conn::MultiBackend>) -> diesel::serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::deserialize::FromSql<$sql, $crate::db::conn::MultiBackend> for $rust {
            fn from_sql(value: $crate::db::conn::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                value.from_sql::<$rust, $sql>()
            }
        }
    };
}
pub(crate) use stored;

/// A text column for a type that lends a `&str` with one method and is read with another.
macro_rules! text_column {
    ($rust:ty, $lend:ident, $read:ident) => {
        $crate::db::types::text_column!(@to $rust, $lend, diesel::sqlite::Sqlite);
        $crate::db::types::text_column!(@to $rust, $lend, diesel::pg::Pg);
        $crate::db::types::text_column!(@to $rust, $lend, $crate::db::conn::MultiBackend);
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, $crate::db::conn::MultiBackend> for $rust {
            fn from_sql(value: $crate::db::conn::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, $crate::db::conn::MultiBackend>>::from_sql(value)?;
                <$rust>::$read(&text).ok_or_else(|| format!("not a {}: {text}", stringify!($rust)).into())
            }
        }
    };
    (@to $rust:ty, $lend:ident, $backend:ty) => {
        impl diesel::serialize::ToSql<diesel::sql_types::Text, $backend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, $backend>) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, $backend>>::to_sql(self.$lend(), out)
            }
        }
    };
}
pub(crate) use text_column;

/// The column of a closed vocabulary: its word. Call it once for each enum a store keeps.
macro_rules! word_column {
    ($($rust:ty),+ $(,)?) => { $( $crate::db::types::text_column!($rust, word, from_word); )+ };
}
pub(crate) use word_column;

/// Hands a value to SQLite.
pub fn set_lite<S: Stored>(value: &S, out: &mut Output<'_, '_, Sqlite>) -> diesel::serialize::Result {
    match value.to_lite() {
        Cell::Blob(bytes) => out.set_value(bytes),
        Cell::Text(text) => out.set_value(text),
        Cell::Long(number) => out.set_value(number),
    }
    Ok(IsNull::No)
}

macro_rules! uuids {
    ($($name:ident),+) => { $(
        impl Stored for crate::id::$name {
            fn to_lite(&self) -> Cell { Cell::Blob(self.0.as_bytes().to_vec()) }
            fn from_lite(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> { Ok(Self(uuid::Uuid::from_slice(value.read_blob())?)) }
            fn to_pg(&self, out: &mut dyn Write) -> std::io::Result<()> { out.write_all(self.0.as_bytes()) }
            fn from_pg(bytes: &[u8]) -> deserialize::Result<Self> { Ok(Self(uuid::Uuid::from_slice(bytes)?)) }
        }
    )+ };
}
uuids!(OrganizationId, MemberId, AccountId, DeviceId, GrantId, SessionId, EvaluationId, ImportId);

/// PostgreSQL counts from 2000-01-01.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;
const PG_EPOCH_DAYS: i64 = 10_957;

impl Stored for Moment {
    fn to_lite(&self) -> Cell {
        Cell::Long(self.micros())
    }
    fn from_lite(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Moment::from_micros(value.read_long()))
    }
    fn to_pg(&self, out: &mut dyn Write) -> std::io::Result<()> {
        out.write_all(&(self.micros() - PG_EPOCH_MICROS).to_be_bytes())
    }
    fn from_pg(bytes: &[u8]) -> deserialize::Result<Self> {
        Ok(Moment::from_micros(i64::from_be_bytes(bytes.try_into()?).saturating_add(PG_EPOCH_MICROS)))
    }
}

impl Stored for Day {
    fn to_lite(&self) -> Cell {
        Cell::Text(self.to_string())
    }
    fn from_lite(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = value.read_text();
        text.parse().map_err(|()| format!("not a day: {text}").into())
    }
    fn to_pg(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let days = i32::try_from(self.epoch_days() - PG_EPOCH_DAYS).map_err(std::io::Error::other)?;
        out.write_all(&days.to_be_bytes())
    }
    fn from_pg(bytes: &[u8]) -> deserialize::Result<Self> {
        Ok(Day::from_epoch_days(i64::from(i32::from_be_bytes(bytes.try_into()?)) + PG_EPOCH_DAYS))
    }
}

/// The generated backend must know each of our SQL types.
macro_rules! on_both {
    ($($sql:ty),+) => { $(
        impl diesel::sql_types::HasSqlType<$sql> for super::conn::MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata { super::conn::MultiBackend::lookup_sql_type::<$sql>(lookup) }
        }
    )+ };
}
on_both!(Uid, Instant, LocalDay);
