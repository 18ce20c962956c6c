//! What is known only within two ends, in words; and what is told of a thing beside its sentence.

use super::*;
use crate::clock::Period;
use crate::rulebook::case::Window;

/// What a rule says of numbers between ends.
fn of(shape: Shape, ends: &[(Fact, i64, i64)]) -> Finding {
    let mut scene = Scene::default();
    for (fact, low, high) in ends {
        scene.set(*fact, Known::between(*low, *high, Source::Derived));
    }
    found_in(&rule(shape), &case_of(scene))
}

fn all_of(part: Fact, whole: Fact) -> Shape {
    Shape::Ratio { part, whole, bound: Bound::AtLeast(1, 1) }
}

#[test]
fn of_all_that_may_be_missing_the_most_is_told() {
    let short = of(all_of(PART, WHOLE), &[(PART, 5, 6), (WHOLE, 8, 9)]);
    assert_eq!((short.outcome, short.en.as_str()), (Outcome::Violated, "The rule: 8 to 9 entitled to vote, 5 to 6 present: all but 4."));
}

#[test]
fn whether_more_than_a_share_is_asked_of_a_bound_of_at_most() {
    let open = of(
        Shape::Ratio { part: Fact::Excellent, whole: Fact::Members, bound: Bound::AtMost(1, 3) },
        &[(Fact::Excellent, 3, 5), (Fact::Members, 12, 12)],
    );
    assert_eq!(open.zh, "规定：党员12人，评为优秀的党员3至5人，是否超过三分之一无法判断，请记录人补充。");
    assert!(open.en.contains("whether that is more than a third cannot be judged"), "{}", open.en);
}

#[test]
fn one_is_one_and_none_to_one_are_many() {
    let said = |low, high| of(Shape::Most { fact: Fact::Groups, most: 5 }, &[(Fact::Groups, low, high)]).en;
    assert_eq!([said(1, 1), said(0, 1), said(2, 2)], ["The rule: 1 Party group.", "The rule: 0 to 1 Party groups.", "The rule: 2 Party groups."]);
}

#[test]
fn the_part_is_mended_before_the_whole_and_by_who_its_gap_names() {
    let moved = [(PART, 7, 8), (WHOLE, 14, 16)];
    assert_eq!(of(Shape::Ratio { part: PART, whole: WHOLE, bound: Bound::AtLeast(1, 2) }, &moved).mend, Some(Mend::Record));
    let mut scene = scene("", &[(PART, 7)]);
    scene.between(WHOLE, 14, 16).gap(WHOLE, Told::new("当天名册为空", "that day's roll is empty"), Mend::Roll);
    assert_eq!(found_in(&half(Bound::AtLeast(1, 2)), &case_of(scene)).mend, Some(Mend::Roll), "though the two differ");
}

#[test]
fn what_was_agreed_is_owned_and_done_at_the_end_that_is_less() {
    let post = |whole, owned, closed| {
        let ends = |fact, (low, high): (i64, i64)| (fact, low, high);
        let shape = Shape::Owed { whole: Fact::FollowUps, owned: Fact::FollowUpsOwned, closed: Fact::FollowUpsClosed };
        of(shape, &[ends(Fact::FollowUps, whole), ends(Fact::FollowUpsOwned, owned), ends(Fact::FollowUpsClosed, closed)]).outcome
    };
    assert_eq!(post((3, 3), (3, 3), (3, 3)), Outcome::Met);
    assert_eq!(post((2, 3), (2, 2), (3, 3)), Outcome::InsufficientData);
    assert_eq!(post((3, 3), (2, 3), (3, 3)), Outcome::InsufficientData);
    assert_eq!(post((3, 3), (3, 3), (2, 3)), Outcome::Open);
}

#[test]
fn of_all_things_only_those_that_are_counted_are_numbers() {
    let both =
        found(&rule(Shape::All { facts: vec![Fact::LifeProblems, Fact::LifeDirection] }), &[(Fact::LifeProblems, 5), (Fact::LifeDirection, 1)]);
    assert_eq!(both.en, "The rule: 5 problems named, there is a direction.");
    assert_eq!(both.numbers, BTreeMap::from([("life_problems".to_string(), 5)]));
}

#[test]
fn a_finding_stands_on_its_conditions_too() {
    let when = Rule { when: vec![Fact::IsAdmission], ..rule(Shape::Yes { fact: Fact::Secret }) };
    let found = found(&when, &[(Fact::IsAdmission, 1), (Fact::Secret, 1)]);
    assert_eq!(found.sources.into_keys().collect::<Vec<_>>(), ["is_admission", "secret"]);
}

#[test]
fn what_does_not_apply_is_named_at_its_place() {
    let when = Rule { each: Each::Vote, when: vec![Fact::IsAdmission], ..rule(Shape::Yes { fact: Fact::Secret }) };
    let vote = Scene { known: scene("", &[(Fact::IsAdmission, 0)]).known, ..Scene::at("/agenda/0/votes/0").named("李明", "Li Ming") };
    let found = found_in(&when, &Case { votes: vec![vote], ..case(&[]) });
    assert_eq!((found.pointer.as_str(), found.en.as_str()), ("/agenda/0/votes/0", "The rule (Li Ming): no admission was voted on."));
}

#[test]
fn candidates_stand_apart_by_what_is_not_known_of_them_and_without_a_name() {
    let vote = |name: Option<&str>, why: &str| {
        let mut scene = scene(&format!("/{why}"), &[(Fact::IsElection, 1)]);
        scene.name = name.map(|name| Told::new(name, name));
        scene.gap(Fact::Secret, Told::new(why, why), Mend::Record);
        scene
    };
    let secret = Rule { each: Each::Vote, ..rule(Shape::Yes { fact: Fact::Secret }) };
    let number = |votes: Vec<Scene>| judge(&secret, &Case { votes, ..case(&[]) }).len();
    assert_eq!(number(vec![vote(Some("甲"), "a"), vote(Some("乙"), "a")]), 1);
    assert_eq!(number(vec![vote(Some("甲"), "a"), vote(Some("乙"), "b")]), 2, "for different reasons");
    assert_eq!(number(vec![vote(None, "a"), vote(None, "a")]), 2, "nobody could tell which");
}

#[test]
fn what_is_still_to_come_is_told_of_the_kind_that_is_judged() {
    let window = Some(Window { period: Period::Month(2026, 11), today: Day::of(2026, 11, 30).expect("a day") });
    let both = vec![Kind::BranchGeneralMeeting, Kind::PartyLecture];
    let times = Rule { each: Each::Month, kinds: both, ..rule(Shape::Times { fact: Fact::Meetings, least: 1 }) };
    let finding = found_in(&times, &Case { window, ..case(&[(Fact::Meetings, 0)]) });
    assert_eq!(finding.zh, "规定：2026年11月尚未开展，今天是最后一天。");
}
