//! The facts of an organisational life meeting.

use crate::clock::Day;
use crate::rulebook::case::{Fact, Scene};
use crate::rulebook::kinds::Kind;
use crate::sessions::document::{Decision, Life, Step};

pub(super) fn facts(whole: &mut Scene, life: &Life, held_on: Day) {
    whole.yes(Fact::LifeTheme, life.theme.is_some());
    whole.maybe(Fact::LifeFormUsual, life.form.map(is_usual_form));
    preparation(whole, life, held_on);
    criticism(whole, life);
    rectification(whole, life);
}

fn preparation(whole: &mut Scene, life: &Life, held_on: Day) {
    whole.yes(Fact::LifeStudy, was_done_by(&life.study, held_on));
    whole.yes(Fact::LifeTalks, was_done_by(&life.talks, held_on));
    whole.yes(Fact::LifeOpinions, was_done_by(&life.opinions, held_on));
}

fn criticism(whole: &mut Scene, life: &Life) {
    let self_critical = life.speakers.iter().filter(|one| one.self_criticism.is_some());
    let criticisms = life.speakers.iter().flat_map(|one| &one.criticisms);
    whole.number(Fact::LifeProblems, life.problems.len());
    whole.number(Fact::LifeSpeakers, life.speakers.len());
    whole.number(Fact::LifeSelfCriticisms, self_critical.count());
    whole.number(Fact::LifeCriticisms, criticisms.count());
}

fn rectification(whole: &mut Scene, life: &Life) {
    let owned = life.measures.iter().filter(|one| is_owned(one));
    whole.yes(Fact::LifeDirection, life.direction.is_some());
    whole.number(Fact::LifeMeasures, life.measures.len());
    whole.number(Fact::LifeMeasuresOwned, owned.count());
}

fn is_usual_form(form: Kind) -> bool {
    matches!(form, Kind::BranchGeneralMeeting | Kind::BranchCommitteeMeeting | Kind::PartyGroupMeeting)
}

/// A step of the very day came before the meeting too.
fn was_done_by(steps: &[Step], held_on: Day) -> bool {
    steps.iter().any(|step| step.on <= held_on)
}

fn is_owned(measure: &Decision) -> bool {
    measure.owner.is_some() && measure.due_on.is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::sessions::case::samples::{HELD_ON, case, known};

    fn said<const N: usize>(life: Value, facts: [Fact; N]) -> [Option<i64>; N] {
        let whole = case(json!({ "kind": "organizational_life_meeting", "life": life })).whole;
        facts.map(|fact| known(&whole, fact))
    }

    #[test]
    fn only_a_members_a_committee_or_a_group_meeting_is_a_usual_form() {
        let usual = |kind: &Kind| said(json!({ "form": kind }), [Fact::LifeFormUsual]) == [Some(1)];
        let found: Vec<&str> = Kind::ALL.iter().filter(|kind| usual(kind)).map(|kind| kind.word()).collect();
        assert_eq!(found, ["branch_general_meeting", "branch_committee_meeting", "party_group_meeting"]);
        assert_eq!(said(json!({ "form": "party_lecture" }), [Fact::LifeFormUsual]), [Some(0)]);
        assert_eq!(said(json!({}), [Fact::LifeFormUsual]), [None], "the form is not guessed");
    }

    const STEPS: [Fact; 3] = [Fact::LifeStudy, Fact::LifeTalks, Fact::LifeOpinions];

    #[test]
    fn study_talks_and_opinions_are_each_known_by_their_own_list() {
        let of = |part: &str| said(json!({ part: [{ "on": "2026-11-01", "text": "学习" }] }), STEPS);
        assert_eq!(said(json!({}), STEPS), [0, 0, 0].map(Some));
        assert_eq!(of("study"), [1, 0, 0].map(Some));
        assert_eq!(of("talks"), [0, 1, 0].map(Some));
        assert_eq!(of("opinions"), [0, 0, 1].map(Some));
    }

    #[test]
    fn a_step_comes_on_the_day_or_before_it() {
        let of = |days: &[&str]| {
            let steps: Vec<Value> = days.iter().map(|day| json!({ "on": day, "text": "学习" })).collect();
            said(json!({ "study": steps, "talks": steps, "opinions": steps }), STEPS)
        };
        assert_eq!(of(&["2026-11-19"]), [Some(1); 3]);
        assert_eq!(of(&[HELD_ON]), [Some(1); 3]);
        assert_eq!(of(&["2026-11-21"]), [Some(0); 3]);
        assert_eq!(of(&["2026-11-21", "2026-11-20"]), [Some(1); 3], "one of them is enough");
    }

    #[test]
    fn what_was_said_of_oneself_and_of_others_is_counted_by_speaker() {
        let facts = [Fact::LifeProblems, Fact::LifeSpeakers, Fact::LifeSelfCriticisms, Fact::LifeCriticisms];
        assert_eq!(said(json!({}), facts), [0, 0, 0, 0].map(Some));
        let criticism = json!({ "person": { "name": "王芳" }, "text": "下基层少" });
        let speakers = json!([
            { "person": { "name": "李明" }, "self_criticism": "学习不够", "criticisms": [criticism, criticism] },
            { "person": { "name": "王芳" }, "self_criticism": "作风不实", "criticisms": [criticism] },
            { "person": { "name": "张伟" }, "statement": "完毕" },
        ]);
        assert_eq!(said(json!({ "problems": ["学习不够"], "speakers": speakers }), facts), [1, 3, 2, 3].map(Some));
    }

    #[test]
    fn a_measure_is_owned_with_a_person_and_a_date() {
        let facts = [Fact::LifeMeasures, Fact::LifeMeasuresOwned];
        let owner = json!({ "name": "李明" });
        let owned = json!({ "text": "每月走访", "owner": owner, "due_on": "2026-12-31" });
        let measures = json!([owned, { "text": "学习", "owner": owner }, { "text": "公开", "due_on": "2026-12-31" }, { "text": "整改" }]);
        assert_eq!(said(json!({ "measures": measures }), facts), [4, 1].map(Some));
        assert_eq!(said(json!({}), facts), [0, 0].map(Some));
    }

    #[test]
    fn a_theme_and_a_direction_are_there_or_not() {
        let facts = [Fact::LifeTheme, Fact::LifeDirection];
        assert_eq!(said(json!({}), facts), [0, 0].map(Some));
        assert_eq!(said(json!({ "theme": "改进作风" }), facts), [1, 0].map(Some));
        assert_eq!(said(json!({ "direction": "下基层" }), facts), [0, 1].map(Some));
    }
}
