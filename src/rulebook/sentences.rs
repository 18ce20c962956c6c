//! What a finding says, in Chinese and English, with the numbers in it: evidence, as a clause without its full stop. Not
//! here: whether a rule is met (`measure`), and what a single fact is called (`facts`).

use super::case::{Fact, Known, Mend, Source};
use super::rules::Bound;
use super::sight::Sight;

/// A clause in both languages.
pub(super) type Said = (String, String);

fn said(zh: impl Into<String>, en: impl Into<String>) -> Said {
    (zh.into(), en.into())
}

/// A number, or two ends, as it reads.
pub(super) struct Count {
    zh: String,
    en: String,
    /// The Chinese measure word.
    unit: &'static str,
    low: i64,
    high: i64,
}

impl Count {
    /// 党员16人 / 16 members; 党员14至16人 / 14 to 16 members.
    pub fn of(sight: Sight, fact: Fact, known: &Known) -> Count {
        let (low, high) = (known.low, known.high);
        let name = fact.en();
        let (zh_name, unit, one, many) = sight.unit(fact).map_or((fact.zh(), "", &*name, &*name), |(zh, unit)| (zh, unit.zh, unit.one, unit.many));
        let (zh, en) = match low == high {
            true => (low.to_string(), low.to_string()),
            false => (format!("{low}至{high}"), format!("{low} to {high}")),
        };
        let en_name = if (low, high) == (1, 1) { one } else { many };
        Count { zh: format!("{zh_name}{zh}{unit}"), en: format!("{en} {en_name}"), unit, low, high }
    }
}

/// Of two numbers and the bound between them; `need` is the edge, where there is one.
pub(super) fn ratio(bound: Bound, part: &Count, whole: &Count, need: Option<i64>, is_met: bool) -> Said {
    let left = whole.high.saturating_sub(part.low);
    let (zh, en) = match bound {
        // All of them: what is left to do says more than a fraction.
        Bound::AtLeast(n, d) if n == d && is_met => said("没有遗漏", "all of them"),
        Bound::AtLeast(n, d) if n == d => said(format!("相差{left}{}", whole.unit), format!("all but {left}")),
        _ => {
            let ((zh_share, en_share), (zh_side, en_side)) = (share(bound), side(bound, is_met));
            let (zh_edge, en_edge) = need.map(|need| edge(bound, need, part.unit)).unwrap_or_default();
            said(format!("{zh_side}{zh_share}{zh_edge}"), format!("{en_side} {en_share}{en_edge}"))
        }
    };
    said(format!("{}，{}，{zh}", whole.zh, part.zh), format!("{}, {}: {en}", whole.en, part.en))
}

/// On which side of the share a part is.
fn side(bound: Bound, is_met: bool) -> (&'static str, &'static str) {
    match (bound, is_met) {
        (Bound::AtLeast(..), true) => ("达到", "at least"),
        (Bound::AtLeast(..), false) => ("未达", "short of"),
        (Bound::MoreThan(..), true) | (Bound::AtMost(..), false) => ("超过", "more than"),
        (Bound::MoreThan(..), false) | (Bound::AtMost(..), true) => ("未超过", "not more than"),
    }
}

/// The number at the edge of the share.
fn edge(bound: Bound, need: i64, unit: &str) -> Said {
    match bound {
        Bound::AtMost(..) => said(format!("（至多{need}{unit}）"), format!(" (at most {need})")),
        _ => said(format!("（至少{need}{unit}）"), format!(" (at least {need})")),
    }
}

/// Of a part that falls on either side of its bound.
pub(super) fn between(bound: Bound, part: &Count, whole: &Count) -> Said {
    // On the side that a bound of at most is about, it is broken.
    let ((zh_share, en_share), (zh, en)) = (share(bound), side(bound, !matches!(bound, Bound::AtMost(..))));
    said(
        format!("{}，{}，是否{zh}{zh_share}无法判断", whole.zh, part.zh),
        format!("{}, {}; whether that is {en} {en_share} cannot be judged", whole.en, part.en),
    )
}

/// Of a base that is, or may be, nobody.
pub(super) fn of_nobody(whole: &Count) -> Said {
    said(format!("{}，无法判断", whole.zh), format!("{}, so it cannot be judged", whole.en))
}

/// Of one number and its limits, which are said where it breaks them.
pub(super) fn amount(sight: Sight, fact: Fact, known: &Known, (least, most): Limits, is_met: bool) -> Said {
    let count = Count::of(sight, fact, known);
    let found = match &known.told {
        None if count.high > 0 => said(count.zh, count.en),
        _ => clause(fact, known, false),
    };
    match limits(count.unit, (least, most)).filter(|_| !is_met) {
        Some(limits) => said(format!("{}，应{}", found.0, limits.0), format!("{}; {}", found.1, limits.1)),
        None => found,
    }
}

/// The least and the most that a number may be.
pub(super) type Limits = (Option<i64>, Option<i64>);

/// None where one is enough or none may be: what was found says it.
fn limits(unit: &str, limits: Limits) -> Option<Said> {
    match limits {
        (Some(1), None) | (None, Some(0) | None) => None,
        (Some(least), Some(most)) => Some(said(format!("为{least}至{most}{unit}"), format!("it should be {least} to {most}"))),
        (Some(least), None) => Some(said(format!("不少于{least}{unit}"), format!("at least {least} {} needed", is_or_are(least)))),
        (None, Some(most)) => Some(said(format!("不超过{most}{unit}"), format!("at most {most} {} allowed", is_or_are(most)))),
    }
}

/// Of a number that falls on either side of its limits.
pub(super) fn uncertain(sight: Sight, fact: Fact, known: &Known, limits: Limits) -> Said {
    let (zh, en) = amount(sight, fact, known, limits, false);
    said(format!("{zh}，无法判断"), format!("{en}, so it cannot be judged"))
}

/// Of something that is so or not: its evidence, else the fact's own words.
pub(super) fn clause(fact: Fact, known: &Known, is_so: bool) -> Said {
    match (&known.told, is_so) {
        (Some(told), _) => said(&told.zh, &told.en),
        (None, true) => said(fact.about().so.0, fact.about().so.1),
        (None, false) => said(fact.about().not_so.0, fact.about().not_so.1),
    }
}

/// Of something that is so among others that are: its number, where it has one.
pub(super) fn part_of_all(sight: Sight, fact: Fact, known: &Known) -> Said {
    match (&known.told, sight.unit(fact)) {
        (None, Some(_)) => {
            let count = Count::of(sight, fact, known);
            said(count.zh, count.en)
        }
        _ => clause(fact, known, true),
    }
}

/// A fact that is not known, and who can mend that.
pub(super) fn unknown(sight: Sight, fact: Fact) -> Said {
    with_mend(unsaid(sight, fact), sight.mend(fact))
}

fn unsaid(sight: Sight, fact: Fact) -> Said {
    let (zh, en) = fact.about().unsaid;
    match sight.gap(fact) {
        Some(gap) => said(&gap.told.zh, &gap.told.en),
        None if fact.about().mend == Mend::Record => said(format!("未写明{zh}"), format!("the record does not say {en}")),
        None => said(zh, en),
    }
}

/// Why a number has two ends, where that is told.
pub(super) fn because(sight: Sight, clause: Said, fact: Fact) -> Said {
    match sight.gap(fact).map(|gap| &gap.told) {
        Some(why) => said(format!("{}：{}", clause.0, why.zh), format!("{}: {}", clause.1, why.en)),
        None => clause,
    }
}

/// Who can mend a number that has two ends: the record, where it says other than the system knows, unless the texts differ.
pub(super) fn mend_of(sight: Sight, fact: Fact, known: &Known) -> Mend {
    match (sight.mend(fact), known.source) {
        (own, Source::Contradicted) if sight.gap(fact).is_none() && own != Mend::Superior => Mend::Record,
        (own, _) => own,
    }
}

pub(super) fn with_mend((zh, en): Said, mend: Mend) -> Said {
    said(format!("{zh}，{}", mend.zh()), format!("{en}; {}", mend.en()))
}

/// What was agreed, and that some of it has no owner or date.
pub(super) fn unowned(sight: Sight, whole: &Count, has: &Count, owned: Fact) -> Said {
    let (zh, en) = unsaid(sight, owned);
    said(format!("{}，{}；{zh}", whole.zh, has.zh), format!("{}, {}; {en}", whole.en, has.en))
}

/// What was agreed, and how much of it is not yet due; evidence of that stands in place of our words.
pub(super) fn owed(sight: Sight, whole: &Count, closed: Fact, done: Option<&Known>, left: i64) -> Said {
    let (zh, en) = match done {
        Some(Known { told: Some(told), .. }) => said(&told.zh, &told.en),
        _ if left == 0 => said(closed.about().so.0, closed.about().so.1),
        _ => said(format!("{left}{}未到期", whole.unit), format!("{left} {} not yet due", is_or_are(left))),
    };
    let done = done.filter(|known| known.told.is_none() && left > 0).map(|known| Count::of(sight, closed, known));
    let (zh_done, en_done) = done.map(|done| (format!("，{}", done.zh), format!(", {}", done.en))).unwrap_or_default();
    said(format!("{}{zh_done}，{zh}", whole.zh), format!("{}{en_done}; {en}", whole.en))
}

/// With the evidence of numbers behind them: who is short.
pub(super) fn with_evidence(clause: Said, known: &[&Known]) -> Said {
    known.iter().filter_map(|known| known.told.as_ref()).fold(clause, |(zh, en), told| (format!("{zh}；{}", told.zh), format!("{en}; {}", told.en)))
}

/// Clauses in a row.
pub(super) fn joined(clauses: impl Iterator<Item = Said>) -> Said {
    let (zh, en): (Vec<String>, Vec<String>) = clauses.unzip();
    (zh.join("，"), en.join(", "))
}

/// Names in a row: 李明、王芳 / Li Ming and Wang Fang.
pub(super) fn listed<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Said {
    let (zh, mut en): (Vec<&str>, Vec<&str>) = names.unzip();
    let last = en.pop().unwrap_or_default();
    (zh.join("、"), if en.is_empty() { last.to_string() } else { format!("{} and {last}", en.join(", ")) })
}

/// What a rule asks, of what, and what was found: one whole sentence.
pub(super) fn sentence(title: (&str, &str), name: &Said, clause: &Said) -> Said {
    let place = |text: &str, open: &str, close: &str| if text.is_empty() { String::new() } else { format!("{open}{text}{close}") };
    let end = |text: &str, colon: &str| if text.is_empty() { String::new() } else { format!("{colon}{text}") };
    said(
        format!("{}{}{}。", title.0, place(&name.0, "（", "）"), end(&clause.0, "：")),
        format!("{}{}{}.", title.1, place(&name.1, " (", ")"), end(&clause.1, ": ")),
    )
}

pub(super) fn is_or_are(number: i64) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

fn share(bound: Bound) -> Said {
    const DIGITS: [&str; 11] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    const NUMBERS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    const PARTS: [&str; 11] = ["", "", "half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let (Bound::AtLeast(n, d) | Bound::MoreThan(n, d) | Bound::AtMost(n, d)) = bound;
    let at = |list: [&'static str; 11], number: u32| list.get(number as usize).copied().unwrap_or("");
    let (few, many, part) = (at(DIGITS, n), at(DIGITS, d), at(PARTS, d));
    match (n, d) {
        (1, 2) => said("半数", "half"),
        _ if few.is_empty() || many.is_empty() || part.is_empty() => said(format!("{d}分之{n}"), format!("{n}/{d}")),
        (1, _) => said(format!("{many}分之{few}"), format!("a {part}")),
        _ => said(format!("{many}分之{few}"), format!("{} {part}s", at(NUMBERS, n))),
    }
}
