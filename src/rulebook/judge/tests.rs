//! Every shape of rule on both sides of its bound, and what is not known.

use super::*;
use crate::clock::Day;
use crate::rulebook::kinds::{Kind, OrganizationKind};
use crate::rulebook::rules::Certainty;

const PART: Fact = Fact::PresentVoters;
const WHOLE: Fact = Fact::VotingBase;

fn day() -> Day {
    Day::of(2026, 11, 20).expect("a day")
}

/// A rule that must be kept, asked of the session.
fn rule(shape: Shape) -> Rule {
    Rule {
        id: "RULE".to_string(),
        kinds: vec![Kind::PartyLecture],
        organizations: Vec::new(),
        sectors: Vec::new(),
        each: Each::Session,
        force: Force::Must,
        when: Vec::new(),
        unless: Vec::new(),
        shape,
        zh: "规定".to_string(),
        en: "The rule".to_string(),
        regulation: "条例".to_string(),
        article: Some("11".to_string()),
        quotation: Some("原文".to_string()),
        certainty: Certainty::Verified,
        valid_from: day(),
        valid_to: None,
        profile: Some("profile".to_string()),
    }
}

fn scene(pointer: &str, facts: &[(Fact, i64)]) -> Scene {
    Scene { pointer: pointer.to_string(), facts: facts.iter().copied().collect() }
}

fn case(facts: &[(Fact, i64)]) -> Case {
    Case {
        day: day(),
        kinds: vec![Kind::PartyLecture],
        organization: OrganizationKind::PartyBranch,
        sector: None,
        whole: scene("", facts),
        items: Vec::new(),
        votes: Vec::new(),
    }
}

fn found(rule: &Rule, facts: &[(Fact, i64)]) -> Finding {
    let findings = judge(rule, &case(facts));
    assert_eq!(findings.len(), 1);
    findings.into_iter().next().expect("one finding")
}

fn outcome(rule: &Rule, facts: &[(Fact, i64)]) -> Outcome {
    found(rule, facts).outcome
}

fn of_ten(bound: Bound, part: i64) -> (Outcome, Option<i64>) {
    let finding = found(&rule(Shape::Ratio { part: PART, whole: WHOLE, bound }), &[(PART, part), (WHOLE, 10)]);
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

#[test]
fn a_part_of_nobody_is_not_judged_whichever_way_it_would_fall() {
    for bound in [Bound::AtLeast(1, 2), Bound::MoreThan(1, 2), Bound::AtMost(1, 3)] {
        for part in [0, 1] {
            let finding = found(&rule(Shape::Ratio { part: PART, whole: WHOLE, bound }), &[(PART, part), (WHOLE, 0)]);
            assert_eq!((finding.outcome, finding.numbers.len()), (Outcome::InsufficientData, 0), "{part} by {bound:?}");
            assert_eq!(finding.zh, "规定：“应到会有表决权的党员”为 0，无法判断。");
            assert_eq!(finding.en, "The rule. Members entitled to vote: 0, so this cannot be judged.");
        }
    }
    let one = rule(Shape::Ratio { part: PART, whole: WHOLE, bound: Bound::MoreThan(1, 2) });
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
}

#[test]
fn a_number_keeps_its_limits_on_both_sides() {
    use Outcome::{Met, Violated};
    let limited = |shape: Shape, values: [i64; 4]| values.map(|value| outcome(&rule(shape.clone()), &[(Fact::Groups, value)]));
    assert_eq!(limited(Shape::Least { fact: Fact::Groups, least: 3 }, [2, 3, 4, 99]), [Violated, Met, Met, Met]);
    assert_eq!(limited(Shape::Most { fact: Fact::Groups, most: 3 }, [0, 2, 3, 4]), [Met, Met, Met, Violated]);
    assert_eq!(limited(Shape::Between { fact: Fact::Groups, least: 3, most: 5 }, [2, 3, 5, 6]), [Violated, Met, Met, Violated]);
    let times = Rule { each: Each::Year, ..rule(Shape::Times { least: 2 }) };
    assert_eq!([1, 2, 3].map(|value| outcome(&times, &[(Fact::Meetings, value)])), [Violated, Met, Met]);
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
    assert_eq!(told(Shape::Times { least: 2 }), ["meetings 1", "needed 2"]);
    let half = Shape::Ratio { part: PART, whole: WHOLE, bound: Bound::AtLeast(1, 2) };
    assert_eq!(told(half), ["needed 8", "present_voters 7", "voting_base 16"]);
    assert_eq!(told(Shape::Yes { fact: Fact::Groups }), [""; 0]);
}

#[test]
fn of_several_things_each_that_is_missing_is_named() {
    let all = rule(Shape::All { facts: vec![Fact::LifeStudy, Fact::LifeTalks, Fact::LifeOpinions] });
    let said = |study, talks, opinions| {
        let finding = found(&all, &[(Fact::LifeStudy, study), (Fact::LifeTalks, talks), (Fact::LifeOpinions, opinions)]);
        (finding.outcome, finding.zh)
    };
    assert_eq!(said(1, 2, 1), (Outcome::Met, "规定：都有记录。".to_string()));
    assert_eq!(said(1, 0, 1), (Outcome::Violated, "规定：缺少：会前谈心谈话。".to_string()));
    assert_eq!(said(0, 1, 0), (Outcome::Violated, "规定：缺少：会前学习、会前听取意见。".to_string()));
    assert_eq!(outcome(&all, &[(Fact::LifeStudy, 0), (Fact::LifeTalks, 1)]), Outcome::InsufficientData);
}

#[test]
fn what_is_generally_so_warns_and_what_must_be_violates() {
    let of = |force, value| outcome(&Rule { force, ..rule(Shape::Yes { fact: Fact::Secret }) }, &[(Fact::Secret, value)]);
    assert_eq!((of(Force::Generally, 0), of(Force::Must, 0)), (Outcome::Warning, Outcome::Violated));
    assert_eq!((of(Force::Generally, 1), of(Force::Must, 1)), (Outcome::Met, Outcome::Met));
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
    ];
    for shape in shapes {
        let finding = found(&rule(shape.clone()), &[(WHOLE, 3)]);
        assert_eq!((finding.outcome, finding.numbers.len()), (Outcome::InsufficientData, 0), "{shape:?}");
        assert_eq!(finding.zh, "规定：没有记录“到会有表决权的党员”，无法判断。");
        assert_eq!(finding.en, "The rule. The record does not say: voters present.");
    }
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
fn the_first_condition_that_is_not_known_is_named() {
    let when = Rule { when: vec![Fact::IsAdmission, Fact::Passed, Fact::Secret], ..rule(Shape::Yes { fact: Fact::Proxies }) };
    assert_eq!(found(&when, &[(Fact::IsAdmission, 1)]).en, "The rule. The record does not say: recorded as passed.");
}

#[test]
fn what_does_not_apply_says_no_more_than_its_title() {
    let never = Rule { when: vec![Fact::IsAdmission], ..rule(Shape::Yes { fact: Fact::Secret }) };
    let finding = found(&never, &[(Fact::IsAdmission, 0), (Fact::Secret, 0)]);
    assert_eq!((finding.zh.as_str(), finding.en.as_str(), finding.numbers.len()), ("规定", "The rule", 0));
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
    for each in [Each::Session, Each::Year, Each::Quarter, Each::Month] {
        assert_eq!(places(each), [place("", Outcome::Met)], "{each}");
    }
}

#[test]
fn a_vote_knows_what_the_whole_session_knows_and_its_own_word_goes_first() {
    let vote = scene("/agenda/0/votes/0", &[(PART, 3)]);
    let case = Case { votes: vec![vote], ..case(&[(PART, 9), (WHOLE, 10)]) };
    let half = Rule { each: Each::Vote, ..rule(Shape::Ratio { part: PART, whole: WHOLE, bound: Bound::AtLeast(1, 2) }) };
    assert_eq!(
        judge(&half, &case)[0].numbers,
        BTreeMap::from([("needed", 5), (PART.word(), 3), (WHOLE.word(), 10)].map(|(k, v)| (k.to_string(), v)))
    );
}

#[test]
fn a_finding_says_where_it_is_written() {
    let finding = found(&rule(Shape::Yes { fact: Fact::Secret }), &[(Fact::Secret, 0)]);
    assert_eq!((finding.rule.as_str(), finding.regulation.as_str()), ("RULE", "条例"));
    assert_eq!((finding.article.as_deref(), finding.quotation.as_deref(), finding.profile.as_deref()), (Some("11"), Some("原文"), Some("profile")));
    assert_eq!((finding.zh.as_str(), finding.en.as_str()), ("规定：尚未做到“无记名投票”。", "The rule. A secret ballot: no."));
}

#[test]
fn the_weightiest_outcome_is_the_worst() {
    use Outcome::{InsufficientData, Met, NotApplicable, Violated, Warning};
    assert_eq!(Outcome::ALL, [Met, NotApplicable, InsufficientData, Warning, Violated]);
    assert!(Outcome::ALL.is_sorted());
    let worst = |outcomes: &[Outcome]| {
        let one = found(&rule(Shape::Yes { fact: Fact::Secret }), &[]);
        let findings: Vec<Finding> = outcomes.iter().map(|outcome| Finding { outcome: *outcome, ..one.clone() }).collect();
        Outcome::worst(&findings)
    };
    assert_eq!(worst(&[]), None);
    assert_eq!(worst(&[Met]), Some(Met));
    assert_eq!(worst(&[Met, InsufficientData, Met]), Some(InsufficientData));
    assert_eq!(worst(&[Warning, InsufficientData]), Some(Warning));
    assert_eq!(worst(&[Warning, Violated, Met]), Some(Violated));
}
