//! What people write into cells: names with spaces between their characters, seven ways to write a date, full-width
//! digits.

use super::sheet::Cell;
use crate::clock::Day;
use crate::text::Name;

/// A day counted as spreadsheets count: 1 is 1900-01-01, and 1900 had a 29 February.
const SERIAL_ZERO: i64 = -25_569;
/// Serial numbers that can be a day of somebody's life: 1910 to 2100.
const SERIALS: std::ops::RangeInclusive<i64> = 3_654..=73_415;

/// Full-width digits, letters and signs as their usual forms.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// The cell as text, trimmed; numbers as they would be typed.
pub fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.trim().to_string(),
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{}", *number as i64),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
    }
}

/// Text without any white space: for comparing what people type differently.
pub fn squeezed(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// A name. Spaces between Chinese characters are for the eye and go; between Latin words they stay.
pub fn name(cell: &Cell) -> Option<Name> {
    let raw = text(cell).replace('\u{3000}', " ");
    let is_latin = raw.chars().any(|c| c.is_ascii_alphabetic());
    let plain = if is_latin { raw.split_whitespace().collect::<Vec<_>>().join(" ") } else { raw.split_whitespace().collect() };
    Name::parse(&plain).ok()
}

/// What a cell that should hold a date holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    Nothing,
    Day(Day),
    /// A date that does not exist, or no date.
    Impossible,
}

/// `2016-02-18`, `2016/2/18`, `2016.02.18`, `2016年2月18日`, `20160218`, a date cell, a serial number.
pub fn day(cell: &Cell) -> Dated {
    match cell {
        Cell::Empty => Dated::Nothing,
        Cell::Day(day) => Dated::Day(*day),
        Cell::Number(number) => numbered(*number),
        Cell::Text(text) => written(&squeezed(text)),
    }
}

fn numbered(number: f64) -> Dated {
    let whole = number.trunc() as i64;
    if SERIALS.contains(&whole) { Dated::Day(Day::from_epoch_days(SERIAL_ZERO + whole)) } else { written(&whole.to_string()) }
}

fn written(text: &str) -> Dated {
    if text.is_empty() {
        return Dated::Nothing;
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let day = match parts.as_slice() {
        [year, month, day, ..] if year.len() == 4 => numbers(year, month, day),
        [one] if one.len() == 8 => one.get(..4).zip(one.get(4..6)).zip(one.get(6..)).and_then(|((year, month), day)| numbers(year, month, day)),
        [one] if one.len() == 5 => return numbered(one.parse().unwrap_or(0.0)),
        _ => None,
    };
    day.map_or(Dated::Impossible, Dated::Day)
}

fn numbers(year: &str, month: &str, day: &str) -> Option<Day> {
    Day::of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// 是, yes, 1, √.
pub fn is_yes(cell: &Cell) -> bool {
    matches!(squeezed(&text(cell)).to_lowercase().as_str(), "是" | "有" | "yes" | "y" | "true" | "1" | "√" | "✓")
}
