//! Enrolling, changing and transferring members.

use deserr::Deserr;
use utoipa::ToSchema;

use super::store::{self, Membership, Row};
use super::{Duty, Member, MemberFlag, MemberStatus};
use crate::act::Act;
use crate::authz::action::ManageMember;
use crate::authz::{At, Scope};
use crate::clock::Day;
use crate::db::Tx;
use crate::draft::Change;
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::{MemberId, OrganizationId};
use crate::organizations::{self, OrganizationStatus};
use crate::rulebook::kinds::OrganizationKind;
use crate::seen::{Arrival, Seen, Stands};
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

fn check_group(tx: &mut Tx, at: &At<ManageMember>, scope: &Scope<ManageMember>, group: Option<OrganizationId>) -> Result<()> {
    let Some(group) = group else { return Ok(()) };
    let (place, _) = organizations::place(tx, scope, group).map_err(|error| error.in_field("/group"))?;
    let is_group_of_it = place.kind == OrganizationKind::PartyGroup && place.path.parent().as_ref() == Some(at.path());
    if is_group_of_it && place.status == OrganizationStatus::Active {
        Ok(())
    } else {
        Err(Error::field(FieldError::new("/group", FieldFault::NotThere)))
    }
}

/// The proof for where a member is taken in.
fn placed(tx: &mut Tx, scope: &Scope<ManageMember>, id: OrganizationId, pointer: &str) -> Result<(organizations::Place, At<ManageMember>)> {
    let (place, at) = organizations::place(tx, scope, id).map_err(|error| error.in_field(pointer))?;
    if place.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("组织已撤销，不再接收党员。", "The organisation has been dissolved and takes nobody in."));
    }
    Ok((place, at))
}

fn not_a_group(place: &organizations::Place, pointer: &str) -> Result<()> {
    if place.kind != OrganizationKind::PartyGroup {
        return Ok(());
    }
    let (zh, en) = ("党员属于支部；党小组请填在 group。", "A member belongs to a branch; name the group in `group`.");
    Err(Error::field(FieldError::saying(pointer, zh, en)))
}

impl MemberChange {
    /// Whatever the draft does not say is cleared; whether somebody is still a member of the Party no draft says.
    fn whole(draft: &MemberDraft) -> MemberChange {
        MemberChange {
            name: Some(draft.name.clone()),
            status: Some(draft.status),
            joined_on: Some(draft.joined_on),
            full_on: Change::to(draft.full_on),
            duties: Some(draft.duties.clone()),
            flags: Some(draft.flags.clone()),
            ended_on: Change::Keep,
        }
    }

    /// The row as it would be, at the version that it has.
    fn onto(self, row: &Row) -> Result<Row> {
        let duties = self.duties.map(|duties| store::column(&duties)).transpose()?;
        let flags = self.flags.map(|flags| store::column(&flags)).transpose()?;
        Ok(Row {
            name: self.name.map_or_else(|| row.name.clone(), Name::into_string),
            status: self.status.unwrap_or(row.status),
            joined_on: self.joined_on.unwrap_or(row.joined_on),
            full_on: self.full_on.onto(row.full_on),
            duties: duties.unwrap_or_else(|| row.duties.clone()),
            flags: flags.unwrap_or_else(|| row.flags.clone()),
            ended_on: self.ended_on.onto(row.ended_on),
            ..row.clone()
        })
    }
}

/// Enrols a member, or replaces what is known of one. Moving to another organisation is a transfer.
///
/// # Errors
/// `not_found`, `already_exists`, `stale_version`, `invalid`; `wrong_state` at an organisation that was dissolved.
pub fn put(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: MemberDraft) -> Result<(Member, bool)> {
    let known = match store::seek(tx, scope, id)? {
        None => None,
        Some((row, belongs, at)) => Some((MemberChange::whole(&draft).onto(&row)?, row, belongs, at)),
    };
    let is_there = |belongs: &Membership| (belongs.organization_id, belongs.group_id) == (draft.organization, draft.group);
    let is_since = |belongs: &Membership| draft.since.is_none_or(|since| since == belongs.from_on);
    let is_same = |belongs: &Membership| is_there(belongs) && is_since(belongs);
    let arrival = seen.meets(known, |(fresh, row, belongs, _)| Stands { version: row.version, same: is_same(belongs) && fresh == row })?;
    match arrival {
        Arrival::Create => enrol(tx, scope, id, &draft).map(|member| (member, true)),
        Arrival::Same((_, row, belongs, _)) => Ok((row.spoken(&belongs)?, false)),
        Arrival::Change((_, _, belongs, _)) if !is_there(&belongs) => {
            let (zh, en) = ("换组织或党小组请用 transfer。", "To change the organisation or group, use transfer.");
            Err(Error::field(FieldError::saying("/organization", zh, en)))
        }
        Arrival::Change((_, _, belongs, _)) if !is_since(&belongs) => {
            let began = belongs.from_on;
            let (zh, en) = (format!("组织关系自 {began} 起，不能在此更改。"), format!("The membership began on {began}; that is not changed here."));
            Err(Error::field(FieldError::saying("/since", zh, en)))
        }
        Arrival::Change((fresh, row, belongs, at)) => replace(tx, &at, &row, fresh, &belongs).map(|member| (member, false)),
    }
}

fn enrol(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, draft: &MemberDraft) -> Result<Member> {
    let (place, at) = placed(tx, scope, draft.organization, "/organization")?;
    not_a_group(&place, "/organization")?;
    let mut wrong = check_days(draft.status, draft.joined_on, draft.full_on);
    if draft.since.is_some_and(|since| since < draft.joined_on) {
        wrong.push(FieldError::new("/since", FieldFault::EndsBeforeStart));
    }
    Error::unless_empty(wrong)?;
    check_group(tx, &at, scope, draft.group)?;
    let row = Row {
        id,
        organization_id: at.organization(),
        path: at.path().clone(),
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
    };
    let (row, belongs) = store::insert(tx, &at, row, draft.group, draft.since.unwrap_or(draft.joined_on))?;
    tx.note(at.note(Act::MemberEnrol, row.subject(), row.version).now(&row.state(belongs.group_id))?);
    row.spoken(&belongs)
}

/// Changes what is known of a member.
///
/// # Errors
/// `not_found`, `stale_version`, `invalid`.
pub fn change(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: MemberChange) -> Result<Member> {
    let (row, belongs, at) = store::find(tx, scope, id)?;
    let fresh = draft.onto(&row)?;
    if !seen.changes(row.version, fresh == row)? {
        return row.spoken(&belongs);
    }
    replace(tx, &at, &row, fresh, &belongs)
}

fn replace(tx: &mut Tx, at: &At<ManageMember>, row: &Row, fresh: Row, belongs: &Membership) -> Result<Member> {
    let mut wrong = check_days(fresh.status, fresh.joined_on, fresh.full_on);
    if fresh.ended_on.is_some_and(|ended| ended < fresh.joined_on) {
        wrong.push(FieldError::new("/ended_on", FieldFault::EndsBeforeStart));
    }
    Error::unless_empty(wrong)?;
    let fresh = store::update(tx, at, fresh)?;
    let (before, after) = (row.state(belongs.group_id), fresh.state(belongs.group_id));
    tx.note(at.note(Act::MemberChange, fresh.subject(), fresh.version).was(&before)?.now(&after)?);
    fresh.spoken(belongs)
}

/// Moves a member to another organisation or group from a day on. Who belonged where before that day stays as it was.
///
/// # Errors
/// `not_found` when the member is outside the scope; `invalid` when the target is, or for a day before the present
/// membership began or after being a member ended; `wrong_state` when the target was dissolved; `stale_version`.
pub fn transfer(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: Transfer) -> Result<Member> {
    let (row, belongs, from) = store::find(tx, scope, id)?;
    let (place, to) = placed(tx, scope, draft.to, "/to")?;
    let is_there = (belongs.organization_id, belongs.group_id, belongs.from_on) == (draft.to, draft.group, draft.on);
    if !seen.changes(row.version, is_there)? {
        return row.spoken(&belongs);
    }
    not_a_group(&place, "/to")?;
    if draft.on < belongs.from_on {
        let began = belongs.from_on;
        let (zh, en) = (format!("早于现在组织关系的起始日 {began}。"), format!("Before the present membership began on {began}."));
        return Err(Error::field(FieldError::saying("/on", zh, en)));
    }
    if let Some(ended) = row.ended_on.filter(|ended| *ended < draft.on) {
        let (zh, en) = (format!("党籍已于 {ended} 终止。"), format!("Membership of the Party ended on {ended}."));
        return Err(Error::field(FieldError::saying("/on", zh, en)));
    }
    check_group(tx, &to, scope, draft.group)?;
    let before = row.state(belongs.group_id);
    let (row, belongs) = store::transfer(tx, (&from, &to), row, &belongs, draft.group, draft.on)?;
    let after = row.state(belongs.group_id);
    if from.organization() != to.organization() {
        // Told at both places: whoever reads on at the one must learn that somebody left.
        tx.note(from.note(Act::MemberLeave, row.subject(), row.version).was(&before)?.now(&after)?);
    }
    tx.note(to.note(Act::MemberTransfer, row.subject(), row.version).was(&before)?.now(&after)?);
    row.spoken(&belongs)
}
