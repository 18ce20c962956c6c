//! From the cells of a row to what it says, as far as the row alone can tell: no database, no other rows. Pure.

use super::cells::{self, NoDay};
use super::headers::{Field, Headers};
use super::report::{Reason, Told};
use crate::clock::Day;
use crate::organizations::Setting;
use crate::rulebook::FixedDay;
use crate::rulebook::kinds::{Duty, MemberStatus, OrganizationKind, Sector};
use crate::text::Name;

/// A row that names an organisation. Small: an import holds a province of them.
#[derive(Clone, Debug, Default)]
pub struct OrganizationLine {
    pub row: u32,
    pub code: Option<Box<str>>,
    pub name: Box<str>,
    pub short_name: Option<Box<str>>,
    pub kind: Option<OrganizationKind>,
    pub sector: Option<Sector>,
    pub party_day: Option<FixedDay>,
    pub large_or_scattered: Option<bool>,
    /// As written: a name or a code.
    pub parent: Option<Box<str>>,
    pub parent_code: Option<Box<str>>,
    pub told: Vec<Told>,
}

/// A row that names a member.
#[derive(Clone, Debug, Default)]
pub struct MemberLine {
    pub row: u32,
    pub name: Box<str>,
    pub status: Option<MemberStatus>,
    pub organization: Option<Box<str>>,
    pub organization_code: Option<Box<str>>,
    pub group: Option<Box<str>>,
    pub joined_on: Option<Day>,
    pub full_on: Option<Day>,
    /// Absent where no column says it.
    pub duties: Option<Vec<Duty>>,
    pub floating: Option<bool>,
    pub told: Vec<Told>,
}

/// Whether a row adds others up: its first cell says so.
pub fn is_total(row: &[String]) -> bool {
    let first = row.iter().find(|cell| !cell.is_empty()).map(|cell| cells::key(cell)).unwrap_or_default();
    let bare = first.trim_end_matches([':', '：']);
    ["合计", "总计", "小计", "共计", "累计", "total", "sum", "subtotal"].contains(&bare)
}

fn boxed(text: &str) -> Option<Box<str>> {
    (!text.is_empty()).then(|| text.into())
}

/// The name as kept, and what is wrong with it.
fn name_of(text: &str, field: Field, told: &mut Vec<Told>) -> Box<str> {
    let name = cells::name(text);
    if name.is_empty() {
        told.push(Told::at(Reason::NoName, field));
    } else if Name::parse(&name).is_err() {
        told.push(Told::at(Reason::BadName, field));
    }
    name.into()
}

/// Refuses the row when a cell that would be kept holds an identity number.
fn check_identity(headers: &Headers, row: &[String], told: &mut Vec<Told>) -> bool {
    let field = headers.used.iter().find(|(field, ..)| cells::holds_identity(headers.cell(row, *field))).map(|(field, ..)| *field);
    told.extend(field.map(|field| Told::at(Reason::IdentityNumber, field)));
    field.is_some()
}

/// Reads a yes or no, remarking on what is neither.
fn yes(headers: &Headers, row: &[String], field: Field, told: &mut Vec<Told>) -> Option<bool> {
    let text = headers.cell(row, field);
    cells::yes(text).unwrap_or_else(|()| {
        told.push(Told::at(Reason::UnreadableYes, field).cell(text));
        None
    })
}

impl OrganizationLine {
    /// How a new organisation of this kind is set up.
    pub fn setting(&self, kind: OrganizationKind) -> Setting {
        Setting {
            from: None,
            kind,
            sector: self.sector,
            level: None,
            party_day: self.party_day,
            large_or_scattered: self.large_or_scattered.unwrap_or(false),
            has_committee: None,
        }
    }

    /// How one that is there is set up from now on: a blank cell changes nothing.
    pub fn onto(&self, held: &Setting) -> Setting {
        Setting {
            kind: self.kind.unwrap_or(held.kind),
            sector: self.sector.or(held.sector),
            party_day: self.party_day.or(held.party_day),
            large_or_scattered: self.large_or_scattered.unwrap_or(held.large_or_scattered),
            ..held.clone()
        }
    }
}

pub fn organization(headers: &Headers, number: u32, row: &[String]) -> OrganizationLine {
    let mut told = Vec::new();
    let mut line = OrganizationLine { row: number, ..OrganizationLine::default() };
    if check_identity(headers, row, &mut told) {
        return OrganizationLine { told, ..line };
    }
    let cell = |field| headers.cell(row, field);
    line.name = name_of(cell(Field::Name), Field::Name, &mut told);
    let code = cells::code(cell(Field::Code));
    if !code.is_empty() && Name::parse(&code).is_err() {
        told.push(Told::at(Reason::BadCode, Field::Code).cell(&code));
    }
    line.code = boxed(&code);
    line.short_name = boxed(&cells::name(cell(Field::ShortName))).filter(|name| Name::parse(name).is_ok());
    line.kind = cells::kind(cell(Field::Kind));
    if line.kind.is_none() {
        told.push(Told::at(Reason::BadKind, Field::Kind).cell(cell(Field::Kind)));
    }
    let sector = cell(Field::Sector);
    line.sector = cells::sector(sector);
    if line.sector.is_none() && !sector.is_empty() {
        told.push(Told::at(Reason::UnknownSector, Field::Sector).cell(sector));
    }
    let day = cell(Field::PartyDay);
    line.party_day = cells::party_day(day);
    if line.party_day.is_none() && !day.is_empty() {
        told.push(Told::at(Reason::BadPartyDay, Field::PartyDay).cell(day));
    }
    line.large_or_scattered = yes(headers, row, Field::LargeOrScattered, &mut told);
    line.parent = boxed(cell(Field::Parent));
    line.parent_code = boxed(&cells::code(cell(Field::ParentCode)));
    OrganizationLine { told, ..line }
}

fn day(headers: &Headers, row: &[String], field: Field, told: &mut Vec<Told>) -> Option<Day> {
    let text = headers.cell(row, field);
    match cells::day(text) {
        Ok(day) => day,
        Err(why) => {
            let reason = if why == NoDay::Impossible { Reason::ImpossibleDate } else { Reason::UnreadableDate };
            told.push(Told::at(reason, field).cell(text));
            None
        }
    }
}

pub fn member(headers: &Headers, number: u32, row: &[String], today: Day) -> MemberLine {
    let mut told = Vec::new();
    let mut line = MemberLine { row: number, ..MemberLine::default() };
    if check_identity(headers, row, &mut told) {
        return MemberLine { told, ..line };
    }
    let cell = |field| headers.cell(row, field);
    line.name = name_of(cell(Field::PersonName), Field::PersonName, &mut told);
    line.status = cells::status(cell(Field::Status));
    if line.status.is_none() {
        told.push(Told::at(Reason::BadStatus, Field::Status).cell(cell(Field::Status)));
    }
    line.organization = boxed(cell(Field::Organization));
    line.organization_code = boxed(&cells::code(cell(Field::OrganizationCode)));
    line.group = boxed(cell(Field::Group));
    let dates = told.len();
    line.joined_on = day(headers, row, Field::JoinedOn, &mut told);
    line.full_on = day(headers, row, Field::FullOn, &mut told);
    if told.len() == dates {
        told.extend(check_dates(&line, today));
    }
    if headers.has(Field::Duties) {
        let (duties, unknown) = cells::duties(cell(Field::Duties));
        told.extend(unknown.iter().map(|duty| Told::at(Reason::UnknownDuty, Field::Duties).cell(duty)));
        line.duties = Some(duties);
    }
    line.floating = yes(headers, row, Field::Floating, &mut told);
    MemberLine { told, ..line }
}

fn check_dates(line: &MemberLine, today: Day) -> Option<Told> {
    let Some(joined_on) = line.joined_on else { return Some(Told::at(Reason::NoDate, Field::JoinedOn)) };
    if joined_on > today {
        return Some(Told::at(Reason::FutureDate, Field::JoinedOn).with(joined_on));
    }
    match (line.status, line.full_on) {
        (_, Some(full_on)) if full_on < joined_on => Some(Told::at(Reason::FullBeforeJoined, Field::FullOn).with(full_on).with(joined_on)),
        // Whoever joined before there was a probation has no such day.
        (Some(MemberStatus::Full), None) => Some(Told::at(Reason::NoFullDate, Field::FullOn)),
        (Some(MemberStatus::Full), Some(full_on)) if full_on > today => Some(Told::at(Reason::FutureDate, Field::FullOn).with(full_on)),
        _ => None,
    }
}
