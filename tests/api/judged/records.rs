//! Records that are complete and in order, as a secretary writes them: what the roll knows is not typed again, a discussion
//! is in the minutes, who carries something out and until when stands with it.

use serde_json::{Value, json};

use super::{Branch, HELD_ON, PLACE, id, with};

impl Branch {
    fn person(&self, place: usize) -> Value {
        json!({ "member": self.people[place] })
    }

    /// The three of the committee met and decided.
    pub fn committee_meeting(&self) -> Value {
        let decision = json!({ "text": "走访困难党员", "owner": self.person(1), "due_on": "2026-12-20" });
        json!({
            "organization": id(PLACE), "kind": "branch_committee_meeting", "held_on": HELD_ON,
            "host": { "person": self.person(0) }, "attendance": self.list(0..3),
            "agenda": [{ "title": "研究走访", "decisions": [decision] }],
        })
    }

    pub fn lecture(&self) -> Value {
        json!({
            "organization": id(PLACE), "kind": "party_lecture", "held_on": HELD_ON, "study_minutes": 60,
            "attendance": self.came(0..18), "lecture": { "lecturer": self.person(0), "title": "学习党的二十届四中全会精神" },
        })
    }

    pub fn study(&self) -> Value {
        json!({
            "organization": id(PLACE), "kind": "collective_study", "held_on": HELD_ON, "study_minutes": 90,
            "attendance": self.came(0..18), "study": { "topic": "党章" },
        })
    }

    pub fn party_day(&self) -> Value {
        json!({
            "organization": id(PLACE), "kind": "theme_party_day", "held_on": HELD_ON, "attendance": self.came(0..18),
            "party_day": { "theme": "重温入党誓词", "contents": ["study", "volunteering"], "planned_on": "2026-11-01", "planned_by": "支部委员会" },
        })
    }

    pub fn life(&self) -> Value {
        let step = |on: &str, text: &str| json!([{ "on": on, "text": text }]);
        let speaker = |place: usize, other: usize| {
            let criticism = json!({ "person": self.person(other), "text": "联系群众不够经常。" });
            json!({ "person": self.person(place), "self_criticism": "学习不够深入。", "criticisms": [criticism] })
        };
        json!({
            "organization": id(PLACE), "kind": "organizational_life_meeting", "held_on": HELD_ON, "attendance": self.came(0..18),
            "life": {
                "theme": "改进作风", "form": "branch_general_meeting", "direction": "多到群众中去。",
                "study": step("2026-11-10", "学习文件"), "talks": step("2026-11-11", "书记与委员谈心"), "opinions": step("2026-11-12", "座谈会"),
                "problems": [{ "text": "学习不经常" }],
                "speakers": (0..18).map(|place| speaker(place, (place + 1) % 18)).collect::<Vec<_>>(),
                "measures": [{ "text": "每月学习一次", "owner": self.person(0), "due_on": "2026-12-31" }],
            },
        })
    }

    /// Five of eighteen are excellent; the two on probation take part and get no grade.
    pub fn appraisal(&self) -> Value {
        let grade = |place: usize| match place {
            0..5 => json!("excellent"),
            5..16 => json!("qualified"),
            _ => Value::Null,
        };
        let member = |place: usize| json!({ "member": self.people[place], "opinion": "履行义务较好。", "grade": grade(place) });
        json!({
            "organization": id(PLACE), "kind": "democratic_appraisal", "held_on": HELD_ON, "attendance": self.came(0..18),
            "appraisal": {
                "steps": ["self_appraisal", "mutual_appraisal", "democratic_ballot"], "ballot_in_general_meeting": true,
                "members": (0..18).map(member).collect::<Vec<_>>(),
            },
        })
    }

    pub fn talk(&self, relation: &str, talkers: &[usize], others: &[usize]) -> Value {
        let people = |places: &[usize]| places.iter().map(|place| self.person(*place)).collect::<Vec<_>>();
        json!({
            "organization": id(PLACE), "kind": "heart_to_heart_talk", "held_on": HELD_ON,
            "talk": { "relation": relation, "talkers": people(talkers), "with": people(others), "points": "谈了思想和工作。" },
        })
    }
}

/// A meeting of a group, held by its leader, that read something.
pub fn group_meeting(place: &str, people: &[String]) -> Value {
    let list: Vec<Value> = people.iter().map(|member| json!({ "member": member, "came": "present" })).collect();
    json!({
        "organization": id(place), "kind": "party_group_meeting", "held_on": HELD_ON, "host": { "person": { "member": people[0] } },
        "attendance": { "people": list }, "study": { "topic": "党章", "material": "党章第一章" },
    })
}

/// A democratic life meeting of a committee of nine, seven of whom came, as it writes where its seats are not known.
pub fn democratic_life(place: &str) -> Value {
    json!({
        "organization": id(place), "kind": "democratic_life_meeting", "held_on": HELD_ON,
        "democratic_life": { "theme": "贯彻全会精神", "theme_set_by": "superior", "body_expected": 9, "body_present": 7, "supervision": "team" },
    })
}

/// The same record on another day.
pub fn on(record: &Value, day: &str) -> Value {
    let late = with(record, "/held_on", day);
    with(&late, "/late_reason", "手机坏了，补录。")
}
