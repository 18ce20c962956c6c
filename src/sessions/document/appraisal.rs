//! 民主评议党员.

use std::collections::BTreeSet;

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Part, Record, Speech, Spot, given, part};
use crate::clock::Day;
use crate::draft::Count;
use crate::error::{FieldError, FieldFault};
use crate::facts::{self, Ground, and_others, said};
use crate::id::{EntryId, MemberId, OrganizationId};
use crate::rulebook::case::{Case, Fact, Mend, Told};
use crate::rulebook::kinds::{AppraisalGrade, AppraisalStep, Kind, MemberStatus};
use crate::text::{Name, Prose};

part! {
    /// How the ballots fell for one member.
    Ballot {
        must {
            excellent: Count,
            qualified: Count,
            basically_qualified: Count,
            unqualified: Count,
        }
    }
}

part! {
    /// One member's appraisal.
    AppraisedMember {
        must {
            member: MemberId,
        }
        may {
            self_appraisal: Prose,
            ballot: Ballot,
            /// The committee's or the meeting's conclusion.
            opinion: Prose,
            /// None for a probationary member.
            grade: AppraisalGrade,
            /// The day the member was told.
            told_on: Day,
        }
        many {
            mutual: Speech,
        }
    }
}

part! {
    /// A member of the branch who is appraised where they are: a floating member at the inflow organisation.
    AppraisedElsewhere {
        must {
            id: EntryId,
            member: MemberId,
        }
        may {
            organization: OrganizationId,
            #[schema(example = "深圳市某流动党员党支部")]
            place: Name,
        }
    }
}

part! {
    /// 民主评议党员.
    #[derive(Default)]
    Appraisal {
        may {
            /// The ballot was held in a members' meeting.
            ballot_in_general_meeting: bool,
        }
        many {
            /// In the order they were taken.
            steps: AppraisalStep,
            members: AppraisedMember,
            elsewhere: AppraisedElsewhere,
        }
    }
}

const ORDER: [AppraisalStep; 3] = [AppraisalStep::SelfAppraisal, AppraisalStep::MutualAppraisal, AppraisalStep::DemocraticBallot];

impl Ballot {
    fn cast(&self) -> u64 {
        [self.excellent, self.qualified, self.basically_qualified, self.unqualified].iter().map(|number| number.u64()).sum()
    }
}

impl Part for Appraisal {
    const KINDS: &'static [Kind] = &[Kind::DemocraticAppraisal];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[
        ("steps", &[Fact::StepsInOrder]),
        ("ballot_in_general_meeting", &[Fact::BallotInGeneralMeeting]),
        ("members", &[Fact::Concluded, Fact::Graded, Fact::Excellent, Fact::ProbationaryGraded, Fact::Told]),
        ("elsewhere", &[Fact::AppraisalDue]),
    ];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn impossible(&self, record: &Record, ground: &Ground, spot: &Spot, wrong: &mut Vec<FieldError>) {
        let mut seen = BTreeSet::new();
        let could = record.came_in_all().or_else(|| ground.roll.is_known().then_some(ground.roll.people.len() + ground.guests.len()));
        let members = spot.field("members");
        for (index, one) in self.members.iter().enumerate() {
            let place = members.entry(index);
            if !seen.insert(one.member) {
                wrong.push(FieldError::new(place.field("member").pointer(), FieldFault::TwiceOnRoll));
            }
            if let (Some(ballot), Some(could)) = (&one.ballot, could)
                && ballot.cast() > could as u64
            {
                let (cast, place) = (ballot.cast(), place.field("ballot").pointer());
                let (zh, en) = (format!("{cast}张票，多于到会的{could}人。"), format!("{cast} ballots are more than the {could} present."));
                wrong.push(FieldError::saying(place, zh, en));
            }
        }
        for (index, one) in self.elsewhere.iter().enumerate() {
            if !seen.insert(one.member) {
                wrong.push(FieldError::new(spot.field("elsewhere").entry(index).field("member").pointer(), FieldFault::TwiceOnRoll));
            }
        }
    }

    fn facts(part: Option<&Appraisal>, record: &Record, ground: &Ground, case: &mut Case) {
        let empty = Appraisal::default();
        let appraisal = part.unwrap_or(&empty);
        steps(appraisal, case);
        ballot(appraisal, record, case);
        members(appraisal, ground, case);
    }
}

fn steps(appraisal: &Appraisal, case: &mut Case) {
    let Some(steps) = given(&appraisal.steps) else {
        case.lack("/appraisal/steps", "评议步骤", "the steps");
        return;
    };
    let fact = Fact::StepsInOrder;
    // Where they were taken one member after another, each step comes again: what counts is which came first.
    let begun = |step: AppraisalStep| steps.iter().position(|taken| *taken == step);
    let missing: Vec<AppraisalStep> = ORDER.into_iter().filter(|step| begun(*step).is_none()).collect();
    let turned = ORDER.iter().zip(ORDER.iter().skip(1)).find(|(one, next)| begun(**next) < begun(**one));
    let told = match (missing.as_slice(), turned) {
        ([], None) => {
            case.whole.told(fact, 1, Told::new("依次进行个人自评、党员互评、民主测评", "the steps were in order"));
            return;
        }
        ([], Some((one, next))) => Told::new(format!("{}在{}之前", next.zh(), one.zh()), format!("the {} came before the {}", next.en(), one.en())),
        (missing, _) => {
            let (zh, en): (Vec<&str>, Vec<String>) = missing.iter().map(|step| (step.zh(), step.en())).unzip();
            Told::new(format!("未进行{}", zh.join("、")), format!("there was no {}", en.join(", no ")))
        }
    };
    case.whole.told(fact, 0, told.with("missing", missing.len() as i64));
}

fn ballot(appraisal: &Appraisal, record: &Record, case: &mut Case) {
    let fact = Fact::BallotInGeneralMeeting;
    if record.is(Kind::BranchGeneralMeeting) {
        case.whole.yes(fact, true);
        return;
    }
    case.whole.maybe(fact, appraisal.ballot_in_general_meeting);
    if appraisal.ballot_in_general_meeting.is_none() {
        case.lack("/appraisal/ballot_in_general_meeting", "在何处测评", "where the ballot was");
    }
}

/// Each on the roll has a conclusion; guests who are appraised here count at home.
fn members(appraisal: &Appraisal, ground: &Ground, case: &mut Case) {
    if !ground.roll.is_known() {
        for fact in [Fact::AppraisalDue, Fact::Concluded, Fact::Excellent, Fact::ProbationaryGraded, Fact::Told] {
            case.whole.gap(fact, facts::no_roll(), Mend::Roll);
        }
        return;
    }
    let elsewhere = |member| appraisal.elsewhere.iter().any(|one| one.member == member);
    let due: Vec<_> = ground.roll.people.iter().filter(|one| !elsewhere(one.member)).collect();
    case.whole.number(Fact::AppraisalDue, due.len());
    let Some(listed) = given(&appraisal.members) else {
        case.lack("/appraisal/members", "对每名党员的评定意见", "a conclusion on each member");
        return;
    };
    let of = |member| listed.iter().find(|one| one.member == member);
    let has_opinion = |member| of(member).is_some_and(|one| said(one.opinion.as_ref().map(Prose::as_str)) == Some(true));
    let without: Vec<String> = due.iter().filter(|one| !has_opinion(one.member)).map(|one| one.name.clone()).collect();
    let concluded = (due.len() - without.len()) as i64;
    let told = if without.is_empty() {
        Told::new(format!("{concluded}人均有评定意见"), format!("all {concluded} have a conclusion"))
    } else {
        let ((zh, en), has) = (and_others(&without), if without.len() == 1 { "has" } else { "have" });
        Told::new(format!("没有评定意见：{zh}"), format!("{en} {has} no conclusion"))
    };
    case.whole.told(Fact::Concluded, concluded, told);
    graded(listed, ground, case);
}

fn graded(listed: &[AppraisedMember], ground: &Ground, case: &mut Case) {
    let ours: Vec<_> = listed.iter().filter_map(|one| ground.roll.find(one.member).map(|entry| (one, entry))).collect();
    // Who is on probation gets no grade, and is told all the same.
    let informed = ours.iter().filter(|(one, _)| one.told_on.is_some()).count();
    let ours: Vec<_> = ours.into_iter().filter(|(one, _)| one.grade.is_some()).collect();
    let excellent = ours.iter().filter(|(one, _)| one.grade == Some(AppraisalGrade::Excellent)).count();
    let probationary: Vec<_> = ours.iter().filter(|(_, entry)| entry.status == MemberStatus::Probationary).collect();
    case.whole.number(Fact::Graded, ours.len());
    case.whole.number(Fact::Excellent, excellent);
    case.whole.number(Fact::Told, informed);
    if let Some((one, entry)) = probationary.first() {
        let grade = one.grade.map_or_else(Default::default, |grade| (grade.zh(), grade.en()));
        let told = Told::new(format!("预备党员{}评为{}", entry.name, grade.0), format!("{} was graded {} on probation", entry.name, grade.1));
        case.whole.told(Fact::ProbationaryGraded, probationary.len() as i64, told);
    } else {
        case.whole.number(Fact::ProbationaryGraded, 0);
    }
}
