//! The fixed day of theme Party days (固定日): a day of the month, or a weekday of it such as 每月第一个星期五.

use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, Value, ValueKind, ValuePointerRef, take_cf_content};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::clock::{Day, Weekday};
use crate::draft::refused;
use crate::error::FieldFault;

/// The last day of the month that every month has.
const LAST_DAY: u8 = 28;
/// Stands for the last of its weekday: some months have four, some five.
const LAST_WEEK: u8 = 5;

/// A day that every month has. On the wire a number from 1 to 28, or `{"nth": 1, "weekday": "friday"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedDay(Kept);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Day(u8),
    Nth(u8, Weekday),
}

/// The n-th weekday of the month.
#[derive(Serialize, Deserialize, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(deny_unknown_fields)]
struct NthWeekday {
    nth: i64,
    weekday: Weekday,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Spoken {
    Day(u8),
    Nth(NthWeekday),
}

impl FixedDay {
    /// A day of the month, 1 to 28.
    pub fn day(day: impl TryInto<u8>) -> Option<FixedDay> {
        day.try_into().ok().filter(|day| (1..=LAST_DAY).contains(day)).map(|day| FixedDay(Kept::Day(day)))
    }
    /// The first to fourth of a weekday in the month; 5 is the last.
    pub fn nth(nth: impl TryInto<u8>, weekday: Weekday) -> Option<FixedDay> {
        nth.try_into().ok().filter(|nth| (1..=LAST_WEEK).contains(nth)).map(|nth| FixedDay(Kept::Nth(nth, weekday)))
    }
    /// The last of a weekday in the month.
    pub fn last(weekday: Weekday) -> FixedDay {
        FixedDay(Kept::Nth(LAST_WEEK, weekday))
    }
    /// Which day it is in a month; none where there is no such month.
    pub fn day_in(self, year: i16, month: i8) -> Option<Day> {
        let first = Day::of(year, month, 1)?;
        Some(match self.0 {
            Kept::Day(day) => first.plus_days(i32::from(day) - 1),
            Kept::Nth(LAST_WEEK, weekday) => {
                let last = first.plus_months(1).plus_days(-1);
                last.plus_days(-days_between(weekday, last.weekday()))
            }
            Kept::Nth(nth, weekday) => first.plus_days(days_between(first.weekday(), weekday) + 7 * (i32::from(nth) - 1)),
        })
    }
    pub fn is_on(self, day: Day) -> bool {
        self.day_in(day.year(), day.month()) == Some(day)
    }
}

/// From a weekday to the next of the other, 0 to 6.
fn days_between(from: Weekday, to: Weekday) -> i32 {
    i32::from((to.after_monday() - from.after_monday()).rem_euclid(7))
}

impl Serialize for FixedDay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Kept::Day(day) => Spoken::Day(day),
            Kept::Nth(nth, weekday) => Spoken::Nth(NthWeekday { nth: nth.into(), weekday }),
        }
        .serialize(to)
    }
}

impl<'de> Deserialize<'de> for FixedDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<FixedDay, D::Error> {
        let found = match Spoken::deserialize(from)? {
            Spoken::Day(day) => FixedDay::day(day),
            Spoken::Nth(NthWeekday { nth, weekday }) => FixedDay::nth(nth, weekday),
        };
        found.ok_or_else(|| serde::de::Error::custom("expected a day that every month has"))
    }
}

impl<E: DeserializeError> Deserr<E> for FixedDay {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<FixedDay, E> {
        let out_of_range = |at, most: u8| refused::<E>(at, FieldFault::OutOfRange, &["1", &most.to_string()]);
        match value {
            Value::Integer(day) => FixedDay::day(day).ok_or_else(|| out_of_range(at, LAST_DAY)),
            Value::NegativeInteger(_) => Err(out_of_range(at, LAST_DAY)),
            Value::Map(_) => {
                let NthWeekday { nth, weekday } = NthWeekday::deserialize_from_value(value, at)?;
                FixedDay::nth(nth, weekday).ok_or_else(|| out_of_range(at.push_key("nth"), LAST_WEEK))
            }
            other => {
                let accepted = &[ValueKind::Integer, ValueKind::Map];
                Err(take_cf_content(E::error::<V>(None, ErrorKind::IncorrectValueKind { actual: other, accepted }, at)))
            }
        }
    }
}

impl PartialSchema for FixedDay {
    fn schema() -> RefOr<Schema> {
        let number = |most: u8| ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(most));
        let day = number(LAST_DAY).description(Some("每月几日。 The day of the month."));
        let nth = ObjectBuilder::new()
            .description(Some("每月第几个星期几；5为最后一个。 The n-th weekday of the month; 5 is the last."))
            .property("nth", number(LAST_WEEK))
            .required("nth")
            .property("weekday", Weekday::schema())
            .required("weekday")
            .additional_properties(Some(AdditionalProperties::FreeForm(false)));
        OneOfBuilder::new().item(day).item(nth).description(Some("主题党日的固定日。 The fixed day of theme Party days.")).into()
    }
}

impl ToSchema for FixedDay {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(json: &str) -> Result<FixedDay, (String, FieldFault)> {
        crate::draft::parse(json.as_bytes()).map_err(|error| error.fields.first().map(|one| (one.pointer.clone(), one.fault)).expect("a mistake"))
    }

    #[test]
    fn it_is_read_as_it_is_said_and_nothing_else_is_one() {
        for json in ["1", "28", r#"{"nth":1,"weekday":"friday"}"#, r#"{"nth":5,"weekday":"sunday"}"#] {
            let day = said(json).expect("a fixed day");
            assert_eq!(serde_json::to_string(&day).expect("JSON"), json);
            assert_eq!(serde_json::from_str::<FixedDay>(json).expect("a fixed day"), day);
        }
        let at = |pointer: &str, fault| Err((pointer.to_string(), fault));
        for json in ["0", "29", "-1", "256"] {
            assert_eq!(said(json), at("", FieldFault::OutOfRange), "{json}");
            assert!(serde_json::from_str::<FixedDay>(json).is_err(), "{json}");
        }
        for (json, wrong) in [
            (r#"{"nth":0,"weekday":"friday"}"#, at("/nth", FieldFault::OutOfRange)),
            (r#"{"nth":6,"weekday":"friday"}"#, at("/nth", FieldFault::OutOfRange)),
            (r#"{"nth":-1,"weekday":"friday"}"#, at("/nth", FieldFault::OutOfRange)),
            (r#"{"nth":1,"weekday":"freitag"}"#, at("/weekday", FieldFault::UnknownWord)),
            (r#"{"nth":1}"#, at("/weekday", FieldFault::Required)),
            (r#"{"nth":1,"weekday":"friday","hour":9}"#, at("/hour", FieldFault::UnknownField)),
            ("true", at("", FieldFault::WrongType)),
            (r#""5""#, at("", FieldFault::WrongType)),
            ("5.5", at("", FieldFault::WrongType)),
        ] {
            assert_eq!(said(json), wrong, "{json}");
        }
    }

    fn of(nth: u8, weekday: Weekday, month: i8) -> i8 {
        FixedDay::nth(nth, weekday).and_then(|day| day.day_in(2026, month)).map(Day::day_of_month).expect("a day")
    }

    #[test]
    fn weekdays_are_counted_from_the_first_of_the_month() {
        // November 2026 begins on a Sunday and ends on a Monday; May begins on a Friday.
        assert_eq!([1, 2, 3, 4, 5].map(|nth| of(nth, Weekday::Sunday, 11)), [1, 8, 15, 22, 29]);
        assert_eq!([1, 4, 5].map(|nth| of(nth, Weekday::Monday, 11)), [2, 23, 30]);
        assert_eq!([1, 4, 5].map(|nth| of(nth, Weekday::Saturday, 11)), [7, 28, 28], "the last may be the fourth");
        assert_eq!([1, 5].map(|nth| of(nth, Weekday::Friday, 5)), [1, 29]);
        assert_eq!(of(5, Weekday::Thursday, 12), 31, "over the year's end");
    }

    #[test]
    fn a_day_of_the_month_is_that_day() {
        let fifth = FixedDay::day(5).expect("a day");
        assert_eq!(fifth.day_in(2026, 2), Day::of(2026, 2, 5));
        assert_eq!((fifth.day_in(2026, 0), fifth.day_in(2026, 13)), (None, None));
        let on = |day| Day::of(2026, 11, day).is_some_and(|day| fifth.is_on(day));
        assert_eq!([4, 5, 6].map(on), [false, true, false]);
    }

    proptest! {
        #[test]
        fn every_month_has_one_and_it_is_of_its_week(nth in 1u8..=5, weekday in 0usize..7, year in 1921i16..2100, month in 1i8..=12) {
            let weekday = Weekday::ALL[weekday];
            let found = FixedDay::nth(nth, weekday).and_then(|day| day.day_in(year, month)).expect("a day");
            prop_assert_eq!((found.year(), found.month(), found.weekday()), (year, month, weekday));
            let week = (found.day_of_month() - 1) / 7 + 1;
            if nth == 5 {
                prop_assert_ne!(found.plus_days(7).month(), month);
            } else {
                prop_assert_eq!(week, i8::try_from(nth).expect("small"));
            }
        }
    }
}
