//! Rows of organisations: children may stand before their parents, superiors are named by id, by code or by name.

use std::collections::HashMap;

use super::cells::{name, squeezed, text};
use super::headers::{self, Column, Header};
use super::report::{Action, Refusal, Report};
use super::sheet::{Cell, Sheet};
use super::{Authority, Manner, Progress};
use crate::db::Tx;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::organizations::{self, OrganizationDraft, Row, may_stand_below};
use crate::rulebook::kinds::{OrganizationKind, Sector};
use crate::text::Name;

const COLUMNS: &[Column] = &[
    Column { word: "name", names: &["党组织全称", "党组织名称", "组织名称", "组织全称", "名称"], required: true },
    Column { word: "kind", names: &["党组织类别", "组织类别", "类别", "党组织类型"], required: true },
    Column {
        word: "parent", names: &["上级党组织名称", "上级党组织", "上级组织", "上级组织名称", "上级党组织代码"], required: true
    },
    Column { word: "code", names: &["党组织代码", "组织代码", "代码", "编码"], required: false },
    Column { word: "short_name", names: &["党组织简称", "简称"], required: false },
    Column { word: "sector", names: &["所属领域", "领域", "行业领域"], required: false },
];
/// How often progress is told, in rows.
const EVERY: usize = 1_000;

/// A row that can be read.
struct Wanted {
    row: usize,
    code: Option<Name>,
    name: Name,
    short_name: Option<Name>,
    kind: OrganizationKind,
    sector: Option<Sector>,
    parent: String,
}

/// How far a row has got while parents are sought before children.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Waiting,
    Open,
    Done(Option<OrganizationId>),
}

pub fn take(tx: &mut Tx, authority: &Authority, manner: Manner, sheet: &Sheet, progress: &mut Progress) -> Result<Report> {
    let header = headers::find(sheet, COLUMNS)?;
    let mut report = Report { columns_used: header.used.clone(), columns_left_out: header.left_out.clone(), ..Report::default() };
    let wanted = read(sheet, &header, &mut report);
    let mut tree = Tree::load(tx, authority, &wanted)?;
    let order = tree.order(&wanted, &mut report);
    for (done, index) in order.iter().enumerate() {
        if let Some(wish) = wanted.get(*index) {
            tree.settle(*index, wish, authority, &mut report);
        }
        if done % EVERY == 0 {
            progress(done, order.len() * 2);
        }
    }
    if manner.dry_run || (report.refused > 0 && !manner.skip_bad) {
        return Ok(report.finish());
    }
    let (created, changed) = (std::mem::take(&mut tree.created), std::mem::take(&mut tree.changed));
    let all = created.len() + changed.len();
    for (done, (id, draft)) in created.into_iter().enumerate() {
        organizations::plant(tx, id, draft, authority.caller)?;
        if done % EVERY == 0 {
            progress(all + done, all * 2);
        }
    }
    for row in changed {
        organizations::set_imported(tx, &row, authority.caller)?;
    }
    report.applied = true;
    Ok(report.finish())
}

fn kind_of(word: &str) -> Option<OrganizationKind> {
    OrganizationKind::ALL.iter().copied().find(|kind| kind.zh() == word).or_else(|| OrganizationKind::from_word(&word.to_lowercase())).or(
        match word {
            "党总支部" | "总支部" | "总支" => Some(OrganizationKind::GeneralBranch),
            "支部" => Some(OrganizationKind::PartyBranch),
            "基层党委" | "党委（党工委）" => Some(OrganizationKind::PartyCommittee),
            _ => None,
        },
    )
}

fn sector_of(word: &str) -> Option<Sector> {
    Sector::ALL.iter().copied().find(|sector| sector.zh() == word).or_else(|| Sector::from_word(&word.to_lowercase())).or(match word {
        "国企" => Some(Sector::StateEnterprise),
        "非公" | "非公有制企业" => Some(Sector::PrivateEnterprise),
        "高等学校" => Some(Sector::University),
        _ => None,
    })
}

fn read(sheet: &Sheet, header: &Header, report: &mut Report) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (index, row) in sheet.rows.iter().enumerate().skip(header.row + 1) {
        let cell = |word| header.cell(row, word);
        let is_blank = ["name", "kind", "parent", "code"].iter().all(|word| text(cell(word)).is_empty());
        if is_blank || super::members::is_total(row) {
            continue;
        }
        let number = index + 1;
        let shown = squeezed(&text(cell("name")));
        let Some(called) = name(cell("name")) else {
            report.refuse(number, &shown, Refusal::NoName);
            continue;
        };
        let Some(kind) = kind_of(&squeezed(&text(cell("kind")))) else {
            report.refuse(number, &shown, Refusal::BadKind);
            continue;
        };
        let written = squeezed(&text(cell("sector")));
        let sector = sector_of(&written);
        if !written.is_empty() && sector.is_none() {
            report.refuse(number, &shown, Refusal::BadSector);
            continue;
        }
        let code = Some(cell("code")).filter(|cell| **cell != Cell::Empty).and_then(name);
        let parent = squeezed(&text(cell("parent")));
        wanted.push(Wanted { row: number, code, name: called, short_name: name(cell("short_name")), kind, sector, parent });
    }
    wanted
}

/// What is there already and what the rows will add.
struct Tree {
    known: HashMap<OrganizationId, Row>,
    /// By id, by code and by name without spaces; a name that two have is nobody's.
    named: HashMap<String, Option<OrganizationId>>,
    in_sheet: HashMap<String, usize>,
    marks: Vec<Mark>,
    kinds: HashMap<OrganizationId, OrganizationKind>,
    created: Vec<(OrganizationId, OrganizationDraft)>,
    changed: Vec<Row>,
}

impl Tree {
    fn load(tx: &mut Tx, authority: &Authority, wanted: &[Wanted]) -> Result<Tree> {
        let mut tree = Tree {
            known: HashMap::new(),
            named: HashMap::new(),
            in_sheet: HashMap::new(),
            marks: vec![Mark::Waiting; wanted.len()],
            kinds: HashMap::new(),
            created: Vec::new(),
            changed: Vec::new(),
        };
        for row in organizations::import_index(tx)?.into_iter().filter(|row| authority.covers(&row.path)) {
            if let Some(code) = &row.code {
                tree.named.insert(code.clone(), Some(row.id));
            }
            tree.named.insert(row.id.to_string(), Some(row.id));
            tree.named.entry(squeezed(&row.name)).and_modify(|one| *one = None).or_insert(Some(row.id));
            tree.kinds.insert(row.id, row.kind);
            tree.known.insert(row.id, row);
        }
        for (index, wish) in wanted.iter().enumerate() {
            for key in wish.keys() {
                tree.in_sheet.entry(key).or_insert(index);
            }
        }
        Ok(tree)
    }

    /// Parents before children. Rows in a circle are refused here.
    fn order(&mut self, wanted: &[Wanted], report: &mut Report) -> Vec<usize> {
        let mut order = Vec::with_capacity(wanted.len());
        for start in 0..wanted.len() {
            let mut chain = Vec::new();
            let mut next = Some(start);
            while let Some(index) = next.filter(|index| self.marks.get(*index) == Some(&Mark::Waiting)) {
                self.mark(index, Mark::Open);
                chain.push(index);
                next = wanted.get(index).and_then(|wish| self.in_sheet.get(&wish.parent).copied()).filter(|parent| *parent != index);
            }
            let circle = next.and_then(|index| chain.iter().position(|one| *one == index));
            for (depth, index) in chain.iter().enumerate().rev() {
                if circle.is_some_and(|from| depth >= from) {
                    if let Some(wish) = wanted.get(*index) {
                        report.refuse(wish.row, wish.name.as_str(), Refusal::Cycle);
                    }
                    self.mark(*index, Mark::Done(None));
                } else {
                    self.mark(*index, Mark::Done(None));
                    order.push(*index);
                }
            }
        }
        order
    }

    fn mark(&mut self, index: usize, mark: Mark) {
        if let Some(place) = self.marks.get_mut(index) {
            *place = mark;
        }
    }

    fn settle(&mut self, index: usize, wish: &Wanted, authority: &Authority, report: &mut Report) {
        match self.decide(index, wish, authority) {
            Ok((action, id)) => {
                self.mark(index, Mark::Done(Some(id)));
                report.tell(wish.row, wish.name.as_str(), action);
            }
            Err(reason) => report.refuse(wish.row, wish.name.as_str(), reason),
        }
    }

    fn decide(&mut self, index: usize, wish: &Wanted, authority: &Authority) -> std::result::Result<(Action, OrganizationId), Refusal> {
        if wish.keys().iter().any(|key| self.in_sheet.get(key).is_some_and(|first| *first != index)) {
            return Err(Refusal::DuplicateRow);
        }
        let parent = match wish.parent.as_str() {
            "" => None,
            named => Some(self.parent(named)?),
        };
        let existing = wish.keys().iter().find_map(|key| self.named.get(key).copied().flatten());
        if let Some(row) = existing.and_then(|id| self.known.get(&id)) {
            return if row.parent_id == parent || (parent.is_none() && !authority.may_plant) {
                Ok(self.update(row.clone(), wish))
            } else {
                Err(Refusal::StandsElsewhere)
            };
        }
        match parent {
            None if !authority.may_plant => return Err(Refusal::NoParent),
            Some(parent) if !self.kinds.get(&parent).is_some_and(|kind| may_stand_below(wish.kind, *kind)) => return Err(Refusal::BadPlace),
            _ => (),
        }
        let id = OrganizationId::fresh();
        self.kinds.insert(id, wish.kind);
        let draft = OrganizationDraft {
            parent,
            code: wish.code.clone(),
            name: wish.name.clone(),
            short_name: wish.short_name.clone(),
            kind: wish.kind,
            sector: wish.sector,
            party_day: None,
            large_or_scattered: false,
        };
        self.created.push((id, draft));
        Ok((Action::Created, id))
    }

    fn parent(&self, named: &str) -> std::result::Result<OrganizationId, Refusal> {
        if let Some(index) = self.in_sheet.get(named) {
            return match self.marks.get(*index) {
                Some(Mark::Done(Some(id))) => Ok(*id),
                _ => Err(Refusal::ParentRefused),
            };
        }
        self.named.get(named).copied().flatten().ok_or(Refusal::UnknownParent)
    }

    fn update(&mut self, old: Row, wish: &Wanted) -> (Action, OrganizationId) {
        let mut row = old.clone();
        row.name = wish.name.to_string();
        row.kind = wish.kind;
        row.code = wish.code.as_ref().map(Name::to_string).or(row.code);
        row.short_name = wish.short_name.as_ref().map(Name::to_string).or(row.short_name);
        row.sector = wish.sector.or(row.sector);
        let id = row.id;
        let is_same = (&row.name, row.kind, &row.code, &row.short_name, row.sector) == (&old.name, old.kind, &old.code, &old.short_name, old.sector);
        if is_same {
            return (Action::Unchanged, id);
        }
        row.version += 1;
        self.changed.push(row);
        (Action::Changed, id)
    }
}

impl Wanted {
    /// What it is looked up by: its code where it has one, and its name.
    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.code.iter().map(|code| squeezed(code.as_str())).collect();
        keys.push(squeezed(self.name.as_str()));
        keys
    }
}
