//! From a record and the roll of its day to the facts that rules ask for. What the record does not say stays unsaid.

use super::document::{Appraisal, DemocraticLife, Life, PartyDay, Record, Vote};
use crate::members::Roll;
use crate::organizations::About;
use crate::rulebook::case::{Case, Fact as F, Scene};
use crate::rulebook::kinds::{AppraisalGrade, AppraisalStep, Duty, Kind, MemberStatus, ResolutionSubject, Supervision, ThemeSetBy};

/// From this many full members on a branch has a committee.
const COMMITTEE_FROM: usize = 7;

/// The facts of one record.
pub fn of(record: &Record, branch: &About, roll: &Roll) -> Case {
    let mut whole = organization_facts(branch, roll);
    attendance(&mut whole, record, roll);
    host(&mut whole, record);
    whole.yes(F::InFourthQuarter, record.held_on.quarter() == 4);
    if let Some(part) = &record.party_day {
        party_day(&mut whole, part, record, branch);
    }
    if let Some(part) = &record.life {
        life(&mut whole, part, record);
    }
    if let Some(part) = &record.appraisal {
        appraisal(&mut whole, part, roll);
    }
    if let Some(part) = &record.democratic_life {
        democratic_life(&mut whole, part);
    }
    let mut case = Case {
        day: record.held_on,
        kinds: record.kinds().collect(),
        organization: branch.kind,
        sector: branch.sector,
        whole,
        items: Vec::new(),
        votes: Vec::new(),
    };
    for (i, item) in record.agenda.iter().enumerate() {
        let mut scene = Scene::at(format!("/agenda/{i}"));
        scene.yes(F::Voted, !item.votes.is_empty()).yes(F::Discussed, !item.discussion.is_empty());
        scene.yes(F::Important, item.important.unwrap_or(false)).yes(F::PriorCommittee, item.prior_committee_session.is_some());
        case.items.push(scene);
        for (j, cast) in item.votes.iter().enumerate() {
            // Without the performance it is incomplete, whoever signed it.
            let is_complete = if item.candidate_performance.is_some() { item.secretary_signed } else { Some(false) };
            case.votes.push(vote(cast, record, is_complete, format!("/agenda/{i}/votes/{j}")));
        }
    }
    case
}

/// What is known of an organisation on a day, whatever was held.
pub fn organization_facts(branch: &About, roll: &Roll) -> Scene {
    let mut whole = Scene::default();
    let (full, committee) = (roll.full(), roll.committee());
    whole.number(F::FullMembers, full).number(F::Members, roll.people.len()).number(F::Voters, roll.voters());
    whole.yes(F::HasCommittee, committee >= 3).yes(F::NeedsCommittee, full >= COMMITTEE_FROM || committee >= 3);
    if full >= COMMITTEE_FROM || committee > 0 {
        whole.number(F::CommitteeSize, committee);
    }
    whole.number(F::Groups, branch.groups).yes(F::LargeOrScattered, branch.large_or_scattered);
    whole.yes(F::HasGroupLeader, roll.people.iter().any(|one| one.duties.contains(&Duty::GroupLeader)));
    whole.yes(F::IsLeadingBody, branch.kind.is_leading_body());
    whole
}

fn attendance(whole: &mut Scene, record: &Record, roll: &Roll) {
    let Some(attendance) = &record.attendance else {
        whole.yes(F::AttendanceRecorded, false);
        return;
    };
    let present: Vec<_> = attendance.people.iter().filter(|one| one.came.is_present()).collect();
    whole.yes(F::AttendanceRecorded, !attendance.people.is_empty());
    whole.number(F::Expected, attendance.expected.map_or(record.expected_of(roll) as i64, i64::from)).number(F::Present, present.len());
    whole.yes(F::EverybodyListed, roll.people.iter().all(|one| attendance.people.iter().any(|listed| listed.member == one.member)));
    let committee = present.iter().filter(|one| roll.find(one.member).is_some_and(|person| person.is_on_committee()));
    whole.number(F::CommitteePresent, committee.count());
}

fn host(whole: &mut Scene, record: &Record) {
    let Some(host) = &record.host else {
        whole.yes(F::HostNamed, false);
        return;
    };
    whole.yes(F::HostNamed, true);
    let Some(duty) = host.duty else { return };
    let is_secretary = duty == Duty::Secretary;
    let is_delegated = duty.is_on_committee() && host.delegated == Some(true);
    whole.yes(F::HostIsSecretary, is_secretary).yes(F::HostIsDelegated, is_delegated);
    whole.yes(F::HostInOrder, is_secretary || is_delegated).yes(F::HostIsGroupLeader, duty == Duty::GroupLeader);
}

fn vote(vote: &Vote, record: &Record, is_complete: Option<bool>, pointer: String) -> Scene {
    use ResolutionSubject as S;
    let mut scene = Scene::at(pointer);
    let subject = vote.subject;
    scene.yes(F::IsOrdinary, subject == S::Ordinary || subject == S::ProbationExtension).yes(F::IsAdmission, subject == S::Admission);
    scene
        .yes(F::IsConfirmation, subject == S::Confirmation)
        .yes(F::IsExtension, subject == S::ProbationExtension)
        .yes(F::IsElection, subject == S::Election);
    scene.yes(F::IsAdmissionOrConfirmation, matches!(subject, S::Admission | S::Confirmation));
    let out: i64 = vote.counted_out.iter().map(|one| i64::from(one.count)).sum();
    let in_order: i64 = vote.counted_out.iter().filter(|one| one.is_in_order()).map(|one| i64::from(one.count)).sum();
    // Only these votes have a base that can be reduced; whoever was counted out of order stays in it.
    let reduced = if matches!(subject, S::Admission | S::Confirmation | S::Election) { in_order } else { 0 };
    scene.number(F::VotingBase, i64::from(vote.voting_base) - reduced).number(F::PresentVoters, vote.present_voters);
    scene.number(F::CountedOut, out).maybe(F::CountedOutInOrder, vote.counted_out_in_order());
    scene.number(F::Approve, vote.approve).number(F::ApproveWithWritten, i64::from(vote.approve) + vote.written_approvals(record.held_on) as i64);
    scene.maybe(F::Passed, vote.passed).maybe(F::Secret, vote.secret).yes(F::OneCandidate, vote.candidate.is_some());
    scene.maybe(F::AdmissionResolutionComplete, is_complete);
    if let Some(proxies) = vote.proxies {
        scene.number(F::Proxies, proxies);
    }
    if let Some(months) = vote.extension_months {
        scene.number(F::ExtensionMonths, months);
    }
    scene.maybe(F::WithinMonthOfPrereview, vote.prereview_passed_on.map(|passed| record.held_on <= passed.plus_months(1)));
    scene
}

fn party_day(whole: &mut Scene, day: &PartyDay, record: &Record, branch: &About) {
    let is_fixed = branch.party_day.map(|fixed| i16::from(record.held_on.day_of_month()) == fixed);
    let is_explained = day.other_day_reason.as_ref().is_some_and(|reason| !reason.is_blank());
    whole.maybe(F::OnFixedDayOrExplained, is_fixed.map(|is_fixed| is_fixed || is_explained)).number(F::PartyDayContents, day.contents.len());
    whole.yes(F::PlannedBefore, day.planned_on.is_some_and(|planned| planned < record.held_on));
    whole.number(F::FollowUps, day.follow_ups.len());
    whole.number(F::FollowUpsWithProgress, day.follow_ups.iter().filter(|one| one.progress.is_some()).count());
}

fn life(whole: &mut Scene, life: &Life, record: &Record) {
    let before = |steps: &[super::document::Step]| steps.iter().any(|step| step.on <= record.held_on);
    let usual = [Kind::BranchGeneralMeeting, Kind::BranchCommitteeMeeting, Kind::PartyGroupMeeting];
    whole.yes(F::LifeTheme, life.theme.is_some()).maybe(F::LifeFormUsual, life.form.map(|form| usual.contains(&form)));
    whole.yes(F::LifeStudy, before(&life.study)).yes(F::LifeTalks, before(&life.talks)).yes(F::LifeOpinions, before(&life.opinions));
    whole.number(F::LifeProblems, life.problems.len()).number(F::LifeSpeakers, life.speakers.len());
    whole.number(F::LifeSelfCriticisms, life.speakers.iter().filter(|one| one.self_criticism.is_some()).count());
    whole.number(F::LifeCriticisms, life.speakers.iter().map(|one| one.criticisms.len()).sum::<usize>());
    whole.yes(F::LifeDirection, life.direction.is_some()).number(F::LifeMeasures, life.measures.len());
    whole.number(F::LifeMeasuresOwned, life.measures.iter().filter(|one| one.owner.is_some() && one.due_on.is_some()).count());
}

fn appraisal(whole: &mut Scene, appraisal: &Appraisal, roll: &Roll) {
    let order = [AppraisalStep::SelfAppraisal, AppraisalStep::MutualAppraisal, AppraisalStep::DemocraticBallot];
    whole.yes(F::StepsInOrder, appraisal.steps == order).maybe(F::BallotInGeneralMeeting, appraisal.ballot_in_general_meeting);
    let count = |is: &dyn Fn(&super::document::AppraisedMember) -> bool| appraisal.members.iter().filter(|one| is(one)).count();
    let is_probationary =
        |one: &super::document::AppraisedMember| roll.find(one.member).is_some_and(|person| person.status == MemberStatus::Probationary);
    whole.number(F::Appraised, appraisal.members.len()).number(F::Concluded, count(&|one| one.opinion.is_some()));
    whole.number(F::Excellent, count(&|one| one.grade == Some(AppraisalGrade::Excellent))).number(F::Graded, count(&|one| one.grade.is_some()));
    whole
        .number(F::ProbationaryGraded, count(&|one| one.grade.is_some() && is_probationary(one)))
        .number(F::Told, count(&|one| one.told_on.is_some()));
}

fn democratic_life(whole: &mut Scene, body: &DemocraticLife) {
    if let (Some(expected), Some(present)) = (body.body_expected, body.body_present) {
        whole.number(F::BodyExpected, expected).number(F::BodyPresent, present);
    }
    whole.maybe(F::ThemeApproved, body.theme_set_by.map(|by| by != ThemeSetBy::Own));
    whole.maybe(F::Moved, body.moved).maybe(F::MoveApproved, body.move_approved);
    whole.maybe(F::Supervised, body.supervision.map(|how| how != Supervision::None));
}

impl Vote {
    /// Whether everybody who was counted out was so with consent and adoption; none when the record does not say.
    fn counted_out_in_order(&self) -> Option<bool> {
        let said = || self.counted_out.iter().flat_map(|one| [one.superior_consented, one.meeting_adopted]);
        if said().any(|one| one == Some(false)) { Some(false) } else { said().all(|one| one.is_some()).then_some(true) }
    }
    /// Written approvals that count: for an admission or a confirmation, and only when they came before the meeting.
    fn written_approvals(&self, held_on: crate::clock::Day) -> usize {
        let counts = matches!(self.subject, ResolutionSubject::Admission | ResolutionSubject::Confirmation);
        self.written.iter().filter(|one| counts && one.opinion == super::document::Opinion::Approve && one.received_on < held_on).count()
    }
}

impl super::document::CountedOut {
    fn is_in_order(&self) -> bool {
        self.superior_consented == Some(true) && self.meeting_adopted == Some(true)
    }
}
