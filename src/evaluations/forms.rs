//! Evaluation forms: weighted criteria for each kind of session. Pure. Not here: whose form is in use where (`form_in_use`).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::draft::List;
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::part;
use crate::rulebook::kinds::Kind;
use crate::text::Name;

crate::vocabulary! {
    /// How good a session was. Feedback, never a rank.
    pub enum Grade {
        Good = "good" "好";
        FairlyGood = "fairly_good" "较好";
        Average = "average" "一般";
        Poor = "poor" "差";
    }
}

/// The weights of a form come to this.
const WHOLE: u32 = 100;
crate::numbers! {
    /// Parts of 100.
    Weight: u32 = 1 to 100;
    /// What a reviewer gave for a criterion.
    Points: u32 = 0 to 100;
}

part! {
    /// One question of a form.
    #[schema(example = json!({ "id": "discussion", "weight": 40, "zh": "讨论充分", "en": "It was discussed" }))]
    Criterion {
        must {
            /// A short word, once in the form.
            id: Name,
            weight: Weight,
            zh: Name,
            en: Name,
        }
    }
}

part! {
    /// What sessions of a kind are evaluated by. Short: it is filled in for every single session.
    Form {
        must many at most 10 {
            criteria: Criterion,
        }
    }
}

part! {
    /// What a reviewer gave for one criterion.
    #[schema(example = json!({ "criterion": "discussion", "points": 85 }))]
    Score {
        must {
            criterion: Name,
            points: Points,
        }
    }
}

impl Form {
    /// # Errors
    /// Every way in which the form cannot be used: no criteria, one twice, weights that do not come to 100.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        if self.criteria.is_empty() {
            wrong.push(FieldError::new("/criteria", FieldFault::Empty));
        }
        let mut seen = BTreeSet::new();
        for (index, criterion) in self.criteria.iter().enumerate() {
            if !seen.insert(&criterion.id) {
                wrong.push(FieldError::new(format!("/criteria/{index}/id"), FieldFault::TakenAlready).with(&criterion.id));
            }
        }
        let sum: u64 = self.criteria.iter().map(|criterion| u64::from(criterion.weight.get())).sum();
        if sum != u64::from(WHOLE) {
            let (zh, en) = (format!("各项权重合计应为100，现为{sum}。"), format!("Weights must come to 100; they come to {sum}."));
            wrong.push(FieldError::saying("/criteria", zh, en));
        }
        Error::unless_empty(wrong)
    }

    /// The weighted mean, 0 to 100, rounded half up. None when nothing was scored.
    ///
    /// # Errors
    /// A criterion that the form does not have, one scored twice, or one left out.
    pub fn weigh(&self, scores: &[Score]) -> Result<Option<u32>> {
        if scores.is_empty() {
            return Ok(None);
        }
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::new();
        let mut sum = 0;
        for (index, score) in scores.iter().enumerate() {
            let place = |field: &str| format!("/scores/{index}/{field}");
            match self.criteria.iter().find(|criterion| criterion.id == score.criterion) {
                None => {
                    let known: Vec<&str> = self.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
                    wrong.push(FieldError::new(place("criterion"), FieldFault::UnknownWord).with(&score.criterion).with(known.join(", ")));
                }
                Some(_) if !seen.insert(&score.criterion) => {
                    wrong.push(FieldError::new(place("criterion"), FieldFault::TakenAlready).with(&score.criterion));
                }
                Some(criterion) => sum += u64::from(criterion.weight.get()) * u64::from(score.points.get()),
            }
        }
        for criterion in self.criteria.iter().filter(|criterion| !seen.contains(&criterion.id)) {
            wrong.push(FieldError::new("/scores", FieldFault::Required).with(&criterion.id));
        }
        Error::unless_empty(wrong)?;
        Ok(u32::try_from((sum + 50) / u64::from(WHOLE)).ok())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Standard {
    form: Vec<StandardForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StandardForm {
    kinds: Vec<Kind>,
    criteria: List<Criterion, 10>,
}

/// The forms that come with Sanhui: one for every kind.
pub struct Forms(Vec<(Kind, Form)>);

impl Forms {
    /// # Errors
    /// When the embedded file is wrong or a kind has no form: said at the start, not at the first evaluation.
    pub fn load() -> Result<Forms> {
        let text = include_str!("../../rulebook/evaluation-forms.toml");
        let standard: Standard = toml::from_str(text).map_err(|error| Error::internal(format!("evaluation-forms.toml: {error}")))?;
        let mut forms = Vec::new();
        for entry in standard.form {
            let form = Form { criteria: entry.criteria };
            form.check()?;
            forms.extend(entry.kinds.into_iter().map(|kind| (kind, form.clone())));
        }
        for kind in Kind::ALL {
            if forms.iter().filter(|(known, _)| known == kind).count() != 1 {
                return Err(Error::internal(format!("evaluation-forms.toml: {kind} must have exactly one form")));
            }
        }
        Ok(Forms(forms))
    }

    pub fn of(&self, kind: Kind) -> Form {
        let found = self.0.iter().find(|(known, _)| *known == kind);
        found.map_or(Form { criteria: List::default() }, |(_, form)| form.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    /// A form with criteria `a`, `b`, … of these weights.
    fn form(weights: &[u32]) -> Form {
        let one = |(letter, weight): (char, &u32)| Criterion {
            id: name(&letter.to_string()),
            weight: Weight::of(*weight).expect("a weight"),
            zh: name("标准"),
            en: name("standard"),
        };
        Form { criteria: ('a'..).zip(weights).map(one).collect() }
    }

    fn scores(points: &[(&str, u32)]) -> Vec<Score> {
        points.iter().map(|(criterion, points)| Score { criterion: name(criterion), points: Points::of(*points).expect("points") }).collect()
    }

    fn wrong<T: std::fmt::Debug>(refused: Result<T>) -> Vec<(String, FieldFault, Vec<String>)> {
        let fields = refused.expect_err("a refusal").fields;
        fields.into_iter().map(|field| (field.pointer, field.fault, field.arguments)).collect()
    }

    #[test]
    fn the_mean_is_weighted_and_rounded_half_up() {
        for (weights, points, mean) in [
            ([1, 99], [49, 0], 0),
            ([1, 99], [50, 0], 1),
            ([50, 50], [1, 0], 1),
            ([50, 50], [0, 1], 1),
            ([1, 99], [99, 0], 1),
            ([51, 49], [2, 1], 2),
            ([49, 51], [2, 1], 1),
            ([30, 70], [90, 80], 83),
            ([70, 30], [90, 80], 87),
            ([50, 50], [100, 99], 100),
            ([50, 50], [100, 100], 100),
            ([50, 50], [0, 0], 0),
        ] {
            let given = scores(&[("a", points[0]), ("b", points[1])]);
            assert_eq!(form(&weights).weigh(&given).unwrap(), Some(mean), "{weights:?} {points:?}");
            let turned: Vec<Score> = given.into_iter().rev().collect();
            assert_eq!(form(&weights).weigh(&turned).unwrap(), Some(mean), "in whatever order they come");
        }
    }

    #[test]
    fn nothing_scored_weighs_nothing() {
        assert_eq!(form(&[40, 60]).weigh(&[]).unwrap(), None);
    }

    #[test]
    fn whatever_is_wrong_with_scores_is_told_at_once() {
        let known = || vec!["c".to_string(), "a, b".to_string()];
        let given = scores(&[("a", 100), ("c", 100), ("a", 99)]);
        let expected = [
            ("/scores/1/criterion".to_string(), FieldFault::UnknownWord, known()),
            ("/scores/2/criterion".to_string(), FieldFault::TakenAlready, vec!["a".to_string()]),
            ("/scores".to_string(), FieldFault::Required, vec!["b".to_string()]),
        ];
        assert_eq!(wrong(form(&[50, 50]).weigh(&given)), expected);
        assert_eq!(wrong(form(&[50, 50]).weigh(&scores(&[("b", 0)]))), [("/scores".to_string(), FieldFault::Required, vec!["a".to_string()])]);
    }

    #[test]
    fn weights_come_to_a_hundred() {
        for good in [vec![100], vec![1, 99], vec![10; 10], vec![99, 1]] {
            assert!(form(&good).check().is_ok(), "{good:?}");
        }
        for (bad, sum) in [(vec![99], 99), (vec![50, 51], 101), (vec![100; 10], 1000)] {
            let found = wrong(form(&bad).check());
            assert_eq!(found.len(), 1, "{bad:?}");
            assert_eq!((found[0].0.as_str(), found[0].1), ("/criteria", FieldFault::NotAllowedHere));
            assert!(found[0].2.iter().all(|said| said.contains(&sum.to_string())), "{found:?}");
        }
    }

    #[test]
    fn a_form_has_criteria_each_once() {
        let places = |weights: &[u32]| wrong(form(weights).check()).into_iter().map(|(place, fault, _)| (place, fault)).collect::<Vec<_>>();
        assert_eq!(places(&[]), [("/criteria".to_string(), FieldFault::Empty), ("/criteria".to_string(), FieldFault::NotAllowedHere)]);
        let again = form(&[30, 30]).criteria.into_iter().chain(form(&[40]).criteria);
        let twice = Form { criteria: again.collect() };
        assert_eq!(wrong(twice.check()), [("/criteria/2/id".to_string(), FieldFault::TakenAlready, vec!["a".to_string()])]);
    }

    #[test]
    fn every_kind_comes_with_a_form_that_can_be_used() {
        let forms = Forms::load().unwrap();
        for kind in Kind::ALL {
            assert!(forms.of(*kind).check().is_ok(), "{kind}");
        }
        let ids = |kind: Kind| forms.of(kind).criteria.iter().map(|one| one.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(Kind::PartyLecture), ["content", "preparation", "effect"]);
        assert_eq!(ids(Kind::CollectiveStudy), ids(Kind::PartyLecture));
        assert_eq!(ids(Kind::HeartToHeartTalk), ["sincerity", "follow_up"]);
    }
}
