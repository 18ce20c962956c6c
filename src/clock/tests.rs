//! Days, instants and periods at their edges.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn moment(text: &str) -> Moment {
    text.parse().expect("an instant")
}

#[test]
fn a_day_is_written_in_one_way_and_exists() {
    assert_eq!(day("2026-02-28").to_string(), "2026-02-28");
    assert_eq!((day("2024-02-29").year(), day("2024-02-29").month(), day("2024-02-29").day_of_month()), (2024, 2, 29));
    for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "20260101", "2026-01-01T00:00", "2026/01/01", "２026-1-1", "", "-001-01-01"]
    {
        assert!(text.parse::<Day>().is_err(), "{text:?}");
    }
    assert_eq!((Day::of(2026, 2, 29), Day::of(2026, 2, 28)), (None, Some(day("2026-02-28"))));
}

#[test]
fn a_week_runs_from_monday_to_sunday() {
    let week: Vec<Weekday> = (23..=29).filter_map(|day| Day::of(2026, 11, day)).map(Day::weekday).collect();
    assert_eq!(week, Weekday::ALL);
    assert_eq!(Weekday::ALL.iter().map(|weekday| weekday.after_monday()).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_quarter_has_three_months() {
    let quarters = (1..=12).map(|month| Day::of(2026, month, 1).expect("a day").quarter());
    assert_eq!(quarters.collect::<Vec<_>>(), [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
}

#[test]
fn a_month_later_is_the_same_day_or_the_last_of_a_shorter_one() {
    assert_eq!(day("2026-01-20").plus_months(1), day("2026-02-20"));
    assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
    assert_eq!(day("2026-11-30").plus_months(2), day("2027-01-30"));
    assert_eq!(day("2026-03-01").plus_days(-1), day("2026-02-28"));
}

#[test]
fn days_are_counted_from_either_side() {
    assert_eq!((day("2026-03-01").days_since(day("2026-02-27")), day("2026-02-27").days_since(day("2026-03-01"))), (2, -2));
    assert_eq!((day("1970-01-01").epoch_days(), day("1970-02-01").epoch_days(), day("1969-12-31").epoch_days()), (0, 31, -1));
    assert_eq!((Day::from_epoch_days(31), Day::from_epoch_days(-1)), (day("1970-02-01"), day("1969-12-31")));
    assert_eq!(Day::from_epoch_days(i64::MAX), day("1970-01-01"), "a number that is no day");
}

#[test]
fn an_instant_is_in_microseconds_and_counts_in_seconds() {
    let noon = moment("2026-11-23T12:00:00.000001Z");
    assert_eq!(noon.micros(), 1_795_435_200_000_001);
    assert_eq!((noon.unix_seconds(), Moment::from_micros(-1).unix_seconds()), (1_795_435_200, -1));
    assert_eq!(noon.plus_seconds(90), moment("2026-11-23T12:01:30.000001Z"));
    assert_eq!((noon.plus_seconds(90).seconds_since(noon), noon.seconds_since(noon.plus_seconds(90))), (90, -90));
    assert_eq!(moment("2026-11-23T14:30:00+08:00").to_string(), "2026-11-23T06:30:00Z");
    assert_eq!(Moment::from_micros(i64::MAX), Moment::from_micros(i64::MAX - 1), "pulled to the end of the calendar");
    assert_eq!(Moment::from_micros(i64::MIN), Moment::from_micros(i64::MIN + 1));
    assert!(Moment::from_micros(i64::MIN) < noon && noon < Moment::from_micros(i64::MAX));
    assert_eq!(moment("2026-11-23T12:00:00Z").plus_seconds(i64::MAX), Moment::from_micros(i64::MAX));
}

#[test]
fn a_period_is_a_year_a_quarter_or_a_month() {
    let read = |text: &str| text.parse::<Period>().ok();
    assert_eq!(read("2026"), Some(Period::Year(2026)));
    assert_eq!((read("2026-Q1"), read("2026-Q4")), (Some(Period::Quarter(2026, 1)), Some(Period::Quarter(2026, 4))));
    assert_eq!((read("2026-01"), read("2026-12")), (Some(Period::Month(2026, 1)), Some(Period::Month(2026, 12))));
    assert_eq!((read("0001"), read("0001-Q1"), read("0001-01")), (Some(Period::Year(1)), Some(Period::Quarter(1, 1)), Some(Period::Month(1, 1))));
    let none = [
        "", "202", "2026-", "2026-Q0", "2026-Q5", "2026-Q", "2026-Q+1", "2026-Q01", "2026-00", "2026-13", "2026-1", "2026-011", "2026-+1", "2026Q1",
        "+026", "20x6", "0000", "0000-Q1", "0000-01", "２026",
    ];
    for text in none {
        assert_eq!(read(text), None, "{text:?}");
    }
    for text in ["2026", "2026-Q3", "2026-09", "0007", "0007-Q1", "0007-01"] {
        assert_eq!(read(text).expect("a period").to_string(), text);
    }
}

#[test]
fn a_period_holds_its_first_and_its_last_day() {
    for (period, first, last) in [
        (Period::Year(2026), "2026-01-01", "2026-12-31"),
        (Period::Quarter(2026, 1), "2026-01-01", "2026-03-31"),
        (Period::Quarter(2026, 4), "2026-10-01", "2026-12-31"),
        (Period::Month(2024, 2), "2024-02-01", "2024-02-29"),
        (Period::Month(2026, 12), "2026-12-01", "2026-12-31"),
    ] {
        let (first, last) = (day(first), day(last));
        assert_eq!((period.first_day(), period.last_day()), (first, last), "{period}");
        let held = [first.plus_days(-1), first, last, last.plus_days(1)].map(|day| period.contains(day));
        assert_eq!(held, [false, true, true, false], "{period}");
    }
}

#[test]
fn a_day_begins_at_local_midnight() {
    let clock = Clock::held_at("Asia/Shanghai", moment("2026-11-23T15:59:59Z")).expect("a clock");
    assert_eq!(clock.today(), day("2026-11-23"));
    clock.advance(1);
    assert_eq!((clock.today(), clock.now()), (day("2026-11-24"), moment("2026-11-23T16:00:00Z")));
    assert_eq!(clock.day_of(moment("2026-01-01T00:00:00Z")), day("2026-01-01"));
    assert!(Clock::system("Nowhere/Land").is_err());
}

#[test]
fn the_systems_clock_goes_by_itself_and_is_not_moved() {
    let clock = Clock::system("Asia/Shanghai").expect("a clock");
    let before = clock.now();
    clock.advance(1_000_000);
    let passed = clock.now().seconds_since(before);
    assert!((0..1_000).contains(&passed) && before > moment("2020-01-01T00:00:00Z"), "{passed}");
}

#[test]
fn a_moved_copy_of_a_held_clock_moves_them_all() {
    let clock = Clock::held_at("Asia/Shanghai", moment("2026-11-23T06:30:00Z")).expect("a clock");
    clock.clone().advance(-60);
    assert_eq!(clock.now(), moment("2026-11-23T06:29:00Z"));
}

#[test]
fn on_the_wire_each_is_a_string_of_its_shape() {
    assert_eq!(serde_json::to_value(day("2026-11-23")).ok(), Some("2026-11-23".into()));
    assert_eq!(serde_json::from_str::<Period>("\"2026-Q4\"").ok(), Some(Period::Quarter(2026, 4)));
    let refused = crate::draft::parse::<Day>(b"\"2026-02-30\"").expect_err("no day");
    assert_eq!(refused.fields[0].arguments, ["YYYY-MM-DD"]);
    assert_eq!(crate::draft::parse::<Moment>(b"\"2026-11-23T06:30:00Z\"").ok(), Some(moment("2026-11-23T06:30:00Z")));
}

proptest! {
    #[test]
    fn days_go_round_by_their_number_and_their_name(number in -700_000_i64..2_900_000, more in -5_000_i32..5_000) {
        let day = Day::from_epoch_days(number);
        prop_assert_eq!(day.epoch_days(), number);
        prop_assert_eq!(day.plus_days(more).days_since(day), more);
        if day.year() >= 0 {
            prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        }
    }
}
