//! The facts of a theme Party day.

use crate::clock::Day;
use crate::organizations::About;
use crate::rulebook::case::{Fact, Scene};
use crate::sessions::document::PartyDay;

pub(super) fn facts(whole: &mut Scene, day: &PartyDay, held_on: Day, branch: &About) {
    let with_progress = day.follow_ups.iter().filter(|one| one.progress.is_some());
    whole.maybe(Fact::OnFixedDayOrExplained, on_fixed_day_or_explained(day, held_on, branch));
    whole.number(Fact::PartyDayContents, day.contents.len());
    whole.yes(Fact::PlannedBefore, is_planned_before(day, held_on));
    whole.number(Fact::FollowUps, day.follow_ups.len());
    whole.number(Fact::FollowUpsWithProgress, with_progress.count());
}

/// Unknown where the branch has fixed no day.
fn on_fixed_day_or_explained(day: &PartyDay, held_on: Day, branch: &About) -> Option<bool> {
    let fixed = branch.party_day?;
    let is_fixed = i16::from(held_on.day_of_month()) == fixed;
    Some(is_fixed || is_explained(day))
}

fn is_explained(day: &PartyDay) -> bool {
    day.other_day_reason.as_ref().is_some_and(|reason| !reason.is_blank())
}

fn is_planned_before(day: &PartyDay, held_on: Day) -> bool {
    day.planned_on.is_some_and(|planned| planned < held_on)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::sessions::case::of;
    use crate::sessions::case::samples::{HELD_ON, branch, known, record, roll};

    fn said<const N: usize>(fixed: Option<i16>, part: Value, facts: [Fact; N]) -> [Option<i64>; N] {
        let record = record(json!({ "kind": "theme_party_day", "party_day": part }));
        let whole = of(&record, &About { party_day: fixed, ..branch() }, &roll([])).whole;
        facts.map(|fact| known(&whole, fact))
    }

    #[test]
    fn it_is_held_on_the_fixed_day_or_the_reason_is_given() {
        let of = |fixed, reason: Option<&str>| said(fixed, json!({ "other_day_reason": reason }), [Fact::OnFixedDayOrExplained])[0];
        assert_eq!(of(Some(20), None), Some(1));
        assert_eq!(of(Some(20), Some("下雨")), Some(1));
        assert_eq!([19, 21].map(|fixed| of(Some(fixed), None)), [Some(0); 2]);
        assert_eq!([19, 21].map(|fixed| of(Some(fixed), Some("下雨"))), [Some(1); 2]);
        assert_eq!(of(Some(19), Some(" \n ")), Some(0), "a blank reason is none");
    }

    #[test]
    fn without_a_fixed_day_nothing_is_known_of_it() {
        assert_eq!(said(None, json!({ "other_day_reason": "下雨" }), [Fact::OnFixedDayOrExplained]), [None]);
    }

    #[test]
    fn it_is_planned_on_a_day_before_and_not_on_the_day_itself() {
        let of = |day: Option<&str>| said(None, json!({ "planned_on": day }), [Fact::PlannedBefore])[0];
        assert_eq!(of(Some("2026-11-19")), Some(1));
        assert_eq!(of(Some(HELD_ON)), Some(0));
        assert_eq!(of(Some("2026-11-21")), Some(0));
        assert_eq!(of(None), Some(0));
    }

    #[test]
    fn its_contents_and_what_came_of_what_was_agreed_are_counted() {
        let facts = [Fact::PartyDayContents, Fact::FollowUps, Fact::FollowUpsWithProgress];
        assert_eq!(said(None, json!({}), facts), [0, 0, 0].map(Some));
        let agreed = json!([{ "text": "巡河", "progress": "open" }, { "text": "慰问" }, { "text": "清淤", "progress": "done" }]);
        let part = json!({ "contents": ["study", "volunteering"], "follow_ups": agreed });
        assert_eq!(said(None, part, facts), [2, 3, 2].map(Some));
    }
}
