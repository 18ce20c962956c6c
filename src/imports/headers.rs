//! Finds the header row below titles and merged lines, in Chinese or English, and which column holds what. Columns that
//! nobody asked for are left out and named. Pure.

use super::cells;

/// Rows in which a header may stand.
pub const LOOKED_AT: usize = 30;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Code,
    Name,
    ShortName,
    Kind,
    Parent,
    ParentCode,
    Sector,
    PartyDay,
    LargeOrScattered,
    PersonName,
    Status,
    Organization,
    OrganizationCode,
    Group,
    JoinedOn,
    FullOn,
    Duties,
    Floating,
}

impl Field {
    /// What it is called on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Field::Code => "code",
            Field::Name => "name",
            Field::ShortName => "short_name",
            Field::Kind => "kind",
            Field::Parent => "parent",
            Field::ParentCode => "parent_code",
            Field::Sector => "sector",
            Field::PartyDay => "party_day",
            Field::LargeOrScattered => "large_or_scattered",
            Field::PersonName => "name",
            Field::Status => "status",
            Field::Organization => "organization",
            Field::OrganizationCode => "organization_code",
            Field::Group => "group",
            Field::JoinedOn => "joined_on",
            Field::FullOn => "full_on",
            Field::Duties => "duties",
            Field::Floating => "floating",
        }
    }
}

/// A field and the headers it is known by, the first being the one to ask for.
type Words = (Field, &'static [&'static str]);

const ORGANIZATIONS: &[Words] = &[
    (Field::Code, &["党组织代码", "组织代码", "党组织编码", "组织编码", "代码", "编码", "code", "organizationcode"]),
    (
        Field::Name,
        &["党组织全称", "党组织名称", "组织名称", "组织全称", "全称", "名称", "单位名称", "name", "fullname", "organization", "organizationname"],
    ),
    (Field::ShortName, &["党组织简称", "组织简称", "简称", "shortname"]),
    (Field::Kind, &["党组织类别", "党组织类型", "组织类别", "组织类型", "类别", "类型", "kind", "type", "category"]),
    (
        Field::Parent,
        &["上级党组织名称", "上级党组织", "上级组织名称", "上级组织", "上级党组织全称", "隶属党组织", "上级", "parent", "parentname", "superior"],
    ),
    (Field::ParentCode, &["上级党组织代码", "上级组织代码", "上级党组织编码", "上级代码", "parentcode", "superiorcode"]),
    (Field::Sector, &["所属领域", "领域", "行业领域", "领域类别", "sector"]),
    (Field::PartyDay, &["主题党日", "主题党日日期", "固定党日", "党员活动日", "partyday"]),
    (Field::LargeOrScattered, &["党员较多或分散", "是否党员较多或分散", "largeorscattered"]),
];

const MEMBERS: &[Words] = &[
    (Field::PersonName, &["姓名", "党员姓名", "name", "fullname", "membername"]),
    (Field::Status, &["人员类别", "党员类别", "党员类型", "党员身份", "类别", "status", "category"]),
    (
        Field::Organization,
        &[
            "所在党支部",
            "所在党组织",
            "所属党支部",
            "所属党组织",
            "所在支部",
            "所属支部",
            "党支部名称",
            "党支部",
            "党组织名称",
            "所在党支部名称",
            "所在党组织名称",
            "organization",
            "branch",
            "branchname",
            "organizationname",
        ],
    ),
    (Field::OrganizationCode, &["所在党支部代码", "所在党组织代码", "党支部代码", "党组织代码", "组织代码", "organizationcode", "branchcode"]),
    (Field::Group, &["所在党小组", "所属党小组", "党小组", "group", "partygroup"]),
    (
        Field::JoinedOn,
        &[
            "加入党组织日期",
            "入党日期",
            "入党时间",
            "加入党组织时间",
            "加入中国共产党时间",
            "加入中国共产党日期",
            "joinedon",
            "joined",
            "dateofjoining",
            "joiningdate",
        ],
    ),
    (
        Field::FullOn,
        &["转为正式党员日期", "转正日期", "转正时间", "转为正式党员时间", "成为正式党员日期", "fullon", "fullmembersince", "dateoffullmembership"],
    ),
    (Field::Duties, &["党内职务", "党内任职", "党组织职务", "支部职务", "duties", "duty", "position"]),
    (Field::Floating, &["是否流动党员", "流动党员", "是否为流动党员", "floating"]),
];

/// What a file is to bring in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Organizations,
    Members,
}

impl Wanted {
    fn words(self) -> &'static [Words] {
        match self {
            Wanted::Organizations => ORGANIZATIONS,
            Wanted::Members => MEMBERS,
        }
    }
    /// Each of these groups must be met by one column.
    fn required(self) -> &'static [&'static [Field]] {
        match self {
            Wanted::Organizations => &[&[Field::Name], &[Field::Kind]],
            Wanted::Members => &[&[Field::PersonName], &[Field::Status], &[Field::Organization, Field::OrganizationCode], &[Field::JoinedOn]],
        }
    }
}

/// A header row, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// The header's row number, as the spreadsheet shows it.
    pub row: u32,
    /// Each column that is used: what it holds, where, and the header as written.
    pub used: Vec<(Field, usize, String)>,
    /// The headers of the columns that are not.
    pub left_out: Vec<String>,
    /// What no column holds, though the import needs it, by the header to ask for.
    pub missing: Vec<&'static str>,
}

impl Headers {
    /// The text of a row's cell that holds this.
    pub fn cell<'r>(&self, row: &'r [String], field: Field) -> &'r str {
        let column = self.used.iter().find(|(known, ..)| *known == field).map(|(_, column, _)| *column);
        column.and_then(|column| row.get(column)).map_or("", String::as_str)
    }
    pub fn has(&self, field: Field) -> bool {
        self.used.iter().any(|(known, ..)| *known == field)
    }
    /// The header as written over the column that holds this.
    pub fn written(&self, field: Field) -> &str {
        self.used.iter().find(|(known, ..)| *known == field).map_or("", |(_, _, written)| written)
    }
    /// Whether nothing that is used stands in the row.
    pub fn is_blank(&self, row: &[String]) -> bool {
        self.used.iter().all(|(_, column, _)| row.get(*column).is_none_or(|cell| cell.trim().is_empty()))
    }
    /// Whether the row is the header again, as on every printed page.
    pub fn is_repeated(&self, row: &[String]) -> bool {
        let same = |(_, column, written): &(Field, usize, String)| row.get(*column).is_some_and(|cell| normal(cell) == normal(written));
        self.used.iter().filter(|one| same(one)).count() * 2 > self.used.len()
    }
    /// How much of a header this is.
    fn weight(&self) -> usize {
        self.used.len()
    }
}

/// A header as compared: narrow, without spaces, signs and what stands in brackets.
fn normal(text: &str) -> String {
    let text = cells::key(text);
    let mut depth = 0usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' | '【' | '（' => depth += 1,
                ')' | ']' | '】' | '）' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => (),
            }
            depth == 0 && !matches!(c, '*' | ':' | '_' | '-' | '.' | '#' | '※' | '★' | '"')
        })
        .collect()
}

fn understand(wanted: Wanted, number: u32, row: &[String]) -> Headers {
    let mut headers = Headers { row: number, ..Headers::default() };
    for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let known = normal(text);
        let field = wanted.words().iter().find(|(_, words)| words.contains(&known.as_str())).map(|(field, _)| *field);
        match field {
            Some(field) if !headers.has(field) => headers.used.push((field, column, cells::shown(&cells::name(text)))),
            _ => headers.left_out.push(cells::shown(&cells::name(text))),
        }
    }
    let ask = |fields: &[Field]| wanted.words().iter().find(|(field, _)| fields.first() == Some(field)).and_then(|(_, words)| words.first().copied());
    headers.missing =
        wanted.required().iter().filter(|fields| !fields.iter().any(|field| headers.has(*field))).filter_map(|fields| ask(fields)).collect();
    headers
}

/// Looks for the header row, one row after the other.
#[derive(Debug)]
pub struct Search {
    wanted: Wanted,
    seen: usize,
    /// The row before: a header that is split over two rows is read together.
    above: Vec<String>,
    best: Option<Headers>,
}

impl Search {
    pub fn new(wanted: Wanted) -> Search {
        Search { wanted, seen: 0, above: Vec::new(), best: None }
    }
    /// Whether to go on looking.
    pub fn goes_on(&self) -> bool {
        self.seen < LOOKED_AT
    }
    /// The header, if it is this row.
    pub fn look(&mut self, number: u32, row: &[String]) -> Option<Headers> {
        self.seen += 1;
        let both: Vec<String> = (0..row.len().max(self.above.len()))
            .map(|column| row.get(column).filter(|cell| !cell.is_empty()).or(self.above.get(column)).cloned().unwrap_or_default())
            .collect();
        for row in [row, &both] {
            let found = understand(self.wanted, number, row);
            if found.missing.is_empty() {
                return Some(found);
            }
            if found.weight() > self.best.as_ref().map_or(0, Headers::weight) {
                self.best = Some(found);
            }
        }
        self.above = row.to_vec();
        None
    }
    /// What is missing in the row that looked most like a header.
    pub fn missing(self) -> Vec<&'static str> {
        let wanted = self.wanted;
        self.best.unwrap_or_else(|| understand(wanted, 0, &[])).missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<String> {
        text.split('|').map(str::to_string).collect()
    }

    #[test]
    fn the_header_is_found_below_titles() {
        let mut search = Search::new(Wanted::Members);
        assert_eq!(search.look(1, &row("石桥镇党员花名册")), None);
        let found = search.look(2, &row("序号|姓 名|身份证号|*人员类别|所在党支部（全称）|入党日期|手机号码")).expect("a header");
        assert_eq!(found.left_out, ["序号", "身份证号", "手机号码"]);
        assert_eq!(found.cell(&row("1|王秀英||正式党员"), Field::PersonName), "王秀英");
        assert_eq!(found.written(Field::PersonName), "姓名");
        assert!(found.is_repeated(&row("序号|姓名|身份证号|人员类别|所在党支部|入党日期|手机号码")));
        assert!(found.is_blank(&row("7||2112||||13")));
    }

    #[test]
    fn english_and_split_headers_are_headers() {
        let mut search = Search::new(Wanted::Organizations);
        let found = search.look(1, &row("Code|Full name|Kind|Parent code|Party_day|Fax")).expect("a header");
        assert_eq!(found.used.len(), 5);
        assert_eq!(found.left_out, ["Fax"]);
        let mut search = Search::new(Wanted::Organizations);
        assert_eq!(search.look(1, &row("代码|名称|情况|")), None);
        let found = search.look(2, &row("||类别|上级")).expect("a header over two rows");
        assert_eq!(found.used.iter().map(|(_, column, _)| *column).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut search = Search::new(Wanted::Members);
        search.look(1, &row("花名册"));
        search.look(2, &row("姓名|入党时间"));
        assert_eq!(search.missing(), ["人员类别", "所在党支部"]);
    }
}
