//! What was talked about and decided, item by item. The votes on an item are in `vote`.

use std::collections::BTreeSet;

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Part, Person, Record, Spot, Vote, given, part, vote};
use crate::clock::Day;
use crate::draft::List;
use crate::error::FieldError;
use crate::facts::{self, Ground, said};
use crate::id::{EntryId, SessionId};
use crate::rulebook::case::{Case, Fact, Mend, Scene, Told};
use crate::rulebook::kinds::{Kind, ResolutionSubject as Subject};
use crate::text::{Name, Prose, Remark};

crate::vocabulary! {
    /// How far something decided has got.
    pub enum Progress {
        Open = "open" "未办结";
        Done = "done" "已办结";
        Dropped = "dropped" "不再办理";
    }
}

part! {
    /// What one person said. Other opinions are recorded in full.
    Speech {
        must {
            id: EntryId,
            person: Person,
            text: Prose,
        }
    }
}

part! {
    /// Something decided, with who sees to it and until when. It comes back on the agenda until it is closed.
    Decision as decision {
        must {
            id: EntryId,
            #[schema(example = "11 月底前完成困难党员走访。")]
            text: Remark,
        }
        may {
            owner: Person,
            due_on: Day,
            /// `open` when absent.
            progress: Progress,
        }
    }
}

impl Decision {
    /// How it stood when it was made: open, unless the record says that it was settled at once.
    pub fn stands(&self) -> Progress {
        self.progress.unwrap_or(Progress::Open)
    }
    /// Somebody sees to it, until a day.
    pub fn is_owned(&self) -> bool {
        self.owner.is_some() && self.due_on.is_some()
    }
}

part! {
    /// Where an item comes from: something an earlier session left open.
    Carried as carried {
        must {
            session: SessionId,
            /// The id of the decision in that session's record.
            entry: EntryId,
            /// `open` keeps it on the next agenda.
            progress: Progress,
        }
    }
}

part! {
    /// One item of the agenda.
    AgendaItem {
        must {
            id: EntryId,
            #[schema(example = "讨论接收李明为预备党员")]
            title: Name,
        }
        may {
            /// Important: the branch committee should have discussed it before. Admissions, confirmations, extensions and
            /// elections always are.
            important: bool,
            /// An important matter of the village or community.
            village_important: bool,
            /// The branch committee's meeting that discussed it before.
            prior_committee_session: SessionId,
            /// `false` says that the branch committee did not discuss it before; where it did, name its meeting.
            committee_discussed: bool,
            /// What an admission's resolution says of the candidate's performance.
            candidate_performance: Prose,
            /// The secretary signed the resolution.
            secretary_signed: bool,
            carried: Carried,
        }
        many {
            discussion: Speech,
            decisions: Decision,
            votes: Vote,
        }
    }
}

impl AgendaItem {
    /// As a finding speaks of it, by its place from 0.
    pub(super) fn called(&self, index: usize) -> (String, String) {
        let (number, title) = (index + 1, &self.title);
        (format!("第{number}项议题“{title}”"), format!("item {number} \"{title}\""))
    }
}

/// The kinds of which a meeting cannot be judged without an item.
const ITEM_WANTED: &[Kind] = &[Kind::BranchGeneralMeeting, Kind::BranchCommitteeMeeting, Kind::PartyGroupMeeting];

/// The kinds in which a vote is the branch's own, or a committee's.
const MAY_VOTE: &[Kind] = &[
    Kind::BranchGeneralMeeting,
    Kind::OrganizationalLifeMeeting,
    Kind::BranchCommitteeMeeting,
    Kind::PartyGroupMeeting,
    Kind::DemocraticLifeMeeting,
];

impl Part for List<AgendaItem> {
    const KINDS: &'static [Kind] = &[];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[
        ("important", &[Fact::Important]),
        ("village_important", &[Fact::VillageImportant]),
        ("prior_committee_session", &[Fact::PriorCommittee]),
        ("committee_discussed", &[Fact::PriorCommittee]),
        ("discussion", &[Fact::Discussed]),
        ("candidate_performance", &[Fact::AdmissionResolutionComplete]),
        ("secretary_signed", &[Fact::AdmissionResolutionComplete]),
        ("votes", vote::FEEDS),
    ];

    fn form() -> RefOr<Schema> {
        AgendaItem::schema()
    }

    fn impossible(&self, record: &Record, ground: &Ground, spot: &Spot, wrong: &mut Vec<FieldError>) {
        for (i, item) in self.iter().enumerate() {
            let (item_spot, name) = (spot.entry(i), "votes");
            for (j, cast) in item.votes.iter().enumerate() {
                vote::impossible(cast, record, ground, &item_spot.field(name).entry(j), wrong);
            }
        }
    }

    fn facts(part: Option<&List<AgendaItem>>, record: &Record, ground: &Ground, case: &mut Case) {
        let items = part.map(|list| &**list).unwrap_or_default();
        // A group may have studied instead.
        let has_studied = record.is(Kind::PartyGroupMeeting) && record.study.is_some();
        if items.is_empty() && record.is_one_of(ITEM_WANTED) && !has_studied {
            let (zh, en) = match record.kind {
                Kind::PartyGroupMeeting => ("议题或者学习材料", "an item of the agenda or what was studied"),
                _ => ("议题", "an item of the agenda"),
            };
            case.lack("/agenda", zh, en);
        }
        for (index, item) in items.iter().enumerate() {
            item_facts(item, index, record, ground, case);
        }
    }
}

fn item_facts(item: &AgendaItem, index: usize, record: &Record, ground: &Ground, case: &mut Case) {
    let pointer = format!("/agenda/{index}");
    let (zh, en) = item.called(index);
    let mut scene = Scene::at(&pointer).named(zh, en);
    let is_voted = is_voted(item);
    match is_voted {
        Some(is_so) => scene.yes(Fact::Voted, is_so),
        None => scene.gap(Fact::Voted, facts::unsaid("表决事项", "what the vote was about"), Mend::Record),
    };
    discussed(&mut scene, item, record);
    let is_always_important = item.votes.iter().any(|cast| cast.subject.is_some_and(|subject| subject != Subject::Ordinary));
    scene.yes(Fact::Important, is_always_important || item.important == Some(true));
    prior_committee(&mut scene, item, &pointer, record, ground, case);
    village(&mut scene, item, record);
    if is_voted == Some(true) && record.is_one_of(&[Kind::BranchGeneralMeeting]) && scene.is_unknown(Fact::Discussed) {
        let (zh, en) = (format!("第{}项议题的讨论情况", index + 1), format!("what was discussed of item {}", index + 1));
        case.lack(format!("{pointer}/discussion"), zh, en);
    }
    committees_view(item, index, record, case);
    carried(item, &pointer, ground, case);
    case.items.push(scene);
    for (j, cast) in item.votes.iter().enumerate() {
        vote::facts(cast, item, (index, j), record, ground, case);
    }
}

/// Whether something was voted on of which the members talk before; an election is none. None while it may be one.
fn is_voted(item: &AgendaItem) -> Option<bool> {
    let mut subjects = item.votes.iter().map(|cast| cast.subject.map(|subject| subject != Subject::Election));
    if subjects.clone().any(|is_voted| is_voted == Some(true)) {
        return Some(true);
    }
    if subjects.any(|is_voted| is_voted.is_none()) { None } else { Some(false) }
}

/// Spoken of by somebody, or in the minutes.
fn discussed(scene: &mut Scene, item: &AgendaItem, record: &Record) {
    let named = |one: &Speech| (one.person.member, one.person.member.is_none().then(|| one.person.name.clone()));
    let speakers = item.discussion.iter().map(named).collect::<BTreeSet<_>>().len() as i64;
    let in_minutes = said(record.minutes.as_ref().map(Prose::as_str));
    if speakers > 0 {
        let told = Told::new(format!("{speakers}人发言"), format!("{speakers} spoke")).with("speakers", speakers);
        scene.told(Fact::Discussed, 1, told);
    } else if in_minutes == Some(true) {
        scene.told(Fact::Discussed, 1, Told::new("讨论情况见会议记录", "the discussion is in the minutes"));
    } else if item.discussion.is_said() {
        scene.yes(Fact::Discussed, false);
    } else {
        scene.gap(Fact::Discussed, facts::unsaid("讨论情况", "what was discussed"), Mend::Record);
    }
}

fn prior_committee(scene: &mut Scene, item: &AgendaItem, pointer: &str, record: &Record, ground: &Ground, case: &mut Case) {
    let place = format!("{pointer}/prior_committee_session");
    if let Some(id) = item.prior_committee_session {
        let Some(stored) = ground.stored(id) else { return };
        // Of the same day is before: the committee meets on the way into the hall.
        let came_before = stored.held_on <= record.held_on;
        if stored.is_ours && stored.is_submitted && came_before && stored.is(Kind::BranchCommitteeMeeting) {
            let (zh, en) = (stored.held_on.zh(), stored.held_on.en());
            scene.told(Fact::PriorCommittee, 1, Told::new(format!("支部委员会{zh}讨论"), format!("the committee discussed it on {en}")));
            return;
        }
        let (day_zh, day_en) = (stored.held_on.zh(), stored.held_on.en());
        let zh = format!("所指{day_zh}{}不是本支部会前的支部委员会会议", stored.kind.zh());
        let en = format!("The {} of {day_en} is no earlier committee meeting of this branch", stored.kind.en());
        case.contradicted("PRIOR-REF", place, (zh, en), None);
        scene.gap(Fact::PriorCommittee, facts::unsaid("由哪次会议讨论", "which meeting discussed it"), Mend::Record);
        return;
    }
    match item.committee_discussed {
        Some(false) => {
            scene.yes(Fact::PriorCommittee, false);
        }
        Some(true) | None => {
            let is_asked = scene.is(Fact::Important) && ground.has_committee() == Some(true) && record.is(Kind::BranchGeneralMeeting);
            if is_asked {
                case.lack(place, "重要事项由哪次支部委员会会议讨论", "which committee meeting discussed an important item");
            }
            scene.gap(Fact::PriorCommittee, facts::unsaid("由哪次会议讨论", "which meeting discussed it"), Mend::Record);
        }
    }
}

/// A matter of the village is the members' meeting's; decided elsewhere it waits for one.
fn village(scene: &mut Scene, item: &AgendaItem, record: &Record) {
    scene.yes(Fact::VillageImportant, item.village_important == Some(true));
    if record.is(Kind::BranchGeneralMeeting) {
        scene.yes(Fact::VillageDecided, true);
    } else {
        scene.gap(Fact::VillageDecided, Told::new("尚无党员大会讨论的记录", "no members' meeting has it on record yet"), Mend::Later);
    }
}

/// A committee's meeting gives views or decides.
fn committees_view(item: &AgendaItem, index: usize, record: &Record, case: &mut Case) {
    let has_view = !item.discussion.is_empty() || !item.decisions.is_empty() || !item.votes.is_empty();
    let in_minutes = said(record.minutes.as_ref().map(Prose::as_str)) == Some(true);
    if record.is(Kind::BranchCommitteeMeeting) && !has_view && !in_minutes {
        let (zh, en) = (format!("第{}项议题的意见或者决定", index + 1), format!("a view or a decision on item {}", index + 1));
        case.lack(format!("/agenda/{index}/decisions"), zh, en);
    }
}

fn carried(item: &AgendaItem, pointer: &str, ground: &Ground, case: &mut Case) {
    let Some(carried) = &item.carried else { return };
    // Closed or not: what was closed may be taken up again.
    let is_known = ground.agreed.iter().any(|agreed| (agreed.session, agreed.entry) == (carried.session, carried.entry));
    if !is_known {
        let zh = "结转事项在本组织的记录中找不到".to_string();
        let en = "No record of this organisation has the carried item".to_string();
        case.contradicted("CARRY-REF", format!("{pointer}/carried"), (zh, en), None);
    }
}

impl Record {
    /// Votes in a gathering that is no meeting which takes them.
    pub(super) fn votes_out_of_place(&self) -> Option<String> {
        let first = given(&self.agenda)?.iter().position(|item| !item.votes.is_empty())?;
        (!self.is_one_of(MAY_VOTE)).then(|| format!("/agenda/{first}/votes"))
    }
}

/// What was agreed, less what was settled on the spot: it has somebody and a day. Whether it was done is asked on that
/// day, never on the evening itself.
pub(super) fn agreed(list: &List<Decision>, case: &mut Case) {
    // Whoever lists nothing agreed upon owes nothing for it.
    let agreed = &**list;
    let owned = agreed.iter().filter(|one| one.is_owned() || one.stands() != Progress::Open).count();
    let closed = agreed.iter().filter(|one| one.stands() != Progress::Open).count();
    case.whole.number(Fact::FollowUps, agreed.len()).number(Fact::FollowUpsOwned, owned);
    let open: Vec<&Decision> = agreed.iter().filter(|one| one.stands() == Progress::Open).collect();
    let told = if open.is_empty() {
        Told::new(format!("{closed}项均已办结"), format!("all {closed} are done"))
    } else {
        let dated = open
            .iter()
            .filter_map(|one| one.due_on.map(|due| (format!("“{}”{}到期", one.text, due.zh()), format!("\"{}\" is due on {}", one.text, due.en()))));
        let (zh, en): (Vec<String>, Vec<String>) = dated.take(3).unzip();
        Told::new(format!("{}项未到期：{}", open.len(), zh.join("、")), format!("{} not yet due: {}", open.len(), en.join(", ")))
    };
    case.whole.told(Fact::FollowUpsClosed, closed as i64, told);
}
