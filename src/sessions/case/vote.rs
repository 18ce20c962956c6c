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

fn subject(scene: &mut Scene, subject: Subject) {
    scene.yes(Fact::IsOrdinary, subject == Subject::Ordinary);
    scene.yes(Fact::IsAdmission, subject == Subject::Admission);
    scene.yes(Fact::IsConfirmation, subject == Subject::Confirmation);
    scene.yes(Fact::IsExtension, subject == Subject::ProbationExtension);
    scene.yes(Fact::IsExtensionOrCancellation, subject == Subject::ProbationExtension);
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
