//! One vote: who was due, who took part, how the ballots fell, and for an admission and its like what its rules ask for.
//! The base and the voters present are the roll's and the attendance's; what the record says otherwise is judged beside.

mod asked;
mod membership;
mod written;

use super::attendance::more_present;
use super::{ListedPerson, Person, Record, Spot, part};
use crate::clock::{Day, Moment};
use crate::draft::Count;
use crate::error::{FieldError, FieldFault};
use crate::facts::Ground;
use crate::id::EntryId;
use crate::rulebook::case::Fact;
use crate::rulebook::kinds::{CountedOutReason, Kind, ResolutionSubject as Subject};
use crate::text::Remark;

pub(super) use asked::facts;

crate::vocabulary! {
    /// What a voter said.
    pub enum Opinion {
        Approve = "approve" "赞成";
        Oppose = "oppose" "反对";
        Abstain = "abstain" "弃权";
    }
}

part! {
    /// Voters counted out of the base: only with the superior's consent and the members' meeting's adoption.
    CountedOut {
        must {
            id: EntryId,
            reason: CountedOutReason,
            count: Count,
        }
        may {
            superior_consented: bool,
            meeting_adopted: bool,
        }
    }
}

part! {
    /// A voter's written opinion.
    Written {
        must {
            id: EntryId,
            person: Person,
            opinion: Opinion,
            /// The day it reached the branch.
            received_on: Day,
        }
        may {
            /// On the day of the meeting: whether it came before.
            before_meeting: bool,
            /// The time it came, where that is known.
            received_at: Moment,
        }
    }
}

part! {
    /// One vote. Numbers of ballots, never who gave which.
    Vote {
        must {
            id: EntryId,
        }
        may {
            subject: Subject,
            /// 应到会有表决权, before anybody is counted out, where it is not the roll's number.
            voting_base: Count,
            /// Why it is another, and whom it is about.
            voting_base_reason: Remark,
            /// 实到会有表决权, where the list of who came does not tell it.
            present_voters: Count,
            /// Why fewer took part than came.
            present_voters_reason: Remark,
            approve: Count,
            oppose: Count,
            abstain: Count,
            /// About whom, for an admission, a confirmation or an election.
            candidate: Person,
            secret: bool,
            passed: bool,
            /// Ballots cast for somebody who was not there.
            proxies: Count,
            /// For an extended probation.
            extension_months: Count,
            /// The day the superior's preliminary review passed, for an admission.
            prereview_passed_on: Day,
        }
        many {
            /// Others who were voted on in the same vote.
            together_with: ListedPerson,
            counted_out: CountedOut,
            written: Written,
        }
    }
}

impl Vote {
    fn is_election(&self) -> bool {
        self.subject == Some(Subject::Election)
    }
    /// Whether the members themselves vote on somebody's membership: written opinions count there.
    fn is_on_membership(&self) -> bool {
        use Subject as S;
        self.subject.is_some_and(|subject| matches!(subject, S::Admission | S::Confirmation | S::ProbationExtension | S::ProbationCancellation))
    }
    fn ballots(&self) -> i64 {
        [self.approve, self.oppose, self.abstain].iter().flatten().map(|number| number.i64()).sum()
    }
    fn counted_out(&self) -> i64 {
        self.counted_out.iter().map(|one| one.count.i64()).sum()
    }
    fn candidates(&self) -> impl Iterator<Item = &Person> {
        self.candidate.iter().chain(self.together_with.iter().map(|one| &one.person))
    }
}

/// The facts that come of a vote.
pub(super) const FEEDS: &[Fact] = &[
    Fact::Voted,
    Fact::IsOrdinary,
    Fact::IsAdmission,
    Fact::IsConfirmation,
    Fact::IsExtension,
    Fact::IsExtensionOrCancellation,
    Fact::IsElection,
    Fact::VotingBase,
    Fact::PresentVoters,
    Fact::WinningBase,
    Fact::Approve,
    Fact::ApproveWithWritten,
    Fact::Passed,
    Fact::Secret,
    Fact::OneCandidate,
    Fact::Proxies,
    Fact::ExtensionMonths,
    Fact::FirstExtension,
    Fact::WithinMonthOfPrereview,
    Fact::CountedOut,
    Fact::CountedOutInOrder,
    Fact::Written,
    Fact::WrittenInOrder,
];

/// What cannot have happened in a vote: more voters than there were, more ballots than voters.
pub(super) fn impossible(vote: &Vote, record: &Record, ground: &Ground, spot: &Spot, wrong: &mut Vec<FieldError>) {
    let attended = attended(record, ground);
    let stated = vote.present_voters.map(Count::i64);
    if let (Some(stated), Some(attended)) = (stated, attended)
        && stated > attended
    {
        wrong.push(more_voters(spot.field("present_voters").pointer(), stated, attended));
    }
    let on_roll = voters_on_roll(record, ground);
    let base = vote.voting_base.map(Count::i64).or(on_roll);
    let present = stated.or(attended);
    if let (Some(present), Some(base)) = (present, base) {
        if present > base {
            wrong.push(more_present(spot.field("present_voters").pointer(), present, base));
        } else if present + vote.counted_out() > base {
            let out = vote.counted_out();
            let zh = format!("不计入的{out}人和到会的{present}人之和超过应到会有表决权的{base}人。");
            let en = format!("{out} counted out and {present} present are more than the {base} entitled to vote.");
            wrong.push(FieldError::saying(spot.field("counted_out").pointer(), zh, en));
        }
    } else if let Some(base) = base
        && vote.counted_out() > base
    {
        wrong.push(more_present(spot.field("counted_out").pointer(), vote.counted_out(), base));
    }
    if let Some(could) = present.or(base)
        && vote.ballots() > could
    {
        wrong.push(FieldError::new(spot.field("approve").pointer(), FieldFault::VotesDoNotAddUp).with(vote.ballots()).with(could));
    }
}

fn more_voters(place: String, stated: i64, attended: i64) -> FieldError {
    let zh = format!("表决时到会填{stated}人，出席名单中有表决权的只有{attended}人。");
    let en = format!("{stated} voters are said to have taken part, but only {attended} with a vote attended.");
    FieldError::saying(place, zh, en)
}

/// Those with a vote who came, as the list of who came and the roll tell it. A vote of a branch only.
fn attended(record: &Record, ground: &Ground) -> Option<i64> {
    let presence = record.presence()?;
    (ground.roll.is_known() && is_the_members(record)).then(|| presence.voters(&ground.roll) as i64)
}

fn voters_on_roll(record: &Record, ground: &Ground) -> Option<i64> {
    (ground.roll.is_known() && is_the_members(record)).then_some(ground.roll.voters() as i64)
}

/// Whether it is the members of the roll who vote: in a meeting of theirs, whatever else it was; not in a committee's.
fn is_the_members(record: &Record) -> bool {
    record.is_one_of(&[Kind::BranchGeneralMeeting, Kind::OrganizationalLifeMeeting])
        || !record.is_one_of(&[Kind::BranchCommitteeMeeting, Kind::DemocraticLifeMeeting])
}
