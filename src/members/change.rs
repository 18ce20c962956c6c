//! Enrolling and changing members.

use super::store::{self, Membership, Row};
use super::terms::{self, DutyTerm, FlagTerm, Term};
use super::{Member, roster_since};
use crate::act::Act;
use crate::authz::action::ManageMember;
use crate::authz::{At, Scope};
use crate::clock::Day;
use crate::db::Tx;
use crate::draft::{Change, List};
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::{MemberId, OrganizationId};
use crate::organizations::{self, OrganizationStatus};
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus, OrganizationKind};
use crate::seen::{Arrival, Seen, Stands};
use crate::text::Name;

crate::part! {
    /// A member as an administrator sends it, whole.
    #[schema(example = json!({
        "organization": "01939f00-0000-7000-8000-000000000001", "name": "王秀英", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01",
    }))]
    sent MemberDraft {
        must {
            organization: OrganizationId,
            name: Name,
            status: MemberStatus,
            joined_on: Day,
        }
        may {
            /// The group within the branch.
            group: OrganizationId,
            /// Required for a full member.
            full_on: Day,
            /// The first day of what changes in duties and flags; what was before stays. For who is new `since` when absent, else
            /// today.
            on: Day,
            /// Since when the member belongs to the organisation. When absent, 1 January of the present year, or the day of joining
            /// the Party where that is later: nobody is taken to have belonged to this branch in years of which nothing was said.
            since: Day,
        }
        many {
            /// From `on` on; none when absent.
            duties: Duty,
            /// Instead of `duties`: every duty of this membership with its days, to correct what is known of them.
            duty_terms: DutyTerm,
            /// From `on` on; none when absent.
            flags: MemberFlag,
            /// Instead of `flags`: every flag with its days, to correct what is known of them.
            flag_terms: FlagTerm,
        }
    }
}

crate::part! {
    /// What to change; what is absent stays, `null` clears.
    #[derive(Default)]
    sent MemberChange {
        may {
            name: Name,
            status: MemberStatus,
            joined_on: Day,
            /// The first day of what changes in duties and flags; what was before stays. Today when absent.
            on: Day,
        }
        change {
            full_on: Day,
            /// The last day as a member of the Party.
            ended_on: Day,
        }
        many {
            /// From `on` on: what is no longer named ends on that day, what is new begins then, what stays keeps its term.
            duties: Duty,
            /// Instead of `duties`: every duty of this membership with its days, to correct what is known of them.
            duty_terms: DutyTerm,
            /// From `on` on, as `duties`.
            flags: MemberFlag,
            /// Instead of `flags`: every flag with its days, to correct what is known of them.
            flag_terms: FlagTerm,
        }
    }
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

pub(super) fn check_group(tx: &mut Tx, at: &At<ManageMember>, scope: &Scope<ManageMember>, group: Option<OrganizationId>) -> Result<()> {
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
pub(super) fn placed(
    tx: &mut Tx,
    scope: &Scope<ManageMember>,
    id: OrganizationId,
    pointer: &str,
) -> Result<(organizations::Place, At<ManageMember>)> {
    let (place, at) = organizations::place(tx, scope, id).map_err(|error| error.in_field(pointer))?;
    if place.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("组织已撤销，不再接收党员。", "The organisation has been dissolved and takes nobody in."));
    }
    Ok((place, at))
}

pub(super) fn not_a_group(place: &organizations::Place, pointer: &str) -> Result<()> {
    if place.kind != OrganizationKind::PartyGroup {
        return Ok(());
    }
    let (zh, en) = ("党员属于支部；党小组请填在 group。", "A member belongs to a branch; name the group in `group`.");
    Err(Error::field(FieldError::saying(pointer, zh, en)))
}

/// A history after a change: given whole, or told from a day on.
fn after<T: Term>(known: Vec<T>, words: &List<T::Word>, whole: &List<T>, on: Day) -> Vec<T> {
    match (whole.is_said(), words.is_said()) {
        (true, _) => whole.to_vec(),
        (false, true) => terms::told(&known, words, on),
        (false, false) => known,
    }
}

/// What is told from a day on: of whom neither this nor a whole history is told, there is none.
fn or_none<W: Clone, T>(words: &List<W>, whole: &List<T>) -> List<W> {
    if words.is_said() || whole.is_said() { words.clone() } else { List::from(Vec::new()) }
}

fn twice(words: &str, whole: &str) -> FieldError {
    FieldError::saying(format!("/{whole}"), format!("已填{words}，就不能再填{whole}。"), format!("Give either {words} or {whole}, not both."))
}

impl MemberChange {
    /// Whatever the draft does not say is cleared; whether somebody is still a member of the Party no draft says.
    fn whole(draft: &MemberDraft) -> MemberChange {
        MemberChange {
            name: Some(draft.name.clone()),
            status: Some(draft.status),
            joined_on: Some(draft.joined_on),
            full_on: Change::to(draft.full_on),
            duties: or_none(&draft.duties, &draft.duty_terms),
            duty_terms: draft.duty_terms.clone(),
            flags: or_none(&draft.flags, &draft.flag_terms),
            flag_terms: draft.flag_terms.clone(),
            on: draft.on,
            ended_on: Change::Keep,
        }
    }

    /// That nothing is said in two ways, which no record could reconcile.
    fn check(&self) -> Result<()> {
        let duties = (self.duties.is_said() && self.duty_terms.is_said()).then(|| twice("duties", "duty_terms"));
        let flags = (self.flags.is_said() && self.flag_terms.is_said()).then(|| twice("flags", "flag_terms"));
        Error::unless_empty(duties.into_iter().chain(flags).collect())
    }

    /// The row and the membership as they would be, at the version that they have.
    fn onto(&self, row: &Row, belongs: &Membership, on: Day) -> Result<(Row, Membership)> {
        let on = self.on.unwrap_or(on);
        let duties = after(belongs.duty_terms()?, &self.duties, &self.duty_terms, on);
        let flags = after(row.flag_terms()?, &self.flags, &self.flag_terms, on);
        let fresh = Row {
            name: self.name.as_ref().map_or_else(|| row.name.clone(), Name::to_string),
            status: self.status.unwrap_or(row.status),
            joined_on: self.joined_on.unwrap_or(row.joined_on),
            full_on: self.full_on.clone().onto(row.full_on),
            flags: store::column(flags)?,
            ended_on: self.ended_on.clone().onto(row.ended_on),
            ..row.clone()
        };
        Ok((fresh, Membership { duties: store::column(duties)?, ..belongs.clone() }))
    }

    /// What is wrong with the days of what it makes of a member.
    fn wrong(&self, fresh: &Row, belongs: &Membership) -> Vec<FieldError> {
        let mut wrong = check_days(fresh.status, fresh.joined_on, fresh.full_on);
        if fresh.ended_on.is_some_and(|ended| ended < fresh.joined_on) {
            wrong.push(FieldError::new("/ended_on", FieldFault::EndsBeforeStart));
        }
        // A flag is of the person, a duty of the membership.
        let first = if self.duties.is_said() { Some(belongs.from_on) } else { self.flags.is_said().then_some(fresh.joined_on) };
        let too_early = self.on.zip(first).filter(|(on, first)| on < first);
        wrong.extend(too_early.map(|(_, first)| terms::too_early("/on", first)));
        wrong.extend(terms::wrong(&self.duty_terms, "/duty_terms", belongs.from_on));
        wrong.extend(terms::wrong(&self.flag_terms, "/flag_terms", fresh.joined_on));
        wrong
    }
}

/// Enrols a member, or replaces what is known of one. Moving to another organisation is a transfer.
///
/// # Errors
/// `not_found`, `already_exists`, `stale_version`, `invalid`; `wrong_state` at an organisation that was dissolved.
pub fn put(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: MemberDraft) -> Result<(Member, bool)> {
    let (whole, today) = (MemberChange::whole(&draft), tx.today());
    whole.check()?;
    let known = match store::seek(tx, scope, id)? {
        None => None,
        Some((row, belongs, at)) => Some((whole.onto(&row, &belongs, belongs.day(today))?, (row, belongs), at)),
    };
    let is_there = |belongs: &Membership| (belongs.organization_id, belongs.group_id) == (draft.organization, draft.group);
    let is_since = |belongs: &Membership| draft.since.is_none_or(|since| since == belongs.from_on);
    let is_same = |belongs: &Membership| is_there(belongs) && is_since(belongs);
    let arrival = seen.meets(known, |(fresh, known, _)| Stands { version: known.0.version, same: is_same(&known.1) && fresh == known })?;
    match arrival {
        Arrival::Create => enrol(tx, scope, id, &draft, &whole).map(|member| (member, true)),
        Arrival::Same((_, (row, belongs), _)) => Ok((row.spoken(&belongs, today)?, false)),
        Arrival::Change((_, (_, belongs), _)) if !is_there(&belongs) => {
            let (zh, en) = ("换组织或党小组请用 transfer。", "To change the organisation or group, use transfer.");
            Err(Error::field(FieldError::saying("/organization", zh, en)))
        }
        Arrival::Change((_, (_, belongs), _)) if !is_since(&belongs) => {
            let began = belongs.from_on;
            let (zh, en) = (format!("组织关系自 {began} 起，不能在此更改。"), format!("The membership began on {began}; that is not changed here."));
            Err(Error::field(FieldError::saying("/since", zh, en)))
        }
        Arrival::Change((fresh, known, at)) => replace(tx, &at, &whole, &known, fresh).map(|member| (member, false)),
    }
}

fn enrol(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, draft: &MemberDraft, whole: &MemberChange) -> Result<Member> {
    let (place, at) = placed(tx, scope, draft.organization, "/organization")?;
    not_a_group(&place, "/organization")?;
    let (now, today) = (tx.now(), tx.today());
    let since = draft.since.unwrap_or(draft.joined_on.max(roster_since(today)));
    let row = Row {
        id,
        organization_id: at.organization(),
        path: at.path().clone(),
        name: draft.name.to_string(),
        status: draft.status,
        joined_on: draft.joined_on,
        full_on: draft.full_on,
        flags: store::column::<FlagTerm>([])?,
        ended_on: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let belongs = Membership {
        member_id: id,
        organization_id: at.organization(),
        path: at.path().clone(),
        group_id: draft.group,
        from_on: since,
        to_on: None,
        duties: store::column::<DutyTerm>([])?,
    };
    let mut wrong = whole.wrong(&row, &belongs);
    if since < draft.joined_on {
        wrong.push(FieldError::new("/since", FieldFault::EndsBeforeStart));
    }
    Error::unless_empty(wrong)?;
    check_group(tx, &at, scope, draft.group)?;
    let (row, belongs) = store::insert(tx, &at, whole.onto(&row, &belongs, since)?)?;
    tx.note(at.note(Act::MemberEnrol, row.subject(), row.version).now(&row.state(&belongs)?)?);
    row.spoken(&belongs, today)
}

/// Changes what is known of a member.
///
/// # Errors
/// `not_found`, `stale_version`, `invalid`.
pub fn change(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: MemberChange) -> Result<Member> {
    draft.check()?;
    let (row, belongs, at) = store::find(tx, scope, id)?;
    let (fresh, known) = (draft.onto(&row, &belongs, belongs.day(tx.today()))?, (row, belongs));
    if !seen.changes(known.0.version, fresh == known)? {
        return known.0.spoken(&known.1, tx.today());
    }
    replace(tx, &at, &draft, &known, fresh)
}

fn replace(tx: &mut Tx, at: &At<ManageMember>, draft: &MemberChange, known: &(Row, Membership), fresh: (Row, Membership)) -> Result<Member> {
    let mut wrong = draft.wrong(&fresh.0, &fresh.1);
    // Nobody belongs anywhere before joining the Party.
    if let Some(since) = draft.joined_on.and_then(|joined_on| Some(fresh.1.from_on).filter(|since| *since < joined_on)) {
        let (zh, en) = (format!("组织关系自{since}起，入党不能晚于这一天。"), format!("They have belonged here since {since}, and joined no later."));
        wrong.push(FieldError::saying("/joined_on", zh, en));
    }
    Error::unless_empty(wrong)?;
    let (row, belongs) = (store::update(tx, at, fresh.0, &known.1, &fresh.1)?, fresh.1);
    let (before, after) = (known.0.state(&known.1)?, row.state(&belongs)?);
    tx.note(at.note(Act::MemberChange, row.subject(), row.version).was(&before)?.now(&after)?);
    row.spoken(&belongs, tx.today())
}
