//! Whose form is in use where: an organisation's own, else its nearest superior's, else the one that comes with Sanhui.

use serde::Serialize;
use utoipa::ToSchema;

use super::forms::{Form, Forms};
use super::store;
use crate::act::{Act, Subject};
use crate::authz::action::{ManageRules, ReadRules};
use crate::authz::{Action, At, Scope};
use crate::db::{Snapshot, Tx};
use crate::error::Result;
use crate::id::OrganizationId;
use crate::organizations;
use crate::rulebook::kinds::Kind;
use crate::seen::{Arrival, Seen, Stands};

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
