//! The roll: who belonged to an organisation on a day, and as what.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Membership, Row};
use super::terms;
use crate::authz::action::ReadMember;
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::{Path, Snapshot};
use crate::error::Result;
use crate::id::{MemberId, OrganizationId};
use crate::organizations;
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus, OrganizationKind};

/// More people than this below a committee are no roll: nobody takes their attendance by name.
pub const LONGEST_ROLL: usize = 3_000;

/// One person on the roll of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RollEntry {
    pub member: MemberId,
    pub name: String,
    /// On that day.
    pub status: MemberStatus,
    /// In this organisation. What somebody does in a branch below is no duty of the committee.
    pub duties: Vec<Duty>,
    pub flags: Vec<MemberFlag>,
    pub group: Option<OrganizationId>,
    /// Whether the probation was extended before that day: what is decided on the day is not yet history on it.
    #[serde(skip)]
    pub was_extended: bool,
}

impl RollEntry {
    /// Full members have a vote, unless it was taken from them.
    pub fn has_vote(&self) -> bool {
        self.status == MemberStatus::Full && !self.flags.iter().any(|flag| flag.takes_vote())
    }
    pub fn is_on_committee(&self) -> bool {
        self.duties.iter().any(|duty| duty.is_on_committee())
    }
}

/// Everybody who belonged to an organisation on a day, by name. Nobody is on it of whom that is not known, so that an empty
/// one says nothing: neither that nobody should have come, nor that nobody had a vote. Empty too where there are more than
/// [`LONGEST_ROLL`] people below a committee.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    pub people: Vec<RollEntry>,
}

impl Roll {
    /// Whether it says anything.
    pub fn is_known(&self) -> bool {
        !self.people.is_empty()
    }
    /// Whether it says who did what. A roster without anybody's duty was entered without duties.
    pub fn knows_duties(&self) -> bool {
        self.people.iter().any(|one| !one.duties.is_empty())
    }
    pub fn find(&self, member: MemberId) -> Option<&RollEntry> {
        self.people.iter().find(|one| one.member == member)
    }
    /// Full members.
    pub fn full(&self) -> usize {
        self.people.iter().filter(|one| one.status == MemberStatus::Full).count()
    }
    /// Those with a vote: the base of every vote of a members' meeting.
    pub fn voters(&self) -> usize {
        self.people.iter().filter(|one| one.has_vote()).count()
    }
    /// Members of the committee.
    pub fn committee(&self) -> usize {
        self.people.iter().filter(|one| one.is_on_committee()).count()
    }
}

/// The roll of a day, and which day that is: today where none is named.
///
/// # Errors
/// `not_found` outside the scope.
pub fn roll_of(snapshot: &mut Snapshot, scope: &Scope<ReadMember>, id: OrganizationId, on: Option<Day>) -> Result<(Day, Roll)> {
    let (place, at) = organizations::place(snapshot, scope, id)?;
    let on = on.unwrap_or(snapshot.today());
    Ok((on, roll(snapshot, &at, place.kind, on)?))
}

/// The roll of a day of the organisation that the proof is for, in one statement. A group's roll is those who were in it,
/// that of a general branch or a committee whoever belonged to it or to anything below. Whose membership of the Party was
/// stopped is on none.
pub fn roll<A: Action>(snapshot: &mut Snapshot, at: &At<A>, kind: OrganizationKind, day: Day) -> Result<Roll> {
    let rows = store::on_day(snapshot, at, kind, day, LONGEST_ROLL + 1)?;
    let is_of_many = !kind.is_branch() && kind != OrganizationKind::PartyGroup;
    if is_of_many && rows.len() > LONGEST_ROLL {
        return Ok(Roll::default());
    }
    let is_here = |belongs: &Membership| !is_of_many || belongs.organization_id == at.organization();
    let entries = rows.into_iter().map(|(row, belongs)| entry(row, &belongs, is_here(&belongs), day));
    let mut people = entries.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?;
    people.sort_by(|a, b| (&a.name, a.member).cmp(&(&b.name, b.member)));
    Ok(Roll { people })
}

fn entry(row: Row, belongs: &Membership, is_here: bool, day: Day) -> Result<Option<RollEntry>> {
    let terms = row.flag_terms()?;
    let flags = terms::on(&terms, day);
    if flags.iter().any(|flag| flag.takes_off_roll()) {
        return Ok(None);
    }
    let was_extended = terms.iter().any(|term| term.flag == MemberFlag::ProbationExtended && term.from < day);
    let duties = if is_here { terms::on(&belongs.duty_terms()?, day) } else { Vec::new() };
    Ok(Some(RollEntry { member: row.id, status: row.status_on(day), duties, flags, name: row.name, group: belongs.group_id, was_extended }))
}

/// Somebody who is named at an organisation, wherever they belonged on that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMember {
    pub member: MemberId,
    pub name: String,
    /// On that day.
    pub status: MemberStatus,
    pub flags: Vec<MemberFlag>,
    /// Whether they were a member of the Party on that day, as far as is known: neither after the last day, nor while
    /// membership was stopped.
    pub is_member: bool,
    /// Where they belonged, and where their attendance counts; none where it is not known.
    pub organization: Option<OrganizationId>,
    pub path: Option<Path>,
}

/// The members of these ids as they were on a day, in one statement, in the order of the ids. Only those who stand in the
/// same tree as the organisation of the proof: to it, others do not exist.
pub fn named<A: Action>(snapshot: &mut Snapshot, at: &At<A>, ids: &[MemberId], day: Day) -> Result<Vec<NamedMember>> {
    let rows = store::of_tree(snapshot, at, ids, day)?;
    let mut found = rows.into_iter().map(|(row, belongs)| named_member(row, belongs, day)).collect::<Result<Vec<_>>>()?;
    let places: BTreeMap<MemberId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    found.sort_by_key(|one| places.get(&one.member).copied());
    Ok(found)
}

fn named_member(row: Row, belongs: Option<Membership>, day: Day) -> Result<NamedMember> {
    let flags = terms::on(&row.flag_terms()?, day);
    let is_member = was_member(row.ended_on, &row.flags, day)?;
    let (organization, path) = belongs.map(|belongs| (belongs.organization_id, belongs.path)).unzip();
    Ok(NamedMember { member: row.id, status: row.status_on(day), name: row.name, flags, is_member, organization, path })
}

/// Whether somebody was a member of the Party on a day, by the columns that say so.
///
/// # Errors
/// Only when what is kept cannot be read.
pub fn was_member(ended_on: Option<Day>, flags: &str, day: Day) -> Result<bool> {
    let flags = terms::on(&store::flag_terms(flags)?, day);
    Ok(ended_on.is_none_or(|ended| day <= ended) && !flags.iter().any(|flag| flag.takes_off_roll()))
}
