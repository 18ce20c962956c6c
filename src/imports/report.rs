//! What an import did with every row, or why not, in both languages.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::cells;
use super::headers::{Field, Headers};
use crate::clock::Day;

/// Above so many rows only those with a reason are listed.
const MOST_LISTED: usize = 5_000;

macro_rules! reasons {
    ($($variant:ident $code:literal $zh:literal $en:literal;)+) => {
        /// Why a row is wrong, or what of it was not understood. `{0}` stands for what the cell says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason { $($variant),+ }
        impl Reason {
            /// The frozen code that programs match on.
            pub const fn code(self) -> &'static str { match self { $(Reason::$variant => $code),+ } }
            const fn zh(self) -> &'static str { match self { $(Reason::$variant => $zh),+ } }
            const fn en(self) -> &'static str { match self { $(Reason::$variant => $en),+ } }
        }
    };
}

reasons! {
    NoName "no_name" "没有名称或姓名。" "There is no name.";
    BadName "bad_name" "名称不能用：含有不能用的字符，或超过 200 字。" "The name cannot be used: forbidden characters, or over 200 of them.";
    BadCode "bad_code" "代码不能用：“{0}”。" "The code cannot be used: \"{0}\".";
    IdentityNumber "identity_number" "这一格里有身份证号码；系统从不保存身份证号码，请删去。" "The cell holds an identity number; none is ever kept, remove it.";
    BadKind "bad_kind" "不认识的组织类别“{0}”。" "\"{0}\" is no kind of organisation.";
    BadStatus "bad_status" "人员类别应为正式党员或预备党员，而不是“{0}”。" "The category must be full or probationary member, not \"{0}\".";
    UnknownOrg "unknown_org" "没有这个党组织：“{0}”。" "There is no organisation \"{0}\".";
    AmbiguousOrg "ambiguous_org" "有几个党组织叫“{0}”，请写代码。" "Several organisations are called \"{0}\"; give the code.";
    UnknownGroup "unknown_group" "这个支部没有党小组“{0}”。" "The branch has no group \"{0}\".";
    UnknownParent "unknown_parent" "没有这个上级组织：“{0}”。" "There is no superior \"{0}\".";
    AmbiguousParent "ambiguous_parent" "有几个组织叫“{0}”，请写上级的代码。" "Several organisations are called \"{0}\"; give the superior's code.";
    ParentRefused "parent_refused" "上级组织那一行有错：“{0}”。" "The superior's own row is wrong: \"{0}\".";
    NoParent "no_parent" "没有写上级组织；只有系统管理员能建没有上级的组织。" "No superior is named; only a system administrator makes an organisation without one.";
    ParentDiffers "parent_differs" "这个组织现在的上级不同；换上级请用移动。" "The organisation has another superior; to change it, move the organisation.";
    Cycle "cycle" "上下级绕成了圈。" "The superiors form a circle.";
    WrongPlace "wrong_place" "{0}" "{1}";
    NoRoom "no_room" "上级组织的直接下级太多，或层级太深。" "The superior has too many directly below it, or the tree is too deep.";
    CodeTaken "code_taken" "代码“{0}”已被另一个组织使用。" "The code \"{0}\" is another organisation's.";
    Dissolved "dissolved" "这个组织已撤销。" "The organisation has been dissolved.";
    NoDate "no_date" "没有写日期。" "There is no date.";
    ImpossibleDate "impossible_date" "没有这一天：“{0}”。" "There is no such day: \"{0}\".";
    UnreadableDate "unreadable_date" "看不懂的日期“{0}”，请写成 2016-08-26。" "\"{0}\" is not a date; write 2016-08-26.";
    FutureDate "future_date" "日期还没有到：{0}。" "The day is yet to come: {0}.";
    FullBeforeJoined "full_before_joined" "转正日期 {0} 早于入党日期 {1}。" "Full member on {0}, before joining on {1}.";
    StatusGoesBack "status_goes_back" "已登记为 {0} 转正，名册上却是预备党员。" "Known as a full member since {0}, yet the row says probationary.";
    MembershipEnded "membership_ended" "此人已不再是党员。" "This person is no longer a member.";
    DuplicateRow "duplicate_row" "与第 {0} 行重复。" "Repeats row {0}.";
    NoFullDate "no_full_date" "没有写转正日期；按一直是正式党员登记。" "There is no day of becoming a full member; taken as one from the first day.";
    UnknownSector "unknown_sector" "不认识的领域“{0}”，未登记。" "The sector \"{0}\" is not known and was left out.";
    UnknownDuty "unknown_duty" "不认识的职务“{0}”，未登记。" "The duty \"{0}\" is not known and was left out.";
    UnreadableYes "unreadable_yes" "看不懂“{0}”，应为是或否；未登记。" "\"{0}\" is neither yes nor no and was left out.";
    BadPartyDay "bad_party_day" "主题党日应是1到28，或者第几个星期几，“{0}”未登记。" "The Party day must be 1 to 28, or a weekday such as 第一个星期五; \"{0}\" was left out.";
}

impl Reason {
    /// Whether the row is taken all the same, without that cell.
    pub const fn is_remark(self) -> bool {
        matches!(self, Reason::NoFullDate | Reason::UnknownSector | Reason::UnknownDuty | Reason::UnreadableYes | Reason::BadPartyDay)
    }
}

/// A reason with its place and the words it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub reason: Reason,
    pub field: Option<Field>,
    words: Vec<String>,
}

impl Told {
    pub fn new(reason: Reason) -> Told {
        Told { reason, field: None, words: Vec::new() }
    }
    pub fn at(reason: Reason, field: Field) -> Told {
        Told { field: Some(field), ..Told::new(reason) }
    }
    /// Adds what a cell says, never a long number of it.
    pub fn cell(mut self, text: &str) -> Told {
        self.words.push(cells::shown(text));
        self
    }
    pub fn with(mut self, word: impl ToString) -> Told {
        self.words.push(word.to_string());
        self
    }
    fn said(&self, template: &str) -> String {
        let mut text = template.to_string();
        for (index, word) in self.words.iter().enumerate() {
            text = text.replace(&format!("{{{index}}}"), word);
        }
        text
    }
}

/// Whether any of these makes the row wrong.
pub fn is_wrong(told: &[Told]) -> bool {
    told.iter().any(|told| !told.reason.is_remark())
}

crate::vocabulary! {
    /// What an import does with a row.
    pub enum Action {
        Created = "created" "新建";
        Changed = "changed" "更新";
        Unchanged = "unchanged" "未变";
        Refused = "refused" "未导入";
    }
}

/// What was done with one row, before it is told.
#[derive(Clone, Debug)]
pub struct Done {
    pub row: u32,
    pub action: Action,
    pub id: Option<Uuid>,
    pub name: Box<str>,
    pub told: Vec<Told>,
}

impl Done {
    /// Of many rows those with nothing to tell are not listed, and their names not kept.
    pub fn taken(row: u32, action: Action, id: Uuid, name: &str, told: &[Told], total: usize) -> Done {
        let is_listed = total <= MOST_LISTED || !told.is_empty();
        Done { row, action, id: Some(id), name: if is_listed { name } else { "" }.into(), told: told.to_vec() }
    }
    pub fn refused(row: u32, name: &str, told: Vec<Told>) -> Done {
        Done { row, action: Action::Refused, id: None, name: name.into(), told }
    }
}

/// Why a row was refused, or what of it was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowReason {
    /// A frozen word for programs.
    #[schema(example = "impossible_date")]
    pub reason: &'static str,
    /// The header of the column.
    pub column: Option<String>,
    #[schema(example = "没有这一天：“2011-02-30”。")]
    pub zh: String,
    pub en: String,
}

/// One row of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowReport {
    /// As the spreadsheet program counts them; the first is 1.
    #[schema(minimum = 1)]
    pub row: u32,
    pub action: Action,
    pub name: String,
    /// The record it became or is.
    pub id: Option<Uuid>,
    /// Why it was refused; of a row that was taken, what was left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub reasons: Vec<RowReason>,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    /// Whether anything was kept. False in a dry run, and when rows were refused without `skip_bad`.
    pub applied: bool,
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
    /// Rows in which nothing stands that is read, and totals.
    pub passed_over: usize,
    /// Of members: from which day on who is new belongs to the organisation, or from the day of joining the Party where that
    /// is later. As asked for with `since`; else 1 January of the year.
    pub since: Option<Day>,
    /// The worksheet that was read; empty for CSV.
    pub sheet: String,
    pub header_row: u32,
    /// The titles of the columns that were read.
    pub columns_used: Vec<String>,
    /// The titles of the columns that were not: nothing of them is kept.
    pub columns_left_out: Vec<String>,
    /// Every row; above 5,000 rows only those with a reason.
    pub rows: Vec<RowReport>,
}

impl Report {
    pub fn new(headers: &Headers, sheet: &str, passed_over: usize, done: Vec<Done>) -> Report {
        let count = |action| done.iter().filter(|done| done.action == action).count();
        let (created, changed, unchanged, refused) =
            (count(Action::Created), count(Action::Changed), count(Action::Unchanged), count(Action::Refused));
        let told = |told: Told| RowReason {
            reason: told.reason.code(),
            zh: told.said(told.reason.zh()),
            en: told.said(told.reason.en()),
            column: told.field.map(|field| headers.written(field).to_string()).filter(|header| !header.is_empty()),
        };
        let all = done.len() <= MOST_LISTED;
        let listed = done.into_iter().filter(|done| all || !done.told.is_empty());
        let rows = listed.map(|done| RowReport {
            row: done.row,
            action: done.action,
            name: cells::shown(&done.name),
            id: done.id,
            reasons: done.told.into_iter().map(told).collect(),
        });
        Report {
            applied: false,
            created,
            changed,
            unchanged,
            refused,
            passed_over,
            since: None,
            sheet: cells::shown(sheet),
            header_row: headers.row,
            rows: rows.collect(),
            columns_used: headers.used.iter().map(|(.., written)| written.clone()).collect(),
            columns_left_out: headers.left_out.clone(),
        }
    }
}
