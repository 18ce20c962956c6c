//! What a body must be, and what is said of one that is not.

use super::*;
use crate::text::Name;

/// What a body is read into.
#[derive(Debug, PartialEq, Deserr)]
#[deserr(deny_unknown_fields)]
struct Draft {
    name: Name,
    #[deserr(default)]
    count: Option<u8>,
    #[deserr(default)]
    below: Change<i8>,
    #[deserr(default)]
    list: Vec<Name>,
}

fn mistakes(body: &str) -> Vec<(String, FieldFault, Vec<String>)> {
    let error = parse::<Draft>(body.as_bytes()).expect_err("mistakes");
    assert_eq!(error.fault, Fault::Invalid, "{error:?}");
    error.fields.into_iter().map(|field| (field.pointer, field.fault, field.arguments)).collect()
}

fn one(pointer: &str, fault: FieldFault, arguments: &[&str]) -> Vec<(String, FieldFault, Vec<String>)> {
    vec![(pointer.to_string(), fault, arguments.iter().map(|argument| argument.to_string()).collect())]
}

#[test]
fn a_body_is_read_whole_or_every_mistake_is_named() {
    let draft = parse::<Draft>(br#"{"name":"a","count":3,"list":["b"]}"#).expect("a draft");
    assert_eq!((draft.name.as_str(), draft.count, draft.below, draft.list.len()), ("a", Some(3), Change::Keep, 1));
    let all = mistakes(r#"{"count":"3","other":1,"list":["", 7]}"#);
    let places: Vec<(&str, FieldFault)> = all.iter().map(|(place, fault, _)| (place.as_str(), *fault)).collect();
    assert_eq!(places.len(), 5, "{places:?}");
    for mistake in [
        ("/name", FieldFault::Required),
        ("/count", FieldFault::WrongType),
        ("/other", FieldFault::UnknownField),
        ("/list/0", FieldFault::Empty),
        ("/list/1", FieldFault::WrongType),
    ] {
        assert!(places.contains(&mistake), "{mistake:?} is not in {places:?}");
    }
}

#[test]
fn a_mistake_says_what_was_expected() {
    assert_eq!(mistakes("{}"), one("/name", FieldFault::Required, &["name"]));
    assert_eq!(mistakes(r#"{"name":true}"#), one("/name", FieldFault::WrongType, &["string"]));
    assert_eq!(mistakes(r#"{"name":"a","count":"3"}"#), one("/count", FieldFault::WrongType, &["non-negative integer"]));
    assert_eq!(mistakes(r#"{"name":"a","list":{}}"#), one("/list", FieldFault::WrongType, &["array"]));
    assert_eq!(mistakes("[]"), one("", FieldFault::WrongType, &["object"]));
    assert_eq!(mistakes(r#"{"name":"a","a/b~c":1}"#), one("/a~1b~0c", FieldFault::UnknownField, &["a/b~c", "name, count, below, list"]));
    assert_eq!(mistakes(r#"{"name":"a","count":256}"#)[0].1, FieldFault::BadFormat);
}

#[test]
fn every_kind_of_value_has_a_name() {
    let all = [ValueKind::Null, ValueKind::Boolean, ValueKind::Integer, ValueKind::NegativeInteger, ValueKind::Float];
    assert_eq!(kinds(&all), "null / boolean / non-negative integer / integer / number");
    assert_eq!(kinds(&[ValueKind::String, ValueKind::Sequence, ValueKind::Map]), "string / array / object");
}

#[test]
fn a_word_of_our_own_table_keeps_its_arguments() {
    let field = ours("/x".to_string(), "too_long\u{1f}200\u{1f}b");
    assert_eq!((field.fault, field.arguments), (FieldFault::TooLong, vec!["200".to_string(), "b".to_string()]));
    let foreign = ours("/x".to_string(), "number too large");
    assert_eq!((foreign.fault, foreign.arguments), (FieldFault::BadFormat, vec!["number too large".to_string()]));
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    let refused = tree(b"{\n \"a\": }").expect_err("no JSON");
    assert_eq!(refused.fault, Fault::BadJson);
    let said = refused.detail.expect("a place");
    assert_eq!(said.en, "It stops making sense at line 2, column 7.");
    assert!(said.zh.starts_with("第 2 行第 7 个字节"));
    assert_eq!(tree(b"1 2").expect_err("two values").fault, Fault::BadJson);
}

fn refusal(body: &str) -> (String, FieldFault, Vec<String>) {
    let field = tree(body.as_bytes()).expect_err("a refusal").fields.remove(0);
    (field.pointer, field.fault, field.arguments)
}

#[test]
fn a_body_nests_so_deep_and_no_deeper() {
    let lists = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(tree(lists(DEEPEST).as_bytes()).is_ok());
    assert_eq!(refusal(&lists(DEEPEST + 1)), ("/0".repeat(DEEPEST), FieldFault::TooDeep, vec![DEEPEST.to_string()]));
    let objects = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    assert!(tree(objects(DEEPEST).as_bytes()).is_ok());
    assert_eq!(refusal(&objects(DEEPEST + 1)), ("/a".repeat(DEEPEST), FieldFault::TooDeep, vec![DEEPEST.to_string()]));
}

#[test]
fn a_list_is_so_long_and_no_longer() {
    let list = |length: usize| format!("{{\"a\":[{}]}}", vec!["1"; length].join(","));
    assert!(tree(list(LONGEST_LIST).as_bytes()).is_ok());
    assert_eq!(refusal(&list(LONGEST_LIST + 1)), ("/a".to_string(), FieldFault::TooMany, vec![LONGEST_LIST.to_string()]));
}

#[test]
fn a_key_comes_once_and_nothing_holds_a_nul() {
    assert_eq!(refusal(r#"{"x":[{"a/b":1,"a/b":2}]}"#), ("/x/0/a~1b".to_string(), FieldFault::DuplicateField, vec!["a/b".to_string()]));
    let nul = |place: &str| vec!["U+0000".to_string(), place.to_string()];
    assert_eq!(refusal(r#"{"x":["a","𠮷b\u0000"]}"#), ("/x/1".to_string(), FieldFault::ForbiddenCharacter, nul("3")));
    assert_eq!(refusal(r#"{"x":{"\u0000":1}}"#), ("/x".to_string(), FieldFault::ForbiddenCharacter, nul("1")));
}

#[test]
fn every_value_comes_through_as_it_is() {
    let body = r#"{"a":null,"b":true,"c":-7,"d":18446744073709551615,"e":1.5,"f":"𠮷","g":[[],{}]}"#;
    assert_eq!(tree(body.as_bytes()).expect("a tree").to_string(), body);
}

#[test]
fn a_change_keeps_clears_or_sets() {
    let read = |body: &str| parse::<Draft>(body.as_bytes()).expect("a draft").below;
    assert_eq!(read(r#"{"name":"a"}"#), Change::Keep);
    assert_eq!(read(r#"{"name":"a","below":null}"#), Change::Clear);
    assert_eq!(read(r#"{"name":"a","below":-3}"#), Change::Set(-3));
    let onto = |change: Change<i8>| (change.clone().onto(Some(1)), change.onto(None));
    assert_eq!(onto(Change::Keep), (Some(1), None));
    assert_eq!(onto(Change::Clear), (None, None));
    assert_eq!(onto(Change::Set(2)), (Some(2), Some(2)));
    assert_eq!((Change::to(Some(3)), Change::<i8>::to(None)), (Change::Set(3), Change::Clear));
    let doubled = |change: Change<i8>| change.map(|value| value * 2);
    assert_eq!([Change::Keep, Change::Clear, Change::Set(4)].map(doubled), [Change::Keep, Change::Clear, Change::Set(8)]);
}
