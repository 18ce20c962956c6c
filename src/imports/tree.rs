//! From lines to organisations: which is known already, which is new, who stands below whom. Superiors may come after
//! those below them, be named by name, code or id, and be in the file or in the database. Pure: what is known comes in,
//! what to keep goes out.

use std::collections::{HashMap, HashSet};

use super::cells::key;
use super::headers::Field;
use super::index::{Index, Mark};
use super::lines::OrganizationLine;
use super::report::{Action, Done, Reason, Told, is_wrong};
use crate::clock::{Day, Moment};
use crate::db::Path;
use crate::error::{Error, Language};
use crate::id::OrganizationId;
use crate::organizations::{History, Imported, OrganizationRow, OrganizationStatus, may_stand_below};
use crate::rulebook::kinds::OrganizationKind;

/// What is known before the file is.
pub struct Known {
    /// Every organisation the caller may touch.
    pub rows: Vec<OrganizationRow>,
    /// Codes that organisations elsewhere have.
    pub taken: HashSet<String>,
    /// Whether organisations without a superior may be made.
    pub may_plant: bool,
    /// The number of the next tree.
    pub next_root: i32,
    pub now: Moment,
    pub today: Day,
}

/// A superior or namesake: known, or a line of the file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Node {
    Known(usize),
    Line(usize),
}

/// How far a line has been thought through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Untouched,
    Above,
    Done,
}

struct Planner<'l> {
    before: Known,
    lines: &'l [OrganizationLine],
    known: Index,
    given: Index,
    stages: Vec<Stage>,
    done: Vec<Option<Done>>,
    /// For each line that stands: where it is kept among the known or the new.
    kept: Vec<Option<Node>>,
    /// Known organisations that a line has already spoken of, and that line's row.
    spoken: HashMap<usize, u32>,
    /// Names that were given below a superior, and by which line.
    places: HashMap<(Option<Node>, Mark), usize>,
    counters: HashMap<Node, i32>,
    changed: HashSet<usize>,
    new: Vec<OrganizationRow>,
}

/// Plans the organisations of a file: what to keep, and what became of each line in the order of the file.
pub fn plan(before: Known, lines: &[OrganizationLine]) -> (Imported, Vec<Done>) {
    let (mut known, mut given) = (Index::default(), Index::default());
    for (number, row) in before.rows.iter().enumerate() {
        known.add(number, &row.name, row.code.as_deref());
        known.add_id(number, row.id);
    }
    let mut planner = Planner {
        stages: vec![Stage::Untouched; lines.len()],
        done: vec![None; lines.len()],
        kept: vec![None; lines.len()],
        spoken: HashMap::new(),
        places: HashMap::new(),
        counters: HashMap::new(),
        changed: HashSet::new(),
        new: Vec::new(),
        known,
        given: Index::default(),
        before,
        lines,
    };
    for (number, line) in lines.iter().enumerate() {
        let before = line.code.as_deref().and_then(|code| given.coded(&key(code))).and_then(|first| Some((first, lines.get(first)?)));
        match before {
            // Nobody is to stand below the second of two.
            Some((_, first)) => {
                let same = key(&first.name) == key(&line.name);
                let told = if same {
                    Told::new(Reason::DuplicateRow).with(first.row)
                } else {
                    Told::at(Reason::CodeTaken, Field::Code).cell(line.code.as_deref().unwrap_or_default())
                };
                planner.refuse(number, told);
            }
            None => given.add(number, &line.name, line.code.as_deref()),
        }
    }
    planner.given = given;
    (0..lines.len()).for_each(|number| planner.think(number));
    planner.finish()
}

impl Planner<'_> {
    fn refuse(&mut self, number: usize, told: Told) {
        let Some(line) = self.lines.get(number) else { return };
        let all = line.told.iter().cloned().chain([told]).collect();
        self.settle(number, Done::refused(line.row, &line.name, all), None);
    }

    fn settle(&mut self, number: usize, done: Done, kept: Option<Node>) {
        if let (Some(stage), Some(place), Some(keep)) = (self.stages.get_mut(number), self.done.get_mut(number), self.kept.get_mut(number)) {
            (*stage, *place, *keep) = (Stage::Done, Some(done), kept);
        }
    }

    fn stage(&self, number: usize) -> Stage {
        self.stages.get(number).copied().unwrap_or(Stage::Done)
    }

    /// Thinks a line through, after all that stand above it.
    fn think(&mut self, number: usize) {
        let mut chain: Vec<usize> = Vec::new();
        let mut next = Some(number);
        while let Some(number) = next.filter(|number| self.stage(*number) != Stage::Done) {
            if self.stage(number) == Stage::Above {
                // Around and back: all since the first time are the circle.
                let first = chain.iter().position(|one| *one == number).unwrap_or(0);
                chain.split_off(first).into_iter().for_each(|number| self.refuse(number, Told::at(Reason::Cycle, Field::Parent)));
                break;
            }
            if let Some(stage) = self.stages.get_mut(number) {
                *stage = Stage::Above;
            }
            chain.push(number);
            next = match self.superior(number) {
                Ok(Some(Node::Line(above))) => Some(above),
                _ => None,
            };
        }
        while let Some(number) = chain.pop() {
            self.place(number);
        }
    }

    /// The superior that a line names, if it names one.
    fn superior(&self, number: usize) -> Result<Option<Node>, Told> {
        let Some(line) = self.lines.get(number) else { return Ok(None) };
        let (written, field) = match (&line.parent_code, &line.parent) {
            (Some(code), _) => (code, Field::ParentCode),
            (None, Some(parent)) => (parent, Field::Parent),
            (None, None) => return Ok(None),
        };
        let wanted = key(written);
        let by_code = || {
            let given = self.given.coded(&wanted).map(Node::Line);
            let known = || self.known.coded(&wanted).or_else(|| self.known.with_id(wanted.parse().ok()?));
            given.or_else(|| known().map(Node::Known))
        };
        if field == Field::ParentCode {
            return by_code().map(Some).ok_or_else(|| Told::at(Reason::UnknownParent, field).cell(written));
        }
        let is_good = |number: &usize| self.lines.get(*number).is_some_and(|line| !is_wrong(&line.told));
        let named = self.given.named(&wanted);
        let good: Vec<usize> = named.iter().copied().filter(is_good).collect();
        match (good.as_slice(), self.known.named(&wanted).as_slice(), named.as_slice()) {
            ([one], ..) => Ok(Some(Node::Line(*one))),
            ([], [one], _) => Ok(Some(Node::Known(*one))),
            ([], [], [one, ..]) => Ok(Some(Node::Line(*one))),
            ([], [], []) => by_code().map(Some).ok_or_else(|| Told::at(Reason::UnknownParent, field).cell(written)),
            _ => Err(Told::at(Reason::AmbiguousParent, field).cell(written)),
        }
    }

    /// The known organisation that a line speaks of.
    fn namesake(&self, line: &OrganizationLine, above: Option<Option<OrganizationId>>) -> Option<usize> {
        let coded = line.code.as_deref().and_then(|code| self.known.coded(&key(code)));
        let fits = |number: &usize| {
            self.before.rows.get(*number).is_some_and(|row| {
                let same_place = above.is_none_or(|above| row.parent_id == above);
                same_place && (line.code.is_none() || row.code.is_none())
            })
        };
        coded.or_else(|| {
            let found: Vec<usize> = self.known.named(&key(&line.name)).into_iter().filter(fits).collect();
            if let [one] = found.as_slice() { Some(*one) } else { None }
        })
    }

    /// Decides about one line, all above it being decided.
    fn place(&mut self, number: usize) {
        let Some(line) = self.lines.get(number) else { return };
        if is_wrong(&line.told) {
            return self.settle(number, Done::refused(line.row, &line.name, line.told.clone()), None);
        }
        let mut above = match self.superior(number) {
            Ok(Some(Node::Line(superior))) => match self.kept.get(superior).copied().flatten() {
                Some(node) => Some(node),
                None => {
                    let told = Told::at(Reason::ParentRefused, Field::Parent);
                    let name = self.lines.get(superior).map_or("", |line| &line.name);
                    return self.refuse(number, told.cell(name));
                }
            },
            Ok(known) => known,
            Err(told) => match self.namesake(line, None) {
                // The top of what the caller sees: its superior is there, only not theirs to see.
                Some(known) if self.is_top(known) => None,
                _ => return self.refuse(number, told),
            },
        };
        let place = match above {
            None => None,
            Some(Node::Known(number)) => self.before.rows.get(number).map(|row| Some(row.id)),
            Some(Node::Line(number)) => self.new.get(number).map(|row| Some(row.id)),
        };
        let known = self.namesake(line, place);
        if let Some(known) = known {
            if let Some(row) = self.spoken.insert(known, line.row) {
                self.spoken.insert(known, row);
                return self.refuse(number, Told::new(Reason::DuplicateRow).with(row));
            }
            return self.compare(number, known, above);
        }
        let names = (above, Mark::of(&key(&line.name)));
        if let Some(first) = self.places.get(&names).and_then(|first| self.lines.get(*first))
            && (first.code.is_none() || line.code.is_none())
        {
            let row = first.row;
            return self.refuse(number, Told::new(Reason::DuplicateRow).with(row));
        }
        self.places.insert(names, number);
        if line.code.as_ref().is_some_and(|code| self.before.taken.contains(&**code)) {
            return self.refuse(number, Told::at(Reason::CodeTaken, Field::Code).cell(line.code.as_deref().unwrap_or_default()));
        }
        if above.is_none() && !self.before.may_plant {
            return self.refuse(number, Told::at(Reason::NoParent, Field::Parent));
        }
        self.make(number, above.take());
    }

    fn is_top(&self, known: usize) -> bool {
        let parent = self.before.rows.get(known).and_then(|row| row.parent_id);
        parent.is_some_and(|parent| self.known.with_id(parent).is_none())
    }

    fn row(&self, node: Node) -> Option<&OrganizationRow> {
        match node {
            Node::Known(number) => self.before.rows.get(number),
            Node::Line(number) => self.new.get(number),
        }
    }

    /// A line about an organisation that is there: what it changes.
    fn compare(&mut self, number: usize, known: usize, above: Option<Node>) {
        let (Some(line), Some(row)) = (self.lines.get(number), self.before.rows.get(known)) else { return };
        if row.status == OrganizationStatus::Dissolved {
            return self.refuse(number, Told::new(Reason::Dissolved));
        }
        if above.and_then(|above| self.row(above)).is_some_and(|above| row.parent_id != Some(above.id)) {
            return self.refuse(number, Told::at(Reason::ParentDiffers, Field::Parent));
        }
        let mut fresh = row.clone();
        // Another spacing is no other name.
        if key(&line.name) != key(&row.name) {
            fresh.name = line.name.to_string();
        }
        set(&mut fresh.code, line.code.as_ref().map(|code| code.to_string()));
        set(&mut fresh.short_name, line.short_name.as_ref().map(|name| name.to_string()));
        let fresh = match row.settings.changed(self.before.today, line.onto(row.settings.latest())) {
            Ok(settings) => fresh.set(settings),
            Err(error) => return self.refuse(number, unfit(&error)),
        };
        if fresh.kind != row.kind {
            let parent = row.parent_id.and_then(|id| self.known.with_id(id)).and_then(|number| self.before.rows.get(number));
            let above = parent.filter(|parent| !may_stand_below(fresh.kind, parent.kind)).map(|parent| (fresh.kind, parent.kind));
            let mut below = self.before.rows.iter().filter(|child| child.parent_id == Some(row.id) && !may_stand_below(child.kind, fresh.kind));
            if let Some((child, parent)) = above.or_else(|| below.next().map(|child| (child.kind, fresh.kind))) {
                return self.refuse(number, misplaced(child, parent));
            }
        }
        let is_same = fresh == *row;
        let action = if is_same { Action::Unchanged } else { Action::Changed };
        let done = Done::taken(line.row, action, fresh.id.0, &line.name, &line.told, self.lines.len());
        if let Some(row) = self.before.rows.get_mut(known).filter(|_| !is_same) {
            *row = fresh;
            self.changed.insert(known);
        }
        self.settle(number, done, Some(Node::Known(known)));
    }

    /// A line about a new organisation: its place below the superior.
    fn make(&mut self, number: usize, above: Option<Node>) {
        let Some(line) = self.lines.get(number) else { return };
        let Some(kind) = line.kind else { return };
        let parent = above.and_then(|above| self.row(above)).map(|row| (row.id, row.kind, row.path.clone(), row.status, row.next_child));
        let path = match &parent {
            Some((.., OrganizationStatus::Dissolved, _)) => return self.refuse(number, Told::at(Reason::Dissolved, Field::Parent)),
            Some((_, parent, ..)) if !may_stand_below(kind, *parent) => return self.refuse(number, misplaced(kind, *parent)),
            None if kind == OrganizationKind::PartyGroup => return self.refuse(number, Told::at(Reason::NoParent, Field::Parent)),
            Some((_, _, path, _, given)) => {
                let more = above.map_or(0, |above| {
                    let counter = self.counters.entry(above).or_default();
                    *counter += 1;
                    *counter
                });
                // What a new superior counts is kept in its own row; a known one's in the database, until the end.
                path.child(given + more)
            }
            None => {
                self.before.next_root += 1;
                Path::root(self.before.next_root - 1)
            }
        };
        let Some(path) = path else { return self.refuse(number, Told::at(Reason::NoRoom, Field::Parent)) };
        let settings = match History::of(line.setting(kind)) {
            Ok(settings) => settings,
            Err(error) => return self.refuse(number, unfit(&error)),
        };
        let id = OrganizationId::fresh();
        let done = Done::taken(line.row, Action::Created, id.0, &line.name, &line.told, self.lines.len());
        self.new.push(OrganizationRow {
            id,
            parent_id: parent.map(|(id, ..)| id),
            path,
            code: line.code.as_ref().map(|code| code.to_string()),
            name: line.name.to_string(),
            short_name: line.short_name.as_ref().map(|name| name.to_string()),
            kind,
            sector: line.sector,
            settings,
            active_from: self.before.today,
            status: OrganizationStatus::Active,
            dissolved_on: None,
            merged_into: None,
            next_child: 0,
            created_at: self.before.now,
            updated_at: self.before.now,
            version: 1,
        });
        self.settle(number, done, Some(Node::Line(self.new.len() - 1)));
    }

    fn finish(mut self) -> (Imported, Vec<Done>) {
        let mut counted = Vec::new();
        for (node, count) in std::mem::take(&mut self.counters) {
            match node {
                Node::Known(number) => counted.extend(self.before.rows.get(number).map(|row| (row.id, count))),
                Node::Line(number) => {
                    if let Some(row) = self.new.get_mut(number) {
                        row.next_child = count;
                    }
                }
            }
        }
        counted.sort_unstable();
        let changed = self.before.rows.into_iter().enumerate().filter(|(number, _)| self.changed.contains(number)).map(|(_, row)| row).collect();
        (Imported { new: self.new, changed, counted }, self.done.into_iter().flatten().collect())
    }
}

/// A blank cell changes nothing.
fn set<T>(place: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *place = value;
    }
}

/// What its kind does not have: a level, of one that is no committee any more.
fn unfit(error: &Error) -> Told {
    let said = |language| error.fields.first().map(|wrong| wrong.message(language)).unwrap_or_default();
    Told::at(Reason::WrongPlace, Field::Kind).with(said(Language::Chinese)).with(said(Language::English))
}

fn misplaced(child: OrganizationKind, parent: OrganizationKind) -> Told {
    let (zh, en) = (format!("{}下面不能设{}。", parent.zh(), child.zh()), format!("A {child} cannot stand below a {parent}."));
    Told::at(Reason::WrongPlace, Field::Kind).with(zh).with(en)
}
