//! What the rules on somebody's membership ask of a vote: whom it was on, the review before, the resolution, the months.

use super::Vote;
use super::asked::Asked;
use crate::clock::Day;
use crate::facts::{self, Found, said};
use crate::id::MemberId;
use crate::rulebook::case::{Case, Fact, Mend, Scene, Told};
use crate::rulebook::kinds::ResolutionSubject as Subject;
use crate::sessions::document::AgendaItem;
use crate::text::Prose;

impl Asked<'_> {
    pub fn candidate(&self, scene: &mut Scene, case: &mut Case) {
        let names: Vec<String> = self.vote.candidates().map(|person| self.ground.name_of(person.named())).collect();
        let (zh, en) = facts::names(&names);
        match names.as_slice() {
            // Who was voted on along with nobody named: it is not said with whom.
            [] | [_] if self.vote.candidate.is_none() => {
                scene.gap(Fact::OneCandidate, facts::unsaid("表决对象", "who was voted on"), Mend::Record);
                if self.vote.is_on_membership() || self.vote.is_election() {
                    self.lack(case, "/candidate", "的表决对象", "who was voted on");
                }
            }
            [] | [_] => {
                scene.told(Fact::OneCandidate, 1, Told::new(format!("对{zh}单独表决"), format!("{en} was voted on alone")));
            }
            _ => {
                let told = Told::new(format!("{zh}合并表决"), format!("{en} were voted on together")).with("candidates", names.len() as i64);
                scene.told(Fact::OneCandidate, 0, told);
            }
        }
    }

    pub fn admission(&self, scene: &mut Scene, case: &mut Case) {
        prereview(self.vote.prereview_passed_on, self.record.held_on, scene);
        resolution(self.item, self.vote, scene);
        if self.vote.subject != Some(Subject::Admission) {
            return;
        }
        if self.vote.prereview_passed_on.is_none() {
            self.lack(case, "/prereview_passed_on", "的预审合格日期", "when the review passed");
        }
        let item = self.pointer.rsplit_once("/votes").map(|(item, _)| item).unwrap_or_default();
        let (zh, en) = &self.name;
        if self.item.candidate_performance.is_none() {
            case.lack(format!("{item}/candidate_performance"), format!("{zh}的主要表现"), format!("the performance of {en}"));
        }
        if self.item.secretary_signed.is_none() {
            case.lack(format!("{item}/secretary_signed"), "书记是否签名", "whether the secretary signed");
        }
    }

    pub fn extension(&self, scene: &mut Scene, case: &mut Case) {
        if self.vote.subject != Some(Subject::ProbationExtension) {
            return;
        }
        match self.vote.extension_months {
            Some(months) => {
                scene.stated(Fact::ExtensionMonths, months.i64());
            }
            None => self.lack(case, "/extension_months", "延长的月数", "the months of extension"),
        }
        let candidate: Option<MemberId> = self.vote.candidate.as_ref().and_then(|person| match self.ground.find(person.named()) {
            Found::OnRoll(entry) => Some(entry.member),
            _ => None,
        });
        let Some(entry) = candidate.and_then(|member| self.ground.roll.find(member)) else { return };
        scene.yes(Fact::FirstExtension, !entry.was_extended);
    }
}

/// The review comes before the meeting, and the meeting within a month of it.
fn prereview(passed_on: Option<Day>, held_on: Day, scene: &mut Scene) {
    let Some(passed_on) = passed_on else {
        scene.gap(Fact::WithinMonthOfPrereview, facts::unsaid("预审合格日期", "when the review passed"), Mend::Record);
        return;
    };
    let last = passed_on.plus_months(1);
    let (held_zh, held_en) = (held_on.zh(), held_on.en());
    let (is_so, zh, en) = if passed_on > held_on {
        (0, "预审在会后".to_string(), "the review came after".to_string())
    } else if held_on <= last {
        let (zh, en) = (passed_on.zh(), passed_on.en());
        (1, format!("{zh}预审合格，{held_zh}召开"), format!("the review passed on {en}, it met on {held_en}"))
    } else {
        (0, format!("{held_zh}召开，应不晚于{}", last.zh()), format!("it met on {held_en}, due by {}", last.en()))
    };
    scene.told(Fact::WithinMonthOfPrereview, is_so, Told::new(zh, en).with("days_late", i64::from(held_on.days_since(last)).max(0)));
}

/// The resolution has the performance, the numbers (which follow from the record) and the secretary's signature.
fn resolution(item: &AgendaItem, vote: &Vote, scene: &mut Scene) {
    let performance = said(item.candidate_performance.as_ref().map(Prose::as_str));
    let fact = Fact::AdmissionResolutionComplete;
    match (performance, item.secretary_signed, vote.passed) {
        (Some(false), ..) => {
            scene.told(fact, 0, Told::new("决议未写主要表现", "the resolution does not give the performance"));
        }
        (_, Some(false), _) => {
            scene.told(fact, 0, Told::new("书记未签名", "the secretary did not sign"));
        }
        (Some(true), Some(true), Some(_)) => {
            scene.told(fact, 1, Told::new("有主要表现、表决结果、书记签名", "it has performance, result and signature"));
        }
        (None, ..) => {
            scene.gap(fact, facts::unsaid("主要表现", "the performance"), Mend::Record);
        }
        (_, None, _) => {
            scene.gap(fact, facts::unsaid("书记是否签名", "whether the secretary signed"), Mend::Record);
        }
        (_, _, None) => {
            scene.gap(fact, facts::unsaid("是否通过", "whether it passed"), Mend::Record);
        }
    }
}
