//! The rulebook: every quorum and majority at its very edge, the rules of the day, what is not known is not guessed.

use proptest::prelude::*;
use sanhui::clock::Day;
use sanhui::rulebook::case::{Case, Fact, Scene};
use sanhui::rulebook::kinds::{Kind, OrganizationKind};
use sanhui::rulebook::rules::{Bound, Each, Force, Shape};
use sanhui::rulebook::{Finding, Outcome, Rulebook, keeps, needed};

use crate::support::app::TestApp;

mod catalogue;

fn book() -> Rulebook {
    Rulebook::load().expect("a rulebook without contradictions")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A case of one kind at a party branch, held on a day of 2026 after the reissue.
fn case(kind: Kind) -> Case {
    Case {
        day: day("2026-11-20"),
        kinds: vec![kind],
        organization: OrganizationKind::PartyBranch,
        sector: None,
        whole: Scene::default(),
        items: Vec::new(),
        votes: Vec::new(),
    }
}

fn with_vote(facts: &[(Fact, i64)]) -> Case {
    let mut vote = Scene::at("/agenda/0/votes/0");
    for fact in [Fact::IsOrdinary, Fact::IsAdmission, Fact::IsConfirmation, Fact::IsElection, Fact::IsExtension, Fact::CountedOut] {
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
    book().judge(case, &[]).into_iter().find(|finding| finding.rule == rule)
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
    let won =
        |approve| with_vote(&[(Fact::IsElection, 1), (Fact::VotingBase, 15), (Fact::PresentVoters, 12), (Fact::Approve, approve), (Fact::Passed, 1)]);
    assert_eq!(outcome(&won(7), "ELE-WIN"), Some(Outcome::Met));
    assert_eq!(outcome(&won(6), "ELE-WIN"), Some(Outcome::Violated));
}

#[test]
fn a_committee_meets_with_half_of_its_members() {
    let met =
        |present, size| outcome(&with(Kind::BranchCommitteeMeeting, &[(Fact::CommitteePresent, present), (Fact::CommitteeSize, size)]), "BCM-QUORUM");
    assert_eq!(met(2, 4), Some(Outcome::Met));
    assert_eq!(met(1, 3), Some(Outcome::Violated));
    assert_eq!(met(2, 3), Some(Outcome::Met));
}

#[test]
fn a_democratic_life_session_needs_two_thirds_of_the_leading_body() {
    let met = |present, expected| {
        let facts = [(Fact::BodyPresent, present), (Fact::BodyExpected, expected), (Fact::IsLeadingBody, 1)];
        outcome(&Case { organization: OrganizationKind::PartyCommittee, ..with(Kind::DemocraticLifeMeeting, &facts) }, "DLM-QUORUM")
    };
    assert_eq!(met(6, 9), Some(Outcome::Met));
    assert_eq!(met(5, 9), Some(Outcome::Violated));
    assert_eq!(met(6, 8), Some(Outcome::Met));
    assert_eq!(met(5, 8), Some(Outcome::Violated));
}

#[test]
fn a_branch_that_holds_a_democratic_life_session_gets_a_finding_and_no_refusal() {
    assert_eq!(outcome(&with(Kind::DemocraticLifeMeeting, &[(Fact::IsLeadingBody, 0)]), "DLM-SCOPE"), Some(Outcome::Violated));
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
    assert_eq!(outcome(&case(Kind::BranchCommitteeMeeting), "BCM-QUORUM"), Some(Outcome::InsufficientData));
}

#[test]
fn a_small_branch_without_a_committee_owes_no_committee_meetings() {
    let book = book();
    let of = |needs: i64| {
        let case = with(Kind::BranchCommitteeMeeting, &[(Fact::NeedsCommittee, needs), (Fact::Meetings, 0)]);
        book.judge_period(&case, Each::Month, &[]).into_iter().map(|finding| (finding.rule, finding.outcome)).collect::<Vec<_>>()
    };
    assert_eq!(of(0), []);
    assert_eq!(of(1), [("BCM-FREQ".to_string(), Outcome::Warning)]);
}

#[test]
fn local_rules_speak_only_where_they_are_switched_on() {
    let case = with(Kind::DemocraticAppraisal, &[(Fact::ProbationaryGraded, 1)]);
    assert_eq!(outcome(&case, "APP-PROB"), None);
    let on = book().judge(&case, &["appraisal-notices".to_string()]);
    assert!(on.iter().any(|finding| finding.rule == "APP-PROB" && finding.outcome == Outcome::Violated && finding.profile.is_some()));
}

#[test]
fn a_finding_names_its_numbers_its_article_and_what_was_needed() {
    let finding = found(&present(Fact::IsOrdinary, 16, 7), "BGM-QUORUM").expect("a finding");
    assert_eq!(finding.numbers.get("needed"), Some(&8));
    assert!(finding.zh.contains("16") && finding.zh.contains('7') && finding.zh.contains("至少 8"), "{}", finding.zh);
    assert!(finding.en.contains("at least 8 needed"), "{}", finding.en);
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
        prop_assert!(!book().judge(&case, &[]).is_empty());
    }
}

#[test]
fn an_admission_and_a_confirmation_pass_by_the_base_with_written_opinions() {
    let of = |subject, rule, approve| {
        let facts = [(subject, 1), (Fact::VotingBase, 16), (Fact::PresentVoters, 9), (Fact::ApproveWithWritten, approve), (Fact::Passed, 1)];
        outcome(&with_vote(&facts), rule)
    };
    for (subject, rule) in [(Fact::IsAdmission, "ADM-PASS"), (Fact::IsConfirmation, "CONF-PASS")] {
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
fn a_committee_has_three_to_seven_members() {
    let of = |size| outcome(&with(Kind::BranchGeneralMeeting, &[(Fact::NeedsCommittee, 1), (Fact::CommitteeSize, size)]), "SET-COMM");
    assert_eq!([of(2), of(3), of(7), of(8)], [Outcome::Violated, Outcome::Met, Outcome::Met, Outcome::Violated].map(Some));
}

#[test]
fn every_frequency_is_one_and_none_is_too_few() {
    let book = book();
    for rule in book.rules() {
        let Shape::Times { least } = rule.shape else { continue };
        let organization = rule.organizations.first().copied().unwrap_or(OrganizationKind::PartyBranch);
        let of = |meetings| {
            let facts = [(Fact::Meetings, meetings), (Fact::NeedsCommittee, 1)];
            let case = Case { organization, ..with(rule.kinds[0], &facts) };
            let findings = book.judge_period(&case, rule.each, &[]);
            findings.into_iter().find(|finding| finding.rule == rule.id).map(|finding| finding.outcome)
        };
        let short = if rule.force == Force::Must { Outcome::Violated } else { Outcome::Warning };
        assert_eq!((of(least), of(least - 1)), (Some(Outcome::Met), Some(short)), "{}", rule.id);
    }
}

#[test]
fn a_quorum_of_nobody_is_not_met() {
    assert_eq!(outcome(&present(Fact::IsOrdinary, 0, 0), "BGM-QUORUM"), Some(Outcome::InsufficientData));
    assert_eq!(outcome(&present(Fact::IsElection, 0, 0), "ELE-QUORUM"), Some(Outcome::InsufficientData));
    let nobody = [(Fact::BodyPresent, 0), (Fact::BodyExpected, 0)];
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
    assert!(!finding.regulation.contains("细则"), "{}", finding.regulation);
}

#[test]
fn a_finding_says_in_words_what_was_counted_and_what_was_missing() {
    let zh = |case: &Case, rule: &str| found(case, rule).expect("a finding").zh;
    let en = |case: &Case, rule: &str| found(case, rule).expect("a finding").en;
    let short = present(Fact::IsOrdinary, 16, 7);
    assert_eq!(
        zh(&short, "BGM-QUORUM"),
        "表决须有半数以上有表决权的党员到会：应到会有表决权的党员 16 人，到会有表决权的党员 7 人，未达半数（至少 8 人）。"
    );
    assert_eq!(
        en(&short, "BGM-QUORUM"),
        "A vote needs at least half of those entitled to vote present. Members entitled to vote: 16; voters present: 7, short of half (at least 8 needed)."
    );
    assert!(zh(&present(Fact::IsAdmission, 16, 8), "ADM-QUORUM").ends_with("到会有表决权的党员 8 人，未超过半数（至少 9 人）。"));
    assert!(zh(&present(Fact::IsElection, 15, 12), "ELE-QUORUM").ends_with("到会有表决权的党员 12 人，达到五分之四（至少 12 人）。"));
    let measures = with(Kind::OrganizationalLifeMeeting, &[(Fact::LifeMeasures, 5), (Fact::LifeMeasuresOwned, 3)]);
    assert!(zh(&measures, "OLM-OWNED").ends_with("整改措施 5 项，有责任人和期限的整改措施 3 项，还差 2 项。"));
    let excellent = with(Kind::DemocraticAppraisal, &[(Fact::Excellent, 11), (Fact::Members, 30)]);
    assert!(zh(&excellent, "APP-CAP").ends_with("党员 30 人，评为优秀的党员 11 人，超过三分之一（至多 10 人）。"));
    let admitted = Case { organization: OrganizationKind::TemporaryBranch, ..with_vote(&[(Fact::IsAdmission, 1)]) };
    assert!(zh(&admitted, "ADM-TEMP").ends_with("不应有此情形：讨论接收预备党员。"));
    let proxies = with_vote(&[(Fact::IsElection, 1), (Fact::Proxies, 2)]);
    assert!(zh(&proxies, "ELE-PROXY").ends_with("委托他人代投 2 票，不应有。"));
}

/// What the rulebook says of a vote that a secretary would submit.
async fn of_vote(vote: serde_json::Value, rule: &str) -> Option<(Outcome, Option<i64>)> {
    let t = TestApp::new().await;
    let record = serde_json::json!({ "organization": sanhui::demo::NORTH_BRANCH, "kind": "branch_general_meeting", "held_on": "2026-11-20",
        "agenda": [{ "title": "表决", "votes": [vote] }] });
    let reply = t.as_(sanhui::demo::account(0)).post("/sessions/check").json(&record).send().await;
    let findings: Vec<Finding> = serde_json::from_value(reply.json()["findings"].clone()).expect("findings");
    findings.into_iter().find(|finding| finding.rule == rule).map(|finding| (finding.outcome, finding.numbers.get("voting_base").copied()))
}

fn vote_with(subject: &str, consented: Option<bool>) -> serde_json::Value {
    let mut out = serde_json::json!({ "reason": "bedridden", "count": 2, "meeting_adopted": true });
    if let Some(consented) = consented {
        out["superior_consented"] = consented.into();
    }
    serde_json::json!({ "subject": subject, "voting_base": 9, "present_voters": 4, "approve": 4, "oppose": 0, "abstain": 0, "counted_out": [out] })
}

#[actix_web::test]
async fn nobody_is_counted_out_of_the_base_of_an_ordinary_vote() {
    assert_eq!(of_vote(vote_with("ordinary", Some(true)), "BGM-QUORUM").await, Some((Outcome::Violated, Some(9))));
    assert_eq!(of_vote(vote_with("admission", Some(true)), "ADM-QUORUM").await, Some((Outcome::Met, Some(7))));
    assert_eq!(of_vote(vote_with("admission", Some(false)), "ADM-QUORUM").await, Some((Outcome::Violated, Some(9))));
}

#[actix_web::test]
async fn consent_and_proxies_that_are_not_on_record_are_not_guessed() {
    let outcome = |found: Option<(Outcome, Option<i64>)>| found.map(|(outcome, _)| outcome);
    assert_eq!(outcome(of_vote(vote_with("admission", None), "BASE-OUT").await), Some(Outcome::InsufficientData));
    assert_eq!(outcome(of_vote(vote_with("admission", Some(false)), "BASE-OUT").await), Some(Outcome::Violated));
    assert_eq!(outcome(of_vote(vote_with("election", Some(true)), "ELE-PROXY").await), Some(Outcome::InsufficientData));
}

#[test]
fn another_day_is_a_warning_and_an_unknown_fixed_day_no_guess() {
    assert_eq!(outcome(&with(Kind::ThemePartyDay, &[(Fact::OnFixedDayOrExplained, 0)]), "TPD-FIX"), Some(Outcome::Warning));
    assert_eq!(outcome(&case(Kind::ThemePartyDay), "TPD-FIX"), Some(Outcome::InsufficientData));
}
