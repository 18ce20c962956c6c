//! Written opinions: an absent voter's, once, that came before the meeting. No other is in the count.

use super::asked::Asked;
use super::{Opinion, Written};
use crate::facts::Found;
use crate::id::MemberId;
use crate::rulebook::case::{Case, Fact, Known, Mend, Scene, Source, Told};
use crate::rulebook::kinds::{MemberFlag, MemberStatus};

/// Whether a written opinion is in the count; why not, or why nobody knows, in Chinese and English.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    Yes,
    No(&'static str, &'static str),
    Unclear(&'static str, &'static str),
}

/// A written opinion, weighed.
struct Weighed<'r> {
    one: &'r Written,
    name: String,
    /// Who it is, as far as the roll knows; else by name.
    voter: (Option<MemberId>, String),
    counts: Counts,
    approves: bool,
}

#[derive(Default)]
pub(super) struct Approvals {
    pub certain: i64,
    pub possible: i64,
    /// Why some are only possible.
    pub unclear: Option<Told>,
}

impl Asked<'_> {
    /// Of the written approvals, how many count and how many may.
    pub fn written(&self, scene: &mut Scene, case: &mut Case) -> Approvals {
        if !self.vote.is_on_membership() {
            if self.vote.written.is_empty() {
                scene.number(Fact::Written, 0).number(Fact::WrittenInOrder, 0);
            }
            return Approvals::default();
        }
        let all = self.weighed();
        for (index, weighed) in all.iter().enumerate() {
            if let Counts::No(zh, en) = weighed.counts {
                let (place, name) = (format!("{}/written/{index}", self.pointer), &weighed.name);
                let said = (format!("{name}的书面意见不计入：{zh}"), format!("{name}'s opinion does not count: {en}"));
                case.contradicted("WRITE-ROLL", place, said, None);
            }
        }
        let (mut approvals, mut certain, mut possible) = (Approvals::default(), 0, 0);
        for weighed in &all {
            match weighed.counts {
                Counts::Yes => (certain, approvals.certain) = (certain + 1, approvals.certain + i64::from(weighed.approves)),
                Counts::Unclear(zh, en) => {
                    (possible, approvals.possible) = (possible + 1, approvals.possible + i64::from(weighed.approves));
                    approvals.unclear.get_or_insert_with(|| Told::new(zh, en));
                }
                Counts::No(..) => (),
            }
        }
        scene.number(Fact::Written, all.len());
        scene.set(Fact::WrittenInOrder, Known::between(certain, certain + possible, Source::Derived));
        if let Some(why) = &approvals.unclear {
            scene.gap(Fact::WrittenInOrder, why.clone(), Mend::Record);
        }
        approvals
    }

    /// Each on its own, and then of each person one: in whatever order they are listed.
    fn weighed(&self) -> Vec<Weighed<'_>> {
        let mut all: Vec<Weighed> = self.vote.written.iter().map(|one| self.alone(one)).collect();
        for index in 0..all.len() {
            let of_them = |one: &Weighed| !matches!(one.counts, Counts::No(..)) && all.get(index).is_some_and(|this| this.voter == one.voter);
            let theirs: Vec<usize> = (index..all.len()).filter(|other| all.get(*other).is_some_and(of_them)).collect();
            // Where it begins with another, all of that person's are done.
            if theirs.first() != Some(&index) || theirs.len() < 2 {
                continue;
            }
            let opinions: Vec<Opinion> = theirs.iter().filter_map(|other| all.get(*other)).map(|one| one.one.opinion).collect();
            let is_clear = theirs.iter().filter_map(|other| all.get(*other)).any(|one| one.counts == Counts::Yes);
            let differ = opinions.iter().any(|opinion| Some(opinion) != opinions.first());
            for (place, other) in theirs.into_iter().enumerate() {
                let Some(one) = all.get_mut(other) else { continue };
                if place > 0 {
                    one.counts = Counts::No("重复", "twice");
                } else if differ {
                    one.counts = Counts::Unclear("同一人的书面意见不一致", "one person's written opinions differ");
                    one.approves = opinions.contains(&Opinion::Approve);
                } else if is_clear {
                    one.counts = Counts::Yes;
                }
            }
        }
        all
    }

    fn alone<'r>(&self, one: &'r Written) -> Weighed<'r> {
        let name = self.ground.name_of(one.person.named());
        let voter = match self.ground.find(one.person.named()) {
            Found::OnRoll(entry) => (Some(entry.member), String::new()),
            Found::Elsewhere | Found::Unclear => (one.person.member, name.clone()),
        };
        Weighed { one, name, voter, counts: self.counts_for(one), approves: one.opinion == Opinion::Approve }
    }

    /// Whether a written opinion counts: an absent voter's, that came before the meeting.
    fn counts_for(&self, one: &Written) -> Counts {
        let record = self.record;
        let entry = match self.ground.find(one.person.named()) {
            Found::OnRoll(entry) => entry,
            Found::Elsewhere => return Counts::No("不在当天名册上", "not on that day's roll"),
            Found::Unclear if self.ground.roll.is_known() => return Counts::Unclear("当天名册上有同名党员", "two on that day's roll have the name"),
            Found::Unclear => return Counts::Unclear("当天名册为空", "that day's roll is empty"),
        };
        if !entry.has_vote() {
            return if entry.status == MemberStatus::Probationary {
                Counts::No("预备党员", "on probation")
            } else if entry.flags.contains(&MemberFlag::RightsSuspended) {
                Counts::No("中止权利", "suspended")
            } else {
                Counts::No("当日没有表决权", "without a vote that day")
            };
        }
        if one.received_on > record.held_on {
            return Counts::No("会后收到", "late");
        }
        match record.presence().map(|presence| presence.came(entry.member)) {
            Some(Some(true)) => return Counts::No("已到会", "present"),
            None => return Counts::Unclear("未写明出席情况", "the record does not say who came"),
            Some(Some(false) | None) => (),
        }
        if one.received_on < record.held_on {
            return Counts::Yes;
        }
        let by_time = one.received_at.zip(record.starts_at).map(|(received, begins)| received < begins);
        match one.before_meeting.or(by_time) {
            Some(true) => Counts::Yes,
            Some(false) => Counts::No("会后收到", "late"),
            None => Counts::Unclear("未写明书面意见是否在会前收到", "the record does not say whether the written opinion came before the meeting"),
        }
    }
}
