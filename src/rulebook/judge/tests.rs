//! Every shape of rule on both sides of its bound, what is not known, and what lies between two ends.

use super::*;
use crate::clock::Day;
use crate::rulebook::case::{Contradiction, Known, Lack, Scene, Told};
use crate::rulebook::kinds::{Kind, OrganizationKind};
use crate::rulebook::measure::{keeps, needed};
use crate::rulebook::rules::Bound;

const PART: Fact = Fact::PresentVoters;
const WHOLE: Fact = Fact::VotingBase;

fn rule(shape: Shape) -> Rule {
    Rule { profile: Some("profile".to_string()), ..Rule::sample(shape) }
}

fn scene(pointer: &str, facts: &[(Fact, i64)]) -> Scene {
    let mut scene = Scene::at(pointer);
    for (fact, value) in facts {
        scene.number(*fact, *value);
    }
    scene
}

fn case_of(whole: Scene) -> Case {
    Case { whole, ..Case::new(Day::of(2026, 11, 20).expect("a day"), vec![Kind::PartyLecture], OrganizationKind::PartyBranch) }
}

fn case(facts: &[(Fact, i64)]) -> Case {
    case_of(scene("", facts))
}

fn found_in(rule: &Rule, case: &Case) -> Finding {
    let findings = judge(rule, case);
    assert_eq!(findings.len(), 1);
    findings.into_iter().next().expect("one finding")
}

fn found(rule: &Rule, facts: &[(Fact, i64)]) -> Finding {
    found_in(rule, &case(facts))
}

fn outcome(rule: &Rule, facts: &[(Fact, i64)]) -> Outcome {
    found(rule, facts).outcome
}

fn half(bound: Bound) -> Rule {
    rule(Shape::Ratio { part: PART, whole: WHOLE, bound })
}

fn of_ten(bound: Bound, part: i64) -> (Outcome, Option<i64>) {
    let finding = found(&half(bound), &[(PART, part), (WHOLE, 10)]);
    (finding.outcome, finding.numbers.get("needed").copied())
}

#[test]
fn a_part_is_held_against_its_bound_on_both_sides() {
    use Outcome::{Met, Violated};
    assert_eq!([4, 5, 6].map(|part| of_ten(Bound::AtLeast(1, 2), part)), [(Violated, Some(5)), (Met, Some(5)), (Met, Some(5))]);
    assert_eq!([4, 5, 6].map(|part| of_ten(Bound::MoreThan(1, 2), part)), [(Violated, Some(6)), (Violated, Some(6)), (Met, Some(6))]);
    assert_eq!([4, 5, 6].map(|part| of_ten(Bound::AtMost(1, 2), part)), [(Met, Some(5)), (Met, Some(5)), (Violated, Some(5))]);
    assert_eq!([6, 7].map(|part| of_ten(Bound::AtLeast(2, 3), part)), [(Violated, Some(7)), (Met, Some(7))]);
    assert_eq!([6, 7].map(|part| of_ten(Bound::MoreThan(2, 3), part)), [(Violated, Some(7)), (Met, Some(7))]);
    assert_eq!([3, 4].map(|part| of_ten(Bound::AtMost(1, 3), part)), [(Met, Some(3)), (Violated, Some(3))]);
    assert_eq!([6, 7].map(|part| of_ten(Bound::AtMost(2, 3), part)), [(Met, Some(6)), (Violated, Some(6))]);
    assert_eq!([9, 10].map(|part| of_ten(Bound::AtLeast(1, 1), part)), [(Violated, Some(10)), (Met, Some(10))]);
}

/// Of a part and a whole that lie between two ends each.
fn between(bound: Bound, part: (i64, i64), whole: (i64, i64)) -> Finding {
    let mut scene = Scene::default();
    scene.between(PART, part.0, part.1).between(WHOLE, whole.0, whole.1);
    found_in(&half(bound), &case_of(scene))
}

#[test]
fn what_lies_between_two_ends_is_judged_at_both() {
    use Outcome::{InsufficientData, Met, Violated};
    let base = |bound, part| between(bound, (part, part), (14, 16)).outcome;
    assert_eq!([6, 7, 8].map(|part| base(Bound::AtLeast(1, 2), part)), [Violated, InsufficientData, Met]);
    assert_eq!([7, 8, 9].map(|part| base(Bound::MoreThan(1, 2), part)), [Violated, InsufficientData, Met]);
    assert_eq!([4, 5, 6].map(|part| base(Bound::AtMost(1, 3), part)), [Met, InsufficientData, Violated]);
    let parts = |low, high| between(Bound::AtLeast(1, 2), (low, high), (10, 10)).outcome;
    assert_eq!([parts(3, 4), parts(4, 5), parts(5, 6)], [Violated, InsufficientData, Met]);
    assert_eq!(between(Bound::AtLeast(1, 2), (8, 7), (16, 14)).outcome, InsufficientData, "one corner is enough");
}

#[test]
fn a_number_between_two_ends_is_told_with_both_and_with_who_can_mend_it() {
    let finding = between(Bound::AtLeast(1, 2), (7, 7), (16, 14));
    assert_eq!(finding.zh, "规定：应到会有表决权的党员14至16人，到会有表决权的党员7人，是否达到半数无法判断，请记录人补充。");
    assert_eq!(
        finding.en,
        "The rule: 14 to 16 entitled to vote, 7 present; whether that is at least half cannot be judged; its recorder can add it."
    );
    assert_eq!(finding.mend, Some(Mend::Record));
    let numbers = [("present_voters", 7), ("voting_base_least", 14), ("voting_base_most", 16)];
    assert_eq!(finding.numbers, BTreeMap::from(numbers.map(|(name, number)| (name.to_string(), number))));
    assert_eq!(finding.sources[WHOLE.word()], Source::Contradicted);
    let mut known = scene("", &[(PART, 7)]);
    known.between(WHOLE, 14, 16).gap(WHOLE, Told::new("上级是否同意未写明", "consent is not on record"), Mend::Superior);
    let finding = found_in(&half(Bound::AtLeast(1, 2)), &case_of(known));
    assert!(finding.zh.ends_with("是否达到半数无法判断：上级是否同意未写明，请上级党组织确认。"), "{}", finding.zh);
    assert_eq!(finding.mend, Some(Mend::Superior));
}

#[test]
fn a_part_of_what_is_or_may_be_nobody_is_not_judged_whichever_way_it_would_fall() {
    for bound in [Bound::AtLeast(1, 2), Bound::MoreThan(1, 2), Bound::AtMost(1, 3)] {
        for part in [0, 1] {
            let finding = found(&half(bound), &[(PART, part), (WHOLE, 0)]);
            assert_eq!(
                (finding.outcome, finding.mend, finding.numbers.len()),
                (Outcome::InsufficientData, Some(Mend::Roll), 0),
                "{part} by {bound:?}"
            );
            assert_eq!(finding.zh, "规定：应到会有表决权的党员0人，无法判断，请核对党员名册。");
            assert_eq!(finding.en, "The rule: 0 entitled to vote, so it cannot be judged; check the roll.");
            assert_eq!(between(bound, (part, part), (0, 9)).outcome, Outcome::InsufficientData);
        }
    }
    let one = half(Bound::MoreThan(1, 2));
    assert_eq!([0, 1].map(|part| outcome(&one, &[(PART, part), (WHOLE, 1)])), [Outcome::Violated, Outcome::Met]);
}

#[test]
fn a_number_past_all_counting_does_not_bend() {
    assert!(keeps(Bound::AtLeast(4, 5), i64::MAX, i64::MAX) && !keeps(Bound::MoreThan(1, 1), i64::MAX, i64::MAX));
    assert_eq!(needed(Bound::MoreThan(1, 1), i64::MAX), i64::MAX);
    assert_eq!(needed(Bound::AtLeast(1, 2), i64::MIN), i64::MIN / 2);
    assert_eq!(needed(Bound::AtLeast(3, 0), 2), 5, "a fraction that no rule has");
}

#[test]
fn what_must_be_so_is_or_is_not() {
    let must = rule(Shape::Yes { fact: Fact::Secret });
    assert_eq!([0, 1, 2].map(|value| outcome(&must, &[(Fact::Secret, value)])), [Outcome::Violated, Outcome::Met, Outcome::Met]);
    let must_not = rule(Shape::No { fact: Fact::Secret });
    assert_eq!([0, 1, 2].map(|value| outcome(&must_not, &[(Fact::Secret, value)])), [Outcome::Met, Outcome::Violated, Outcome::Violated]);
    let mut either = Scene::default();
    either.between(Fact::Secret, 0, 1);
    for rule in [must, must_not] {
        assert_eq!(found_in(&rule, &case_of(either.clone())).outcome, Outcome::InsufficientData);
    }
}

#[test]
fn a_number_keeps_its_limits_on_both_sides() {
    use Outcome::{InsufficientData, Met, Violated};
    let limited = |shape: Shape, values: [i64; 4]| values.map(|value| outcome(&rule(shape.clone()), &[(Fact::Groups, value)]));
    assert_eq!(limited(Shape::Least { fact: Fact::Groups, least: 3 }, [2, 3, 4, 99]), [Violated, Met, Met, Met]);
    assert_eq!(limited(Shape::Most { fact: Fact::Groups, most: 3 }, [0, 2, 3, 4]), [Met, Met, Met, Violated]);
    assert_eq!(limited(Shape::Between { fact: Fact::Groups, least: 3, most: 5 }, [2, 3, 5, 6]), [Violated, Met, Met, Violated]);
    let times = Rule { each: Each::Year, ..rule(Shape::Times { fact: Fact::Meetings, least: 2 }) };
    assert_eq!([1, 2, 3].map(|value| outcome(&times, &[(Fact::Meetings, value)])), [Violated, Met, Met]);
    let range = |low, high| {
        let mut scene = Scene::default();
        scene.between(Fact::Groups, low, high);
        found_in(&rule(Shape::Between { fact: Fact::Groups, least: 3, most: 5 }), &case_of(scene)).outcome
    };
    assert_eq!([range(1, 2), range(2, 3), range(3, 5), range(5, 6), range(6, 7)], [Violated, InsufficientData, Met, InsufficientData, Violated]);
    assert_eq!(range(2, 6), InsufficientData, "both ends are outside, and what is between them is not");
}

#[test]
fn numbers_are_told_with_what_was_needed() {
    let told = |shape| {
        let finding = found(&rule(shape), &[(Fact::Groups, 4), (PART, 7), (WHOLE, 16), (Fact::Meetings, 1)]);
        finding.numbers.into_iter().map(|(name, number)| format!("{name} {number}")).collect::<Vec<_>>()
    };
    assert_eq!(told(Shape::Least { fact: Fact::Groups, least: 3 }), ["groups 4", "needed 3"]);
    assert_eq!(told(Shape::Most { fact: Fact::Groups, most: 3 }), ["groups 4"]);
    assert_eq!(told(Shape::Between { fact: Fact::Groups, least: 3, most: 5 }), ["groups 4", "needed 3"]);
    assert_eq!(told(Shape::Times { fact: Fact::Meetings, least: 2 }), ["meetings 1", "needed 2"]);
    let half = Shape::Ratio { part: PART, whole: WHOLE, bound: Bound::AtLeast(1, 2) };
    assert_eq!(told(half), ["needed 8", "present_voters 7", "voting_base 16"]);
    assert_eq!(told(Shape::Yes { fact: Fact::Groups }), [""; 0]);
}

#[test]
fn evidence_is_told_in_place_of_a_facts_own_words_with_its_numbers() {
    let must = rule(Shape::Yes { fact: Fact::EverybodyListed });
    let mut scene = Scene::default();
    scene.told(Fact::EverybodyListed, false, Told::new("未列入：李明、王芳", "Li Ming and Wang Fang are not listed").with("missing", 2));
    let finding = found_in(&must, &case_of(scene));
    assert_eq!((finding.zh.as_str(), finding.en.as_str()), ("规定：未列入：李明、王芳。", "The rule: Li Ming and Wang Fang are not listed."));
    assert_eq!(finding.numbers, BTreeMap::from([("missing".to_string(), 2)]));
    let mut counted = scene_of_speakers();
    counted.set(
        Fact::LifeSpeakersSelfCritical,
        Known { told: Some(Told::new("李明未作自我批评", "Li Ming made none").with("silent", 1)), ..Known::exactly(7, Source::Derived) },
    );
    let self_critical = rule(Shape::Ratio { part: Fact::LifeSpeakersSelfCritical, whole: Fact::LifeSpeakers, bound: Bound::AtLeast(1, 1) });
    let finding = found_in(&self_critical, &case_of(counted));
    assert_eq!(finding.zh, "规定：发言的党员8人，作自我批评的党员7人，相差1人；李明未作自我批评。");
    assert_eq!(finding.en, "The rule: 8 on the roll spoke, 7 with a self-criticism: all but 1; Li Ming made none.");
    assert_eq!(finding.numbers["silent"], 1);
}

fn scene_of_speakers() -> Scene {
    scene("", &[(Fact::LifeSpeakers, 8)])
}

#[test]
fn of_several_things_each_that_is_missing_is_named() {
    let all = rule(Shape::All { facts: vec![Fact::LifeStudy, Fact::LifeTalks, Fact::LifeOpinions] });
    let said = |facts: &[(Fact, i64)]| {
        let finding = found(&all, facts);
        (finding.outcome, finding.zh)
    };
    let of = |study, talks, opinions| said(&[(Fact::LifeStudy, study), (Fact::LifeTalks, talks), (Fact::LifeOpinions, opinions)]);
    assert_eq!(of(2, 3, 1), (Outcome::Met, "规定：会前学习2次，会前谈心谈话3次，会前听取意见1次。".to_string()));
    assert_eq!(of(1, 0, 1), (Outcome::Violated, "规定：会前未开展谈心谈话。".to_string()));
    assert_eq!(of(0, 1, 0), (Outcome::Violated, "规定：会前未开展学习，会前未听取意见。".to_string()));
    let unsaid = said(&[(Fact::LifeStudy, 1), (Fact::LifeTalks, 1)]);
    assert_eq!(unsaid, (Outcome::InsufficientData, "规定：未写明会前听取意见，请记录人补充。".to_string()));
    assert_eq!(said(&[(Fact::LifeStudy, 0), (Fact::LifeTalks, 1)]).0, Outcome::Violated, "what is said to be missing settles it");
}

#[test]
fn what_is_generally_so_warns_and_what_must_be_violates() {
    let of = |force, value| {
        let finding = found(&Rule { force: Some(force), ..rule(Shape::Yes { fact: Fact::Secret }) }, &[(Fact::Secret, value)]);
        (finding.outcome, finding.force)
    };
    assert_eq!(of(Force::Generally, 0), (Outcome::Warning, Some(Force::Generally)));
    assert_eq!(of(Force::Must, 0), (Outcome::Violated, Some(Force::Must)));
    assert_eq!((of(Force::Generally, 1).0, of(Force::Must, 1).0), (Outcome::Met, Outcome::Met));
}

#[test]
fn a_rule_that_only_warns_where_it_is_followed_by_reference_does_so_there_and_where_nobody_knows() {
    let by_reference = Rule { generally_when: vec![Fact::ByReference], ..rule(Shape::Yes { fact: Fact::ThemeApproved }) };
    let of = |facts: &[(Fact, i64)]| {
        let finding = found(&by_reference, &[&[(Fact::ThemeApproved, 0)], facts].concat());
        (finding.outcome, finding.force)
    };
    assert_eq!(of(&[(Fact::ByReference, 1)]), (Outcome::Warning, Some(Force::Generally)));
    assert_eq!(of(&[(Fact::ByReference, 0)]), (Outcome::Violated, Some(Force::Must)));
    assert_eq!(of(&[]), (Outcome::Warning, Some(Force::Generally)));
}

#[test]
fn what_is_not_known_is_named_and_not_judged() {
    let shapes = [
        Shape::Ratio { part: PART, whole: WHOLE, bound: Bound::AtLeast(1, 2) },
        Shape::Yes { fact: PART },
        Shape::No { fact: PART },
        Shape::Least { fact: PART, least: 0 },
        Shape::Most { fact: PART, most: 9 },
        Shape::Between { fact: PART, least: 0, most: 9 },
        Shape::All { facts: vec![WHOLE, PART] },
        Shape::Owed { whole: WHOLE, owned: PART, closed: PART },
    ];
    for shape in shapes {
        let finding = found(&rule(shape.clone()), &[(WHOLE, 3)]);
        assert_eq!((finding.outcome, finding.mend, finding.numbers.len()), (Outcome::InsufficientData, Some(Mend::Record), 0), "{shape:?}");
        assert_eq!(finding.zh, "规定：未写明表决时到会人数，请记录人补充。");
        assert_eq!(finding.en, "The rule: the record does not say how many were present at the vote; its recorder can add it.");
    }
}

#[test]
fn what_others_than_the_recorder_must_mend_says_who_and_a_gap_says_more() {
    let fixed = rule(Shape::Yes { fact: Fact::OnFixedDayOrExplained });
    let finding = found(&fixed, &[]);
    assert_eq!((finding.zh.as_str(), finding.mend), ("规定：支部未设固定日，请在组织设置中补充。", Some(Mend::Settings)));
    let host = rule(Shape::Yes { fact: Fact::HostInOrder });
    let mut scene = Scene::default();
    scene.gap(Fact::HostInOrder, Told::new("名册未记职务", "the roll has no duties"), Mend::Roll);
    let finding = found_in(&host, &case_of(scene));
    assert_eq!((finding.zh.as_str(), finding.mend), ("规定：名册未记职务，请核对党员名册。", Some(Mend::Roll)));
    assert_eq!(finding.en, "The rule: the roll has no duties; check the roll.");
}

#[test]
fn a_rule_is_asked_when_all_of_its_conditions_hold() {
    let when = Rule { when: vec![Fact::IsAdmission, Fact::Passed], unless: vec![Fact::IsElection], ..rule(Shape::Yes { fact: Fact::Secret }) };
    let of = |admission, passed, election| {
        let facts = [(Fact::IsAdmission, admission), (Fact::Passed, passed), (Fact::IsElection, election), (Fact::Secret, Some(1))];
        let known: Vec<(Fact, i64)> = facts.into_iter().filter_map(|(fact, value)| Some((fact, value?))).collect();
        outcome(&when, &known)
    };
    assert_eq!(of(Some(1), Some(1), Some(0)), Outcome::Met);
    for (admission, passed, election) in [(0, 1, 0), (1, 0, 0), (1, 1, 1)] {
        assert_eq!(of(Some(admission), Some(passed), Some(election)), Outcome::NotApplicable);
    }
    assert_eq!(of(Some(1), None, Some(0)), Outcome::InsufficientData);
    assert_eq!(of(None, Some(1), Some(0)), Outcome::InsufficientData);
    assert_eq!(of(Some(1), Some(1), None), Outcome::InsufficientData);
    assert_eq!(of(None, Some(0), Some(0)), Outcome::NotApplicable, "what is known settles it");
    assert_eq!(of(Some(0), None, None), Outcome::NotApplicable);
}

#[test]
fn a_condition_between_two_ends_is_not_known() {
    let when = Rule { when: vec![Fact::LifeSpeakers], ..rule(Shape::Yes { fact: Fact::Secret }) };
    let of = |low, high| {
        let mut scene = scene("", &[(Fact::Secret, 1)]);
        scene.between(Fact::LifeSpeakers, low, high);
        found_in(&when, &case_of(scene)).outcome
    };
    assert_eq!([of(0, 0), of(0, 1), of(1, 2)], [Outcome::NotApplicable, Outcome::InsufficientData, Outcome::Met]);
}

#[test]
fn the_first_condition_that_is_not_known_is_named() {
    let when = Rule { when: vec![Fact::IsAdmission, Fact::Passed, Fact::Secret], ..rule(Shape::Yes { fact: Fact::Proxies }) };
    assert_eq!(found(&when, &[(Fact::IsAdmission, 1)]).en, "The rule: the record does not say whether it passed; its recorder can add it.");
}

#[test]
fn what_does_not_apply_says_why() {
    let never = Rule { when: vec![Fact::IsAdmission], ..rule(Shape::Yes { fact: Fact::Secret }) };
    let finding = found(&never, &[(Fact::IsAdmission, 0), (Fact::Secret, 0)]);
    assert_eq!((finding.zh.as_str(), finding.en.as_str()), ("规定：讨论的不是接收预备党员。", "The rule: no admission was voted on."));
    assert_eq!((finding.numbers.len(), finding.mend, finding.force), (0, None, Some(Force::Must)));
}

#[test]
fn a_rule_is_asked_of_each_thing_it_is_about() {
    let numbered = |name: &str, values: [i64; 2]| [0, 1].map(|i| scene(&format!("/{name}/{i}"), &[(Fact::Secret, values[i])])).to_vec();
    let case = Case { items: numbered("items", [1, 0]), votes: numbered("votes", [0, 1]), ..case(&[(Fact::Secret, 1)]) };
    let places = |each| {
        let findings = judge(&Rule { each, ..rule(Shape::Yes { fact: Fact::Secret }) }, &case);
        findings.into_iter().map(|finding| (finding.pointer, finding.outcome)).collect::<Vec<_>>()
    };
    let place = |pointer: &str, outcome| (pointer.to_string(), outcome);
    assert_eq!(places(Each::Item), [place("/items/0", Outcome::Met), place("/items/1", Outcome::Violated)]);
    assert_eq!(places(Each::Vote), [place("/votes/0", Outcome::Violated), place("/votes/1", Outcome::Met)]);
    for each in [Each::Session, Each::Year, Each::Quarter, Each::Month, Each::Day] {
        assert_eq!(places(each), [place("", Outcome::Met)], "{each}");
    }
}

#[test]
fn a_vote_knows_what_the_whole_session_knows_and_its_own_word_goes_first() {
    let vote = scene("/agenda/0/votes/0", &[(PART, 3)]);
    let case = Case { votes: vec![vote], ..case(&[(PART, 9), (WHOLE, 10)]) };
    let numbers = judge(&Rule { each: Each::Vote, ..half(Bound::AtLeast(1, 2)) }, &case)[0].numbers.clone();
    assert_eq!(numbers, BTreeMap::from([("needed", 5), (PART.word(), 3), (WHOLE.word(), 10)].map(|(k, v)| (k.to_string(), v))));
}

mod ends;
mod words;
