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

/// A number, or two ends, with its name and its measure word.
pub(super) struct Count {
    name: Said,
    unit: &'static str,
    low: i64,
    high: i64,
}

impl Count {
    pub fn of(sight: Sight, fact: Fact, known: &Known) -> Count {
        Count { name: sight.name(fact), unit: fact.about().unit, low: known.low, high: known.high }
    }
    /// 党员16人, 党员14至16人.
    fn zh(&self) -> String {
        format!("{}{}", self.name.0, self.zh_number())
    }
    fn zh_number(&self) -> String {
        match self.low == self.high {
            true => format!("{}{}", self.low, self.unit),
            false => format!("{}至{}{}", self.low, self.high, self.unit),
        }
    }
    fn en_number(&self) -> String {
        if self.low == self.high { self.low.to_string() } else { format!("{} to {}", self.low, self.high) }
    }
    fn en(&self) -> String {
        format!("{} numbered {}", self.name.1, self.en_number())
    }
}

/// Of two numbers and the bound between them; `need` is the edge, where there is one.
pub(super) fn ratio(bound: Bound, part: &Count, whole: &Count, need: Option<i64>, is_met: bool) -> Said {
    let left = whole.high.saturating_sub(part.low);
    let (zh, en) = match bound {
        // All of them: what is left to do says more than a fraction.
        Bound::AtLeast(n, d) if n == d && is_met => said("没有遗漏", "none is missing"),
        Bound::AtLeast(n, d) if n == d => said(format!("还差{left}{}", whole.unit), format!("{left} {} missing", is_or_are(left))),
        _ => {
            let ((zh_share, en_share), (zh_side, en_side)) = (share(bound), side(bound, is_met));
            let (zh_edge, en_edge) = need.map(|need| edge(bound, need, part.unit)).unwrap_or_default();
            said(format!("{zh_side}{zh_share}{zh_edge}"), format!("which is {en_side} {en_share}{en_edge}"))
        }
    };
    said(format!("{}，{}，{zh}", whole.zh(), part.zh()), format!("{}, {} {}, {en}", whole.en(), part.name.1, part.en_number()))
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
        Bound::AtMost(..) => said(format!("（至多{need}{unit}）"), format!(" (at most {need} {} allowed)", is_or_are(need))),
        _ => said(format!("（至少{need}{unit}）"), format!(" (at least {need} {} needed)", is_or_are(need))),
    }
}

/// Of a part that falls on either side of its bound.
pub(super) fn between(bound: Bound, part: &Count, whole: &Count) -> Said {
    let ((zh_share, en_share), (zh, en)) = (
        share(bound),
        match bound {
            Bound::AtLeast(..) => ("达到", "at least"),
            Bound::MoreThan(..) | Bound::AtMost(..) => ("超过", "more than"),
        },
    );
    said(
        format!("{}，{}，是否{zh}{zh_share}无法判断", whole.zh(), part.zh()),
        format!("{}, {} {}; whether that is {en} {en_share} cannot be judged", whole.en(), part.name.1, part.en_number()),
    )
}

/// Of a base that is, or may be, nobody.
pub(super) fn of_nobody(whole: &Count) -> Said {
    said(format!("{}，无法判断", whole.zh()), format!("{}, so it cannot be judged", whole.en()))
}

/// Of one number and its limits.
pub(super) fn amount(fact: Fact, count: &Count, least: Option<i64>, most: Option<i64>, is_met: bool) -> Said {
    let about = fact.about();
    match (least, most) {
        // None where one is enough, and none where none may be: the fact's own words.
        (Some(1), None) if count.high <= 0 => said(about.not_so.0, about.not_so.1),
        (None, Some(0)) if is_met => said(about.not_so.0, about.not_so.1),
        (None, Some(0)) => said(format!("{}，不应有", count.zh()), format!("{}, and there should be none", count.en())),
        _ if is_met => said(count.zh(), count.en()),
        _ => {
            let (zh, en) = limits(count.unit, least, most);
            said(format!("{}，应{zh}", count.zh()), format!("{}; {en}", count.en()))
        }
    }
}

fn limits(unit: &str, least: Option<i64>, most: Option<i64>) -> Said {
    match (least, most) {
        (Some(least), Some(most)) => said(format!("为{least}至{most}{unit}"), format!("it should be {least} to {most}")),
        (Some(least), None) => said(format!("不少于{least}{unit}"), format!("at least {least} {} needed", is_or_are(least))),
        (None, Some(most)) => said(format!("不超过{most}{unit}"), format!("at most {most} {} allowed", is_or_are(most))),
        (None, None) => Said::default(),
    }
}

/// Of a number that falls on either side of its limits.
pub(super) fn uncertain(count: &Count, least: Option<i64>, most: Option<i64>) -> Said {
    let (zh, en) = limits(count.unit, least, most);
    said(format!("{}，应{zh}，无法判断", count.zh()), format!("{}; {en}, so it cannot be judged", count.en()))
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
    match (&known.told, fact.about().unit) {
        (None, unit) if !unit.is_empty() => {
            let count = Count::of(sight, fact, known);
            said(count.zh(), count.en())
        }
        _ => clause(fact, known, true),
    }
}

/// A fact that is not known, and who can mend that.
pub(super) fn unknown(sight: Sight, fact: Fact) -> Said {
    let (zh, en) = fact.about().unsaid;
    let clause = match sight.gap(fact) {
        Some(gap) => said(&gap.told.zh, &gap.told.en),
        None if fact.about().mend == Mend::Record => said(format!("未写明{zh}"), format!("the record does not say {en}")),
        None => said(zh, en),
    };
    with_mend(clause, sight.mend(fact))
}

/// Why a number has two ends, where that is told.
pub(super) fn because(sight: Sight, clause: Said, fact: Fact, known: &Known) -> Said {
    let why = sight.gap(fact).map(|gap| &gap.told).or(known.told.as_ref());
    match why {
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
    let (zh, en) = match sight.gap(owned) {
        Some(gap) => said(&gap.told.zh, &gap.told.en),
        None => said(format!("未写明{}", owned.about().unsaid.0), format!("the record does not say {}", owned.about().unsaid.1)),
    };
    said(format!("{}，{}；{zh}", whole.zh(), has.zh()), format!("{}, {} {}; {en}", whole.en(), has.name.1, has.en_number()))
}

/// What was agreed, and how much of it is not yet due.
pub(super) fn owed(whole: &Count, closed: Fact, left: i64) -> Said {
    match left {
        0 => said(format!("{}，{}", whole.zh(), closed.about().so.0), format!("{}, {}", whole.en(), closed.about().so.1)),
        _ => said(format!("{}，{left}{}未到期", whole.zh(), whole.unit), format!("{}; {left} {} not yet due", whole.en(), is_or_are(left))),
    }
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
