//! A number that the record says beside the one that the system knows.

use crate::rulebook::case::{Known, Source};

/// What comes of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciled {
    /// None where neither is known.
    pub known: Option<Known>,
    /// Both are known and differ: the stated one, the derived one.
    pub contradiction: Option<(i64, i64)>,
}

/// The derived number where there is one, else the stated. Where they differ both are judged: one of them is wrong, and
/// nobody here knows which.
pub fn reconciled(derived: Option<i64>, stated: Option<i64>) -> Reconciled {
    let one = |value: i64, source: Source| Some(Known { low: value, high: value, source, told: None });
    match (derived, stated) {
        (Some(derived), Some(stated)) if derived != stated => Reconciled {
            known: Some(Known { low: derived.min(stated), high: derived.max(stated), source: Source::Contradicted, told: None }),
            contradiction: Some((stated, derived)),
        },
        (Some(derived), _) => Reconciled { known: one(derived, Source::Derived), contradiction: None },
        (None, Some(stated)) => Reconciled { known: one(stated, Source::Stated), contradiction: None },
        (None, None) => Reconciled { known: None, contradiction: None },
    }
}

/// What a text says: something, or that there is none (blank, or 无), or nothing at all when it is left out.
pub fn said(text: Option<&str>) -> Option<bool> {
    text.map(|text| !matches!(text.trim(), "" | "无" | "没有"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(derived: Option<i64>, stated: Option<i64>) -> Option<(i64, i64, Source)> {
        reconciled(derived, stated).known.map(|known| (known.low, known.high, known.source))
    }

    #[test]
    fn what_the_system_knows_goes_before_what_was_typed() {
        assert_eq!(ends(Some(16), None), Some((16, 16, Source::Derived)));
        assert_eq!(ends(Some(16), Some(16)), Some((16, 16, Source::Derived)));
        assert_eq!(ends(None, Some(6)), Some((6, 6, Source::Stated)));
        assert_eq!(ends(None, None), None);
    }

    #[test]
    fn two_numbers_that_differ_are_both_judged() {
        assert_eq!(ends(Some(16), Some(6)), Some((6, 16, Source::Contradicted)));
        assert_eq!(ends(Some(6), Some(16)), Some((6, 16, Source::Contradicted)));
        assert_eq!(reconciled(Some(16), Some(6)).contradiction, Some((6, 16)));
        assert_eq!(reconciled(Some(16), Some(16)).contradiction, None);
        assert_eq!(reconciled(None, Some(6)).contradiction, None);
    }

    #[test]
    fn a_blank_text_says_none_and_an_absent_one_nothing() {
        assert_eq!([None, Some(""), Some(" "), Some("无"), Some("改进作风")].map(said), [None, Some(false), Some(false), Some(false), Some(true)]);
    }
}
