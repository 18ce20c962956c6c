//! The facts of a democratic appraisal.

use crate::members::Roll;
use crate::rulebook::case::{Fact, Scene};
use crate::rulebook::kinds::{AppraisalGrade, AppraisalStep, MemberStatus};
use crate::sessions::document::{Appraisal, AppraisedMember};

const ORDER: [AppraisalStep; 3] = [AppraisalStep::SelfAppraisal, AppraisalStep::MutualAppraisal, AppraisalStep::DemocraticBallot];

pub(super) fn facts(whole: &mut Scene, appraisal: &Appraisal, roll: &Roll) {
    let members = |is_such: &dyn Fn(&AppraisedMember) -> bool| appraisal.members.iter().filter(|one| is_such(one)).count();
    whole.yes(Fact::StepsInOrder, *appraisal.steps == ORDER);
    whole.maybe(Fact::BallotInGeneralMeeting, appraisal.ballot_in_general_meeting);
    whole.number(Fact::AppraisalDue, roll.people.len());
    whole.number(Fact::Concluded, members(&|one| one.opinion.is_some()));
    whole.number(Fact::Graded, members(&is_graded));
    whole.number(Fact::Excellent, members(&is_excellent));
    whole.number(Fact::ProbationaryGraded, members(&|one| is_graded(one) && is_probationary(one, roll)));
    whole.number(Fact::Told, members(&|one| one.told_on.is_some()));
}

fn is_graded(one: &AppraisedMember) -> bool {
    one.grade.is_some()
}

fn is_excellent(one: &AppraisedMember) -> bool {
    one.grade == Some(AppraisalGrade::Excellent)
}

fn is_probationary(one: &AppraisedMember, roll: &Roll) -> bool {
    roll.find(one.member).is_some_and(|person| person.status == MemberStatus::Probationary)
}
