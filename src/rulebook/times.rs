//! What is said of how often something was held in a period, and of a period that is still running.

use super::case::{Case, Fact};
use super::kinds::Kind;
use super::rules::{Each, Rule, Shape};
use super::sentences::{Said, is_or_are};
use super::sight::Sight;

/// How a number of times reads; none where the rule is about something else or the number is not known.
pub(super) fn said(rule: &Rule, case: &Case, sight: Sight, is_met: bool) -> Option<Said> {
    let Shape::Times { fact, least } = rule.shape else { return None };
    let known = sight.known(fact)?;
    let number = if is_met { known.low } else { known.high };
    let (zh_period, en_period) = period(rule.each, case);
    let kind = rule.kinds.iter().find(|kind| case.kinds.contains(kind)).copied();
    if let Some(left) = days_left(case).filter(|_| !is_met) {
        return Some(still_open(&(zh_period, en_period), kind, number, left));
    }
    if let Some(told) = &known.told {
        return Some((told.zh.clone(), told.en.clone()));
    }
    let verb = kind.map_or("开展", verb);
    Some(match (fact, number, kind) {
        (Fact::Meetings, 0, Some(kind)) => (format!("{zh_period}无{}的记录", kind.zh()), format!("{en_period} has none on record")),
        (_, 0, _) => (format!("{zh_period}{}", fact.about().not_so.0), format!("in {en_period} {}", fact.about().not_so.1)),
        (Fact::Meetings, _, Some(kind)) => {
            short(is_met, least, format!("{zh_period}{verb}{}{number}次", kind.zh()), format!("{en_period} has {number}"))
        }
        _ => short(is_met, least, format!("{zh_period}{}{number}次", fact.zh()), format!("{en_period} has {number}")),
    })
}

/// How many days a period that is not over still has.
pub(super) fn days_left(case: &Case) -> Option<i32> {
    case.window?.days_left()
}

fn short(is_met: bool, least: i64, zh: String, en: String) -> Said {
    match is_met {
        true => (zh, en),
        false => (format!("{zh}，应不少于{least}次"), format!("{en}; at least {least} {} needed", is_or_are(least))),
    }
}

fn still_open((zh_period, en_period): &Said, kind: Option<Kind>, number: i64, left: i32) -> Said {
    let verb = kind.map_or("开展", verb);
    let (zh, en) = match number {
        0 => (format!("{zh_period}尚未{verb}"), format!("none yet in {en_period}")),
        _ => (format!("{zh_period}已{verb}{number}次"), format!("{number} so far in {en_period}")),
    };
    match left {
        0 => (format!("{zh}，今天是最后一天"), format!("{en}, and today is its last day")),
        _ => (format!("{zh}，还有{left}天"), format!("{en}, and {left} {} left", if left == 1 { "day is" } else { "days are" })),
    }
}

/// Meetings are convened; all else is carried out.
fn verb(kind: Kind) -> &'static str {
    use Kind as K;
    match kind {
        K::BranchGeneralMeeting | K::BranchCommitteeMeeting | K::PartyGroupMeeting | K::OrganizationalLifeMeeting | K::DemocraticLifeMeeting => {
            "召开"
        }
        K::PartyLecture | K::ThemePartyDay | K::DemocraticAppraisal | K::HeartToHeartTalk | K::CollectiveStudy => "开展",
    }
}

/// The period by its name, as its last day and the rule have it.
fn period(each: Each, case: &Case) -> Said {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    const QUARTERS: [(&str, &str); 4] = [("一", "first"), ("二", "second"), ("三", "third"), ("四", "fourth")];
    let (year, month, quarter) = (case.day.year(), case.day.month(), case.day.quarter());
    let at = |number: i8| usize::try_from(number.saturating_sub(1)).unwrap_or_default();
    match each {
        Each::Month => (format!("{year}年{month}月"), format!("{} {year}", MONTHS.get(at(month)).copied().unwrap_or_default())),
        Each::Quarter => {
            let (zh, en) = QUARTERS.get(at(quarter)).copied().unwrap_or_default();
            (format!("{year}年第{zh}季度"), format!("the {en} quarter of {year}"))
        }
        _ => (format!("{year}年"), year.to_string()),
    }
}
