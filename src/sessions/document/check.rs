//! What a record must not hold at all ([`Record::misfits`]), and what cannot have happened ([`Record::impossible`]). A
//! meeting without its quorum is neither: it is a truthful record with a finding on it.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::{Person, Record, Vote};
use crate::clock::Day;
use crate::error::{FieldError, FieldFault};
use crate::members::Roll;
use crate::rulebook::kinds::Kind;

impl Record {
    /// Parts that this kind does not have, persons who are nobody. Refused even in a draft.
    pub fn misfits(&self) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let parts = [
            ("lecture", self.lecture.is_some(), Kind::PartyLecture),
            ("party_day", self.party_day.is_some(), Kind::ThemePartyDay),
            ("life", self.life.is_some(), Kind::OrganizationalLifeMeeting),
            ("appraisal", self.appraisal.is_some(), Kind::DemocraticAppraisal),
            ("talk", self.talk.is_some(), Kind::HeartToHeartTalk),
            ("study", self.study.is_some(), Kind::CollectiveStudy),
            ("democratic_life", self.democratic_life.is_some(), Kind::DemocraticLifeMeeting),
        ];
        for (name, is_there, kind) in parts {
            if is_there && !self.is(kind) {
                wrong.push(FieldError::new(format!("/{name}"), FieldFault::NotForThisKind).with(self.kind.zh()));
            }
        }
        if self.also_kind == Some(self.kind) {
            wrong.push(FieldError::new("/also_kind", FieldFault::NotForThisKind).with(self.kind.zh()));
        }
        for (place, person) in self.persons() {
            if person.member.is_none() && person.name.is_none() {
                wrong.push(FieldError::new(place, FieldFault::Empty));
            }
        }
        wrong
    }

    /// Everybody who is named outside the roll, with their place.
    fn persons(&self) -> Vec<(String, &Person)> {
        let mut all: Vec<(String, &Person)> = Vec::new();
        all.extend(self.host.iter().map(|host| ("/host/person".to_string(), &host.person)));
        all.extend(self.recorder.iter().map(|person| ("/recorder".to_string(), person)));
        all.extend(self.observers.iter().enumerate().map(|(i, one)| (format!("/observers/{i}/person"), &one.person)));
        for (i, item) in self.agenda.iter().enumerate() {
            let at = format!("/agenda/{i}");
            for (j, speech) in item.discussion.iter().enumerate() {
                all.push((format!("{at}/discussion/{j}/person"), &speech.person));
            }
            for (j, decision) in item.decisions.iter().enumerate() {
                all.extend(decision.owner.iter().map(|owner| (format!("{at}/decisions/{j}/owner"), owner)));
            }
            for (j, vote) in item.votes.iter().enumerate() {
                let at = format!("{at}/votes/{j}");
                all.extend(vote.candidate.iter().map(|person| (format!("{at}/candidate"), person)));
                for (k, written) in vote.written.iter().enumerate() {
                    all.push((format!("{at}/written/{k}/person"), &written.person));
                }
            }
        }
        if let Some(life) = &self.life {
            all.extend(life.speakers.iter().enumerate().map(|(i, one)| (format!("/life/speakers/{i}/person"), &one.person)));
        }
        if let Some(talk) = &self.talk {
            all.extend(talk.talkers.iter().enumerate().map(|(i, one)| (format!("/talk/talkers/{i}"), one)));
            all.extend(talk.with.iter().enumerate().map(|(i, one)| (format!("/talk/with/{i}"), one)));
        }
        all
    }

    /// What cannot have happened. Blocks a submission, all at once.
    pub fn impossible(&self, roll: &Roll, today: Day) -> Vec<FieldError> {
        let mut wrong = self.misfits();
        if self.held_on > today {
            wrong.push(FieldError::new("/held_on", FieldFault::InTheFuture));
        }
        if let (Some(start), Some(end)) = (self.starts_at, self.ends_at)
            && end < start
        {
            wrong.push(FieldError::new("/ends_at", FieldFault::EndsBeforeStart));
        }
        self.impossible_attendance(roll, &mut wrong);
        for (i, item) in self.agenda.iter().enumerate() {
            for (j, vote) in item.votes.iter().enumerate() {
                impossible_vote(vote, &format!("/agenda/{i}/votes/{j}"), &mut wrong);
            }
        }
        if let Some(body) = &self.democratic_life
            && let (Some(expected), Some(present)) = (body.body_expected, body.body_present)
            && present > expected
        {
            wrong.push(more_present("/democratic_life/body_present", present, expected));
        }
        self.impossible_appraisal(roll, &mut wrong);
        wrong
    }

    /// How many should have come, by the roll: the committee to its own meeting, everybody to any other.
    pub fn expected_of(&self, roll: &Roll) -> usize {
        if self.kind == Kind::BranchCommitteeMeeting { roll.committee() } else { roll.people.len() }
    }

    fn impossible_attendance(&self, roll: &Roll, wrong: &mut Vec<FieldError>) {
        let Some(attendance) = &self.attendance else { return };
        let mut seen = BTreeSet::new();
        for (i, one) in attendance.people.iter().enumerate() {
            let place = format!("/attendance/people/{i}/member");
            if !seen.insert(one.member) {
                wrong.push(FieldError::new(place, FieldFault::TwiceOnRoll));
            } else if roll.find(one.member).is_none() {
                wrong.push(FieldError::new(place, FieldFault::NotOnRoll));
            }
        }
        let on_roll = self.expected_of(roll);
        let expected = attendance.expected.map_or(on_roll, |expected| expected as usize);
        let present = attendance.people.iter().filter(|one| one.came.is_present()).count();
        if present > expected {
            wrong.push(more_present("/attendance/people", present, expected));
        }
        let is_explained = attendance.expected_reason.as_ref().is_some_and(|reason| !reason.is_blank());
        if expected != on_roll && !is_explained {
            wrong.push(FieldError::new("/attendance/expected_reason", FieldFault::ReasonRequired));
        }
    }

    fn impossible_appraisal(&self, roll: &Roll, wrong: &mut Vec<FieldError>) {
        let Some(appraisal) = &self.appraisal else { return };
        let mut seen = BTreeSet::new();
        for (i, one) in appraisal.members.iter().enumerate() {
            let place = format!("/appraisal/members/{i}/member");
            if !seen.insert(one.member) {
                wrong.push(FieldError::new(place, FieldFault::TwiceOnRoll));
            } else if roll.find(one.member).is_none() {
                wrong.push(FieldError::new(place, FieldFault::NotOnRoll));
            }
        }
    }
}

fn impossible_vote(vote: &Vote, place: &str, wrong: &mut Vec<FieldError>) {
    let said = u64::from(vote.approve) + u64::from(vote.oppose) + u64::from(vote.abstain);
    let could = u64::from(vote.present_voters);
    if said > could {
        wrong.push(FieldError::new(format!("{place}/approve"), FieldFault::VotesDoNotAddUp).with(said).with(could));
    }
    if vote.present_voters > vote.voting_base {
        wrong.push(more_present(format!("{place}/present_voters"), vote.present_voters, vote.voting_base));
    }
    let out: u64 = vote.counted_out.iter().map(|one| u64::from(one.count)).sum();
    if out > u64::from(vote.voting_base) {
        wrong.push(more_present(format!("{place}/counted_out"), out, vote.voting_base));
    }
}

fn more_present(place: impl Into<String>, present: impl Display, expected: impl Display) -> FieldError {
    FieldError::new(place, FieldFault::MorePresentThanExpected).with(present).with(expected)
}
