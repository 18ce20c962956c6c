//! The facts of a vote: its subject, its base and who took part, and how the ballots fell.

use super::{CountedOut, Vote, attended, voters_on_roll};
use crate::draft::Count;
use crate::facts::{self, CountedOut as Out, Ground, reconciled};
use crate::rulebook::case::{Case, Fact, Known, Mend, Scene, Source, Told};
use crate::rulebook::kinds::{Kind, OrganizationKind, ResolutionSubject as Subject};
use crate::sessions::document::{AgendaItem, Record};
use crate::text::Remark;

/// The facts of the j-th vote on the i-th item.
pub(in crate::sessions::document) fn facts(
    vote: &Vote,
    item: &AgendaItem,
    (i, j): (usize, usize),
    record: &Record,
    ground: &Ground,
    case: &mut Case,
) {
    let pointer = format!("/agenda/{i}/votes/{j}");
    let name = called(vote, item, i, ground);
    let asked = Asked { vote, item, record, ground, pointer, name };
    let mut scene = Scene::at(&asked.pointer).named(&asked.name.0, &asked.name.1);
    asked.subject(&mut scene, case);
    asked.base(&mut scene, case);
    asked.counts(&mut scene, case);
    asked.secret(&mut scene, case);
    asked.candidate(&mut scene, case);
    asked.admission(&mut scene, case);
    asked.extension(&mut scene, case);
    case.votes.push(scene);
}

/// The candidate's name, else the item.
fn called(vote: &Vote, item: &AgendaItem, index: usize, ground: &Ground) -> (String, String) {
    let all: Vec<String> = vote.candidates().map(|person| ground.name_of(person.named())).filter(|name| !name.is_empty()).collect();
    if all.is_empty() {
        return item.called(index);
    }
    facts::names(&all)
}

/// A vote, with all that its facts come from.
pub(super) struct Asked<'r> {
    pub vote: &'r Vote,
    pub item: &'r AgendaItem,
    pub record: &'r Record,
    pub ground: &'r Ground,
    pub pointer: String,
    pub name: (String, String),
}

impl Asked<'_> {
    pub fn lack(&self, case: &mut Case, field: &str, zh: &str, en: &str) {
        // A vote in a Party day is no members' vote until it is said to be; that is asked first.
        if self.record.is_one_of(&[Kind::BranchGeneralMeeting, Kind::OrganizationalLifeMeeting]) {
            let (name_zh, name_en) = &self.name;
            case.lack(format!("{}{field}", self.pointer), format!("{name_zh}{zh}"), format!("{en} ({name_en})"));
        }
    }

    fn subject(&self, scene: &mut Scene, case: &mut Case) {
        use Subject as S;
        let Some(subject) = self.vote.subject else {
            self.lack(case, "/subject", "的表决事项", "what the vote was about");
            let kinds = [Fact::IsOrdinary, Fact::IsAdmission, Fact::IsConfirmation, Fact::IsExtension];
            for fact in kinds.into_iter().chain([Fact::IsExtensionOrCancellation, Fact::IsElection]) {
                scene.gap(fact, facts::unsaid("表决事项", "what the vote was about"), Mend::Record);
            }
            return;
        };
        scene.yes(Fact::IsOrdinary, subject == S::Ordinary);
        if subject == S::Admission && self.ground.about.kind == OrganizationKind::TemporaryBranch {
            let (zh, en) = &self.name;
            scene.told(Fact::IsAdmission, 1, Told::new(format!("临时党支部讨论接收{zh}"), format!("a temporary branch voted on {en}")));
        } else {
            scene.yes(Fact::IsAdmission, subject == S::Admission);
        }
        scene.yes(Fact::IsConfirmation, subject == S::Confirmation);
        scene.yes(Fact::IsExtension, subject == S::ProbationExtension);
        scene.yes(Fact::IsExtensionOrCancellation, matches!(subject, S::ProbationExtension | S::ProbationCancellation));
        scene.yes(Fact::IsElection, subject == S::Election);
    }

    fn base(&self, scene: &mut Scene, case: &mut Case) {
        let vote = self.vote;
        let out: Vec<Out> = vote.counted_out.iter().map(Out::from).collect();
        let stated = vote.voting_base.map(Count::i64);
        let base = facts::base(voters_on_roll(self.record, self.ground), stated, vote.subject, &out);
        if let Some((stated, on_roll)) = base.contradiction {
            let zh = format!("应到会有表决权的党员填{stated}人，当天名册{on_roll}人");
            let en = format!("The base is given as {stated}, that day's roll has {on_roll} voters");
            let reason = vote.voting_base_reason.as_ref();
            case.contradicted("BASE-ROLL", format!("{}/voting_base", self.pointer), (zh, en), reason);
            if reason.is_none_or(Remark::is_blank) {
                self.lack(case, "/voting_base_reason", "应到人数与名册不一致的原因", "why the base is not the roll's");
            }
        }
        match &base.known {
            Some(known) => {
                scene.set(Fact::VotingBase, known.clone());
            }
            None => {
                scene.gap(Fact::VotingBase, facts::no_roll(), Mend::Roll);
            }
        }
        counted_out(vote, &out, scene);
        self.present(base.known, scene, case);
    }

    fn present(&self, base: Option<Known>, scene: &mut Scene, case: &mut Case) {
        let vote = self.vote;
        let of = reconciled(attended(self.record, self.ground), vote.present_voters.map(Count::i64));
        if let Some((stated, attended)) = of.contradiction {
            let zh = format!("表决时到会填{stated}人，出席名单中有表决权的{attended}人");
            let en = format!("{stated} voters took part, {attended} attended");
            let reason = vote.present_voters_reason.as_ref();
            case.contradicted("PRESENT-ROLL", format!("{}/present_voters", self.pointer), (zh, en), reason);
            if reason.is_none_or(Remark::is_blank) {
                self.lack(case, "/present_voters_reason", "参加表决人数与出席名单不一致的原因", "why fewer took part than attended");
            }
        }
        let Some(present) = of.known else {
            let (told, mend) = if self.record.presence().is_some() {
                (facts::no_roll(), Mend::Roll)
            } else {
                (facts::unsaid("出席情况", "who came"), Mend::Record)
            };
            scene.gap(Fact::PresentVoters, told, mend);
            return;
        };
        if let Some(base) = base {
            // Whose majority wins an election the sources do not agree on: of those present, or of those due.
            let (low, high) = (present.low.min(base.low), present.high.max(base.high));
            scene.set(Fact::WinningBase, Known { low, high, source: base.source, told: None });
        }
        scene.set(Fact::PresentVoters, present);
    }

    fn counts(&self, scene: &mut Scene, case: &mut Case) {
        let vote = self.vote;
        scene.maybe(Fact::Passed, vote.passed);
        if vote.passed.is_none() {
            self.lack(case, "/passed", "是否通过", "whether it passed");
        }
        if vote.oppose.is_none() || vote.abstain.is_none() || vote.approve.is_none() {
            self.lack(case, "/approve", "赞成、反对、弃权票数", "the votes for, against and abstaining");
        }
        let written = self.written(scene, case);
        let Some(approve) = vote.approve.map(Count::i64) else { return };
        scene.stated(Fact::Approve, approve);
        let with_written =
            Known { low: approve + written.certain, high: approve + written.certain + written.possible, source: Source::Stated, told: None };
        scene.set(Fact::ApproveWithWritten, with_written);
        if let Some(why) = written.unclear {
            scene.gap(Fact::ApproveWithWritten, why, Mend::Record);
        }
    }

    fn secret(&self, scene: &mut Scene, case: &mut Case) {
        scene.maybe(Fact::Secret, self.vote.secret);
        if self.vote.subject == Some(Subject::Admission) && self.vote.secret.is_none() {
            self.lack(case, "/secret", "是否无记名", "whether it was secret");
        }
        match self.vote.proxies {
            Some(proxies) => {
                scene.stated(Fact::Proxies, proxies.i64());
            }
            None if self.vote.is_election() => self.lack(case, "/proxies", "有无委托投票", "whether anybody voted for another"),
            None => (),
        }
    }
}

impl From<&CountedOut> for Out {
    fn from(one: &CountedOut) -> Out {
        Out { reason: one.reason, count: one.count.i64(), superior_consented: one.superior_consented, meeting_adopted: one.meeting_adopted }
    }
}

/// Whether those counted out were so in order: all of them, or else which not.
fn counted_out(vote: &Vote, out: &[Out], scene: &mut Scene) {
    scene.number(Fact::CountedOut, vote.counted_out());
    if out.is_empty() {
        return;
    }
    let subject = vote.subject;
    let first_not = out.iter().find(|one| one.is_in_order(subject) == Some(false));
    if let Some(one) = first_not {
        let (count, reason) = (one.count, one.reason.zh());
        let (zh, en) = if subject.is_some_and(|subject| !facts::may_be_counted_out(subject, one.reason)) {
            (format!("{reason}{count}人不属此列，仍计入"), format!("{count} ({}) are no such case and count", one.reason.en()))
        } else if one.superior_consented == Some(false) {
            ("上级未同意，仍计入".to_string(), "consent was refused, they count".to_string())
        } else {
            ("党员大会未通过，仍计入".to_string(), "the meeting did not adopt it, they count".to_string())
        };
        scene.told(Fact::CountedOutInOrder, 0, Told::new(zh, en).with("counted_out", vote.counted_out()));
    } else if out.iter().all(|one| one.is_in_order(subject) == Some(true)) {
        let zh: Vec<String> = out.iter().map(|one| format!("{}{}人", one.reason.zh(), one.count)).collect();
        let told = Told::new(format!("{}不计入，上级同意、大会通过", zh.join("、")), format!("{} were left out in order", vote.counted_out()));
        scene.told(Fact::CountedOutInOrder, 1, told.with("counted_out", vote.counted_out()));
    } else {
        let told = match subject {
            Some(_) => facts::unsaid("上级是否同意、大会是否通过", "whether the superior consented and the meeting adopted it"),
            None => facts::unsaid("表决事项", "what the vote was about"),
        };
        scene.gap(Fact::CountedOutInOrder, told, Mend::Record);
    }
}
