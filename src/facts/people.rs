//! People in sentences.

/// How many are named before the rest is counted.
const NAMED: usize = 5;

/// 李明、王芳等8人 / Li Ming, Wang Fang and 6 more: five at most are named.
pub fn and_others(all: &[String]) -> (String, String) {
    let named: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
    let rest = all.len().saturating_sub(NAMED);
    let (zh, en) = (named.join("、"), named.join(", "));
    if rest == 0 { (zh, en) } else { (format!("{zh}等{}人", all.len()), format!("{en} and {rest} more")) }
}

/// The names alone, all of them.
pub fn names(all: &[String]) -> (String, String) {
    let en = match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    (all.join("、"), en)
}

/// `1 member`, `2 members`.
pub fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: usize) -> Vec<String> {
        ["甲", "乙", "丙", "丁", "戊", "己", "庚"].iter().take(count).map(|name| name.to_string()).collect()
    }

    #[test]
    fn five_are_named_and_the_rest_is_counted() {
        assert_eq!(and_others(&of(1)), ("甲".to_string(), "甲".to_string()));
        assert_eq!(and_others(&of(5)), ("甲、乙、丙、丁、戊".to_string(), "甲, 乙, 丙, 丁, 戊".to_string()));
        assert_eq!(and_others(&of(6)), ("甲、乙、丙、丁、戊等6人".to_string(), "甲, 乙, 丙, 丁, 戊 and 1 more".to_string()));
    }

    #[test]
    fn a_few_are_all_named() {
        assert_eq!(names(&of(2)), ("甲、乙".to_string(), "甲 and 乙".to_string()));
        assert_eq!(names(&of(3)).1, "甲, 乙 and 丙");
        assert_eq!((names(&of(1)).1.as_str(), names(&[]).1.as_str()), ("甲", ""));
    }

    #[test]
    fn one_is_said_as_one() {
        assert_eq!((counted(1, "member", "members").as_str(), counted(2, "member", "members").as_str()), ("1 member", "2 members"));
    }
}
