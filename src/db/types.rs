//! One set of SQL types, two wire formats: a UUID is a 16-byte blob or `uuid`, an instant is microseconds or
//! `timestamptz`, a day is `YYYY-MM-DD` or `date`. Whatever is open text or a closed word is plain text on both.
//!
//! A document is text on both too, not `jsonb`: jsonb reorders keys and rewrites numbers, and then the hash in the
//! trail could not be checked against the column.

use std::io::Write;

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::SqlOrd;
use diesel::sqlite::{Sqlite, SqliteValue};

use super::conn::{MultiBackend, MultiRawValue};
use crate::clock::{Day, Moment};
use crate::rulebook::Outcome;
use crate::rulebook::kinds::{Kind, MemberStatus, OrganizationKind, Sector};

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

/// That a type of the kernel can stand in a query as this SQL type. The kernel does not know: `foreign_derive` lets the
/// derives that diesel wants on the type itself stand here.
macro_rules! expression {
    ($rust:ty as $sql:ty) => {
        const _: () = {
            #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
            #[diesel(foreign_derive)]
            #[diesel(sql_type = $sql)]
            #[expect(dead_code, reason = "diesel derives for what stands inside")]
            struct Column($rust);
        };
    };
}
pub(crate) use expression;

/// The columns of [`Stored`] values, on each database and on the generated backend over both.
macro_rules! stored_columns {
    ($($rust:ty as $sql:ty,)+) => { $(
        expression!($rust as $sql);
        impl ToSql<$sql, Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result { set_lite(self, out) }
        }
        impl FromSql<$sql, Sqlite> for $rust {
            fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> { Self::from_lite(value) }
        }
        impl ToSql<$sql, Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result { self.to_pg(out).map(|()| IsNull::No).map_err(Into::into) }
        }
        impl FromSql<$sql, Pg> for $rust {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> { Self::from_pg(value.as_bytes()) }
        }
        impl ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(value: MultiRawValue<'_>) -> deserialize::Result<Self> { value.from_sql::<$rust, $sql>() }
        }
    )+ };
}

/// A text column for a type that lends a `&str` with one method and is read with another.
macro_rules! text_column {
    ($rust:ty, $lend:ident, $read:ident) => {
        $crate::db::types::expression!($rust as diesel::sql_types::Text);
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

/// The column of a closed vocabulary: its word. For the words of the kernel and of the rulebook below; a feature calls it
/// in its store, once for each enum that it keeps.
macro_rules! word_column {
    ($($rust:ty),+ $(,)?) => { $( $crate::db::types::text_column!($rust, word, from_word); )+ };
}
pub(crate) use word_column;

/// Hands a value to SQLite.
fn set_lite<S: Stored>(value: &S, out: &mut Output<'_, '_, Sqlite>) -> diesel::serialize::Result {
    match value.to_lite() {
        Cell::Blob(bytes) => out.set_value(bytes),
        Cell::Text(text) => out.set_value(text),
        Cell::Long(number) => out.set_value(number),
    }
    Ok(IsNull::No)
}

macro_rules! uuids {
    ($($name:ident),+) => { $(
        use crate::id::$name;
        impl Stored for $name {
            fn to_lite(&self) -> Cell { Cell::Blob(self.0.as_bytes().to_vec()) }
            fn from_lite(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> { Ok(Self(uuid::Uuid::from_slice(value.read_blob())?)) }
            fn to_pg(&self, out: &mut dyn Write) -> std::io::Result<()> { out.write_all(self.0.as_bytes()) }
            fn from_pg(bytes: &[u8]) -> deserialize::Result<Self> { Ok(Self(uuid::Uuid::from_slice(bytes)?)) }
        }
        stored_columns! { $name as Uid, }
    )+ };
}
crate::id::every_id!(uuids);

stored_columns! {
    Moment as Instant,
    Day as LocalDay,
}

word_column!(Kind, Outcome, MemberStatus, OrganizationKind, Sector);

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
        impl diesel::sql_types::HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata { MultiBackend::lookup_sql_type::<$sql>(lookup) }
        }
    )+ };
}
on_both!(Uid, Instant, LocalDay);
