//! Enrolling, changing and transferring members.

use deserr::Deserr;
use utoipa::ToSchema;

use super::store::{self, Row};
use super::{Duty, Member, MemberFlag, MemberStatus};
use crate::authz::action::ManageMember;
use crate::authz::{At, Caller, Scope};
use crate::clock::Day;
use crate::db::{Path, Tx};
use crate::draft::Change;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::Seen;
use crate::id::{MemberId, OrganizationId};
use crate::organizations::{self, OrganizationStatus};
use crate::rulebook::kinds::OrganizationKind;
use crate::text::Name;

/// A member as an administrator sends it, whole.
#[derive(Clone, Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct MemberDraft {
    pub organization: OrganizationId,
    /// The group within the branch.
    #[deserr(default)]
    pub group: Option<OrganizationId>,
    #[schema(value_type = String, example = "王秀英")]
    pub name: Name,
    pub status: MemberStatus,
    pub joined_on: Day,
    /// Required for a full member.
    #[deserr(default)]
    pub full_on: Option<Day>,
    #[deserr(default)]
    #[schema(required = false)]
    pub duties: Vec<Duty>,
    #[deserr(default)]
    #[schema(required = false)]
    pub flags: Vec<MemberFlag>,
    /// Since when the member belongs to the organisation; the day of joining when absent.
    #[deserr(default)]
    pub since: Option<Day>,
}

/// What to change; what is absent stays, `null` clears.
#[derive(Clone, Debug, Default, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct MemberChange {
    #[deserr(default)]
    #[schema(value_type = Option<String>)]
    pub name: Option<Name>,
    #[deserr(default)]
    pub status: Option<MemberStatus>,
    #[deserr(default)]
    pub joined_on: Option<Day>,
    #[deserr(default)]
    #[schema(value_type = Option<Day>)]
    pub full_on: Change<Day>,
    #[deserr(default)]
    pub duties: Option<Vec<Duty>>,
    #[deserr(default)]
    pub flags: Option<Vec<MemberFlag>>,
    /// The last day as a member of the Party.
    #[deserr(default)]
    #[schema(value_type = Option<Day>)]
    pub ended_on: Change<Day>,
}

/// To where, and from which day on.
#[derive(Clone, Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct Transfer {
    pub to: OrganizationId,
    #[deserr(default)]
    pub group: Option<OrganizationId>,
    /// The first day at the new organisation.
    pub on: Day,
}

fn check_days(status: MemberStatus, joined_on: Day, full_on: Option<Day>) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    match (status, full_on) {
        (_, Some(full_on)) if full_on < joined_on => wrong.push(FieldError::new("/full_on", FieldFault::EndsBeforeStart)),
        (MemberStatus::Full, None) => wrong.push(FieldError::new("/full_on", FieldFault::Required).with("full_on")),
        _ => (),
    }
    wrong
}

fn check_group(tx: &mut Tx, path: &Path, group: Option<OrganizationId>) -> Result<()> {
    let Some(group) = group else { return Ok(()) };
    let is_below = organizations::place(tx, group)?
        .is_some_and(|place| place.status == OrganizationStatus::Active && place.path.parent().as_ref() == Some(path));
    if is_below && organizations::kind(tx, group)? == OrganizationKind::PartyGroup {
        Ok(())
    } else {
        Err(Error::field(FieldError::new("/group", FieldFault::NotThere)))
    }
}

fn not_a_group(tx: &mut Tx, organization: OrganizationId, pointer: &str) -> Result<()> {
    if organizations::kind(tx, organization)? != OrganizationKind::PartyGroup {
        return Ok(());
    }
    let (zh, en) = ("党员属于支部；党小组请填在 group。", "A member belongs to a branch; name the group in `group`.");
    Err(Error::field(FieldError::new(pointer, FieldFault::NotAllowedHere).with(zh).with(en)))
}

/// The proof for where a member is taken in.
fn placed<A: crate::authz::Action>(tx: &mut Tx, scope: &Scope<A>, id: OrganizationId, pointer: &str) -> Result<At<A>> {
    let place = organizations::place(tx, id)?.filter(|place| scope.covers(&place.path));
    let place = place.ok_or_else(|| Error::field(FieldError::new(pointer, FieldFault::NotThere)))?;
    if place.status == OrganizationStatus::Dissolved {
        return Err(Error::new(Fault::WrongState).saying("组织已撤销，不再接收党员。", "The organisation has been dissolved and takes nobody in."));
    }
    scope.at(place.id, &place.path)
}

/// Enrols a member, or replaces what is known of one. Moving to another organisation is a transfer.
///
/// # Errors
/// `not_found`, `already_exists`, `stale_version`, `invalid`; `wrong_state` at an organisation that was dissolved.
pub fn put(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: MemberDraft) -> Result<(Member, bool)> {
    if let Some(known) = store::row(tx, id)? {
        let at = scope.at(known.organization_id, &known.path)?;
        let belongs = store::latest(tx, id)?;
        if seen == Seen::Nothing {
            let same = Row {
                version: known.version,
                updated_at: known.updated_at,
                created_at: known.created_at,
                ..row_of(id, known.path.clone(), &draft, tx)?
            } == known;
            return if same && belongs.group_id == draft.group { Ok((known.spoken(&belongs)?, false)) } else { Err(Fault::AlreadyExists.into()) };
        }
        if (known.organization_id, belongs.group_id) != (draft.organization, draft.group) {
            let (zh, en) = ("换组织或党小组请用 transfer。", "To change the organisation or group, use transfer.");
            return Err(Error::field(FieldError::new("/organization", FieldFault::NotAllowedHere).with(zh).with(en)));
        }
        let change = MemberChange {
            name: Some(draft.name),
            status: Some(draft.status),
            joined_on: Some(draft.joined_on),
            full_on: draft.full_on.map_or(Change::Clear, Change::Set),
            duties: Some(draft.duties),
            flags: Some(draft.flags),
            ended_on: Change::Keep,
        };
        return changed(tx, &at, known, seen, change).map(|member| (member, false));
    }
    match seen {
        Seen::Unsaid => return Err(Fault::VersionRequired.into()),
        Seen::Version(_) => return Err(Fault::NotFound.into()),
        Seen::Nothing => (),
    }
    let at = placed(tx, scope, draft.organization, "/organization")?;
    not_a_group(tx, draft.organization, "/organization")?;
    let mut wrong = check_days(draft.status, draft.joined_on, draft.full_on);
    if draft.since.is_some_and(|since| since < draft.joined_on) {
        wrong.push(FieldError::new("/since", FieldFault::EndsBeforeStart));
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    check_group(tx, at.path(), draft.group)?;
    let row = row_of(id, at.path().clone(), &draft, tx)?;
    store::insert(tx, &row, draft.group, draft.since.unwrap_or(draft.joined_on))?;
    tx.note(at.note("member.enrol", "member", id.0, 1, None));
    Ok((row.spoken(&store::latest(tx, id)?)?, true))
}

/// Enrols a member for an import or the demo world: the operator proves nothing but holds the database.
///
/// # Errors
/// When the organisation does not exist.
pub fn enrol(tx: &mut Tx, id: MemberId, draft: &MemberDraft, by: Option<Caller>) -> Result<()> {
    let place = organizations::place(tx, draft.organization)?.ok_or(Fault::NotFound)?;
    let row = row_of(id, place.path, draft, tx)?;
    store::insert(tx, &row, draft.group, draft.since.unwrap_or(draft.joined_on))?;
    tx.note(row.note("member.enrol", by));
    Ok(())
}

fn row_of(id: MemberId, path: Path, draft: &MemberDraft, tx: &Tx) -> Result<Row> {
    Ok(Row {
        id,
        organization_id: draft.organization,
        path,
        name: draft.name.to_string(),
        status: draft.status,
        joined_on: draft.joined_on,
        full_on: draft.full_on,
        duties: store::column(&draft.duties)?,
        flags: store::column(&draft.flags)?,
        ended_on: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
    })
}

/// Changes what is known of a member.
///
/// # Errors
/// `not_found`, `stale_version`, `invalid`.
pub fn change(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: MemberChange) -> Result<Member> {
    let row = store::row(tx, id)?.ok_or(Fault::NotFound)?;
    let at = scope.at(row.organization_id, &row.path)?;
    changed(tx, &at, row, seen, draft)
}

fn changed(tx: &mut Tx, at: &At<ManageMember>, mut row: Row, seen: Seen, draft: MemberChange) -> Result<Member> {
    seen.must_be(row.version)?;
    row.name = draft.name.map_or(row.name, Name::into_string);
    row.status = draft.status.unwrap_or(row.status);
    row.joined_on = draft.joined_on.unwrap_or(row.joined_on);
    row.full_on = draft.full_on.onto(row.full_on);
    row.ended_on = draft.ended_on.onto(row.ended_on);
    let mut wrong = check_days(row.status, row.joined_on, row.full_on);
    if row.ended_on.is_some_and(|ended| ended < row.joined_on) {
        wrong.push(FieldError::new("/ended_on", FieldFault::EndsBeforeStart));
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    if let Some(duties) = draft.duties {
        row.duties = store::column(&duties)?;
    }
    if let Some(flags) = draft.flags {
        row.flags = store::column(&flags)?;
    }
    row.version += 1;
    row.updated_at = tx.now();
    store::update(tx, &row)?;
    tx.note(at.note("member.change", "member", row.id.0, row.version, None));
    row.spoken(&store::latest(tx, row.id)?)
}

/// Moves a member to another organisation or group from a day on. Who belonged where before that day stays as it was.
///
/// # Errors
/// `not_found` when the member is outside the scope; `invalid` when the target is, or for a day before the present
/// membership began or after being a member ended; `wrong_state` when the target was dissolved; `stale_version`.
pub fn transfer(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: Transfer) -> Result<Member> {
    let mut row = store::row(tx, id)?.ok_or(Fault::NotFound)?;
    let from = scope.at(row.organization_id, &row.path)?;
    let to = placed(tx, scope, draft.to, "/to")?;
    let belongs = store::latest(tx, id)?;
    let is_there = (row.organization_id, belongs.group_id, belongs.from_on) == (draft.to, draft.group, draft.on);
    if is_there && seen == Seen::Version(row.version - 1) {
        return row.spoken(&belongs);
    }
    seen.must_be(row.version)?;
    not_a_group(tx, draft.to, "/to")?;
    if draft.on < belongs.from_on {
        let (zh, en) =
            (format!("早于现在组织关系的起始日 {}。", belongs.from_on), format!("Before the present membership began on {}.", belongs.from_on));
        return Err(Error::field(FieldError::new("/on", FieldFault::NotAllowedHere).with(zh).with(en)));
    }
    if let Some(ended) = row.ended_on.filter(|ended| *ended < draft.on) {
        let (zh, en) = (format!("党籍已于 {ended} 终止。"), format!("Membership of the Party ended on {ended}."));
        return Err(Error::field(FieldError::new("/on", FieldFault::NotAllowedHere).with(zh).with(en)));
    }
    check_group(tx, to.path(), draft.group)?;
    store::end_membership(tx, id, belongs.from_on, draft.on)?;
    if from.organization() != to.organization() {
        tx.note(from.note("member.leave", "member", id.0, row.version, None));
    }
    row.organization_id = to.organization();
    row.path = to.path().clone();
    row.version += 1;
    row.updated_at = tx.now();
    store::update(tx, &row)?;
    store::insert_membership(tx, &row, draft.group, draft.on)?;
    tx.note(to.note("member.transfer", "member", id.0, row.version, None));
    row.spoken(&store::latest(tx, id)?)
}
