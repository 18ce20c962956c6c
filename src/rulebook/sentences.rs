//! What a finding says, in Chinese and English, with the numbers in it. Not here: whether a rule is met.

use super::case::Fact;
use super::rules::Bound;

/// A sentence in both languages.
pub(super) type Said = (String, String);

/// Of two numbers and the bound between them; `need` is the edge.
pub(super) fn ratio(bound: Bound, part: (Fact, i64), whole: (Fact, i64), need: i64, is_met: bool) -> Said {
    let ((part, of), (whole, all)) = (part, whole);
    let (zh, en) = match bound {
        // All of them: what is left to do says more than a fraction.
        Bound::AtLeast(n, d) if n == d && is_met => ("没有遗漏".to_string(), "none is missing".to_string()),
        Bound::AtLeast(n, d) if n == d => {
            let left = all.saturating_sub(of);
            (format!("还差 {}", counted(whole, left)), format!("{left} still missing"))
        }
        Bound::AtLeast(n, d) => {
            let (zh, en) = if is_met { ("达到", "which reaches") } else { ("未达", "short of") };
            edge((zh, en), (n, d), AT_LEAST, (part, need))
        }
        Bound::MoreThan(n, d) => {
            let (zh, en) = if is_met { ("超过", "more than") } else { ("未超过", "not more than") };
            edge((zh, en), (n, d), AT_LEAST, (part, need))
        }
        Bound::AtMost(n, d) => {
            let (zh, en) = if is_met { ("未超过", "not more than") } else { ("超过", "more than") };
            edge((zh, en), (n, d), AT_MOST, (part, need))
        }
    };
    (
        format!("{} {}，{} {}，{zh}。", whole.zh(), counted(whole, all), part.zh(), counted(part, of)),
        format!("{}: {all}; {}: {of}, {en}.", capital(&english(whole)), english(part)),
    )
}

/// The words around the number at the edge: before it in Chinese, before and after it in English.
type Limit = (&'static str, &'static str, &'static str);
const AT_LEAST: Limit = ("至少", "at least", "needed");
const AT_MOST: Limit = ("至多", "at most", "allowed");

/// Which side of the share it is on, and the number at its edge.
fn edge((zh, en): (&str, &str), (n, d): (u32, u32), limit: Limit, (part, need): (Fact, i64)) -> Said {
    let (zh_share, en_share) = share(n, d);
    let (zh_limit, en_limit, en_end) = limit;
    (format!("{zh}{zh_share}（{zh_limit} {}）", counted(part, need)), format!("{en} {en_share} ({en_limit} {need} {en_end})"))
}

/// Of one number and its limits.
pub(super) fn amount(fact: Fact, number: i64, least: Option<i64>, most: Option<i64>) -> Said {
    let (zh, en) = match (least, most) {
        (Some(least), Some(most)) => {
            let range = format!("应为 {least} 到 {}", counted(fact, most));
            (range, format!("from {least} to {most} is right"))
        }
        (Some(least), None) => {
            let limit = format!("应不少于 {}", counted(fact, least));
            (limit, format!("at least {least} needed"))
        }
        (None, Some(0)) if number > 0 => ("不应有".to_string(), "there should be none".to_string()),
        (None, Some(most)) => {
            let limit = format!("应不超过 {}", counted(fact, most));
            (limit, format!("at most {most} allowed"))
        }
        (None, None) => return (String::new(), String::new()),
    };
    (format!("{} {}，{zh}。", fact.zh(), counted(fact, number)), format!("{}: {number}, {en}.", capital(&english(fact))))
}

/// Of something that must be so.
pub(super) fn yes(fact: Fact, is_so: bool) -> Said {
    match is_so {
        true => (format!("{}。", fact.zh()), format!("{}: yes.", capital(&english(fact)))),
        false => (format!("尚未做到“{}”。", fact.zh()), format!("{}: no.", capital(&english(fact)))),
    }
}

/// Of something that must not be so.
pub(super) fn no(fact: Fact, is_so: bool) -> Said {
    match is_so {
        true => (format!("不应有此情形：{}。", fact.zh()), format!("This should not be: {}.", english(fact))),
        false => (format!("没有此情形：{}。", fact.zh()), format!("This is not so: {}.", english(fact))),
    }
}

/// Of several things, and which of them are missing.
pub(super) fn all(missing: &[Fact]) -> Said {
    if missing.is_empty() {
        return ("都有记录。".to_string(), "All are on record.".to_string());
    }
    let list = |name: fn(Fact) -> String, join: &str| missing.iter().map(|fact| name(*fact)).collect::<Vec<_>>().join(join);
    (format!("缺少：{}。", list(|fact| fact.zh().to_string(), "、")), format!("Missing: {}.", list(english, ", ")))
}

/// Of a fact that is not known, or is zero where something must be a part of it.
pub(super) fn unknown(fact: Fact, is_zero: bool) -> Said {
    match is_zero {
        true => (format!("“{}”为 0，无法判断。", fact.zh()), format!("{}: 0, so this cannot be judged.", capital(&english(fact)))),
        false => (format!("没有记录“{}”，无法判断。", fact.zh()), format!("The record does not say: {}.", english(fact))),
    }
}

fn share(n: u32, d: u32) -> Said {
    const DIGITS: [&str; 11] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    const PARTS: [&str; 11] = ["", "", "half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let at = |list: [&'static str; 11], number: u32| list.get(number as usize).copied().unwrap_or("");
    let (few, many, part) = (at(DIGITS, n), at(DIGITS, d), at(PARTS, d));
    match (n, d) {
        (1, 2) => ("半数".to_string(), "half".to_string()),
        _ if few.is_empty() || many.is_empty() || part.is_empty() => (format!("{n}/{d}"), format!("{n}/{d}")),
        (1, _) => (format!("{many}分之{few}"), format!("a {part}")),
        _ => (format!("{many}分之{few}"), format!("{n} {part}s")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number with its Chinese measure word.
fn counted(fact: Fact, number: i64) -> String {
    match measure_word(fact) {
        "" => number.to_string(),
        word => format!("{number} {word}"),
    }
}

fn measure_word(fact: Fact) -> &'static str {
    fact.about().unit
}

/// A fact's name for an English reader.
fn english(fact: Fact) -> String {
    fact.en()
}
