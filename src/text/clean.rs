//! Pasted text without what cannot be seen.

use icu_properties::CodePointSetData;
use icu_properties::props::ExtendedPictographic;

/// Joins two emoji into one: 👨‍👩‍👧. Anywhere else it is left over.
const JOINER: char = '\u{200D}';

pub(super) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

/// Control characters but those that break a line, and what makes two names look alike that are not: zero-width characters, marks
/// of direction, soft hyphens.
pub fn is_invisible(c: char) -> bool {
    match c {
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' => true,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{00AD}' | '\u{061C}' => true,
        c => c.is_control() && !is_line_break(c),
    }
}

/// How a word processor or a page breaks a line where text has `\n`.
fn is_foreign_break(c: char) -> bool {
    matches!(c, '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_emoji(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

/// What belongs to the emoji before it: that it is shown in colour, the colour of its skin.
fn is_of_an_emoji(c: char) -> bool {
    matches!(c, '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// The text without what cannot be seen, foreign breaks as `\n`. Never longer, and clean once and for all.
///
/// A joiner stays where Unicode's own rule keeps one emoji together (UAX 29, GB11): after an emoji and before one. It is judged
/// by what was kept before it and by what was sent after it, so that what stays once stays ever after.
pub(super) fn cleaned(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_after_emoji = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = c == JOINER && is_after_emoji && rest.peek().is_some_and(|next| is_emoji(*next));
        if is_foreign_break(c) {
            kept.push('\n');
        } else if joins || !is_invisible(c) {
            kept.push(c);
        } else {
            continue;
        }
        is_after_emoji = is_emoji(c) || (is_after_emoji && is_of_an_emoji(c));
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        let dropped = [(0x200B_u32, 0x200F_u32), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069), (0xFEFF, 0xFEFF), (0xAD, 0xAD)];
        let controls = [(0x61C, 0x61C), (0, 8), (0xE, 0x1F), (0x7F, 0x84), (0x86, 0x9F)];
        for number in dropped.into_iter().chain(controls).flat_map(|(first, last)| first..=last) {
            let character = char::from_u32(number).expect("a character");
            assert_eq!(cleaned(&format!("一{character}二")), "一二", "U+{number:04X}");
        }
        for visible in ["\u{200A}", "\u{2010}", "\u{2027}", "\u{202F}", "\u{205F}", "\u{2065}", "\u{206A}", "~", "\u{A0}", "\u{AC}", "\u{AE}"] {
            assert_eq!(cleaned(visible), visible, "{visible:?}");
        }
    }

    #[test]
    fn every_way_to_break_a_line_is_one() {
        for foreign in ["\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(cleaned(&format!("一{foreign}二")), "一\n二", "{foreign:?}");
        }
        assert_eq!(cleaned("　　第一段\r\n\t第二段 \n"), "　　第一段\r\n\t第二段 \n");
    }

    #[test]
    fn an_emoji_stays_whole() {
        for whole in ["👨\u{200D}👩\u{200D}👧", "👩🏽\u{200D}⚕\u{FE0F}", "❤\u{FE0F}\u{200D}🔥", "🏳\u{FE0F}\u{200D}🌈", "☎\u{FE0F}", "👍🏿", "🇨🇳"]
        {
            assert_eq!(cleaned(whole), whole, "{whole:?}");
        }
    }

    #[test]
    fn a_joiner_that_joins_no_emoji_goes() {
        for (sent, kept) in [
            ("一\u{200D}二", "一二"),
            ("一\u{200D}👧", "一👧"),
            ("👩\u{200D}二", "👩二"),
            ("👩\u{200D}", "👩"),
            ("\u{200D}👩", "👩"),
            ("👩一\u{200D}👧", "👩一👧"),
            ("一\u{FE0F}\u{200D}👧", "一\u{FE0F}👧"),
            ("👩\u{200D}\u{200D}👧", "👩\u{200D}👧"),
            ("👩\u{200B}\u{200D}👧", "👩\u{200D}👧"),
            ("👩\n\u{200D}👧", "👩\n👧"),
        ] {
            assert_eq!(cleaned(sent), kept, "{sent:?}");
        }
    }

    /// Text as it never is, with all that is cleaned close together.
    fn pasted() -> impl Strategy<Value = String> {
        let telling = prop::sample::select(vec![
            '\u{200D}',
            '\u{FE0F}',
            '\u{1F3FD}',
            '👩',
            '👧',
            '❤',
            '\u{200B}',
            '\u{FEFF}',
            '\u{AD}',
            '\u{B}',
            '\u{2028}',
            '\r',
            '\n',
            '一',
            'e',
            '\u{301}',
        ]);
        prop::collection::vec(prop_oneof![4 => telling, 1 => any::<char>()], 0..40).prop_map(|all| all.into_iter().collect())
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_as_it_is(text in pasted()) {
            let once = cleaned(&text);
            prop_assert!(once.chars().count() <= text.chars().count() && once.len() <= text.len());
            prop_assert_eq!(cleaned(&once), once.clone());
            prop_assert!(once.chars().all(|c| c == JOINER || !is_invisible(c)));
            let kept = super::super::Prose::parse(&text).expect("prose");
            prop_assert!(unicode_normalization::is_nfc(kept.as_str()));
            prop_assert_eq!(super::super::Prose::parse(kept.as_str()).expect("prose"), kept);
        }
    }
}
