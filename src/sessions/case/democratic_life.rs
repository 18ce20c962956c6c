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
    whole.maybe(Fact::Moved, body.moved);
    whole.maybe(Fact::MoveApproved, body.move_approved);
    whole.maybe(Fact::Supervised, body.supervision.map(|how| how != Supervision::None));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::sessions::case::samples::{case, known};

    fn said<const N: usize>(body: Value, facts: [Fact; N]) -> [Option<i64>; N] {
        let whole = case(json!({ "kind": "democratic_life_meeting", "democratic_life": body })).whole;
        facts.map(|fact| known(&whole, fact))
    }

    #[test]
    fn the_body_is_counted_where_both_numbers_are_given() {
        let facts = [Fact::BodyExpected, Fact::BodyPresent];
        assert_eq!(said(json!({ "body_expected": 9, "body_present": 6 }), facts), [9, 6].map(Some));
        assert_eq!(said(json!({ "body_expected": 9 }), facts), [None; 2]);
        assert_eq!(said(json!({ "body_present": 6 }), facts), [None; 2]);
    }

    #[test]
    fn a_theme_is_approved_unless_the_body_set_it_alone() {
        let of = |by: Value| said(json!({ "theme_set_by": by }), [Fact::ThemeApproved])[0];
        assert_eq!([json!("superior"), json!("own_with_consent"), json!("own"), Value::Null].map(of), [Some(1), Some(1), Some(0), None]);
    }

    #[test]
    fn a_move_and_its_approval_are_told_apart() {
        let of = |moved: Value, approved: Value| said(json!({ "moved": moved, "move_approved": approved }), [Fact::Moved, Fact::MoveApproved]);
        assert_eq!(of(json!(true), json!(false)), [Some(1), Some(0)]);
        assert_eq!(of(json!(false), json!(true)), [Some(0), Some(1)]);
        assert_eq!(of(Value::Null, Value::Null), [None; 2]);
    }

    #[test]
    fn it_is_supervised_by_a_team_or_an_observer() {
        let of = |how: Value| said(json!({ "supervision": how }), [Fact::Supervised])[0];
        assert_eq!([json!("team"), json!("observer"), json!("none"), Value::Null].map(of), [Some(1), Some(1), Some(0), None]);
    }
}
