//! Who and what a finding names, what stands together as one, and what only time will show.

use super::*;
use crate::clock::Period;
use crate::rulebook::case::Window;

#[test]
fn a_finding_says_where_it_is_written_and_how_sure_that_is() {
    let finding = found(&rule(Shape::Yes { fact: Fact::Secret }), &[(Fact::Secret, 0)]);
    assert_eq!((finding.rule.as_str(), finding.regulation.as_deref()), ("RULE", Some("条例")));
    assert_eq!((finding.article.as_deref(), finding.quotation.as_deref(), finding.profile.as_deref()), (Some("11"), Some("原文"), Some("profile")));
    assert_eq!((finding.force, finding.certainty), (Some(Force::Must), crate::rulebook::rules::Certainty::Verified));
    assert_eq!((finding.zh.as_str(), finding.en.as_str()), ("规定：未采用无记名投票。", "The rule: the ballot was not secret."));
    assert_eq!(finding.sources, BTreeMap::from([("secret".to_string(), Source::Derived)]));
    assert_eq!((finding.pointer.as_str(), finding.pointers), ("", vec![String::new()]));
}

/// Four candidates of one election: the first two have 12 of 15, the third 11, the fourth as the first.
fn candidates(rule: &Rule, is_election: bool) -> Vec<(Vec<String>, Outcome, String, String)> {
    let of = |(i, (zh, en, present)): (usize, (&str, &str, i64))| {
        let mut scene = Scene::at(format!("/agenda/0/votes/{i}")).named(zh, en);
        scene.yes(Fact::IsElection, is_election).number(PART, present).number(WHOLE, 15);
        scene
    };
    let all = [("李明", "Li Ming", 12), ("王芳", "Wang Fang", 12), ("张伟", "Zhang Wei", 11), ("赵强", "Zhao Qiang", 12)];
    let case = Case { votes: all.into_iter().enumerate().map(of).collect(), ..case(&[]) };
    judge(rule, &case).into_iter().map(|finding| (finding.pointers, finding.outcome, finding.zh, finding.en)).collect()
}

#[test]
fn candidates_with_equal_numbers_are_one_finding_that_names_them() {
    let quorum = Rule { each: Each::Vote, ..half(Bound::AtLeast(4, 5)) };
    let found = candidates(&quorum, true);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].0, ["/agenda/0/votes/0", "/agenda/0/votes/1", "/agenda/0/votes/3"]);
    assert_eq!(found[0].2, "规定（李明、王芳、赵强）：应到会有选举权的党员15人，到会有选举权的党员12人，达到五分之四（至少12人）。");
    assert_eq!(found[0].3, "The rule (Li Ming, Wang Fang and Zhao Qiang): 15 electors, 12 present: at least four fifths (at least 12).");
    assert_eq!(
        (found[1].1, found[1].2.as_str()),
        (Outcome::Violated, "规定（张伟）：应到会有选举权的党员15人，到会有选举权的党员11人，未达五分之四（至少12人）。")
    );
}

#[test]
fn votes_on_matters_stay_apart_each_by_its_name() {
    let found = candidates(&Rule { each: Each::Vote, ..half(Bound::AtLeast(4, 5)) }, false);
    assert_eq!(found.iter().map(|one| one.0.len()).collect::<Vec<_>>(), [1; 4]);
    assert!(found[0].2.starts_with("规定（李明）：应到会有表决权的党员15人"), "{}", found[0].2);
}

#[test]
fn a_share_is_told_in_words_with_the_number_at_its_edge() {
    let said = |bound, part| {
        let finding = found(&half(bound), &[(PART, part), (WHOLE, 10)]);
        let zh = finding.zh.strip_prefix(&format!("规定：应到会有表决权的党员10人，到会有表决权的党员{part}人，")).expect("the numbers").to_string();
        let en = finding.en.strip_prefix(&format!("The rule: 10 entitled to vote, {part} present: ")).expect("the numbers").to_string();
        (zh, en)
    };
    let both = |zh: &str, en: &str| (zh.to_string(), en.to_string());
    assert_eq!(said(Bound::AtLeast(1, 2), 5), both("达到半数（至少5人）。", "at least half (at least 5)."));
    assert_eq!(said(Bound::AtLeast(1, 2), 4), both("未达半数（至少5人）。", "short of half (at least 5)."));
    assert_eq!(said(Bound::MoreThan(1, 2), 6), both("超过半数（至少6人）。", "more than half (at least 6)."));
    assert_eq!(said(Bound::MoreThan(1, 2), 5), both("未超过半数（至少6人）。", "not more than half (at least 6)."));
    assert_eq!(said(Bound::AtMost(1, 3), 3), both("未超过三分之一（至多3人）。", "not more than a third (at most 3)."));
    assert_eq!(said(Bound::AtMost(1, 3), 4), both("超过三分之一（至多3人）。", "more than a third (at most 3)."));
    assert_eq!(said(Bound::AtMost(1, 10), 0), both("未超过十分之一（至多1人）。", "not more than a tenth (at most 1)."));
    assert_eq!(said(Bound::AtLeast(2, 3), 7), both("达到三分之二（至少7人）。", "at least two thirds (at least 7)."));
    assert_eq!(said(Bound::AtLeast(9, 11), 9), both("达到11分之9（至少9人）。", "at least 9/11 (at least 9)."));
    assert_eq!(said(Bound::AtLeast(1, 1), 10), both("没有遗漏。", "all of them."));
    assert_eq!(said(Bound::AtLeast(3, 3), 8), both("相差2人。", "all but 2."));
}

#[test]
fn an_amount_is_told_with_its_limits_only_where_it_breaks_them() {
    let said = |shape, number| {
        let finding = found(&rule(shape), &[(Fact::Groups, number)]);
        (finding.zh, finding.en)
    };
    let both = |zh: &str, en: &str| (format!("规定：{zh}。"), format!("The rule: {en}."));
    let (least, most) = (Shape::Least { fact: Fact::Groups, least: 3 }, Shape::Most { fact: Fact::Groups, most: 5 });
    assert_eq!(said(least.clone(), 3), both("党小组3个", "3 Party groups"));
    assert_eq!(said(least, 2), both("党小组2个，应不少于3个", "2 Party groups; at least 3 are needed"));
    assert_eq!(said(most.clone(), 5), both("党小组5个", "5 Party groups"));
    assert_eq!(said(most, 6), both("党小组6个，应不超过5个", "6 Party groups; at most 5 are allowed"));
    let range = Shape::Between { fact: Fact::Groups, least: 3, most: 5 };
    assert_eq!(said(range, 6), both("党小组6个，应为3至5个", "6 Party groups; it should be 3 to 5"));
    assert_eq!(said(Shape::Least { fact: Fact::Groups, least: 1 }, 0), both("未划分党小组", "it is not divided into groups"));
    let none = Shape::Most { fact: Fact::Groups, most: 0 };
    assert_eq!(said(none.clone(), 0), both("未划分党小组", "it is not divided into groups"));
    assert_eq!(said(none, 1), both("党小组1个", "1 Party group"));
    let mut either = Scene::default();
    either.between(Fact::Groups, 2, 3);
    let finding = found_in(&rule(Shape::Least { fact: Fact::Groups, least: 3 }), &case_of(either));
    assert_eq!(finding.zh, "规定：党小组2至3个，应不少于3个，无法判断，请记录人补充。");
    let mut told = Scene::default();
    told.told(Fact::Groups, 2, Told::new("东组、西组", "the east and the west group"));
    let finding = found_in(&rule(Shape::Least { fact: Fact::Groups, least: 3 }), &case_of(told));
    assert_eq!(finding.zh, "规定：东组、西组，应不少于3个。", "evidence stands in place of the number");
}

#[test]
fn what_is_left_out_is_one_finding_at_all_of_its_places() {
    let complete = Rule { force: None, ..rule(Shape::Complete) };
    let lack = |pointer: &str, zh: &str, en: &str| Lack { pointer: pointer.to_string(), told: Told::new(zh, en) };
    let lacking = vec![lack("/host", "主持人", "the host"), lack("/agenda/1/votes/0/passed", "第2项议题是否通过", "whether item 2 passed")];
    let finding = found_in(&complete, &Case { lacking, ..case(&[]) });
    assert_eq!((finding.outcome, finding.mend, finding.force), (Outcome::Incomplete, Some(Mend::Record), None));
    assert_eq!(finding.pointers, ["/host", "/agenda/1/votes/0/passed"]);
    assert_eq!(finding.zh, "规定：未写明主持人、第2项议题是否通过，请记录人补充。");
    assert_eq!(finding.en, "The rule: the record does not say the host and whether item 2 passed; its recorder can add it.");
    assert_eq!(found_in(&complete, &case(&[])).outcome, Outcome::NotApplicable);
}

#[test]
fn each_contradiction_is_a_finding_of_its_own_rule() {
    let of = |rule: &'static str, pointer: &str| Contradiction {
        rule,
        pointer: pointer.to_string(),
        told: Told::new("填为书记", "is given as secretary").with("roll", 16),
    };
    let contradictions = vec![of("HOST-ROLL", "/host"), of("BASE-ROLL", "/agenda/0/votes/0"), of("BASE-ROLL", "/agenda/0/votes/1")];
    let case = Case { contradictions, ..case(&[]) };
    let check = |id: &str| judge(&Rule { id: id.to_string(), force: Some(Force::Generally), ..rule(Shape::Contradiction) }, &case);
    let base = check("BASE-ROLL");
    assert_eq!(
        base.iter().map(|one| (one.pointer.as_str(), one.outcome)).collect::<Vec<_>>(),
        [("/agenda/0/votes/0", Outcome::Warning), ("/agenda/0/votes/1", Outcome::Warning)]
    );
    assert_eq!((base[0].zh.as_str(), base[0].numbers["roll"]), ("规定：填为书记。", 16));
    assert_eq!(check("WRITE-ROLL")[0].outcome, Outcome::NotApplicable);
}

#[test]
fn what_was_agreed_needs_an_owner_and_a_date_and_is_open_until_it_is_due() {
    let post = rule(Shape::Owed { whole: Fact::FollowUps, owned: Fact::FollowUpsOwned, closed: Fact::FollowUpsClosed });
    let of = |owned, closed: Option<i64>| {
        let mut facts = vec![(Fact::FollowUps, 3), (Fact::FollowUpsOwned, owned)];
        facts.extend(closed.map(|closed| (Fact::FollowUpsClosed, closed)));
        let finding = found(&post, &facts);
        (finding.outcome, finding.mend, finding.zh)
    };
    let unowned = "规定：议定事项3项，有责任人和时限的议定事项2项；未写明议定事项的责任人和时限，请记录人补充。";
    assert_eq!(of(2, Some(3)), (Outcome::InsufficientData, Some(Mend::Record), unowned.to_string()));
    assert_eq!(of(3, Some(2)), (Outcome::Open, Some(Mend::Later), "规定：议定事项3项，已办结的议定事项2项，1项未到期。".to_string()));
    assert_eq!(of(3, None), (Outcome::Open, Some(Mend::Later), "规定：议定事项3项，3项未到期。".to_string()));
    assert_eq!(of(3, Some(3)), (Outcome::Met, None, "规定：议定事项3项，均已办结。".to_string()));
    let mut dated = scene("", &[(Fact::FollowUps, 3), (Fact::FollowUpsOwned, 3)]);
    dated.told(Fact::FollowUpsClosed, 1, Told::new("2项未到期：“巡河”12月1日到期", "2 not yet due: \"巡河\" is due on 1 December").with("open", 2));
    let finding = found_in(&post, &case_of(dated));
    assert_eq!(finding.zh, "规定：议定事项3项，2项未到期：“巡河”12月1日到期。", "what is left is not counted twice");
    assert_eq!(finding.en, "The rule: 3 things agreed; 2 not yet due: \"巡河\" is due on 1 December.");
    assert_eq!((finding.numbers["open"], finding.numbers["follow_ups_closed"]), (2, 1));
}

/// How often a kind was held in a period, as of a day of 2026.
fn in_period(each: Each, fact: Fact, number: i64, today: Option<&str>) -> (Outcome, String, String) {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let period = match each {
        Each::Month => Period::Month(2026, 11),
        Each::Quarter => Period::Quarter(2026, 4),
        _ => Period::Year(2026),
    };
    let window = today.map(|today| Window { period, today: day(today) });
    let case = Case { day: period.last_day(), window, ..case(&[(fact, number)]) };
    let finding = found_in(&Rule { each, ..rule(Shape::Times { fact, least: 2 }) }, &case);
    (finding.outcome, finding.zh, finding.en)
}

#[test]
fn how_often_is_a_number_or_its_evidence_and_short_of_more_than_one_it_says_of_how_many() {
    let said = |outcome, zh: &str, en: &str| (outcome, format!("规定：{zh}。"), format!("The rule: {en}."));
    let of = |number| in_period(Each::Quarter, Fact::Meetings, number, None);
    assert_eq!(of(2), said(Outcome::Met, "召开次数2次", "2 on record"));
    assert_eq!(of(1), said(Outcome::Violated, "召开次数1次，应不少于2次", "1 on record; at least 2 are needed"));
    assert_eq!(of(0), said(Outcome::Violated, "无召开的记录，应不少于2次", "none is on record; at least 2 are needed"));
    let mut scene = Scene::default();
    scene.told(Fact::Meetings, 1, Told::new("2026年11月开展党课1次", "November 2026 had 1 (lecture)"));
    let twice = Rule { each: Each::Month, ..rule(Shape::Times { fact: Fact::Meetings, least: 2 }) };
    assert_eq!(found_in(&twice, &case_of(scene.clone())).zh, "规定：2026年11月开展党课1次，应不少于2次。");
    let once = Rule { each: Each::Month, ..rule(Shape::Times { fact: Fact::Meetings, least: 1 }) };
    assert_eq!(found_in(&once, &case_of(scene)).en, "The rule: November 2026 had 1 (lecture).");
}

#[test]
fn nothing_is_short_before_its_last_day_is_over() {
    let said = |zh: &str, en: &str| (Outcome::Open, format!("规定：{zh}。"), format!("The rule: {en}."));
    let of = |number, today| in_period(Each::Month, Fact::Meetings, number, Some(today));
    assert_eq!(of(0, "2026-11-23"), said("2026年11月尚未开展，还有7天", "none yet in November 2026, and 7 days are left"));
    assert_eq!(of(1, "2026-11-29"), said("2026年11月已开展1次，还有1天", "1 so far in November 2026, and 1 day is left"));
    assert_eq!(of(0, "2026-11-30"), said("2026年11月尚未开展，今天是最后一天", "none yet in November 2026, and today is its last day"));
    assert_eq!(of(0, "2026-12-01").0, Outcome::Violated);
    assert_eq!(of(2, "2026-11-23").0, Outcome::Met);
}

#[test]
fn a_running_window_excuses_only_how_often_something_was_held() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let window = Some(Window { period: Period::Year(2026), today: day("2026-11-23") });
    let due = Rule { each: Each::Year, ..rule(Shape::Ratio { part: Fact::ClosedItems, whole: Fact::DueItems, bound: Bound::AtLeast(1, 1) }) };
    let finding = found_in(&due, &Case { window, ..case(&[(Fact::DueItems, 2), (Fact::ClosedItems, 1)]) });
    assert_eq!(finding.outcome, Outcome::Violated, "an item whose date is past is due, whatever is left of the year");
}

#[test]
fn how_often_is_told_in_the_words_of_its_evidence() {
    let mut scene = Scene::default();
    scene.told(
        Fact::Meetings,
        1,
        Told::new("2026年11月开展党课1次，其中1次内容不全", "November 2026 has 1, and 1 is incomplete").with("incomplete", 1),
    );
    let finding = found_in(&Rule { each: Each::Month, ..rule(Shape::Times { fact: Fact::Meetings, least: 1 }) }, &case_of(scene));
    assert_eq!((finding.outcome, finding.zh.as_str()), (Outcome::Met, "规定：2026年11月开展党课1次，其中1次内容不全。"));
    assert_eq!(finding.numbers["incomplete"], 1);
}
