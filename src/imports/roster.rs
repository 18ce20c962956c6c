//! From lines to members: to which organisation each belongs, who is known already, who is named twice. Pure: what is
//! known comes in, what to keep goes out.

use std::collections::{BTreeMap, HashMap};

use super::cells::key;
use super::headers::Field;
use super::lines::MemberLine;
use super::report::{Action, Done, Reason, Told, is_wrong};
use crate::clock::Day;
use crate::error::Result;
use crate::id::{MemberId, OrganizationId};
use crate::members::{Enrolment, Imported, Known, roster_since};
use crate::organizations::{OrganizationRow, OrganizationStatus};
use crate::rulebook::kinds::{MemberFlag, MemberStatus, OrganizationKind};

/// From which days on a roster holds.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// Who is new belongs from this day on, or from the day of joining the Party where that is later.
    pub new: Day,
    /// What is new of who is known.
    pub changed: Day,
}

impl Days {
    /// `since` is told with the file, where it is.
    pub fn of(since: Option<Day>, today: Day) -> Days {
        Days { new: since.unwrap_or(roster_since(today)), changed: since.unwrap_or(today) }
    }
}

/// The lines of a file by the organisation they belong to, and what became of the others.
pub struct Sorted {
    pub by_organization: BTreeMap<OrganizationId, Vec<usize>>,
    pub done: Vec<Option<Done>>,
}

/// Where members can belong.
pub struct Branches<'o> {
    known: HashMap<OrganizationId, &'o OrganizationRow>,
    names: HashMap<Box<str>, Vec<&'o OrganizationRow>>,
    short_names: HashMap<Box<str>, Vec<&'o OrganizationRow>>,
    codes: HashMap<Box<str>, &'o OrganizationRow>,
    groups: HashMap<(OrganizationId, Box<str>), OrganizationId>,
}

impl<'o> Branches<'o> {
    pub fn of(known: &'o [OrganizationRow]) -> Branches<'o> {
        let (mut names, mut short_names) = (HashMap::<Box<str>, Vec<_>>::new(), HashMap::<Box<str>, Vec<_>>::new());
        let (mut codes, mut groups) = (HashMap::<Box<str>, _>::new(), HashMap::new());
        for row in known.iter().filter(|row| row.status == OrganizationStatus::Active) {
            if row.kind == OrganizationKind::PartyGroup {
                groups.extend(row.parent_id.map(|parent| ((parent, key(&row.name).into()), row.id)));
                groups.extend(row.parent_id.zip(row.short_name.as_ref()).map(|(parent, name)| ((parent, key(name).into()), row.id)));
                continue;
            }
            names.entry(key(&row.name).into()).or_default().push(row);
            if let Some(name) = &row.short_name {
                short_names.entry(key(name).into()).or_default().push(row);
            }
            if let Some(code) = &row.code {
                codes.insert(key(code).into(), row);
            }
        }
        Branches { known: known.iter().map(|row| (row.id, row)).collect(), names, short_names, codes, groups }
    }

    fn branch(&self, id: OrganizationId) -> Option<&'o OrganizationRow> {
        let row = self.known.get(&id).copied();
        row.filter(|row| row.status == OrganizationStatus::Active && row.kind != OrganizationKind::PartyGroup)
    }

    /// The organisation that a line names: by name, short name, code or id.
    fn find(&self, line: &MemberLine) -> Result<&'o OrganizationRow, Told> {
        let (written, field) = match (&line.organization_code, &line.organization) {
            (Some(code), _) => (code, Field::OrganizationCode),
            (None, Some(name)) => (name, Field::Organization),
            (None, None) => return Err(Told::at(Reason::UnknownOrg, Field::Organization).with("")),
        };
        let wanted = key(written);
        let named = self.names.get(wanted.as_str()).or_else(|| self.short_names.get(wanted.as_str())).filter(|_| field == Field::Organization);
        match named.map(Vec::as_slice) {
            Some([one]) => Ok(one),
            Some([_, ..]) => Err(Told::at(Reason::AmbiguousOrg, field).cell(written)),
            _ => self
                .codes
                .get(wanted.as_str())
                .copied()
                .or_else(|| self.branch(wanted.parse().ok()?))
                .ok_or_else(|| Told::at(Reason::UnknownOrg, field).cell(written)),
        }
    }
}

/// Sorts the lines by organisation. A line that repeats a good one is wrong: the first of them stands.
pub fn sort(branches: &Branches, lines: &[MemberLine]) -> Sorted {
    let mut sorted = Sorted { by_organization: BTreeMap::new(), done: Vec::with_capacity(lines.len()) };
    let mut seen: HashMap<(OrganizationId, Box<str>, Day), u32> = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        let mut told = line.told.clone();
        let found = branches.find(line).map_err(|wrong| told.push(wrong)).ok();
        if let (Some(found), Some(group)) = (found, &line.group)
            && !branches.groups.contains_key(&(found.id, key(group).into()))
        {
            told.push(Told::at(Reason::UnknownGroup, Field::Group).cell(group));
        }
        if let (Some(found), Some(joined_on), false) = (found, line.joined_on, is_wrong(&told)) {
            match seen.get(&(found.id, line.name.clone(), joined_on)) {
                Some(first) => told.push(Told::new(Reason::DuplicateRow).with(first)),
                None => {
                    seen.insert((found.id, line.name.clone(), joined_on), line.row);
                    sorted.by_organization.entry(found.id).or_default().push(number);
                }
            }
        }
        sorted.done.push(is_wrong(&told).then(|| Done::refused(line.row, &line.name, told)));
    }
    sorted
}

/// Compares an organisation's lines with its members.
///
/// # Errors
/// Only when what is kept cannot be read.
pub fn compare(
    branches: &Branches,
    organization: OrganizationId,
    (lines, total): (&[&MemberLine], usize),
    members: Vec<Known>,
    days: Days,
    plan: &mut Imported,
) -> Result<Vec<Done>> {
    let Some(branch) = branches.known.get(&organization) else { return Ok(Vec::new()) };
    let mut known: HashMap<(String, Day), Known> = HashMap::new();
    for member in members {
        known.entry((key(&member.row.name), member.row.joined_on)).or_insert(member);
    }
    let mut done = Vec::with_capacity(lines.len());
    for line in lines {
        let (Some(joined_on), Some(status)) = (line.joined_on, line.status) else { continue };
        let action = match known.remove(&(key(&line.name), joined_on)) {
            Some(member) => change(line, status, member, days.changed, plan)?,
            None => {
                let id = MemberId::fresh();
                plan.new.push(Enrolment {
                    id,
                    organization,
                    path: branch.path.clone(),
                    group: line.group.as_ref().and_then(|group| branches.groups.get(&(organization, key(group).into()))).copied(),
                    name: line.name.to_string(),
                    status,
                    joined_on,
                    since: days.new.max(joined_on),
                    full_on: line.full_on,
                    duties: line.duties.clone().unwrap_or_default(),
                    flags: if line.floating == Some(true) { vec![MemberFlag::Floating] } else { Vec::new() },
                });
                Ok((Action::Created, id))
            }
        };
        done.push(match action {
            Ok((action, id)) => Done::taken(line.row, action, id.0, &line.name, &line.told, total),
            Err(wrong) => Done::refused(line.row, &line.name, line.told.iter().cloned().chain([wrong]).collect()),
        });
    }
    Ok(done)
}

/// What a line changes of a member. A blank cell says nothing, but where there is a column of duties an empty one means
/// none: how else could a secretary cease to be one?
fn change(line: &MemberLine, status: MemberStatus, member: Known, on: Day, plan: &mut Imported) -> Result<Result<(Action, MemberId), Told>> {
    let row = &member.row;
    if row.ended_on.is_some() {
        return Ok(Err(Told::new(Reason::MembershipEnded)));
    }
    if let (MemberStatus::Probationary, None, Some(full_on), MemberStatus::Full) = (status, line.full_on, row.full_on, row.status) {
        return Ok(Err(Told::at(Reason::StatusGoesBack, Field::Status).with(full_on)));
    }
    let (id, mut fresh) = (row.id, member.clone());
    fresh.row.status = status;
    fresh.row.full_on = line.full_on.or(row.full_on);
    if let Some(duties) = &line.duties {
        fresh.set_duties(duties, on)?;
    }
    if let Some(floating) = line.floating {
        fresh.set_flag(MemberFlag::Floating, floating, on)?;
    }
    if fresh == member {
        return Ok(Ok((Action::Unchanged, id)));
    }
    plan.changed.push(fresh);
    Ok(Ok((Action::Changed, id)))
}
