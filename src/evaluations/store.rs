//! Evaluations and forms, kept.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::forms::{Form, Forms, Grade, Score};
use super::{Act, EvaluationDraft, Reason, Verdict};
use crate::authz::action::{EvaluateSession, ManageRules, ReadSession};
use crate::authz::{At, Scope};
use crate::clock::Moment;
use crate::db::schema::{evaluation_forms, evaluations, organizations};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Error, Fault, Result};
use crate::http::Seen;
use crate::id::{AccountId, EvaluationId, OrganizationId, SessionId};
use crate::rulebook::kinds::Kind;
use crate::sessions::{self, Head};
use crate::text::{Prose, Remark};

crate::db::types::word_column!(Act);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = evaluations)]
pub(super) struct Row {
    pub id: EvaluationId,
    pub session_id: SessionId,
    pub version: i32,
    pub organization_id: OrganizationId,
    pub path: Path,
    pub act: Act,
    pub document: String,
    pub author: AccountId,
    pub at: Moment,
    pub appeal: Option<String>,
    pub appealed_at: Option<Moment>,
    pub appealed_by: Option<AccountId>,
    pub answer: Option<String>,
    pub answered_at: Option<Moment>,
    pub answered_by: Option<AccountId>,
}

/// An evaluation and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Evaluation {
    pub id: EvaluationId,
    pub session: SessionId,
    /// The version that was read and judged.
    pub version: i32,
    /// The evaluating committee.
    pub organization: OrganizationId,
    pub act: Act,
    pub grade: Option<Grade>,
    pub scores: Vec<Score>,
    /// The weighted mean of the scores, 0 to 100: feedback for this record, never added up.
    #[schema(minimum = 0, maximum = 100)]
    pub weighted: Option<u32>,
    #[schema(value_type = Option<String>)]
    pub comment: Option<Prose>,
    pub reasons: Vec<Reason>,
    pub author: AccountId,
    pub at: Moment,
    pub appeal: Option<Spoken>,
    pub answer: Option<Spoken>,
}

/// An appeal, or the answer to one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Spoken {
    pub text: String,
    pub by: Option<AccountId>,
    pub at: Option<Moment>,
}

impl Evaluation {
    /// Whether a repeated request says the same as was kept.
    pub(super) fn says(&self, draft: &EvaluationDraft, author: AccountId) -> bool {
        self.author == author
            && self.act == draft.act
            && self.grade == draft.grade
            && self.scores == draft.scores
            && self.comment == draft.comment
            && self.reasons == draft.reasons
    }
}

impl Row {
    pub(super) fn spoken(self) -> Result<Evaluation> {
        let verdict: Verdict = serde_json::from_str(&self.document).map_err(Error::internal)?;
        Ok(Evaluation {
            id: self.id,
            session: self.session_id,
            version: self.version,
            organization: self.organization_id,
            act: self.act,
            grade: verdict.grade,
            scores: verdict.scores,
            weighted: verdict.weighted,
            comment: verdict.comment,
            reasons: verdict.reasons,
            author: self.author,
            at: self.at,
            appeal: self.appeal.map(|text| Spoken { text, by: self.appealed_by, at: self.appealed_at }),
            answer: self.answer.map(|text| Spoken { text, by: self.answered_by, at: self.answered_at }),
        })
    }
}

pub(super) fn find_row(snapshot: &mut Snapshot, id: EvaluationId) -> Result<Option<Row>> {
    Ok(evaluations::table.find(id).select(Row::as_select()).first(snapshot.conn()).optional()?)
}

pub(super) fn find(snapshot: &mut Snapshot, id: EvaluationId) -> Result<Option<Evaluation>> {
    find_row(snapshot, id)?.map(Row::spoken).transpose()
}

pub(super) fn insert(
    tx: &mut Tx,
    at: &At<EvaluateSession>,
    head: &Head,
    by: OrganizationId,
    id: EvaluationId,
    act: Act,
    verdict: &Verdict,
) -> Result<Evaluation> {
    let row = Row {
        id,
        session_id: head.id,
        version: head.version,
        organization_id: by,
        path: at.path().clone(),
        act,
        document: serde_jcs::to_string(verdict).map_err(Error::internal)?,
        author: at.caller().account,
        at: at.now(),
        appeal: None,
        appealed_at: None,
        appealed_by: None,
        answer: None,
        answered_at: None,
        answered_by: None,
    };
    diesel::insert_into(evaluations::table).values(&row).execute(tx.conn())?;
    row.spoken()
}

/// What an appeal or an answer writes.
pub(super) enum Word<'a> {
    Appeal(&'a Remark),
    Answer(&'a Remark),
}

pub(super) fn speak(tx: &mut Tx, id: EvaluationId, by: AccountId, word: Word) -> Result<()> {
    let now = tx.now();
    let row = evaluations::table.find(id);
    match word {
        Word::Appeal(text) => diesel::update(row)
            .set((evaluations::appeal.eq(text.as_str()), evaluations::appealed_at.eq(now), evaluations::appealed_by.eq(by)))
            .execute(tx.conn())?,
        Word::Answer(text) => diesel::update(row)
            .set((evaluations::answer.eq(text.as_str()), evaluations::answered_at.eq(now), evaluations::answered_by.eq(by)))
            .execute(tx.conn())?,
    };
    Ok(())
}

/// The history of a session's evaluations, oldest first.
pub fn list(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<Vec<Evaluation>> {
    sessions::visible(snapshot, scope, id)?;
    let rows: Vec<Row> = evaluations::table
        .filter(evaluations::session_id.eq(id))
        .order((evaluations::at, evaluations::id))
        .select(Row::as_select())
        .load(snapshot.conn())?;
    rows.into_iter().map(Row::spoken).collect()
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

/// The form in use at a place: its own, else the nearest superior's, else the standard one.
pub fn form_for(snapshot: &mut Snapshot, forms: &Forms, path: &Path, kind: Kind) -> Result<FormInUse> {
    let mut paths = path.ancestors();
    paths.push(path.clone());
    let found: Option<(OrganizationId, i32, String)> = evaluation_forms::table
        .inner_join(organizations::table.on(organizations::id.eq(evaluation_forms::organization_id)))
        .filter(evaluation_forms::kind.eq(kind.word()))
        .filter(organizations::path.eq_any(paths))
        .order(organizations::path.desc())
        .select((evaluation_forms::organization_id, evaluation_forms::version, evaluation_forms::document))
        .first(snapshot.conn())
        .optional()?;
    match found {
        None => Ok(FormInUse { kind, organization: None, version: 0, form: forms.of(kind) }),
        Some((organization, version, document)) => {
            let form = serde_json::from_str(&document).map_err(Error::internal)?;
            Ok(FormInUse { kind, organization: Some(organization), version, form })
        }
    }
}

/// Keeps a committee's own form for a kind; its subtree uses it from now on. Answers it, and whether it is new.
///
/// # Errors
/// `invalid` for a form that cannot be used; `stale_version`, `version_required`.
pub fn put_form(tx: &mut Tx, at: &At<ManageRules>, kind: Kind, seen: Seen, form: Form) -> Result<(FormInUse, bool)> {
    form.check()?;
    let key = (at.organization(), kind.word());
    let known: Option<(i32, String)> =
        evaluation_forms::table.find(key).select((evaluation_forms::version, evaluation_forms::document)).first(tx.conn()).optional()?;
    let document = serde_jcs::to_string(&form).map_err(Error::internal)?;
    let in_use = |version| FormInUse { kind, organization: Some(at.organization()), version, form: form.clone() };
    let now = tx.now();
    let (version, is_new) = match (known, seen) {
        (None, Seen::Nothing) => {
            let row = (
                evaluation_forms::organization_id.eq(at.organization()),
                evaluation_forms::kind.eq(kind.word()),
                evaluation_forms::document.eq(&document),
                evaluation_forms::author.eq(at.caller().account),
                evaluation_forms::at.eq(now),
                evaluation_forms::version.eq(1),
            );
            diesel::insert_into(evaluation_forms::table).values(row).execute(tx.conn())?;
            (1, true)
        }
        (None, Seen::Version(_)) => return Err(Fault::NotFound.into()),
        (None, Seen::Unsaid) => return Err(Fault::VersionRequired.into()),
        (Some((version, same)), Seen::Nothing) if same == document => return Ok((in_use(version), false)),
        (Some(_), Seen::Nothing) => return Err(Fault::AlreadyExists.into()),
        (Some((version, _)), seen) => {
            seen.must_be(version)?;
            diesel::update(evaluation_forms::table.find(key))
                .set((
                    evaluation_forms::document.eq(&document),
                    evaluation_forms::author.eq(at.caller().account),
                    evaluation_forms::at.eq(now),
                    evaluation_forms::version.eq(version + 1),
                ))
                .execute(tx.conn())?;
            (version + 1, false)
        }
    };
    tx.note(at.note("evaluation_form.put", "evaluation_form", at.organization().0, version, None));
    Ok((in_use(version), is_new))
}
