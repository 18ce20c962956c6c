//! The facts of a theme Party day.

use crate::clock::Day;
use crate::organizations::About;
use crate::rulebook::case::{Fact, Scene};
use crate::sessions::document::PartyDay;

pub(super) fn facts(whole: &mut Scene, day: &PartyDay, held_on: Day, branch: &About) {
    let owned = day.follow_ups.iter().filter(|one| one.owner.is_some() && one.due_on.is_some());
    whole.maybe(Fact::OnFixedDayOrExplained, on_fixed_day_or_explained(day, held_on, branch));
    whole.number(Fact::PartyDayContents, day.contents.len());
    whole.yes(Fact::PlannedBefore, is_planned_before(day, held_on));
    whole.number(Fact::FollowUps, day.follow_ups.len());
    whole.number(Fact::FollowUpsOwned, owned.count());
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
