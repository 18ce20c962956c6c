//! What an import answers: row by row, what was done or why not.

use serde::Serialize;
use utoipa::ToSchema;

/// Above so many rows only the refused ones are listed.
const MOST_LISTED: usize = 5_000;

crate::vocabulary! {
    /// What became of a row.
    pub enum Action {
        Created = "created" "新建";
        Changed = "changed" "更新";
        Unchanged = "unchanged" "未变";
        Refused = "refused" "未导入";
    }
}

crate::vocabulary! {
    /// Why a row was refused; the Chinese name is the sentence a reader sees.
    pub enum Refusal {
        NoName = "no_name" "没有姓名或名称，或者含有不可见字符";
        BadStatus = "bad_status" "人员类别不是正式党员或预备党员";
        ImpossibleDate = "impossible_date" "日期不存在或无法识别";
        NoDate = "no_date" "没有加入党组织日期";
        FullBeforeJoined = "full_before_joined" "转正日期早于入党日期";
        UnknownOrg = "unknown_org" "所在党组织不存在，或者您管不到";
        NotABranch = "not_a_branch" "党员不能直接放在党小组，请填所在党支部";
        BadDuty = "bad_duty" "党内职务无法识别";
        DuplicateRow = "duplicate_row" "与前面一行重复";
        BadKind = "bad_kind" "党组织类别无法识别";
        BadSector = "bad_sector" "所属领域无法识别";
        UnknownParent = "unknown_parent" "上级党组织不存在，或者您管不到";
        NoParent = "no_parent" "没有上级党组织；只有系统管理员可以新建最上级组织";
        BadPlace = "bad_place" "这类组织不能设在该上级之下";
        Cycle = "cycle" "上下级互相循环";
        StandsElsewhere = "stands_elsewhere" "该组织已在另一上级之下；请用移动，不用导入";
        TakenCode = "taken_code" "党组织代码已被另一组织使用";
        ParentRefused = "parent_refused" "上级组织所在的行未导入";
    }
}

impl Refusal {
    /// The same in English.
    pub fn en(self) -> &'static str {
        match self {
            Refusal::NoName => "There is no name, or it has invisible characters",
            Refusal::BadStatus => "The status is neither full nor probationary",
            Refusal::ImpossibleDate => "The date does not exist or cannot be read",
            Refusal::NoDate => "There is no date of joining",
            Refusal::FullBeforeJoined => "Became full before joining",
            Refusal::UnknownOrg => "There is no such organisation, or it is not yours",
            Refusal::NotABranch => "A member belongs to a branch, not to a group; name the branch",
            Refusal::BadDuty => "The duty is not known",
            Refusal::DuplicateRow => "Repeats an earlier row",
            Refusal::BadKind => "The kind of organisation is not known",
            Refusal::BadSector => "The sector is not known",
            Refusal::UnknownParent => "There is no such superior, or it is not yours",
            Refusal::NoParent => "There is no superior; only a system administrator makes one without",
            Refusal::BadPlace => "Such an organisation cannot stand below that superior",
            Refusal::Cycle => "The superiors go in a circle",
            Refusal::StandsElsewhere => "It stands below another superior already; move it, do not import it",
            Refusal::TakenCode => "The code is another organisation's",
            Refusal::ParentRefused => "Its superior's row was refused",
        }
    }
}

/// One row of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowReport {
    /// As the sheet counts them; the first is 1.
    #[schema(minimum = 1)]
    pub row: usize,
    pub action: Action,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "转正日期早于入党日期")]
    pub zh: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<&'static str>,
}

/// What an import did, or would do.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Report {
    /// Whether anything was kept. False in a dry run, and when rows were refused without `skip_bad`.
    pub applied: bool,
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
    /// The titles of the columns that were read.
    pub columns_used: Vec<String>,
    /// The titles of the columns that were not: nothing of them is kept.
    pub columns_left_out: Vec<String>,
    /// Every row; above 5,000 rows only the refused ones.
    pub rows: Vec<RowReport>,
}

impl Report {
    pub fn tell(&mut self, row: usize, name: &str, action: Action) {
        let count = match action {
            Action::Created => &mut self.created,
            Action::Changed => &mut self.changed,
            Action::Unchanged => &mut self.unchanged,
            Action::Refused => &mut self.refused,
        };
        *count += 1;
        self.rows.push(RowReport { row, action, name: name.to_string(), reason: None, zh: None, en: None });
    }
    pub fn refuse(&mut self, row: usize, name: &str, reason: Refusal) {
        self.refused += 1;
        let (zh, en) = (Some(reason.zh()), Some(reason.en()));
        self.rows.push(RowReport { row, action: Action::Refused, name: name.to_string(), reason: Some(reason), zh, en });
    }
    pub fn finish(mut self) -> Report {
        self.rows.sort_by_key(|row| row.row);
        if self.rows.len() > MOST_LISTED {
            self.rows.retain(|row| row.action == Action::Refused);
        }
        self
    }
}
