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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::id::SessionId;
    use crate::rulebook::case::Fact;
    use crate::sessions::case::samples::{case, known};

    fn vote(approve: u32) -> Value {
        json!({ "subject": "ordinary", "voting_base": 9, "present_voters": 8, "approve": approve, "oppose": 0, "abstain": 0 })
    }

    fn item(part: &str, value: Value) -> Value {
        let mut item = json!({ "title": "议题" });
        item[part] = value;
        item
    }

    #[test]
    fn every_item_and_every_vote_has_its_place() {
        let agenda = json!([item("votes", json!([vote(1), vote(2)])), { "title": "无表决" }, item("votes", json!([vote(3)]))]);
        let case = case(json!({ "agenda": agenda }));
        let items: Vec<(&str, Option<i64>)> = case.items.iter().map(|scene| (scene.pointer.as_str(), known(scene, Fact::Voted))).collect();
        assert_eq!(items, [("/agenda/0", Some(1)), ("/agenda/1", Some(0)), ("/agenda/2", Some(1))]);
        let votes: Vec<(&str, Option<i64>)> = case.votes.iter().map(|scene| (scene.pointer.as_str(), known(scene, Fact::Approve))).collect();
        assert_eq!(votes, [("/agenda/0/votes/0", Some(1)), ("/agenda/0/votes/1", Some(2)), ("/agenda/2/votes/0", Some(3))]);
    }

    #[test]
    fn an_item_is_what_its_record_says_of_it_and_no_more() {
        let of = |item: Value| {
            let case = case(json!({ "agenda": [item] }));
            [Fact::Voted, Fact::Discussed, Fact::Important, Fact::PriorCommittee].map(|fact| known(&case.items[0], fact))
        };
        let speech = json!([{ "person": { "name": "李明" }, "text": "同意" }]);
        assert_eq!(of(json!({ "title": "议题" })), [0, 0, 0, 0].map(Some));
        assert_eq!(of(item("votes", json!([vote(1)]))), [1, 0, 0, 0].map(Some));
        assert_eq!(of(item("discussion", speech)), [0, 1, 0, 0].map(Some));
        assert_eq!(of(item("important", json!(true))), [0, 0, 1, 0].map(Some));
        assert_eq!(of(item("important", json!(false))), [0, 0, 0, 0].map(Some));
        assert_eq!(of(item("prior_committee_session", json!(SessionId::of(5)))), [0, 0, 0, 1].map(Some));
    }

    #[test]
    fn a_resolution_is_complete_with_the_performance_and_the_signature() {
        let complete = |performance: Option<&str>, signed: Option<bool>| {
            let item = json!({ "title": "接收", "votes": [vote(1)], "candidate_performance": performance, "secretary_signed": signed });
            known(&case(json!({ "agenda": [item] })).votes[0], Fact::AdmissionResolutionComplete)
        };
        assert_eq!(complete(Some("表现好"), Some(true)), Some(1));
        assert_eq!(complete(Some("表现好"), Some(false)), Some(0));
        assert_eq!(complete(Some("表现好"), None), None, "whether it was signed is not guessed");
        assert_eq!([Some(true), Some(false), None].map(|signed| complete(None, signed)), [Some(0); 3], "without the performance no signature helps");
    }
}
