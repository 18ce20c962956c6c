//! What is said of how often something was held in a period that is still running: nothing is short before its last day is
//! over.

use super::case::{Known, Window};
use super::kinds::Kind;
use super::sentences::Said;

/// How often so far, and how many days are left.
pub(super) fn still_open(window: Window, kind: Option<Kind>, known: &Known, left: i32) -> Said {
    let (verb, zh_period, en_period) = (kind.map_or("开展", Kind::verb), window.period.zh(), window.period.en());
    let (zh, en) = match known.high {
        0 => (format!("{zh_period}尚未{verb}"), format!("none yet in {en_period}")),
        number => (format!("{zh_period}已{verb}{number}次"), format!("{number} so far in {en_period}")),
    };
    match left {
        0 => (format!("{zh}，今天是最后一天"), format!("{en}, and today is its last day")),
        _ => (format!("{zh}，还有{left}天"), format!("{en}, and {left} {} left", if left == 1 { "day is" } else { "days are" })),
    }
}
