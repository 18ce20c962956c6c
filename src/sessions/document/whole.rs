//! The facts of a record: those of its common fields, then every part's.

use super::{Host, Part, Record, Visit, democratic_life, party_day};
use crate::facts::{self, Found, Ground};
use crate::members::RollEntry;
use crate::rulebook::case::{Case, Fact, Mend, Scene, Told};
use crate::rulebook::kinds::{Duty, Kind, OrganizationKind};
use crate::text::Remark;

/// The common fields that rules ask after, and which facts come of each.
pub const COMMON_FEEDS: &[(&str, &[Fact])] = &[
    ("also_kind", &[Fact::LifeFormUsual, Fact::BallotInGeneralMeeting]),
    ("held_on", &[Fact::MoveInOrder, Fact::OnFixedDayOrExplained, Fact::WithinMonthOfPrereview]),
    ("host", &[Fact::HostInOrder, Fact::HostIsGroupLeader]),
    ("minutes", &[Fact::Discussed]),
];

struct Facts<'r> {
    record: &'r Record,
    ground: &'r Ground,
    case: Case,
}

impl Visit for Facts<'_> {
    fn part<P: Part>(&mut self, _: &'static str, part: Option<&P>) {
        if P::KINDS.is_empty() || self.record.is_one_of(P::KINDS) {
            P::facts(part, self.record, self.ground, &mut self.case);
        }
    }
}

impl Record {
    /// The record confronted with what the system knows: what a judge is told.
    pub fn facts(&self, ground: &Ground) -> Case {
        let mut case = Case { sector: ground.about.sector, ..Case::new(self.held_on, self.kinds().collect(), ground.about.kind) };
        organization(&mut case.whole, ground);
        host(self, ground, &mut case);
        out_of_place(self, ground, &mut case);
        party_day::temporary_business(self, ground, &mut case);
        let mut facts = Facts { record: self, ground, case };
        self.parts(&mut facts);
        facts.case
    }
}

/// From this many full members on a branch has a committee.
const COMMITTEE_FROM: usize = 7;

/// What is known of an organisation on a day, whatever was held.
pub fn organization(whole: &mut Scene, ground: &Ground) {
    let about = &ground.about;
    whole.yes(Fact::HoldsDemocraticLife, about.kind.holds_democratic_life());
    whole.yes(Fact::ByReference, democratic_life::is_by_reference(ground));
    whole.number(Fact::Groups, about.groups);
    whole.yes(Fact::LargeOrScattered, about.large_or_scattered);
    if !ground.roll.is_known() {
        let roll = [Fact::FullMembers, Fact::Members, Fact::Voters, Fact::HasCommittee, Fact::NeedsCommittee, Fact::HasGroupLeader];
        for fact in roll {
            whole.gap(fact, facts::no_roll(), Mend::Roll);
        }
        return;
    }
    let full = ground.roll.full();
    whole.number(Fact::FullMembers, full).number(Fact::Members, ground.roll.people.len()).number(Fact::Voters, ground.roll.voters());
    let has_committee = ground.has_committee();
    match has_committee {
        Some(has_one) => whole.yes(Fact::HasCommittee, has_one),
        None => whole.gap(Fact::HasCommittee, facts::no_duties(), Mend::Roll),
    };
    if full >= COMMITTEE_FROM || has_committee.is_some() {
        whole.yes(Fact::NeedsCommittee, full >= COMMITTEE_FROM || has_committee == Some(true));
    }
    if let Some(committee) = ground.committee() {
        whole.number(Fact::CommitteeSize, committee.len());
    }
    leader(whole, ground);
}

fn leader(whole: &mut Scene, ground: &Ground) {
    let leader = ground.roll.people.iter().find(|one| one.duties.contains(&Duty::GroupLeader));
    match leader {
        Some(leader) => {
            whole.told(Fact::HasGroupLeader, 1, Told::new(format!("组长为{}", leader.name), format!("{} leads it", leader.name)));
        }
        None if ground.roll.knows_duties() => {
            whole.yes(Fact::HasGroupLeader, false);
        }
        None => {
            whole.gap(Fact::HasGroupLeader, facts::no_duties(), Mend::Roll);
        }
    }
}

/// The kinds that somebody is asked for who held them.
const HOST_WANTED: &[Kind] = &[Kind::BranchGeneralMeeting, Kind::BranchCommitteeMeeting, Kind::PartyGroupMeeting];

fn host(record: &Record, ground: &Ground, case: &mut Case) {
    let Some(host) = &record.host else {
        if record.is_one_of(HOST_WANTED) {
            case.lack("/host", "主持人", "the host");
        }
        for fact in [Fact::HostInOrder, Fact::HostIsGroupLeader] {
            case.whole.gap(fact, facts::unsaid("主持人", "who held it"), Mend::Record);
        }
        return;
    };
    let of = Hosting::of(host, record, ground, case);
    of.in_order(&mut case.whole);
    of.leads_the_group(&mut case.whole);
}

/// Who held it, in which duty by the roll, and in which by the record.
struct Hosting {
    name: String,
    /// By the roll; none where the roll does not know.
    derived: Option<Vec<Duty>>,
    stated: Option<Duty>,
    delegated: Option<bool>,
    /// Why the roll does not know.
    unknown: (Told, Mend),
}

impl Hosting {
    fn of(host: &Host, record: &Record, ground: &Ground, case: &mut Case) -> Hosting {
        let person = host.person.named();
        let name = ground.name_of(person);
        let found = ground.find(person);
        // Elsewhere than in these a duty may well be one of another organisation: a secretary of the township gave the lecture.
        let has_typed = host.duty.is_some() && record.is_one_of(HOST_WANTED);
        // Somebody of another branch may sit on the committee: a first secretary who was sent here.
        let seat = person.member.and_then(|member| ground.body.as_ref()?.find(member)).map(|seat| seat.position.duty());
        let derived = match found {
            Found::OnRoll(entry) if ground.roll.knows_duties() => Some(entry.duties.clone()),
            Found::Elsewhere if seat.is_some() => Some(seat.into_iter().collect()),
            // Somebody whose id is of another branch has no duty here; a name may be spelt otherwise, but gets no duty by it.
            Found::Elsewhere if (person.member.is_some() || has_typed) && ground.roll.knows_duties() => Some(Vec::new()),
            _ => None,
        };
        let unknown = match found {
            _ if !ground.roll.is_known() => (facts::no_roll(), Mend::Roll),
            _ if !ground.roll.knows_duties() => (facts::no_duties(), Mend::Roll),
            Found::Elsewhere => (Told::new(format!("当天名册上没有{name}"), format!("{name} is not on that day's roll")), Mend::Record),
            _ => (Told::new(format!("当天名册上有同名的{name}"), format!("two on that day's roll are called {name}")), Mend::Record),
        };
        let contradicts = derived.as_ref().zip(host.duty).is_some_and(|(derived, stated)| !has(derived, stated));
        if contradicts {
            let stated = host.duty.map(|duty| (duty.zh(), duty.en())).unwrap_or_default();
            let none = if matches!(found, Found::OnRoll(_)) { ("无职务", "without a duty on the roll") } else { ("无此人", "not on the roll") };
            let by_roll = derived.iter().flatten().map(|duty| (format!("为{}", duty.zh()), format!("on the roll as {}", duty.en()))).next();
            let by_roll = by_roll.unwrap_or_else(|| (none.0.to_string(), none.1.to_string()));
            let said = (format!("{name}填为{}，当天名册{}", stated.0, by_roll.0), format!("{name} is given as {}, {}", stated.1, by_roll.1));
            case.contradicted("HOST-ROLL", "/host/duty", said, host.duty_reason.as_ref());
            if host.duty_reason.as_ref().is_none_or(Remark::is_blank) {
                case.lack("/host/duty_reason", "主持人职务与名册不一致的原因", "why the host's duty is not the roll's");
            }
        }
        if let Found::OnRoll(entry) = found {
            was_away(entry, record, case);
        }
        Hosting { name, derived, stated: host.duty, delegated: host.delegated, unknown }
    }

    /// Every way in which the duty is told: by the roll, and by the record where that says otherwise.
    fn told(&self) -> Vec<Vec<Duty>> {
        let stated = self.stated.map(|duty| vec![duty]);
        match (&self.derived, stated) {
            (Some(derived), Some(stated)) if !has(derived, stated.first().copied().unwrap_or(Duty::GroupLeader)) => vec![derived.clone(), stated],
            (Some(derived), _) => vec![derived.clone()],
            (None, Some(stated)) => vec![stated],
            (None, None) => Vec::new(),
        }
    }

    fn in_order(&self, whole: &mut Scene) {
        let fact = Fact::HostInOrder;
        let answers: Vec<Option<bool>> = self.told().iter().map(|duties| self.is_in_order(duties)).collect();
        let Some(first) = answers.first().copied() else {
            whole.gap(fact, self.unknown.0.clone(), self.unknown.1);
            return;
        };
        match first {
            Some(_) if answers.iter().any(|one| *one != first) => {
                whole.between(fact, 0, 1);
            }
            Some(is_so) => {
                whole.told(fact, i64::from(is_so), self.sentence(is_so));
            }
            None => {
                whole.gap(fact, facts::unsaid("是否受委托", "whether it was delegated"), Mend::Record);
            }
        }
    }

    /// The secretary; or with delegation a deputy or a member of the committee.
    fn is_in_order(&self, duties: &[Duty]) -> Option<bool> {
        if duties.contains(&Duty::Secretary) {
            return Some(true);
        }
        if duties.iter().any(|duty| duty.is_on_committee()) { self.delegated } else { Some(false) }
    }

    fn sentence(&self, is_so: bool) -> Told {
        let name = &self.name;
        let duties = self.told().into_iter().next().unwrap_or_default();
        let duty = duties.iter().find(|duty| duty.is_on_committee()).copied();
        match duty {
            Some(Duty::Secretary) => Told::new(format!("书记{name}主持"), format!("the secretary, {name}, held it")),
            Some(duty) if is_so => Told::new(format!("{}{name}受委托主持", duty.zh()), format!("{name} ({}) held it by delegation", duty.en())),
            Some(_) => Told::new(format!("{name}主持，未受书记委托"), format!("{name} held it without delegation")),
            None => Told::new(format!("{name}主持，当日无职务"), format!("{name} held it and had no duty that day")),
        }
    }

    fn leads_the_group(&self, whole: &mut Scene) {
        let fact = Fact::HostIsGroupLeader;
        let answers: Vec<bool> = self.told().iter().map(|duties| duties.contains(&Duty::GroupLeader)).collect();
        let name = &self.name;
        match answers.as_slice() {
            [] => {
                whole.gap(fact, self.unknown.0.clone(), self.unknown.1);
            }
            [first, rest @ ..] if rest.iter().any(|one| one != first) => {
                whole.between(fact, 0, 1);
            }
            [true, ..] => {
                whole.told(fact, 1, Told::new(format!("组长{name}主持"), format!("the leader, {name}, held it")));
            }
            [false, ..] => {
                whole.told(fact, 0, Told::new(format!("{name}主持，当日不是组长"), format!("{name} held it and was not its leader that day")));
            }
        }
    }
}

/// 委员 is any duty of the committee.
fn has(duties: &[Duty], stated: Duty) -> bool {
    duties.contains(&stated) || stated == Duty::CommitteeMember && duties.iter().any(|duty| duty.is_on_committee())
}

/// Who held it was there.
fn was_away(entry: &RollEntry, record: &Record, case: &mut Case) {
    let listed = record.attendance.iter().flat_map(|attendance| &attendance.people).find(|one| one.member == entry.member);
    if let Some(one) = listed.filter(|one| !one.came.is_present()) {
        let said = (format!("{}主持，出席名单为{}", entry.name, one.came.zh()), format!("{} held it, on the list as {}", entry.name, one.came.en()));
        case.contradicted("HOST-ROLL", "/host/person", said, None);
    }
}

/// A meeting of a kind that such an organisation does not hold, and votes where none are taken.
fn out_of_place(record: &Record, ground: &Ground, case: &mut Case) {
    for kind in record.kinds() {
        if let Some(said) = not_held_by(kind, ground) {
            case.contradicted("KIND-ORG", if kind == record.kind { "/kind" } else { "/also_kind" }, said, None);
        }
    }
    if let Some(place) = record.votes_out_of_place() {
        let (zh, en) = (record.kind.zh(), record.kind.en());
        let said = (format!("{zh}中有表决，没有注明同时为党员大会"), format!("A vote was taken in a {en} that is no members' meeting too"));
        case.contradicted("VOTE-KIND", place, said, None);
    }
}

fn not_held_by(kind: Kind, ground: &Ground) -> Option<(String, String)> {
    let organization = ground.about.kind;
    let is_branch = organization.is_branch();
    let is_group = organization == OrganizationKind::PartyGroup;
    let is_right = match kind {
        Kind::BranchGeneralMeeting | Kind::BranchCommitteeMeeting | Kind::DemocraticAppraisal => is_branch,
        Kind::PartyGroupMeeting => is_group,
        Kind::OrganizationalLifeMeeting => is_branch || is_group,
        _ => true,
    };
    if !is_right {
        let zh = format!("{}不召开{}", organization.zh(), kind.zh());
        return Some((zh, format!("A {} holds no {}", organization.en(), kind.en())));
    }
    if kind == Kind::BranchCommitteeMeeting && ground.has_committee() == Some(false) {
        return Some(("本支部没有支部委员会".to_string(), "This branch has no committee".to_string()));
    }
    None
}
