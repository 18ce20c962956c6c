//! Written opinions: an absent voter's, once, that came before the meeting. No other is in the count.

use super::asked::Asked;
use super::{Opinion, Written};
use crate::facts::{self, Found};
use crate::rulebook::case::{Case, Fact, Mend, Scene, Told};
use crate::rulebook::kinds::MemberStatus;

/// Whether a written opinion is in the count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    Yes,
    No(&'static str, &'static str),
    Unclear,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Approvals {
    pub certain: i64,
    pub possible: i64,
}

impl Asked<'_> {
    /// Of the written approvals, how many count and how many may.
    pub fn written(&self, scene: &mut Scene, case: &mut Case) -> Approvals {
        let mut approvals = Approvals::default();
        let mut seen: Vec<String> = Vec::new();
        let (mut in_order, mut unclear) = (true, false);
        for (index, one) in self.vote.written.iter().enumerate() {
            let name = self.ground.name_of(one.person.named());
            let key = one.person.member.map_or_else(|| name.clone(), |member| member.to_string());
            let is_twice = seen.contains(&key);
            seen.push(key);
            let counts = if is_twice { Counts::No("重复", "twice") } else { self.counts_for(one) };
            match counts {
                Counts::Yes if one.opinion == Opinion::Approve => approvals.certain += 1,
                Counts::Unclear if one.opinion == Opinion::Approve => approvals.possible += 1,
                Counts::No(zh, en) if self.vote.is_on_membership() => {
                    let place = format!("{}/written/{index}", self.pointer);
                    let said = (format!("{name}的书面意见不计入：{zh}"), format!("{name}'s opinion does not count: {en}"));
                    case.contradicted("WRITE-ROLL", place, said, None);
                }
                _ => (),
            }
            in_order &= !matches!(counts, Counts::No(..));
            unclear |= counts == Counts::Unclear;
        }
        if !self.vote.is_on_membership() {
            return Approvals::default();
        }
        let number = self.vote.written.len() as i64;
        scene.number(Fact::Written, number);
        if !in_order {
            scene.yes(Fact::WrittenInOrder, false);
        } else if unclear {
            let told = facts::unsaid("书面意见是否在会前收到", "whether the written opinion came before the meeting");
            scene.gap(Fact::WrittenInOrder, told, Mend::Record);
        } else {
            let told =
                Told::new(format!("书面意见{number}份均为会前收到"), format!("{number} written came before the meeting")).with("written", number);
            scene.told(Fact::WrittenInOrder, 1, told);
        }
        approvals
    }

    /// Whether a written opinion counts: an absent voter's, that came before the meeting.
    fn counts_for(&self, one: &Written) -> Counts {
        let record = self.record;
        let entry = match self.ground.find(one.person.named()) {
            Found::OnRoll(entry) => entry,
            Found::Elsewhere => return Counts::No("不在当天名册上", "not on that day's roll"),
            Found::Unclear => return Counts::Unclear,
        };
        if !entry.has_vote() {
            return if entry.status == MemberStatus::Probationary {
                Counts::No("预备党员", "on probation")
            } else {
                Counts::No("当日没有表决权", "suspended")
            };
        }
        if one.received_on > record.held_on {
            return Counts::No("会后收到", "late");
        }
        match record.presence().map(|presence| presence.came(entry.member)) {
            Some(Some(true)) => return Counts::No("已到会", "present"),
            None => return Counts::Unclear,
            Some(Some(false) | None) => (),
        }
        if one.received_on < record.held_on {
            return Counts::Yes;
        }
        let by_time = one.received_at.zip(record.starts_at).map(|(received, begins)| received < begins);
        match one.before_meeting.or(by_time) {
            Some(true) => Counts::Yes,
            Some(false) => Counts::No("会后收到", "late"),
            None => Counts::Unclear,
        }
    }
}
