//! The rulebook: every quorum and majority at its very edge, the rules of the day, what is not known is not guessed.

use proptest::prelude::*;
use sanhui::clock::Day;
use sanhui::rulebook::case::{Case, Contradiction, Fact, Lack, Mend, Scene, Told};
use sanhui::rulebook::kinds::{Kind, OrganizationKind, Sector};
use sanhui::rulebook::rules::{Bound, Certainty, Each, Force};
use sanhui::rulebook::{Finding, Outcome, Rulebook, keeps, needed};

mod catalogue;
mod standing;

fn book() -> Rulebook {
    Rulebook::load().expect("a rulebook without contradictions")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A case of one kind at a party branch, held on a day of 2026 after the reissue.
fn case(kind: Kind) -> Case {
    Case::new(day("2026-11-20"), vec![kind], OrganizationKind::PartyBranch)
}

const SUBJECTS: [Fact; 6] =
    [Fact::IsOrdinary, Fact::IsAdmission, Fact::IsConfirmation, Fact::IsElection, Fact::IsExtension, Fact::IsExtensionOrCancellation];

fn with_vote(facts: &[(Fact, i64)]) -> Case {
    let mut vote = Scene::at("/agenda/0/votes/0");
    for fact in SUBJECTS.into_iter().chain([Fact::CountedOut, Fact::Written]) {
        vote.number(fact, 0);
    }
    for (fact, value) in facts {
        vote.number(*fact, *value);
    }
    Case { votes: vec![vote], ..case(Kind::BranchGeneralMeeting) }
}

fn with(kind: Kind, facts: &[(Fact, i64)]) -> Case {
    let mut case = case(kind);
    for (fact, value) in facts {
        case.whole.number(*fact, *value);
    }
    case
}

/// What a rule says of a case; none where it does not apply.
fn found(case: &Case, rule: &str) -> Option<Finding> {
    book().judge(case, &[], false).into_iter().find(|finding| finding.rule == rule)
}

fn outcome(case: &Case, rule: &str) -> Option<Outcome> {
    found(case, rule).map(|finding| finding.outcome)
}

fn present(subject: Fact, base: i64, present: i64) -> Case {
    with_vote(&[(subject, 1), (Fact::VotingBase, base), (Fact::PresentVoters, present)])
}

#[test]
fn an_ordinary_vote_may_go_ahead_with_exactly_half_present() {
    assert_eq!(outcome(&present(Fact::IsOrdinary, 16, 8), "BGM-QUORUM"), Some(Outcome::Met));
    assert_eq!(outcome(&present(Fact::IsOrdinary, 16, 7), "BGM-QUORUM"), Some(Outcome::Violated));
    assert_eq!(outcome(&present(Fact::IsOrdinary, 15, 8), "BGM-QUORUM"), Some(Outcome::Met));
    assert_eq!(outcome(&present(Fact::IsOrdinary, 15, 7), "BGM-QUORUM"), Some(Outcome::Violated));
}

#[test]
fn an_admission_needs_more_than_half_present() {
    assert_eq!(outcome(&present(Fact::IsAdmission, 16, 8), "ADM-QUORUM"), Some(Outcome::Violated));
    assert_eq!(outcome(&present(Fact::IsAdmission, 16, 9), "ADM-QUORUM"), Some(Outcome::Met));
    assert_eq!(outcome(&present(Fact::IsAdmission, 16, 8), "BGM-QUORUM"), None, "the ordinary quorum is not asked of an admission");
    assert_eq!(outcome(&present(Fact::IsConfirmation, 16, 8), "CONF-QUORUM"), Some(Outcome::Violated));
}

#[test]
fn a_decision_passes_by_the_base_and_not_by_who_is_present() {
    let vote =
        |approve| with_vote(&[(Fact::IsOrdinary, 1), (Fact::VotingBase, 16), (Fact::PresentVoters, 10), (Fact::Approve, approve), (Fact::Passed, 1)]);
    assert_eq!(outcome(&vote(8), "BGM-PASS"), Some(Outcome::Violated), "8 of 10 present is a majority there, but not of 16");
    assert_eq!(outcome(&vote(9), "BGM-PASS"), Some(Outcome::Met));
}

#[test]
fn a_vote_that_was_lost_is_no_violation() {
    let lost = with_vote(&[(Fact::IsOrdinary, 1), (Fact::VotingBase, 16), (Fact::PresentVoters, 10), (Fact::Approve, 3), (Fact::Passed, 0)]);
    assert_eq!(outcome(&lost, "BGM-PASS"), None);
}

#[test]
fn an_election_needs_four_fifths_present_and_its_winner_half_of_those() {
    assert_eq!(outcome(&present(Fact::IsElection, 15, 12), "ELE-QUORUM"), Some(Outcome::Met));
    assert_eq!(outcome(&present(Fact::IsElection, 15, 11), "ELE-QUORUM"), Some(Outcome::Violated));
    let won = |approve| {
        let mut case = with_vote(&[(Fact::IsElection, 1), (Fact::Approve, approve), (Fact::Passed, 1)]);
        case.votes[0].between(Fact::WinningBase, 12, 15);
        found(&case, "ELE-WIN").map(|finding| (finding.outcome, finding.mend))
    };
    assert_eq!(won(6), Some((Outcome::Violated, None)), "half of those present is never enough");
    assert_eq!(won(7), Some((Outcome::InsufficientData, Some(Mend::Superior))), "more than half of those present, not of those due");
    assert_eq!(won(8), Some((Outcome::Met, None)));
}

#[test]
fn a_committee_meets_with_half_of_its_members() {
    let met = |present, size| {
        outcome(
            &with(Kind::BranchCommitteeMeeting, &[(Fact::HasCommittee, 1), (Fact::CommitteePresent, present), (Fact::CommitteeSize, size)]),
            "BCM-QUORUM",
        )
    };
    assert_eq!(met(2, 4), Some(Outcome::Met));
    assert_eq!(met(1, 3), Some(Outcome::Violated));
    assert_eq!(met(2, 3), Some(Outcome::Met));
    let alone = with(Kind::BranchCommitteeMeeting, &[(Fact::HasCommittee, 0), (Fact::CommitteePresent, 1), (Fact::CommitteeSize, 1)]);
    assert_eq!((outcome(&alone, "BCM-QUORUM"), outcome(&alone, "BCM-HOST")), (None, None), "without a committee there is nothing to reach");
}

#[test]
fn a_democratic_life_session_needs_two_thirds_of_the_leading_body() {
    let met = |present, expected| {
        let facts = [(Fact::BodyPresent, present), (Fact::BodyExpected, expected), (Fact::HoldsDemocraticLife, 1), (Fact::ByReference, 0)];
        outcome(&Case { organization: OrganizationKind::PartyCommittee, ..with(Kind::DemocraticLifeMeeting, &facts) }, "DLM-QUORUM")
    };
    assert_eq!(met(6, 9), Some(Outcome::Met));
    assert_eq!(met(5, 9), Some(Outcome::Violated));
    assert_eq!(met(6, 8), Some(Outcome::Met));
    assert_eq!(met(5, 8), Some(Outcome::Violated));
}

#[test]
fn a_branch_that_holds_a_democratic_life_session_gets_a_finding_and_no_refusal() {
    let found = book().judge(&with(Kind::DemocraticLifeMeeting, &[(Fact::HoldsDemocraticLife, 0)]), &[], false);
    assert_eq!(found.iter().map(|finding| (finding.rule.as_str(), finding.outcome)).collect::<Vec<_>>(), [("DLM-SCOPE", Outcome::Violated)]);
}

#[test]
fn who_follows_by_reference_is_asked_three_rules_of_democratic_life_and_only_warned() {
    let facts = [(Fact::HoldsDemocraticLife, 1), (Fact::ByReference, 1), (Fact::BodyPresent, 5), (Fact::BodyExpected, 9), (Fact::ThemeApproved, 0)];
    let more = [(Fact::MoveInOrder, 0), (Fact::Supervised, 0), (Fact::Meetings, 0)];
    let case = with(Kind::DemocraticLifeMeeting, &[&facts[..], &more].concat());
    let said = |findings: Vec<Finding>| findings.into_iter().map(|finding| format!("{} {}", finding.rule, finding.outcome)).collect::<Vec<_>>();
    assert_eq!(said(book().judge(&case, &[], false)), ["DLM-QUORUM warning", "DLM-THEME warning", "DLM-SCOPE met"]);
    assert_eq!(said(book().judge_period(&case, Each::Year, &[])), ["DLM-FREQ warning"]);
    let mut directly = case;
    directly.whole.yes(Fact::ByReference, false);
    let all = ["DLM-MOVE violated", "DLM-QUORUM violated", "DLM-SUP violated", "DLM-THEME violated", "DLM-SCOPE met"];
    assert_eq!(said(book().judge(&directly, &[], false)), all);
    assert_eq!(said(book().judge_period(&directly, Each::Year, &[])), ["DLM-FREQ violated"]);
}

#[test]
fn at_most_a_third_are_excellent_and_more_is_a_warning() {
    let share = |excellent, members| outcome(&with(Kind::DemocraticAppraisal, &[(Fact::Excellent, excellent), (Fact::Members, members)]), "APP-CAP");
    assert_eq!(share(10, 30), Some(Outcome::Met));
    assert_eq!(share(11, 30), Some(Outcome::Warning));
    assert_eq!(share(3, 10), Some(Outcome::Met));
    assert_eq!(share(4, 10), Some(Outcome::Warning));
}

#[test]
fn a_session_is_judged_by_the_rules_of_its_day() {
    let on = |text: &str| found(&Case { day: day(text), ..present(Fact::IsAdmission, 16, 8) }, "ADM-QUORUM").expect("a finding");
    assert_eq!(on("2026-05-10").article.as_deref(), Some("20"));
    assert_eq!(on("2026-05-11").article.as_deref(), Some("19"));
    assert_ne!(on("2026-05-10").regulation, on("2026-05-11").regulation);
}

#[test]
fn what_the_record_does_not_say_is_not_guessed() {
    let silent = with_vote(&[(Fact::IsAdmission, 1), (Fact::VotingBase, 16)]);
    assert_eq!(outcome(&silent, "ADM-QUORUM"), Some(Outcome::InsufficientData));
    assert_eq!(outcome(&with(Kind::BranchCommitteeMeeting, &[(Fact::HasCommittee, 1)]), "BCM-QUORUM"), Some(Outcome::InsufficientData));
}

#[test]
fn local_rules_speak_only_where_they_are_switched_on() {
    let case = with(Kind::DemocraticAppraisal, &[(Fact::ProbationaryGraded, 1)]);
    assert_eq!(outcome(&case, "APP-PROB"), None);
    let on = book().judge(&case, &["appraisal-notices".to_string()], false);
    assert!(on.iter().any(|finding| finding.rule == "APP-PROB" && finding.outcome == Outcome::Violated && finding.profile.is_some()));
}

#[test]
fn a_finding_names_its_numbers_its_article_and_what_was_needed() {
    let finding = found(&present(Fact::IsOrdinary, 16, 7), "BGM-QUORUM").expect("a finding");
    assert_eq!(finding.numbers.get("needed"), Some(&8));
    assert!(finding.zh.contains("16") && finding.zh.contains('7') && finding.zh.contains("至少8人"), "{}", finding.zh);
    assert!(finding.en.contains("short of half (at least 8)"), "{}", finding.en);
    assert_eq!((finding.article.as_deref(), finding.pointer.as_str()), (Some("11"), "/agenda/0/votes/0"));
}

proptest! {
    #[test]
    fn bounds_agree_with_exact_fractions(part in 0_i64..10_000, whole in 0_i64..10_000, n in 1_u32..10, extra in 0_u32..10) {
        let d = n + extra;
        let difference = i128::from(part) * i128::from(d) - i128::from(whole) * i128::from(n);
        prop_assert_eq!(keeps(Bound::AtLeast(n, d), part, whole), difference >= 0);
        prop_assert_eq!(keeps(Bound::MoreThan(n, d), part, whole), difference > 0);
        prop_assert_eq!(keeps(Bound::AtMost(n, d), part, whole), difference <= 0);
    }

    #[test]
    fn what_is_needed_is_the_edge(whole in 0_i64..100_000, n in 1_u32..10, extra in 0_u32..10) {
        let d = n + extra;
        for bound in [Bound::AtLeast(n, d), Bound::MoreThan(n, d)] {
            let edge = needed(bound, whole);
            prop_assert!(keeps(bound, edge, whole));
            prop_assert!(edge == 0 || !keeps(bound, edge - 1, whole));
        }
        let edge = needed(Bound::AtMost(n, d), whole);
        prop_assert!(keeps(Bound::AtMost(n, d), edge, whole) && !keeps(Bound::AtMost(n, d), edge + 1, whole));
    }

    #[test]
    fn one_more_vote_never_turns_a_pass_into_a_failure(base in 0_i64..500, approve in 0_i64..500) {
        let bound = Bound::MoreThan(1, 2);
        prop_assert!(!keeps(bound, approve, base) || keeps(bound, approve + 1, base));
    }

    #[test]
    fn no_number_makes_the_judge_stumble(part in any::<i64>(), whole in any::<i64>()) {
        let case = with_vote(&[(Fact::IsOrdinary, 1), (Fact::VotingBase, whole), (Fact::PresentVoters, part), (Fact::Approve, part), (Fact::Passed, 1)]);
        prop_assert!(!book().judge(&case, &[], false).is_empty());
    }
}

#[test]
fn an_admission_and_a_confirmation_pass_by_the_base_with_written_opinions() {
    let of = |subject, rule, approve| {
        let facts = [(subject, 1), (Fact::VotingBase, 16), (Fact::PresentVoters, 9), (Fact::ApproveWithWritten, approve), (Fact::Passed, 1)];
        outcome(&with_vote(&facts), rule)
    };
    let rules = [(Fact::IsAdmission, "ADM-PASS"), (Fact::IsConfirmation, "CONF-PASS"), (Fact::IsExtensionOrCancellation, "EXT-PASS")];
    for (subject, rule) in rules {
        assert_eq!(of(subject, rule, 8), Some(Outcome::Violated), "{rule}: exactly half is not more than half");
        assert_eq!(of(subject, rule, 9), Some(Outcome::Met), "{rule}");
    }
}

#[test]
fn a_probation_is_extended_by_six_to_twelve_months() {
    let of = |months| outcome(&with_vote(&[(Fact::IsExtension, 1), (Fact::ExtensionMonths, months)]), "PROB-EXT");
    assert_eq!([of(5), of(6), of(12), of(13)], [Outcome::Violated, Outcome::Met, Outcome::Met, Outcome::Violated].map(Some));
}

#[test]
fn an_extension_or_cancellation_needs_more_than_half_as_a_confirmation_does() {
    let extension = present(Fact::IsExtensionOrCancellation, 16, 8);
    assert_eq!((outcome(&extension, "EXT-QUORUM"), outcome(&extension, "BGM-QUORUM")), (Some(Outcome::Violated), None));
    assert_eq!(outcome(&present(Fact::IsExtensionOrCancellation, 16, 9), "EXT-QUORUM"), Some(Outcome::Met));
    let again = |first| outcome(&with_vote(&[(Fact::IsExtension, 1), (Fact::FirstExtension, first)]), "PROB-EXT-ONCE");
    assert_eq!([again(1), again(0)], [Some(Outcome::Met), Some(Outcome::Violated)]);
}

#[test]
fn written_opinions_are_asked_about_where_they_count() {
    let of =
        |subject, written, in_order| outcome(&with_vote(&[(subject, 1), (Fact::Written, written), (Fact::WrittenInOrder, in_order)]), "ADM-WRIT");
    for subject in [Fact::IsAdmission, Fact::IsConfirmation, Fact::IsExtensionOrCancellation] {
        assert_eq!([of(subject, 2, 2), of(subject, 2, 1), of(subject, 0, 0)], [Some(Outcome::Met), Some(Outcome::Violated), None], "{subject}");
    }
    assert_eq!([of(Fact::IsOrdinary, 2, 1), of(Fact::IsElection, 2, 1)], [None, None]);
}

#[test]
fn an_important_matter_of_a_village_waits_for_its_members_meeting() {
    let of = |sector, decided: Option<bool>| {
        let mut item = Scene::at("/agenda/0").named("村道修建", "the village road");
        item.yes(Fact::VillageImportant, true).maybe(Fact::VillageDecided, decided);
        found(&Case { items: vec![item], sector: Some(sector), ..case(Kind::BranchCommitteeMeeting) }, "BGM-VILL")
    };
    let open = of(Sector::Rural, None).expect("a finding");
    assert_eq!((open.outcome, open.mend), (Outcome::InsufficientData, Some(Mend::Later)));
    assert_eq!(open.zh, "村、社区重要事项必须经过党员大会讨论（村道修建）：尚无党员大会的记录，到期再判断。");
    assert_eq!(of(Sector::Community, Some(true)).map(|finding| finding.outcome), Some(Outcome::Met));
    assert!(of(Sector::Organ, None).is_none());
}

#[test]
fn before_the_reissue_admissions_are_asked_by_the_older_text() {
    let before = |rule: &str| {
        let facts = [(Fact::IsAdmission, 1), (Fact::Secret, 0), (Fact::OneCandidate, 0), (Fact::Written, 1), (Fact::WrittenInOrder, 0)];
        let finding = found(&Case { day: day("2026-05-10"), ..with_vote(&facts) }, rule).expect("a finding");
        (finding.outcome, finding.article, finding.quotation)
    };
    let (outcome, article, words) = before("ADM-SECRET");
    assert_eq!((outcome, article.as_deref(), words.as_deref()), (Outcome::Violated, Some("21（四）"), Some("采取无记名投票方式进行表决")));
    for rule in ["ADM-EACH", "ADM-WRIT"] {
        assert_eq!(before(rule), (Outcome::Violated, Some("21".to_string()), None), "{rule}: its words were not kept");
    }
    let pass =
        |on: &str| found(&Case { day: day(on), ..with_vote(&[(Fact::IsAdmission, 1), (Fact::Passed, 1)]) }, "ADM-PASS").and_then(|one| one.quotation);
    assert_eq!(pass("2026-05-10").as_deref(), Some("赞成人数超过应到会有表决权的正式党员的半数"));
    assert_eq!(pass("2026-05-11").as_deref(), Some("赞成人数超过应到会有表决权的党员人数的半数"));
}

#[test]
fn counting_out_is_asked_about_since_the_guidance_and_in_elections_since_their_regulation() {
    let on = |text: &str, subject| {
        let facts = [(subject, 1), (Fact::CountedOut, 2), (Fact::CountedOutInOrder, 0)];
        outcome(&Case { day: day(text), ..with_vote(&facts) }, "BASE-OUT")
    };
    assert_eq!([on("2014-05-27", Fact::IsAdmission), on("2014-05-28", Fact::IsAdmission)], [None, Some(Outcome::Violated)]);
    assert_eq!([on("2020-07-12", Fact::IsElection), on("2020-07-13", Fact::IsElection)], [None, Some(Outcome::Violated)]);
    assert_eq!(on("2020-07-13", Fact::IsAdmission), Some(Outcome::Violated));
}

#[test]
fn a_record_that_says_nothing_is_incomplete_and_one_that_says_otherwise_than_the_roll_is_warned() {
    let told = |zh: &str, en: &str| Told::new(zh, en);
    let lacking = vec![Lack { pointer: "/host".to_string(), told: told("主持人", "the host") }];
    let rule = "BASE-ROLL";
    let contradictions =
        vec![Contradiction {
            rule, pointer: "/agenda/0/votes/0".to_string(), told: told("填6人，当天名册16人", "6 are given, the roll has 16")
        }];
    let case = Case { lacking, contradictions, ..case(Kind::CollectiveStudy) };
    let findings = book().judge(&case, &[], false);
    let said: Vec<(&str, Outcome, &str)> = findings.iter().map(|finding| (finding.rule.as_str(), finding.outcome, finding.zh.as_str())).collect();
    assert_eq!(
        said,
        [
            ("BASE-ROLL", Outcome::Warning, "应到会有表决权的人数与当天名册核对：填6人，当天名册16人。"),
            ("REC-FULL", Outcome::Incomplete, "内容不全：未写明主持人，请记录人补充。"),
        ]
    );
    assert!(
        findings.iter().all(|finding| finding.certainty == Certainty::Consistency && finding.regulation.is_none() && finding.quotation.is_none())
    );
    assert_eq!((findings[0].force, findings[1].force), (Some(Force::Generally), None));
}

#[test]
fn a_quorum_of_nobody_is_not_met() {
    assert_eq!(outcome(&present(Fact::IsOrdinary, 0, 0), "BGM-QUORUM"), Some(Outcome::InsufficientData));
    assert_eq!(outcome(&present(Fact::IsElection, 0, 0), "ELE-QUORUM"), Some(Outcome::InsufficientData));
    assert_eq!(outcome(&present(Fact::IsAdmission, 0, 0), "ADM-QUORUM"), Some(Outcome::InsufficientData));
    let nobody = [(Fact::BodyPresent, 0), (Fact::BodyExpected, 0), (Fact::HoldsDemocraticLife, 1)];
    assert_eq!(outcome(&with(Kind::DemocraticLifeMeeting, &nobody), "DLM-QUORUM"), Some(Outcome::InsufficientData));
}

#[test]
fn a_vote_of_an_organizational_life_meeting_is_judged_as_a_members_vote() {
    let life = Case { kinds: vec![Kind::OrganizationalLifeMeeting], ..present(Fact::IsOrdinary, 16, 7) };
    assert_eq!(outcome(&life, "BGM-QUORUM"), Some(Outcome::Violated));
    let silent = case(Kind::OrganizationalLifeMeeting);
    assert_eq!(outcome(&silent, "BGM-QUORUM"), None, "without a vote there is no quorum");
}

#[test]
fn guidance_is_not_cited_as_the_regulation() {
    let facts = [(Fact::IsAdmission, 1), (Fact::CountedOut, 1), (Fact::CountedOutInOrder, 0)];
    let finding = found(&with_vote(&facts), "BASE-OUT").expect("a finding");
    assert_eq!(finding.outcome, Outcome::Violated);
    assert!(finding.regulation.as_ref().is_some_and(|text| !text.contains("细则")), "{:?}", finding.regulation);
}

#[test]
fn a_finding_says_in_words_what_was_counted_and_what_was_missing() {
    let zh = |case: &Case, rule: &str| found(case, rule).expect("a finding").zh;
    let short = present(Fact::IsOrdinary, 16, 7);
    assert_eq!(
        zh(&short, "BGM-QUORUM"),
        "表决须有半数以上有表决权的党员到会：应到会有表决权的党员16人，到会有表决权的党员7人，未达半数（至少8人）。"
    );
    assert_eq!(
        found(&short, "BGM-QUORUM").expect("a finding").en,
        "A vote needs at least half of those entitled to vote present: 16 entitled to vote, 7 present: short of half (at least 8)."
    );
    assert!(zh(&present(Fact::IsAdmission, 16, 8), "ADM-QUORUM").ends_with("到会有表决权的党员8人，未超过半数（至少9人）。"));
    assert!(
        zh(&present(Fact::IsElection, 15, 12), "ELE-QUORUM")
            .ends_with("应到会有选举权的党员15人，到会有选举权的党员12人，达到五分之四（至少12人）。")
    );
    let measures = with(Kind::OrganizationalLifeMeeting, &[(Fact::LifeMeasuresOpen, 5), (Fact::LifeMeasuresOwned, 3)]);
    assert!(zh(&measures, "OLM-OWNED").ends_with("未办结的整改措施5项，有责任人和时限的整改措施3项，相差2项。"));
    let excellent = with(Kind::DemocraticAppraisal, &[(Fact::Excellent, 11), (Fact::Members, 30)]);
    assert!(zh(&excellent, "APP-CAP").ends_with("党员30人，评为优秀的党员11人，超过三分之一（至多10人）。"));
    let admitted = Case { organization: OrganizationKind::TemporaryBranch, ..with_vote(&[(Fact::IsAdmission, 1)]) };
    assert_eq!(zh(&admitted, "ADM-TEMP"), "临时党组织不能接收预备党员：讨论接收预备党员。");
    let proxies = |number| with_vote(&[(Fact::IsElection, 1), (Fact::Proxies, number)]);
    assert_eq!(zh(&proxies(2), "ELE-PROXY"), "不能委托他人代为投票：委托投票2张。");
    assert_eq!(zh(&proxies(0), "ELE-PROXY"), "不能委托他人代为投票：无委托投票。");
}

#[test]
fn another_day_is_a_warning_and_an_unknown_fixed_day_no_guess() {
    assert_eq!(outcome(&with(Kind::ThemePartyDay, &[(Fact::OnFixedDayOrExplained, 0)]), "TPD-FIX"), Some(Outcome::Warning));
    assert_eq!(outcome(&case(Kind::ThemePartyDay), "TPD-FIX"), Some(Outcome::InsufficientData));
}
