//! The facts of a democratic life session. Its base is the leading body.

use crate::rulebook::case::{Fact, Scene};
use crate::rulebook::kinds::{Supervision, ThemeSetBy};
use crate::sessions::document::DemocraticLife;

pub(super) fn facts(whole: &mut Scene, body: &DemocraticLife) {
    // One number without the other measures nothing.
    if let (Some(expected), Some(present)) = (body.body_expected, body.body_present) {
        whole.number(Fact::BodyExpected, expected);
        whole.number(Fact::BodyPresent, present);
    }
    whole.maybe(Fact::ThemeApproved, body.theme_set_by.map(|by| by != ThemeSetBy::Own));
    whole.maybe(Fact::MoveInOrder, body.moved.and_then(|moved| if moved { body.move_approved } else { Some(true) }));
    whole.maybe(Fact::Supervised, body.supervision.map(|how| how != Supervision::None));
}
