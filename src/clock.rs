//! Instants, days and periods, and the only caller of `now()`. A day is a local day in the configured zone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::error::{Error, Result};

/// An instant, in microseconds: what both databases keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A year, a quarter or a month: `2026`, `2026-Q4`, `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    Year(i16),
    Quarter(i16, i8),
    Month(i16, i8),
}

crate::vocabulary! {
    /// A day of the week.
    pub enum Weekday {
        Monday = "monday" "星期一";
        Tuesday = "tuesday" "星期二";
        Wednesday = "wednesday" "星期三";
        Thursday = "thursday" "星期四";
        Friday = "friday" "星期五";
        Saturday = "saturday" "星期六";
        Sunday = "sunday" "星期日";
    }
}

impl Weekday {
    /// How many days after Monday.
    pub const fn after_monday(self) -> i8 {
        match self {
            Weekday::Monday => 0,
            Weekday::Tuesday => 1,
            Weekday::Wednesday => 2,
            Weekday::Thursday => 3,
            Weekday::Friday => 4,
            Weekday::Saturday => 5,
            Weekday::Sunday => 6,
        }
    }
}

impl Moment {
    /// From microseconds since 1970 (UTC); instants no calendar can show are pulled to its ends.
    pub fn from_micros(micros: i64) -> Moment {
        Moment(micros.clamp(Timestamp::MIN.as_microsecond(), Timestamp::MAX.as_microsecond()))
    }
    pub fn micros(self) -> i64 {
        self.0
    }
    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment::from_micros(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    /// Whole seconds from `earlier` to this instant; negative when it is later.
    pub fn seconds_since(self, earlier: Moment) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
    fn stamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl std::str::FromStr for Moment {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Moment, jiff::Error> {
        Ok(Moment(text.parse::<Timestamp>()?.as_microsecond()))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.stamp().fmt(f)
    }
}

impl Day {
    pub fn of(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }
    pub fn year(self) -> i16 {
        self.0.year()
    }
    pub fn month(self) -> i8 {
        self.0.month()
    }
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }
    pub fn weekday(self) -> Weekday {
        match self.0.weekday() {
            jiff::civil::Weekday::Monday => Weekday::Monday,
            jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
            jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
            jiff::civil::Weekday::Thursday => Weekday::Thursday,
            jiff::civil::Weekday::Friday => Weekday::Friday,
            jiff::civil::Weekday::Saturday => Weekday::Saturday,
            jiff::civil::Weekday::Sunday => Weekday::Sunday,
        }
    }
    /// 1 to 4.
    pub fn quarter(self) -> i8 {
        (self.0.month() - 1) / 3 + 1
    }
    pub fn plus_days(self, days: i32) -> Day {
        Day(self.0.saturating_add(days.days()))
    }
    pub fn plus_months(self, months: i32) -> Day {
        Day(self.0.saturating_add(months.months()))
    }
    /// As a Chinese sentence has it: 2026年9月1日.
    pub fn zh(self) -> String {
        format!("{}年{}月{}日", self.year(), self.month(), self.day_of_month())
    }
    /// As an English sentence has it: 1 September 2026.
    pub fn en(self) -> String {
        format!("{} {} {}", self.day_of_month(), month_name(self.month()), self.year())
    }
    /// Days from `earlier` to this day; negative when it is later.
    pub fn days_since(self, earlier: Day) -> i32 {
        (self.epoch_days() - earlier.epoch_days()) as i32
    }
    /// Days since 1970-01-01.
    pub fn epoch_days(self) -> i64 {
        let start = Date::constant(1970, 1, 1);
        i64::from(start.until(self.0).map(|span| span.get_days()).unwrap_or(0))
    }
    pub fn from_epoch_days(days: i64) -> Day {
        let span = i32::try_from(days).ok().and_then(|days| jiff::Span::new().try_days(days).ok());
        Day(span.map_or(Date::constant(1970, 1, 1), |span| Date::constant(1970, 1, 1).saturating_add(span)))
    }
}

/// The English name of a month, 1 to 12.
pub fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    usize::try_from(month - 1).ok().and_then(|index| NAMES.get(index)).copied().unwrap_or("")
}

impl std::str::FromStr for Day {
    type Err = ();
    /// Only `YYYY-MM-DD`, and only a day that exists.
    fn from_str(text: &str) -> Result<Day, ()> {
        let shaped = text.len() == 10 && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if shaped { text.parse::<Date>().map(Day).map_err(|_| ()) } else { Err(()) }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl Period {
    pub fn first_day(self) -> Day {
        let (year, month) = match self {
            Period::Year(year) => (year, 1),
            Period::Quarter(year, quarter) => (year, quarter * 3 - 2),
            Period::Month(year, month) => (year, month),
        };
        Day(Date::new(year, month, 1).unwrap_or(Date::ZERO))
    }
    /// The last day, itself in the period.
    pub fn last_day(self) -> Day {
        let months = match self {
            Period::Year(_) => 12,
            Period::Quarter(..) => 3,
            Period::Month(..) => 1,
        };
        self.first_day().plus_months(months).plus_days(-1)
    }
    /// As a Chinese sentence has it: 2026年, 2026年第四季度, 2026年11月.
    pub fn zh(self) -> String {
        const QUARTERS: [&str; 4] = ["一", "二", "三", "四"];
        match self {
            Period::Year(year) => format!("{year}年"),
            Period::Quarter(year, quarter) => {
                let name = usize::try_from(quarter - 1).ok().and_then(|index| QUARTERS.get(index)).copied().unwrap_or("");
                format!("{year}年第{name}季度")
            }
            Period::Month(year, month) => format!("{year}年{month}月"),
        }
    }
    /// As an English sentence has it: 2026, quarter 4 of 2026, November 2026.
    pub fn en(self) -> String {
        match self {
            Period::Year(year) => year.to_string(),
            Period::Quarter(year, quarter) => format!("quarter {quarter} of {year}"),
            Period::Month(year, month) => format!("{} {year}", month_name(month)),
        }
    }
    pub fn contains(self, day: Day) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }
}

impl std::str::FromStr for Period {
    type Err = ();
    fn from_str(text: &str) -> Result<Period, ()> {
        let (year, rest) = text.split_at_checked(4).ok_or(())?;
        let year: i16 = digits(year, 4).filter(|year| *year > 0).ok_or(())?;
        if rest.is_empty() {
            return Ok(Period::Year(year));
        }
        let period = match (rest.strip_prefix("-Q"), rest.strip_prefix('-')) {
            (Some(quarter), _) => within(1..=4, digits(quarter, 1)).map(|quarter| Period::Quarter(year, quarter)),
            (None, Some(month)) => within(1..=12, digits(month, 2)).map(|month| Period::Month(year, month)),
            (None, None) => None,
        };
        period.ok_or(())
    }
}

/// A number of so many digits and nothing else: no sign, no blank.
fn digits<T: std::str::FromStr>(text: &str, count: usize) -> Option<T> {
    let is_shaped = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if is_shaped { text.parse().ok() } else { None }
}

fn within(range: std::ops::RangeInclusive<i8>, number: Option<i8>) -> Option<i8> {
    number.filter(|number| range.contains(number))
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Period::Year(year) => write!(f, "{year:04}"),
            Period::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Period::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}

/// On the wire each is a string of a fixed shape.
macro_rules! spoken {
    ($($name:ident $shape:literal $format:expr, $pattern:expr, $example:literal;)+) => { $(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.collect_str(self) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(|_| serde::de::Error::custom(concat!("expected ", $shape)))
            }
        }
        impl<E: deserr::DeserializeError> deserr::Deserr<E> for $name {
            fn deserialize_from_value<V: deserr::IntoValue>(value: deserr::Value<V>, at: deserr::ValuePointerRef) -> Result<$name, E> {
                crate::draft::parsed(value, at, $shape, |text| text.parse().ok())
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).format($format).pattern($pattern).examples([$example]).into()
            }
        }
        impl utoipa::ToSchema for $name {}
    )+ };
}

spoken! {
    Moment "RFC 3339, 2026-11-23T14:30:00+08:00" Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)), None::<String>, "2026-11-23T06:30:00Z";
    Day "YYYY-MM-DD" Some(SchemaFormat::KnownFormat(KnownFormat::Date)), None::<String>, "2026-11-23";
    Period "2026, 2026-Q4, 2026-11" None, Some("^[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"), "2026-Q4";
}

/// The time and the zone. Tests hold the hands.
#[derive(Clone)]
pub struct Clock {
    zone: TimeZone,
    held: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// # Errors
    /// When the zone is not in the time-zone database.
    pub fn system(zone: &str) -> Result<Clock> {
        let zone = TimeZone::get(zone).map_err(|error| Error::internal(format!("SANHUI_ZONE: {error}")))?;
        Ok(Clock { zone, held: None })
    }
    /// A clock that stands still until it is moved.
    pub fn held_at(zone: &str, moment: Moment) -> Result<Clock> {
        Ok(Clock { held: Some(Arc::new(AtomicI64::new(moment.micros()))), ..Clock::system(zone)? })
    }
    /// Moves a held clock on; the system's own cannot be moved.
    pub fn advance(&self, seconds: i64) {
        if let Some(held) = &self.held {
            held.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }
    pub fn now(&self) -> Moment {
        match &self.held {
            Some(held) => Moment(held.load(Ordering::SeqCst)),
            None => Moment(Timestamp::now().as_microsecond()),
        }
    }
    pub fn today(&self) -> Day {
        self.day_of(self.now())
    }
    /// The local day an instant falls on.
    pub fn day_of(&self, moment: Moment) -> Day {
        Day(self.zone.to_datetime(moment.stamp()).date())
    }
}

#[cfg(test)]
mod tests;
