//! What a judge is told: facts. A fact is a number, or yes (1) and no (0). One that is not known is left out, and a rule
//! that needs it answers "insufficient data" instead of guessing; one that is known only within two ends has both, and
//! both are judged.

use std::collections::BTreeMap;

pub use super::facts::Fact;
use super::kinds::{Kind, OrganizationKind, Sector};
use crate::clock::{Day, Period};

crate::vocabulary! {
    /// How a fact came to be known.
    pub enum Source {
        /// From what the system itself has: roll, attendance, settings, stored sessions.
        Derived = "derived" "系统得出";
        /// From the record alone.
        Stated = "stated" "记录所写";
        /// The record and what the system has differ: each is an end.
        Contradicted = "contradicted" "两者不一" "the two differ";
    }
}

crate::vocabulary! {
    /// Who can mend what is not known. The labels are the end of a finding's sentence.
    pub enum Mend {
        Record = "record" "请记录人补充" "its recorder can add it";
        Roll = "roll" "请核对党员名册" "check the roll";
        Settings = "settings" "请在组织设置中补充" "set it in the organisation's settings";
        Sessions = "sessions" "请核对本期的记录" "check the period's records";
        Superior = "superior" "请上级党组织确认" "ask the superior";
        Later = "later" "到期再判断" "it will be judged when it is due";
    }
}

/// Evidence in the words of the day, without a full stop: 书记张伟主持 / the secretary, Zhang Wei, held it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub zh: String,
    pub en: String,
    /// The numbers in it, for those who count.
    pub numbers: BTreeMap<String, i64>,
}

impl Told {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Told {
        Told { zh: zh.into(), en: en.into(), numbers: BTreeMap::new() }
    }
    pub fn with(mut self, name: &str, number: impl TryInto<i64>) -> Told {
        self.numbers.extend(number.try_into().ok().map(|number| (name.to_string(), number)));
        self
    }
}

/// What is known of a fact: one number, or the two ends between which it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub low: i64,
    pub high: i64,
    pub source: Source,
    pub told: Option<Told>,
}

impl Known {
    /// The ends in either order.
    pub fn between(one: i64, other: i64, source: Source) -> Known {
        Known { low: one.min(other), high: one.max(other), source, told: None }
    }
    pub fn exactly(value: i64, source: Source) -> Known {
        Known::between(value, value, source)
    }
    /// Where no end differs.
    pub fn value(&self) -> Option<i64> {
        (self.low == self.high).then_some(self.low)
    }
}

/// Why a fact is not known, more exactly than its own words have it: a whole clause, 未写明李明是否受委托.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub told: Told,
    pub mend: Mend,
}

/// The facts about one thing: the session as a whole, an item, a vote, an organisation, its period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// JSON Pointer to it in the record; empty for the whole.
    pub pointer: String,
    /// What it is, for the reader of its findings: the item, the candidate.
    pub name: Option<Told>,
    pub known: BTreeMap<Fact, Known>,
    pub gaps: BTreeMap<Fact, Gap>,
}

impl Scene {
    pub fn at(pointer: impl Into<String>) -> Scene {
        Scene { pointer: pointer.into(), ..Scene::default() }
    }
    pub fn named(mut self, zh: impl Into<String>, en: impl Into<String>) -> Scene {
        self.name = Some(Told::new(zh, en));
        self
    }
    pub fn set(&mut self, fact: Fact, known: Known) -> &mut Scene {
        self.known.insert(fact, known);
        self
    }
    /// A number that the system derived.
    pub fn number(&mut self, fact: Fact, value: impl TryInto<i64>) -> &mut Scene {
        self.exactly(fact, value, Source::Derived)
    }
    pub fn yes(&mut self, fact: Fact, value: bool) -> &mut Scene {
        self.number(fact, value)
    }
    /// A number, or a yes or no, that the record states.
    pub fn stated(&mut self, fact: Fact, value: impl TryInto<i64>) -> &mut Scene {
        self.exactly(fact, value, Source::Stated)
    }
    /// What the record says, if it says.
    pub fn maybe(&mut self, fact: Fact, value: Option<bool>) -> &mut Scene {
        match value {
            Some(value) => self.stated(fact, value),
            None => self,
        }
    }
    /// Two sources that differ, in either order.
    pub fn between(&mut self, fact: Fact, one: impl TryInto<i64>, other: impl TryInto<i64>) -> &mut Scene {
        match (one.try_into(), other.try_into()) {
            (Ok(one), Ok(other)) => self.set(fact, Known::between(one, other, Source::Contradicted)),
            _ => self,
        }
    }
    /// A derived fact with its evidence.
    pub fn told(&mut self, fact: Fact, value: impl TryInto<i64>, told: Told) -> &mut Scene {
        match value.try_into() {
            Ok(value) => self.set(fact, Known { told: Some(told), ..Known::exactly(value, Source::Derived) }),
            Err(_) => self,
        }
    }
    pub fn gap(&mut self, fact: Fact, told: Told, mend: Mend) -> &mut Scene {
        self.gaps.insert(fact, Gap { told, mend });
        self
    }
    /// A number past i64 cannot come from a record; it is left unknown rather than bent.
    fn exactly(&mut self, fact: Fact, value: impl TryInto<i64>, source: Source) -> &mut Scene {
        match value.try_into() {
            Ok(value) => self.set(fact, Known::exactly(value, source)),
            Err(_) => self,
        }
    }
}

/// What the record says against what the system knows: a finding of the consistency rule of this id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    pub rule: &'static str,
    pub pointer: String,
    pub told: Told,
}

/// One thing that a record should say and does not: 主持人 / the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    pub pointer: String,
    pub told: Told,
}

/// The period that is judged, and where in it today is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub period: Period,
    pub today: Day,
}

impl Window {
    /// How many days are left, today's rest not counted; none when its last day is over.
    pub fn days_left(self) -> Option<i32> {
        let last = self.period.last_day();
        (self.today <= last).then(|| last.days_since(self.today))
    }
}

/// One session, one organisation's period, or an organisation on a day, to be judged.
#[derive(Clone, Debug)]
pub struct Case {
    /// The day whose rules apply.
    pub day: Day,
    pub kinds: Vec<Kind>,
    pub organization: OrganizationKind,
    pub sector: Option<Sector>,
    /// What is true of the whole; every item and vote knows it too.
    pub whole: Scene,
    pub items: Vec<Scene>,
    pub votes: Vec<Scene>,
    pub contradictions: Vec<Contradiction>,
    /// What the record leaves out, of all that makes it complete.
    pub lacking: Vec<Lack>,
    /// Of a period: which, and today.
    pub window: Option<Window>,
}

impl Case {
    /// Of a day, a kind of organisation and kinds of session; nothing is known yet.
    pub fn new(day: Day, kinds: Vec<Kind>, organization: OrganizationKind) -> Case {
        Case {
            day,
            kinds,
            organization,
            sector: None,
            whole: Scene::default(),
            items: Vec::new(),
            votes: Vec::new(),
            contradictions: Vec::new(),
            lacking: Vec::new(),
            window: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(scene: &Scene) -> Vec<(Fact, i64, i64, Source)> {
        scene.known.iter().map(|(fact, known)| (*fact, known.low, known.high, known.source)).collect()
    }

    #[test]
    fn a_scene_knows_what_it_was_told_and_from_whom() {
        let mut scene = Scene::at("/agenda/0").named("议题", "an item");
        scene.number(Fact::Groups, 3_u32).yes(Fact::Secret, true).yes(Fact::Passed, false);
        scene.maybe(Fact::Voted, Some(true)).maybe(Fact::Discussed, None).stated(Fact::Approve, 5);
        scene.between(Fact::VotingBase, 16, 6).told(Fact::HostInOrder, true, Told::new("书记张伟主持", "Zhang Wei held it").with("times", 1));
        let (derived, stated, both) = (Source::Derived, Source::Stated, Source::Contradicted);
        assert_eq!(
            known(&scene),
            [
                (Fact::Groups, 3, 3, derived),
                (Fact::HostInOrder, 1, 1, derived),
                (Fact::Voted, 1, 1, stated),
                (Fact::VotingBase, 6, 16, both),
                (Fact::Approve, 5, 5, stated),
                (Fact::Passed, 0, 0, derived),
                (Fact::Secret, 1, 1, derived),
            ]
        );
        let told = scene.known[&Fact::HostInOrder].told.clone().expect("evidence");
        assert_eq!((told.zh.as_str(), told.numbers["times"]), ("书记张伟主持", 1));
        assert_eq!((scene.pointer.as_str(), scene.name), ("/agenda/0", Some(Told::new("议题", "an item"))));
    }

    #[test]
    fn a_number_that_no_record_can_hold_is_left_unknown() {
        let mut scene = Scene::default();
        scene.number(Fact::Groups, u64::MAX).stated(Fact::Voters, u64::MAX).between(Fact::Approve, 1, u64::MAX).number(Fact::Members, i64::MAX);
        scene.told(Fact::Present, u64::MAX, Told::default());
        assert_eq!(known(&scene), [(Fact::Members, i64::MAX, i64::MAX, Source::Derived)]);
    }

    #[test]
    fn ends_that_do_not_differ_are_a_value() {
        assert_eq!(Known::exactly(3, Source::Stated).value(), Some(3));
        assert_eq!(Known::between(3, 4, Source::Stated).value(), None);
        assert_eq!(Known::between(4, 3, Source::Stated), Known::between(3, 4, Source::Stated));
    }

    #[test]
    fn a_window_is_open_until_its_last_day_is_over() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let left = |today| Window { period: Period::Month(2026, 11), today: day(today) }.days_left();
        assert_eq!(["2026-11-23", "2026-11-30", "2026-12-01"].map(left), [Some(7), Some(0), None]);
    }
}
