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
    whole.number(Fact::Appraised, appraisal.members.len());
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::sessions::case::of;
    use crate::sessions::case::samples::{branch, full, known, member, probationary, record, roll};

    /// One full member and one on probation are on the roll.
    fn said<const N: usize>(appraisal: Value, facts: [Fact; N]) -> [Option<i64>; N] {
        let record = record(json!({ "kind": "democratic_appraisal", "appraisal": appraisal }));
        let whole = of(&record, &branch(), &roll([full(1), probationary(2)])).whole;
        facts.map(|fact| known(&whole, fact))
    }

    #[test]
    fn the_steps_are_three_and_in_one_order() {
        let of = |steps: &[&str]| said(json!({ "steps": steps }), [Fact::StepsInOrder])[0];
        assert_eq!(of(&["self_appraisal", "mutual_appraisal", "democratic_ballot"]), Some(1));
        assert_eq!(of(&["mutual_appraisal", "self_appraisal", "democratic_ballot"]), Some(0));
        assert_eq!(of(&["self_appraisal", "democratic_ballot", "mutual_appraisal"]), Some(0));
        assert_eq!(of(&["self_appraisal", "mutual_appraisal"]), Some(0));
        assert_eq!(of(&["self_appraisal", "mutual_appraisal", "democratic_ballot", "democratic_ballot"]), Some(0));
        assert_eq!(of(&[]), Some(0));
    }

    #[test]
    fn where_the_ballot_was_is_told_or_not_known() {
        let of = |ballot: Value| said(json!({ "ballot_in_general_meeting": ballot }), [Fact::BallotInGeneralMeeting])[0];
        assert_eq!([json!(true), json!(false), Value::Null].map(of), [Some(1), Some(0), None]);
    }

    const COUNTS: [Fact; 6] = [Fact::Appraised, Fact::Concluded, Fact::Graded, Fact::Excellent, Fact::ProbationaryGraded, Fact::Told];

    fn of_one(number: u128, part: &str, value: Value) -> [Option<i64>; 6] {
        let mut one = json!({ "member": member(number) });
        one[part] = value;
        said(json!({ "members": [one] }), COUNTS)
    }

    #[test]
    fn each_thing_said_of_a_member_is_counted_apart() {
        assert_eq!(said(json!({}), COUNTS), [0; 6].map(Some));
        assert_eq!(of_one(1, "self_appraisal", json!("合格")), [1, 0, 0, 0, 0, 0].map(Some));
        assert_eq!(of_one(1, "opinion", json!("表现好")), [1, 1, 0, 0, 0, 0].map(Some));
        assert_eq!(of_one(1, "told_on", json!("2026-11-22")), [1, 0, 0, 0, 0, 1].map(Some));
    }

    #[test]
    fn of_the_four_grades_one_is_excellent() {
        for grade in ["qualified", "basically_qualified", "unqualified"] {
            assert_eq!(of_one(1, "grade", json!(grade)), [1, 0, 1, 0, 0, 0].map(Some), "{grade}");
        }
        assert_eq!(of_one(1, "grade", json!("excellent")), [1, 0, 1, 1, 0, 0].map(Some));
    }

    #[test]
    fn a_grade_of_a_member_on_probation_is_seen_by_the_roll() {
        assert_eq!(of_one(2, "grade", json!("qualified")), [1, 0, 1, 0, 1, 0].map(Some));
        assert_eq!(of_one(2, "opinion", json!("表现好")), [1, 1, 0, 0, 0, 0].map(Some), "a conclusion is no grade");
        assert_eq!(of_one(99, "grade", json!("qualified")), [1, 0, 1, 0, 0, 0].map(Some), "of a stranger the roll says nothing");
    }
}
