//! The facts of each item of the agenda, and of each vote on it.

use super::vote;
use crate::rulebook::case::{Fact, Scene};
use crate::sessions::document::{AgendaItem, Record};

pub(super) fn items(record: &Record) -> Vec<Scene> {
    let numbered = record.agenda.iter().enumerate();
    numbered.map(|(i, item)| item_facts(item, Scene::at(format!("/agenda/{i}")))).collect()
}

pub(super) fn votes(record: &Record) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (i, item) in record.agenda.iter().enumerate() {
        for (j, cast) in item.votes.iter().enumerate() {
            let mut scene = Scene::at(format!("/agenda/{i}/votes/{j}"));
            vote::facts(&mut scene, cast, record.held_on);
            scene.maybe(Fact::AdmissionResolutionComplete, has_complete_resolution(item));
            scenes.push(scene);
        }
    }
    scenes
}

fn item_facts(item: &AgendaItem, mut scene: Scene) -> Scene {
    scene.yes(Fact::Voted, !item.votes.is_empty());
    scene.yes(Fact::Discussed, !item.discussion.is_empty());
    scene.yes(Fact::Important, item.important == Some(true));
    scene.yes(Fact::PriorCommittee, item.prior_committee_session.is_some());
    scene
}

/// Without the performance it is incomplete, whoever signed it; with it, the signature decides.
fn has_complete_resolution(item: &AgendaItem) -> Option<bool> {
    match item.candidate_performance {
        Some(_) => item.secretary_signed,
        None => Some(false),
    }
}
