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
    whole.number(Fact::LifeMeasuresOpen, life.measures.len());
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
