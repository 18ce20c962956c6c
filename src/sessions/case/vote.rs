//! The facts of one vote.

use crate::clock::Day;
use crate::rulebook::case::{Fact, Scene};
use crate::rulebook::kinds::ResolutionSubject as Subject;
use crate::sessions::document::{CountedOut, Opinion, Vote};

pub(super) fn facts(scene: &mut Scene, vote: &Vote, held_on: Day) {
    subject(scene, vote.subject);
    base(scene, vote);
    ballots(scene, vote, held_on);
    scene.maybe(Fact::Passed, vote.passed);
    scene.maybe(Fact::Secret, vote.secret);
    scene.yes(Fact::OneCandidate, vote.candidate.is_some());
    if let Some(proxies) = vote.proxies {
        scene.number(Fact::Proxies, proxies);
    }
    if let Some(months) = vote.extension_months {
        scene.number(Fact::ExtensionMonths, months);
    }
    scene.maybe(Fact::WithinMonthOfPrereview, within_month_of_prereview(vote, held_on));
}

/// An extension is judged as an ordinary vote too.
fn subject(scene: &mut Scene, subject: Subject) {
    scene.yes(Fact::IsOrdinary, matches!(subject, Subject::Ordinary | Subject::ProbationExtension));
    scene.yes(Fact::IsAdmission, subject == Subject::Admission);
    scene.yes(Fact::IsConfirmation, subject == Subject::Confirmation);
    scene.yes(Fact::IsAdmissionOrConfirmation, admits_or_confirms(subject));
    scene.yes(Fact::IsExtension, subject == Subject::ProbationExtension);
    scene.yes(Fact::IsElection, subject == Subject::Election);
}

fn base(scene: &mut Scene, vote: &Vote) {
    scene.number(Fact::VotingBase, voting_base(vote));
    scene.number(Fact::PresentVoters, vote.present_voters);
    scene.number(Fact::CountedOut, voters(&vote.counted_out, |_| true));
    scene.maybe(Fact::CountedOutInOrder, all_counted_out_in_order(vote));
}

fn ballots(scene: &mut Scene, vote: &Vote, held_on: Day) {
    scene.number(Fact::Approve, vote.approve);
    scene.number(Fact::ApproveWithWritten, i64::from(vote.approve) + written_approvals(vote, held_on));
}

fn admits_or_confirms(subject: Subject) -> bool {
    matches!(subject, Subject::Admission | Subject::Confirmation)
}

/// Whoever was counted out of order stays in the base.
fn voting_base(vote: &Vote) -> i64 {
    let base = i64::from(vote.voting_base);
    match has_reducible_base(vote.subject) {
        true => base - voters(&vote.counted_out, is_in_order),
        false => base,
    }
}

/// From the base of any other vote nobody is counted out.
fn has_reducible_base(subject: Subject) -> bool {
    admits_or_confirms(subject) || subject == Subject::Election
}

/// How many voters such entries are about.
fn voters(counted_out: &[CountedOut], is_such: impl Fn(&CountedOut) -> bool) -> i64 {
    counted_out.iter().filter(|one| is_such(one)).map(|one| i64::from(one.count)).sum()
}

fn is_in_order(one: &CountedOut) -> bool {
    one.superior_consented == Some(true) && one.meeting_adopted == Some(true)
}

/// Whether everybody who was counted out was so with consent and adoption; none when the record does not say.
fn all_counted_out_in_order(vote: &Vote) -> Option<bool> {
    let said = || vote.counted_out.iter().flat_map(|one| [one.superior_consented, one.meeting_adopted]);
    if said().any(|one| one == Some(false)) {
        return Some(false);
    }
    said().all(|one| one.is_some()).then_some(true)
}

/// Written approvals that count: for an admission or a confirmation, and only when they came before the meeting.
fn written_approvals(vote: &Vote, held_on: Day) -> i64 {
    if !admits_or_confirms(vote.subject) {
        return 0;
    }
    let approving = vote.written.iter().filter(|one| one.opinion == Opinion::Approve);
    approving.filter(|one| one.received_on < held_on).count() as i64
}

fn within_month_of_prereview(vote: &Vote, held_on: Day) -> Option<bool> {
    let passed_on = vote.prereview_passed_on?;
    Some(held_on <= passed_on.plus_months(1))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::rulebook::case::Fact;
    use crate::sessions::case::samples::{HELD_ON, case, known};

    const SUBJECTS: [&str; 5] = ["ordinary", "admission", "confirmation", "probation_extension", "election"];

    /// What a vote of nine with these parts says.
    fn said<const N: usize>(subject: &str, parts: Value, facts: [Fact; N]) -> [Option<i64>; N] {
        let mut vote = json!({ "subject": subject, "voting_base": 9, "present_voters": 8, "approve": 5, "oppose": 2, "abstain": 1 });
        vote.as_object_mut().expect("a vote").extend(parts.as_object().expect("parts of a vote").clone());
        let case = case(json!({ "agenda": [{ "title": "表决", "votes": [vote] }] }));
        facts.map(|fact| known(&case.votes[0], fact))
    }

    #[test]
    fn each_vote_is_of_one_subject_and_an_extension_is_an_ordinary_one_too() {
        let subject = |subject| {
            let single = [Fact::IsOrdinary, Fact::IsAdmission, Fact::IsConfirmation, Fact::IsExtension, Fact::IsElection];
            let [either] = said(subject, json!({}), [Fact::IsAdmissionOrConfirmation]);
            (said(subject, json!({}), single).map(|value| value.expect("a subject")), either)
        };
        assert_eq!(subject("ordinary"), ([1, 0, 0, 0, 0], Some(0)));
        assert_eq!(subject("admission"), ([0, 1, 0, 0, 0], Some(1)));
        assert_eq!(subject("confirmation"), ([0, 0, 1, 0, 0], Some(1)));
        assert_eq!(subject("probation_extension"), ([1, 0, 0, 1, 0], Some(0)));
        assert_eq!(subject("election"), ([0, 0, 0, 0, 1], Some(0)));
    }

    fn out(count: u32, consented: Option<bool>, adopted: Option<bool>) -> Value {
        json!({ "reason": "bedridden", "count": count, "superior_consented": consented, "meeting_adopted": adopted })
    }

    #[test]
    fn the_base_is_reduced_for_an_admission_a_confirmation_and_an_election_alone() {
        let counted_out = json!({ "counted_out": [out(2, Some(true), Some(true)), out(1, Some(true), Some(true))] });
        let base = SUBJECTS.map(|subject| said(subject, counted_out.clone(), [Fact::VotingBase, Fact::CountedOut]));
        assert_eq!(base, [[9, 3], [6, 3], [6, 3], [9, 3], [6, 3]].map(|pair| pair.map(Some)));
    }

    #[test]
    fn only_those_counted_out_with_consent_and_adoption_leave_the_base() {
        let of = |out| said("admission", json!({ "counted_out": [out] }), [Fact::VotingBase, Fact::CountedOut, Fact::CountedOutInOrder]);
        assert_eq!(of(out(2, Some(true), Some(true))), [Some(7), Some(2), Some(1)]);
        for (consented, adopted) in [(Some(true), Some(false)), (Some(false), Some(true)), (Some(false), None), (None, Some(false))] {
            assert_eq!(of(out(2, consented, adopted)), [Some(9), Some(2), Some(0)], "{consented:?} {adopted:?}");
        }
        for (consented, adopted) in [(Some(true), None), (None, Some(true)), (None, None)] {
            assert_eq!(of(out(2, consented, adopted)), [Some(9), Some(2), None], "{consented:?} {adopted:?}: not said is not guessed");
        }
    }

    #[test]
    fn one_entry_out_of_order_makes_all_of_it_so_and_keeps_its_own_in_the_base() {
        let good = out(2, Some(true), Some(true));
        let of = |other| said("election", json!({ "counted_out": [good, other] }), [Fact::VotingBase, Fact::CountedOut, Fact::CountedOutInOrder]);
        assert_eq!(of(out(1, Some(false), Some(true))), [Some(7), Some(3), Some(0)]);
        assert_eq!(of(out(1, None, Some(true))), [Some(7), Some(3), None]);
        assert_eq!(said("election", json!({}), [Fact::CountedOut, Fact::CountedOutInOrder]), [Some(0), Some(1)], "nobody was counted out of order");
    }

    fn written(opinion: &str, received_on: &str) -> Value {
        json!({ "person": { "name": "王芳" }, "opinion": opinion, "received_on": received_on })
    }

    #[test]
    fn a_written_approval_counts_for_an_admission_and_a_confirmation_alone() {
        let early = json!({ "written": [written("approve", "2026-11-19"), written("approve", "2026-11-01")] });
        let approve = SUBJECTS.map(|subject| said(subject, early.clone(), [Fact::Approve, Fact::ApproveWithWritten]));
        assert_eq!(approve, [[5, 5], [5, 7], [5, 7], [5, 5], [5, 5]].map(|pair| pair.map(Some)));
    }

    #[test]
    fn a_written_opinion_counts_when_it_approves_and_came_before_the_day() {
        let of = |opinion, day| said("admission", json!({ "written": [written(opinion, day)] }), [Fact::ApproveWithWritten]);
        assert_eq!(of("approve", "2026-11-19"), [Some(6)]);
        assert_eq!(of("approve", HELD_ON), [Some(5)], "on the day itself it may have come after");
        assert_eq!(of("approve", "2026-11-21"), [Some(5)]);
        assert_eq!(of("oppose", "2026-11-19"), [Some(5)]);
        assert_eq!(of("abstain", "2026-11-19"), [Some(5)]);
    }

    #[test]
    fn what_a_vote_does_not_say_is_not_known() {
        let unsaid = [Fact::Passed, Fact::Secret, Fact::Proxies, Fact::ExtensionMonths, Fact::WithinMonthOfPrereview];
        assert_eq!(said("admission", json!({}), unsaid), [None; 5]);
        assert_eq!(said("admission", json!({}), [Fact::OneCandidate]), [Some(0)]);
    }

    #[test]
    fn what_a_vote_says_is_told_as_it_is() {
        let parts = json!({ "candidate": { "name": "李明" }, "secret": true, "passed": false, "proxies": 2, "extension_months": 6 });
        let facts = [Fact::OneCandidate, Fact::Secret, Fact::Passed, Fact::Proxies, Fact::ExtensionMonths];
        assert_eq!(said("probation_extension", parts, facts), [1, 1, 0, 2, 6].map(Some));
        assert_eq!(said("admission", json!({ "secret": false, "passed": true }), [Fact::Secret, Fact::Passed]), [0, 1].map(Some));
        assert_eq!(said("admission", json!({}), [Fact::VotingBase, Fact::PresentVoters, Fact::Approve]), [9, 8, 5].map(Some));
    }

    #[test]
    fn a_month_after_the_prereview_ends_on_the_same_day_of_the_next() {
        let of = |passed_on: &str| said("admission", json!({ "prereview_passed_on": passed_on }), [Fact::WithinMonthOfPrereview]);
        assert_eq!(of("2026-10-21"), [Some(1)]);
        assert_eq!(of("2026-10-20"), [Some(1)], "the last day");
        assert_eq!(of("2026-10-19"), [Some(0)]);
        assert_eq!(of(HELD_ON), [Some(1)]);
    }
}
