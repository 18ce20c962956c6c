//! What each text takes, and how it says no.

use super::*;

fn name(text: &str) -> Result<String, (FieldFault, Vec<String>)> {
    Name::parse(text).map(Name::into_string).map_err(|error| (error.fault, error.arguments))
}

fn at(number: &str, place: usize) -> Result<String, (FieldFault, Vec<String>)> {
    Err((FieldFault::ForbiddenCharacter, vec![number.to_string(), place.to_string()]))
}

#[test]
fn a_name_is_one_line_with_something_on_it() {
    assert_eq!(name("  买买提·艾力 "), Ok("买买提·艾力".to_string()));
    assert_eq!(name("x"), Ok("x".to_string()));
    for blank in ["", " ", "　\u{a0}", "\n"] {
        assert_eq!(name(blank), Err((FieldFault::Empty, vec![])), "{blank:?}");
    }
    assert_eq!(name("一\n二"), at("U+000A", 2));
    assert_eq!(name("一\t二"), at("U+0009", 2));
}

#[test]
fn each_text_has_its_length_in_code_points() {
    assert_eq!((Name::LIMIT, Remark::LIMIT, Prose::LIMIT, Pointer::LIMIT), (200, 2000, 50_000, 200));
    assert!(Name::parse(&"𠮷".repeat(200)).is_ok());
    assert_eq!(name(&"𠮷".repeat(201)), Err((FieldFault::TooLong, vec!["200".to_string()])));
    assert!(Remark::parse(&"一".repeat(2000)).is_ok() && Remark::parse(&"一".repeat(2001)).is_err());
    assert!(Prose::parse(&"一".repeat(50_000)).is_ok() && Prose::parse(&"一".repeat(50_001)).is_err());
    assert!(Pointer::parse("").is_ok() && Pointer::parse(&"/".repeat(200)).is_ok() && Pointer::parse(&"/".repeat(201)).is_err());
}

#[test]
fn prose_has_paragraphs_and_may_be_blank() {
    let text = "　　第一段\r\n\t第二段 \n";
    assert_eq!(Prose::parse(text).map(Prose::into_string), Ok(text.to_string()));
    for blank in ["", " \n", "\u{200B}", "\u{FEFF} \u{2028}"] {
        assert!(Remark::parse(blank).is_ok_and(|remark| remark.is_blank()), "{blank:?}");
    }
    assert!(Remark::parse(" 因病 ").is_ok_and(|remark| !remark.is_blank()));
}

#[test]
fn prose_is_measured_when_it_is_clean() {
    let pasted = format!("\u{FEFF}{}", "一\u{200B}".repeat(2000));
    assert_eq!(Remark::parse(&pasted).map(Remark::into_string), Ok("一".repeat(2000)));
    assert_eq!(Prose::parse("e\u{200B}\u{301}").map(Prose::into_string), Ok("é".to_string()), "one spelling, once nothing stands between");
}

#[test]
fn one_name_is_spelt_in_one_way() {
    assert_eq!(name("e\u{301}"), Ok("é".to_string()));
    assert_eq!(name("𠮷䶮é"), Ok("𠮷䶮é".to_string()));
}

#[test]
fn what_cannot_be_seen_is_refused_in_a_name_with_its_number_and_its_place() {
    for (first, last) in [(0x200B_u32, 0x200F_u32), (0x2028, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069), (0xFEFF, 0xFEFF), (0xAD, 0xAD)]
        .into_iter()
        .chain([(0x61C, 0x61C), (0, 8), (0xB, 0xC), (0xE, 0x1F), (0x7F, 0x9F)])
    {
        for number in first..=last {
            let character = char::from_u32(number).expect("a character");
            assert_eq!(name(&format!("一{character}二")), at(&format!("U+{number:04X}"), 2));
        }
    }
    assert_eq!(name(" 　一𠮷\u{200B}二\u{FEFF}"), at("U+200B", 5), "counted in what was sent, the first of several");
    assert_eq!(name("e\u{301}e\u{301}\u{AD}"), at("U+00AD", 5));
    assert_eq!(name("👩\u{200D}👧"), at("U+200D", 2));
    for visible in ["\u{200A}", "\u{2010}", "\u{2027}", "\u{202F}", "\u{205F}", "\u{2065}", "\u{206A}", "~", "\u{A0}", "\u{AC}", "\u{AE}"] {
        assert!(name(&format!("一{visible}二")).is_ok(), "{visible:?}");
    }
}

#[test]
fn a_text_that_is_not_taken_says_its_place_and_why() {
    let long = format!("\"{}\"", "一".repeat(201));
    let refused = crate::draft::parse::<Name>(long.as_bytes()).expect_err("too long");
    let field = &refused.fields[0];
    assert_eq!((field.pointer.as_str(), field.fault, field.arguments.as_slice()), ("", FieldFault::TooLong, ["200".to_string()].as_slice()));
    assert_eq!("".parse::<Name>(), Err("empty"));
    assert_eq!(crate::draft::parse::<Name>("\" 王秀英 \"".as_bytes()).map(|name| name.to_string()).ok().as_deref(), Some("王秀英"));
    let refused = crate::draft::parse::<Name>("\"王\u{200B}\"".as_bytes()).expect_err("a zero-width space").fields.remove(0);
    assert_eq!(refused.message(crate::error::Language::Chinese), "第2个字是不可见或控制字符（U+200B），请删去。");
    assert_eq!(refused.message(crate::error::Language::English), "Character 2 is invisible or a control character (U+200B); remove it.");
}
