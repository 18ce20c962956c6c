//! Evaluations and forms, kept. An evaluation is found by a scope and comes with the proof for the organisation whose
//! record it is about.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::forms::{Form, Grade, Score};
use super::{Content, EvaluationDraft, Reason, Speaker, Verdict};
use crate::authz::action::{EvaluateSession, ManageRules, NoteSession, ReadSession, RecordSession};
use crate::authz::{Action, At, Placed, Scope};
use crate::clock::Moment;
use crate::db::replace::replace;
use crate::db::schema::{evaluation_forms, evaluations, organizations, sessions};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Error, Fault, Result};
use crate::id::{AccountId, EvaluationId, OrganizationId, SessionId};
use crate::rulebook::kinds::Kind;
use crate::sessions::{Head, Session};
use crate::text::{Prose, Remark};

crate::db::types::word_column!(Verdict);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = evaluations)]
pub(super) struct Row {
    id: EvaluationId,
    session_id: SessionId,
    version: i32,
    organization_id: OrganizationId,
    path: Path,
    document_version: i32,
    of_amendment: bool,
    verdict: Verdict,
    inspection: bool,
    document: String,
    author: AccountId,
    created_at: Moment,
    appeal: Option<String>,
    appealed_at: Option<Moment>,
    appealed_by: Option<AccountId>,
    answer: Option<String>,
    answered_at: Option<Moment>,
    answered_by: Option<AccountId>,
    withdrawn: bool,
}

/// An evaluation and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Evaluation {
    pub id: EvaluationId,
    pub session: SessionId,
    /// The session's version that was read.
    pub version: i32,
    /// The version whose text was judged.
    pub document_version: i32,
    /// It is about the amendment that waited beside an accepted record.
    pub amendment: bool,
    /// The evaluating committee.
    pub organization: OrganizationId,
    pub verdict: Verdict,
    /// Said by an auditor of the committee, who decides nothing.
    pub inspection: bool,
    pub grade: Option<Grade>,
    pub scores: Vec<Score>,
    /// The weighted mean of the scores, 0 to 100: feedback for this record, never added up.
    #[schema(minimum = 0, maximum = 100)]
    pub weighted: Option<u32>,
    pub comment: Option<Prose>,
    pub reasons: Vec<Reason>,
    pub author: AccountId,
    pub created_at: Moment,
    /// The branch's appeal.
    pub appeal: Option<Remarked>,
    /// The committee's answer to it.
    pub answer: Option<Remarked>,
    /// The answer took the evaluation back.
    pub withdrawn: bool,
}

/// An appeal, or the answer to one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Remarked {
    pub text: String,
    pub by: Option<AccountId>,
    pub created_at: Option<Moment>,
}

impl Evaluation {
    /// Whether a repeated request says the same as was kept.
    pub(super) fn says(&self, draft: &EvaluationDraft, author: AccountId) -> bool {
        self.author == author
            && self.verdict == draft.verdict
            && self.grade == draft.grade
            && self.scores == *draft.scores
            && self.comment == draft.comment
            && self.reasons == *draft.reasons
    }
}

impl Row {
    pub(super) fn spoken(self) -> Result<Evaluation> {
        let content: Content = serde_json::from_str(&self.document).map_err(Error::internal)?;
        let remarked = |text: Option<String>, by, created_at| text.map(|text| Remarked { text, by, created_at });
        Ok(Evaluation {
            id: self.id,
            session: self.session_id,
            version: self.version,
            document_version: self.document_version,
            amendment: self.of_amendment,
            organization: self.organization_id,
            verdict: self.verdict,
            inspection: self.inspection,
            grade: content.grade,
            scores: content.scores,
            weighted: content.weighted,
            comment: content.comment,
            reasons: content.reasons,
            author: self.author,
            created_at: self.created_at,
            appeal: remarked(self.appeal, self.appealed_by, self.appealed_at),
            answer: remarked(self.answer, self.answered_by, self.answered_at),
            withdrawn: self.withdrawn,
        })
    }
}

/// An evaluation beside the organisation whose record it is about.
struct About<'r> {
    organization: OrganizationId,
    path: &'r Path,
}

impl Placed for About<'_> {
    fn organization(&self) -> OrganizationId {
        self.organization
    }
    fn path(&self) -> &Path {
        self.path
    }
}

/// An evaluation, with the proof for the organisation whose record it is about.
///
/// # Errors
/// `not_found` when there is none or it is outside the scope.
pub(super) fn find<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: EvaluationId) -> Result<(Evaluation, At<A>)> {
    let (row, organization): (Row, OrganizationId) = evaluations::table
        .inner_join(sessions::table.on(sessions::id.eq(evaluations::session_id)))
        .filter(evaluations::id.eq(id))
        .select((Row::as_select(), sessions::organization_id))
        .first(snapshot.conn())?;
    let at = scope.at(&About { organization, path: &row.path })?;
    Ok((row.spoken()?, at))
}

/// The evaluation that has an id already: a client makes ids, and may send one twice.
pub(super) fn seek<A: Evaluates>(snapshot: &mut Snapshot, _: &At<A>, id: EvaluationId) -> Result<Option<Evaluation>> {
    let row: Option<Row> = evaluations::table.find(id).select(Row::as_select()).first(snapshot.conn()).optional()?;
    row.map(Row::spoken).transpose()
}

/// The evaluations of a session of the proof's organisation, oldest first.
pub(super) fn of_session(snapshot: &mut Snapshot, _: &At<ReadSession>, head: &Head) -> Result<Vec<Evaluation>> {
    let rows: Vec<Row> = evaluations::table
        .filter(evaluations::session_id.eq(head.id))
        .order((evaluations::created_at, evaluations::id))
        .select(Row::as_select())
        .load(snapshot.conn())?;
    rows.into_iter().map(Row::spoken).collect()
}

/// What a committee says of a record.
pub(super) struct Given {
    pub id: EvaluationId,
    pub verdict: Verdict,
    pub content: Content,
}

/// What may say something of a record: whoever decides on it, and whoever only takes note.
pub(super) trait Evaluates: Action {}
impl Evaluates for EvaluateSession {}
impl Evaluates for NoteSession {}

/// Keeps what is said of what the committee has before it.
pub(super) fn insert<A: Evaluates>(tx: &mut Tx, at: &At<A>, session: &Session, by: &Speaker, given: &Given) -> Result<Evaluation> {
    let row = Row {
        id: given.id,
        session_id: session.head.id,
        version: session.head.version,
        organization_id: by.committee,
        path: at.path().clone(),
        document_version: session.version_before_committee(),
        of_amendment: session.waiting().is_some(),
        verdict: given.verdict,
        inspection: by.inspects,
        document: serde_jcs::to_string(&given.content).map_err(Error::internal)?,
        author: at.caller()?.account,
        created_at: tx.now(),
        appeal: None,
        appealed_at: None,
        appealed_by: None,
        answer: None,
        answered_at: None,
        answered_by: None,
        withdrawn: false,
    };
    diesel::insert_into(evaluations::table).values(&row).execute(tx.conn())?;
    row.spoken()
}

/// The committee whose word made a record what it is.
pub(super) struct Accepter {
    pub name: String,
    pub path: Path,
}

/// Whose acceptance gave the session its status.
pub(super) fn accepter(snapshot: &mut Snapshot, _: &At<EvaluateSession>, head: &Head) -> Result<Option<Accepter>> {
    let found: Option<(String, Path)> = evaluations::table
        .inner_join(organizations::table.on(organizations::id.eq(evaluations::organization_id)))
        .filter(evaluations::session_id.eq(head.id))
        .filter(evaluations::version.eq(head.status_version - 1))
        .filter(evaluations::verdict.eq(Verdict::Accept))
        .select((organizations::name, organizations::path))
        .first(snapshot.conn())
        .optional()?;
    Ok(found.map(|(name, path)| Accepter { name, path }))
}

/// Keeps the branch's appeal, if there is none yet.
///
/// # Errors
/// `already_exists` when another was quicker.
pub(super) fn appeal(tx: &mut Tx, at: &At<RecordSession>, id: EvaluationId, text: &Remark) -> Result<()> {
    let (now, by) = (tx.now(), at.caller()?.account);
    let silent = evaluations::table.find(id).filter(evaluations::path.eq(at.path())).filter(evaluations::appeal.is_null());
    let set = (evaluations::appeal.eq(text.as_str()), evaluations::appealed_at.eq(now), evaluations::appealed_by.eq(by));
    once(diesel::update(silent).set(set).execute(tx.conn())?)
}

/// Keeps the answer to an appeal, if there is none yet.
///
/// # Errors
/// `already_exists` when another was quicker.
pub(super) fn answer(tx: &mut Tx, at: &At<EvaluateSession>, id: EvaluationId, text: &Remark, withdrawn: bool) -> Result<()> {
    let (now, by) = (tx.now(), at.caller()?.account);
    let open = evaluations::table.find(id).filter(evaluations::path.eq(at.path())).filter(evaluations::answer.is_null());
    let said = (evaluations::answer.eq(text.as_str()), evaluations::answered_at.eq(now), evaluations::answered_by.eq(by));
    once(diesel::update(open).set((said, evaluations::withdrawn.eq(withdrawn))).execute(tx.conn())?)
}

fn once(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Fault::AlreadyExists.into()) }
}

/// The own form of a committee, and its version.
pub(super) type OwnForm = (OrganizationId, i32, Form);

/// The form of the nearest organisation, at the place of the proof or above it, that keeps one for the kind.
pub(super) fn nearest_form<A: Action>(snapshot: &mut Snapshot, at: &At<A>, kind: Kind) -> Result<Option<OwnForm>> {
    let mut paths = at.path().ancestors();
    paths.push(at.path().clone());
    let found: Option<(OrganizationId, i32, String)> = evaluation_forms::table
        .inner_join(organizations::table.on(organizations::id.eq(evaluation_forms::organization_id)))
        .filter(evaluation_forms::kind.eq(kind))
        .filter(organizations::path.eq_any(paths))
        .order(organizations::path.desc())
        .select((evaluation_forms::organization_id, evaluation_forms::version, evaluation_forms::document))
        .first(snapshot.conn())
        .optional()?;
    let Some((organization, version, document)) = found else { return Ok(None) };
    Ok(Some((organization, version, serde_json::from_str(&document).map_err(Error::internal)?)))
}

/// The form that the organisation of the proof itself keeps for a kind.
pub(super) fn own_form(snapshot: &mut Snapshot, at: &At<ManageRules>, kind: Kind) -> Result<Option<(i32, Form)>> {
    let own = evaluation_forms::table.find((at.organization(), kind));
    let found: Option<(i32, String)> = own.select((evaluation_forms::version, evaluation_forms::document)).first(snapshot.conn()).optional()?;
    let Some((version, document)) = found else { return Ok(None) };
    Ok(Some((version, serde_json::from_str(&document).map_err(Error::internal)?)))
}

pub(super) fn insert_form(tx: &mut Tx, at: &At<ManageRules>, kind: Kind, form: &Form) -> Result<()> {
    let row = (
        evaluation_forms::organization_id.eq(at.organization()),
        evaluation_forms::kind.eq(kind),
        evaluation_forms::document.eq(serde_jcs::to_string(form).map_err(Error::internal)?),
        evaluation_forms::author.eq(at.caller()?.account),
        evaluation_forms::created_at.eq(tx.now()),
        evaluation_forms::version.eq(1),
    );
    diesel::insert_into(evaluation_forms::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Replaces the version of the form that was read.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update_form(tx: &mut Tx, at: &At<ManageRules>, kind: Kind, form: &Form, seen: i32) -> Result<()> {
    let own = evaluation_forms::organization_id.eq(at.organization()).and(evaluation_forms::kind.eq(kind));
    let set = (
        evaluation_forms::document.eq(serde_jcs::to_string(form).map_err(Error::internal)?),
        evaluation_forms::author.eq(at.caller()?.account),
        evaluation_forms::version.eq(seen + 1),
    );
    replace!(tx, evaluation_forms, own, seen, set)
}
