//! How an organisation is set up, by day: its kind, its field, its fixed Party day. What holds from a day on was never
//! otherwise before it: a change that is entered late says from when, and rewrites nothing of earlier days. Pure; kept as
//! one column of the organisation, since every judge of a day asks for all of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Day;
use crate::error::{Error, FieldError, Result};
use crate::rulebook::FixedDay;
use crate::rulebook::kinds::{Level, OrganizationKind, Sector};

/// How it is set up from a day on, until the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The first day; the first of all holds for every day before the next.
    pub from: Option<Day>,
    pub kind: OrganizationKind,
    pub sector: Option<Sector>,
    /// A committee's.
    pub level: Option<Level>,
    /// The fixed day for theme Party days.
    pub party_day: Option<FixedDay>,
    /// Many or scattered members: a branch that must have groups.
    pub large_or_scattered: bool,
    /// Whether a branch has a committee; the duties on the roll tell it when this is null.
    pub has_committee: Option<bool>,
}

impl Setting {
    /// Whether both say the same, whenever they began.
    fn is_as(&self, other: &Setting) -> bool {
        Setting { from: other.from, ..self.clone() } == *other
    }

    fn wrong(&self) -> Option<FieldError> {
        let kind = self.kind;
        if self.level.is_some() && !kind.leads_others() {
            let (zh, en) = (format!("{}没有层级。", kind.zh()), format!("A {kind} has no level."));
            return Some(FieldError::saying("/level", zh, en));
        }
        if self.has_committee.is_some() && !kind.is_branch() {
            let (zh, en) = (format!("只有党支部填是否设支部委员会，这是{}。", kind.zh()), format!("Only a branch says this; it is a {kind}."));
            return Some(FieldError::saying("/has_committee", zh, en));
        }
        None
    }
}

/// All settings from the first on, in order, no two neighbours alike; with the text that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    text: String,
    first: Setting,
    later: Vec<Setting>,
}

impl History {
    /// One that was never changed.
    ///
    /// # Errors
    /// `invalid` for what its kind does not have.
    pub fn of(first: Setting) -> Result<History> {
        History::checked(Setting { from: None, ..first }, Vec::new())
    }

    fn checked(first: Setting, later: Vec<Setting>) -> Result<History> {
        let mut kept: Vec<Setting> = Vec::new();
        for one in later {
            if !kept.last().unwrap_or(&first).is_as(&one) {
                kept.push(one);
            }
        }
        if let Some(wrong) = [&first].into_iter().chain(&kept).find_map(Setting::wrong) {
            return Err(Error::field(wrong));
        }
        let all: Vec<&Setting> = [&first].into_iter().chain(&kept).collect();
        let text = serde_json::to_string(&all).map_err(Error::internal)?;
        Ok(History { text, first, later: kept })
    }

    pub fn all(&self) -> Vec<Setting> {
        [&self.first].into_iter().chain(&self.later).cloned().collect()
    }

    /// What held on a day.
    pub fn on(&self, day: Day) -> &Setting {
        self.later.iter().rfind(|one| one.from <= Some(day)).unwrap_or(&self.first)
    }

    /// What holds now: nothing begins later than today.
    pub fn latest(&self) -> &Setting {
        self.later.last().unwrap_or(&self.first)
    }

    /// With what holds from a day on. Whatever differs then stands until it was changed again: a fixed day that is entered
    /// late outlives a change of the field that was entered before.
    ///
    /// # Errors
    /// `invalid` for what its kind does not have.
    pub fn changed(&self, on: Day, fresh: Setting) -> Result<History> {
        let (before, fresh) = (self.on(on), Setting { from: Some(on), ..fresh });
        let (earlier, mut later): (Vec<Setting>, Vec<Setting>) = self.later.iter().cloned().partition(|one| one.from < Some(on));
        macro_rules! carry_on {
            ($($field:ident),+) => { $( later.iter_mut().take_while(|one| one.$field == before.$field).for_each(|one| one.$field = fresh.$field); )+ };
        }
        carry_on!(kind, sector, level, party_day, large_or_scattered, has_committee);
        let all = earlier.into_iter().chain([fresh]).chain(later).collect();
        History::checked(self.first.clone(), all)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn parse(text: &str) -> Option<History> {
        let mut all = serde_json::from_str::<Vec<Setting>>(text).ok()?.into_iter();
        Some(History { text: text.to_string(), first: all.next()?, later: all.collect() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn setting(party_day: u8, sector: Option<Sector>) -> Setting {
        Setting {
            from: None,
            kind: OrganizationKind::PartyBranch,
            sector,
            level: None,
            party_day: FixedDay::day(party_day),
            large_or_scattered: false,
            has_committee: None,
        }
    }

    fn day(month: i8, day: i8) -> Day {
        Day::of(2026, month, day).expect("a day")
    }

    fn fixed(history: &History, days: &[Day]) -> Vec<Option<i8>> {
        let on = |at: &Day| history.on(*at).party_day.and_then(|fixed| fixed.day_in(2026, 1)).map(Day::day_of_month);
        days.iter().map(on).collect()
    }

    #[test]
    fn what_holds_from_a_day_on_was_otherwise_the_day_before() {
        let history = History::of(setting(5, None)).expect("settings");
        let changed = history.changed(day(3, 1), setting(10, None)).expect("a change");
        assert_eq!(fixed(&changed, &[day(2, 28), day(3, 1), day(12, 31)]), [Some(5), Some(10), Some(10)]);
        assert_eq!(changed.all().iter().map(|one| one.from).collect::<Vec<_>>(), [None, Some(day(3, 1))]);
        assert_eq!((changed.latest().party_day, History::parse(changed.as_str())), (FixedDay::day(10), Some(changed.clone())));
    }

    #[test]
    fn what_was_entered_late_stands_until_it_was_changed_again() {
        let history = History::of(setting(5, None)).expect("settings");
        let school = history.changed(day(6, 1), setting(5, Some(Sector::School))).expect("a change");
        let later = school.changed(day(9, 1), setting(20, Some(Sector::School))).expect("a change");
        let late = later.changed(day(3, 1), setting(10, None)).expect("a late entry");
        assert_eq!(fixed(&late, &[day(2, 28), day(3, 1), day(6, 1), day(8, 31), day(9, 1)]), [5, 10, 10, 10, 20].map(Some));
        assert_eq!([day(5, 31), day(6, 1)].map(|at| late.on(at).sector), [None, Some(Sector::School)]);
    }

    #[test]
    fn what_holds_already_is_no_change_and_what_is_taken_back_never_was() {
        let history = History::of(setting(5, None)).expect("settings");
        assert_eq!(history.changed(day(3, 1), setting(5, None)).expect("nothing"), history);
        let changed = history.changed(day(3, 1), setting(10, None)).expect("a change");
        assert_eq!(changed.changed(day(3, 1), setting(10, None)).expect("again"), changed);
        assert_eq!(changed.changed(day(3, 1), setting(5, None)).expect("taken back"), history);
    }

    #[test]
    fn a_level_is_a_committees_and_having_a_committee_a_branchs() {
        let wrong = |setting: Setting| History::of(setting).err().and_then(|error| error.fields.first().map(|one| one.pointer.clone()));
        for kind in OrganizationKind::ALL {
            let bare = Setting { kind: *kind, ..setting(5, None) };
            let level = wrong(Setting { level: Some(Level::Basic), ..bare.clone() });
            assert_eq!(level.as_deref(), if kind.leads_others() { None } else { Some("/level") }, "{kind}");
            let committee = wrong(Setting { has_committee: Some(false), ..bare.clone() });
            assert_eq!(committee.as_deref(), if kind.is_branch() { None } else { Some("/has_committee") }, "{kind}");
            assert_eq!(wrong(bare), None);
        }
    }

    fn any_day() -> impl Strategy<Value = Day> {
        (1i8..=12, 1i8..=28).prop_map(|(month, at)| day(month, at))
    }

    fn any_setting() -> impl Strategy<Value = Setting> {
        let sector = prop::option::of((0..Sector::ALL.len()).prop_map(|number| Sector::ALL[number]));
        (1u8..=3, sector, any::<bool>(), prop::option::of(any::<bool>())).prop_map(|(fixed, sector, large_or_scattered, has_committee)| Setting {
            large_or_scattered,
            has_committee,
            ..setting(fixed, sector)
        })
    }

    proptest! {
        #[test]
        fn a_change_says_nothing_of_the_days_before(changes in prop::collection::vec((any_day(), any_setting()), 1..8), asked in any_day()) {
            let mut history = History::of(setting(5, None)).expect("settings");
            for (on, fresh) in changes {
                let changed = history.changed(on, fresh.clone()).expect("a change");
                if asked < on {
                    prop_assert_eq!(changed.on(asked), history.on(asked));
                }
                prop_assert!(changed.on(on).is_as(&fresh));
                prop_assert_eq!(&changed.changed(on, fresh).expect("again"), &changed);
                prop_assert!(changed.later.windows(2).all(|two| two[0].from < two[1].from && !two[0].is_as(&two[1])));
                prop_assert_eq!(History::parse(changed.as_str()), Some(changed.clone()));
                history = changed;
            }
        }
    }
}
