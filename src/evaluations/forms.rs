//! Evaluation forms: weighted criteria for each kind of session, and whose form is in use where.

use std::collections::BTreeSet;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::act::{Act, Subject};
use crate::authz::action::{ManageRules, ReadRules};
use crate::authz::{Action, At, Scope};
use crate::db::{Snapshot, Tx};
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::OrganizationId;
use crate::organizations;
use crate::rulebook::kinds::Kind;
use crate::seen::{Arrival, Seen, Stands};
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
/// The most criteria a form may have: a form is filled in for every single session.
const MOST_CRITERIA: usize = 10;

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[serde(deny_unknown_fields)]
#[deserr(deny_unknown_fields)]
pub struct Criterion {
    /// A short word, once in the form.
    #[schema(value_type = String, example = "discussion")]
    pub id: Name,
    /// Parts of 100.
    #[schema(minimum = 1, maximum = 100)]
    pub weight: u32,
    #[schema(value_type = String)]
    pub zh: Name,
    #[schema(value_type = String)]
    pub en: Name,
}

/// What sessions of a kind are evaluated by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[serde(deny_unknown_fields)]
#[deserr(deny_unknown_fields)]
pub struct Form {
    pub criteria: Vec<Criterion>,
}

/// What a reviewer gave for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[serde(deny_unknown_fields)]
#[deserr(deny_unknown_fields)]
pub struct Score {
    #[schema(value_type = String, example = "discussion")]
    pub criterion: Name,
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub points: u32,
}

impl Form {
    /// # Errors
    /// Every way in which the form cannot be used: no criteria, one twice, weights that do not come to 100.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        if self.criteria.is_empty() {
            wrong.push(FieldError::new("/criteria", FieldFault::Empty));
        }
        if self.criteria.len() > MOST_CRITERIA {
            wrong.push(FieldError::new("/criteria", FieldFault::TooMany).with(MOST_CRITERIA));
        }
        let mut seen = BTreeSet::new();
        for (index, criterion) in self.criteria.iter().enumerate() {
            if !seen.insert(&criterion.id) {
                wrong.push(FieldError::new(format!("/criteria/{index}/id"), FieldFault::TakenAlready).with(&criterion.id));
            }
        }
        let sum: u64 = self.criteria.iter().map(|criterion| u64::from(criterion.weight)).sum();
        if sum != u64::from(WHOLE) || self.criteria.iter().any(|criterion| criterion.weight == 0) {
            let (zh, en) =
                (format!("各项权重都应大于 0，合计应为 100，现为 {sum}。"), format!("Weights must be above 0 and come to 100; they come to {sum}."));
            wrong.push(FieldError::saying("/criteria", zh, en));
        }
        Error::unless_empty(wrong)
    }

    /// The weighted mean, 0 to 100, rounded half up. None when nothing was scored.
    ///
    /// # Errors
    /// A criterion that the form does not have, one scored twice, one left out, or points above 100.
    pub fn weigh(&self, scores: &[Score]) -> Result<Option<u32>> {
        if scores.is_empty() {
            return Ok(None);
        }
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::new();
        let mut sum = 0;
        for (index, score) in scores.iter().enumerate() {
            let place = |field: &str| format!("/scores/{index}/{field}");
            if score.points > 100 {
                wrong.push(FieldError::new(place("points"), FieldFault::OutOfRange).with(0).with(100));
            }
            match self.criteria.iter().find(|criterion| criterion.id == score.criterion) {
                None => {
                    let known: Vec<&str> = self.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
                    wrong.push(FieldError::new(place("criterion"), FieldFault::UnknownWord).with(&score.criterion).with(known.join(", ")));
                }
                Some(_) if !seen.insert(&score.criterion) => {
                    wrong.push(FieldError::new(place("criterion"), FieldFault::TakenAlready).with(&score.criterion));
                }
                Some(criterion) => sum += u64::from(criterion.weight) * u64::from(score.points),
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
    criteria: Vec<Criterion>,
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
        found.map_or(Form { criteria: Vec::new() }, |(_, form)| form.clone())
    }
}

/// The form that a kind is evaluated by at a place, and whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormInUse {
    pub kind: Kind,
    /// Whose form it is; absent for the one that comes with Sanhui.
    pub organization: Option<OrganizationId>,
    /// The version at that organisation; 0 where it keeps none.
    pub version: i32,
    pub form: Form,
}

/// The form in use at an organisation.
///
/// # Errors
/// `not_found` outside the scope.
pub fn get_form(snapshot: &mut Snapshot, scope: &Scope<ReadRules>, forms: &Forms, id: OrganizationId, kind: Kind) -> Result<FormInUse> {
    let (_, at) = organizations::place(snapshot, scope, id)?;
    form_for(snapshot, &at, forms, kind)
}

/// The form in use at the place of the proof: its own, else the nearest superior's, else the standard one.
pub fn form_for<A: Action>(snapshot: &mut Snapshot, at: &At<A>, forms: &Forms, kind: Kind) -> Result<FormInUse> {
    Ok(match store::nearest_form(snapshot, at, kind)? {
        None => FormInUse { kind, organization: None, version: 0, form: forms.of(kind) },
        Some((organization, version, form)) => FormInUse { kind, organization: Some(organization), version, form },
    })
}

/// Keeps a committee's own form for a kind; its subtree uses it from now on. Answers it, and whether it is new.
///
/// # Errors
/// `not_found` outside the scope; `invalid` for a form that cannot be used; `stale_version`, `version_required`.
pub fn put_form(tx: &mut Tx, scope: &Scope<ManageRules>, id: OrganizationId, kind: Kind, seen: Seen, form: Form) -> Result<(FormInUse, bool)> {
    let (_, at) = organizations::place(tx, scope, id)?;
    let known = store::own_form(tx, &at, kind)?;
    let (version, is_new) = match seen.meets(known, |(version, known)| Stands { version: *version, same: *known == form })? {
        Arrival::Same((version, _)) => return Ok((FormInUse { kind, organization: Some(id), version, form }, false)),
        Arrival::Create => {
            form.check()?;
            store::insert_form(tx, &at, kind, &form)?;
            (1, true)
        }
        Arrival::Change((version, _)) => {
            form.check()?;
            store::update_form(tx, &at, kind, &form, version)?;
            (version + 1, false)
        }
    };
    tx.note(at.note(Act::EvaluationFormPut, Subject::EvaluationForm(id), version));
    Ok((FormInUse { kind, organization: Some(id), version, form }, is_new))
}
