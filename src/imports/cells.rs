//! What stands in a cell, read as people write it: seven ways to write a day, full-width digits, spaces inside names.
//! Rare characters and `·` stay as they are. Pure.

use unicode_normalization::UnicodeNormalization;

use crate::clock::{Day, Weekday};
use crate::rulebook::FixedDay;
use crate::rulebook::kinds::{Duty, MemberStatus, OrganizationKind, Sector};
use crate::text::is_invisible;

/// The Party was founded in this year: no day of joining lies before it.
const FOUNDED: i16 = 1921;
/// Days from Excel's day 0 to 1970-01-01.
const EXCEL_EPOCH: i64 = 25_569;

/// A cell without what cannot be seen: trimmed, NFC, line breaks as spaces, no zero-width or control characters.
pub fn tidy(text: &str) -> String {
    let seen = text.nfc().filter_map(|c| match c {
        '\n' | '\r' | '\t' | '\u{A0}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c => Some(c).filter(|c| !is_invisible(*c)),
    });
    let text: String = seen.collect();
    text.trim().to_string()
}

/// Full-width letters, digits and signs (１２，（) as their narrow forms, and a wide space as a space.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// What two writings of the same name or code have in common: for comparing, never for keeping.
pub fn key(text: &str) -> String {
    narrow(text).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A name as it is kept: spaces between Chinese characters (刘　浩) are only for looks and go; between Latin words one stays.
pub fn name(text: &str) -> String {
    let parts: Vec<&str> = text.split(char::is_whitespace).filter(|part| !part.is_empty()).collect();
    let mut whole = String::with_capacity(text.len());
    for part in parts {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && (c as u32) < 0x2E80);
        if is_latin(whole.chars().last()) && is_latin(part.chars().next()) {
            whole.push(' ');
        }
        whole.push_str(part);
    }
    whole
}

/// A code: narrow, without spaces.
pub fn code(text: &str) -> String {
    narrow(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Why a cell is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDay {
    /// It is written as one, but no calendar has it.
    Impossible,
    Unreadable,
}

/// A day in any of the ways it is written: `2016-08-26`, `2016/8/26`, `2016.08.26`, `2016年8月26日`, `20160826`, the number
/// of days that Excel counts, and any of these with a time behind it.
pub fn day(text: &str) -> Result<Option<Day>, NoDay> {
    let text = narrow(text);
    let text = text.trim();
    if text.is_empty() || ["-", "/", "无", "—"].contains(&text) {
        return Ok(None);
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<i64>().map_err(|_| NoDay::Unreadable);
    let rest: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let (year, month, day) = match parts.as_slice() {
        [whole] | [whole, _] if whole.len() == 5 && text.starts_with(whole) && (rest.is_empty() || rest == ".") => {
            return sane(Day::from_epoch_days(number(whole)? - EXCEL_EPOCH)).map(Some);
        }
        [whole, ..] if whole.len() == 8 && text.starts_with(whole) => {
            let part = |range| whole.get(range).map_or(Err(NoDay::Unreadable), number);
            (part(0..4)?, part(4..6)?, part(6..8)?)
        }
        [year, month, day, ..] if year.len() == 4 && text.starts_with(year) && month.len() <= 2 && day.len() <= 2 && is_between(&rest) => {
            (number(year)?, number(month)?, number(day)?)
        }
        _ => return Err(NoDay::Unreadable),
    };
    let small = |number: i64| i8::try_from(number).map_err(|_| NoDay::Impossible);
    let year = i16::try_from(year).map_err(|_| NoDay::Impossible)?;
    sane(Day::of(year, small(month)?, small(day)?).ok_or(NoDay::Impossible)?).map(Some)
}

fn sane(day: Day) -> Result<Day, NoDay> {
    if day.year() < FOUNDED { Err(NoDay::Impossible) } else { Ok(day) }
}

/// Whether this is what stands between the numbers of a day, and of a time behind it.
fn is_between(rest: &str) -> bool {
    let rest: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
    ["--", "//", "..", "年月日", "年月", "、、"]
        .iter()
        .any(|signs| rest.strip_prefix(signs).is_some_and(|time| time.chars().all(|c| matches!(c, ':' | '.' | 'T' | 'Z' | '+' | '-'))))
}

/// Yes or no; nothing where the cell says nothing.
pub fn yes(text: &str) -> Result<Option<bool>, ()> {
    match key(text).as_str() {
        "" | "-" | "/" => Ok(None),
        "是" | "有" | "y" | "yes" | "true" | "1" | "√" | "✓" | "流动" | "流动党员" => Ok(Some(true)),
        "否" | "无" | "不是" | "n" | "no" | "false" | "0" | "×" => Ok(Some(false)),
        _ => Err(()),
    }
}

pub fn status(text: &str) -> Option<MemberStatus> {
    match key(text).as_str() {
        "正式党员" | "正式" | "中共党员" | "full" => Some(MemberStatus::Full),
        "预备党员" | "预备" | "中共预备党员" | "probationary" => Some(MemberStatus::Probationary),
        _ => None,
    }
}

pub fn kind(text: &str) -> Option<OrganizationKind> {
    use OrganizationKind as K;
    let text = key(text);
    let known = K::ALL.iter().find(|kind| kind.zh() == text || kind.word() == text);
    known.copied().or(match text.as_str() {
        "党的基层委员会" | "基层党委" | "党委会" | "委员会" => Some(K::PartyCommittee),
        "总支" | "总支部" | "党总支部" | "党的总支部委员会" | "总支部委员会" => Some(K::GeneralBranch),
        "支部" | "党的支部委员会" | "支部委员会" | "普通党支部" => Some(K::PartyBranch),
        "联合支部" => Some(K::JointBranch),
        "临时支部" => Some(K::TemporaryBranch),
        "流动党支部" | "流动支部" | "流动党员支部" => Some(K::FloatingMembersBranch),
        "小组" => Some(K::PartyGroup),
        "工委" | "党的工作委员会" | "工作委员会" => Some(K::WorkCommittee),
        "机关党的委员会" | "机关委员会" => Some(K::OrganPartyCommittee),
        "直属机关工委" | "直属机关工作委员会" | "机关工作委员会" => Some(K::OrgansWorkCommittee),
        "纪律检查委员会" | "党的纪律检查委员会" => Some(K::DisciplineCommission),
        _ => None,
    })
}

/// The fixed day of the month: `5`, `每月5日`, `每月第一个星期五`, `最后一个周五`.
pub fn party_day(text: &str) -> Option<FixedDay> {
    let text: String = key(text).chars().filter(|c| !matches!(c, '每' | '月' | '日' | '号' | '第' | '个')).collect();
    let Some((nth, weekday)) = ["星期", "礼拜", "周"].iter().find_map(|week| text.split_once(week)) else {
        return FixedDay::day(text.parse::<u8>().ok()?);
    };
    let weekday = match weekday {
        "一" | "1" => Weekday::Monday,
        "二" | "2" => Weekday::Tuesday,
        "三" | "3" => Weekday::Wednesday,
        "四" | "4" => Weekday::Thursday,
        "五" | "5" => Weekday::Friday,
        "六" | "6" => Weekday::Saturday,
        // 日 was left out above.
        "" | "天" | "7" => Weekday::Sunday,
        _ => return None,
    };
    let nth = match nth {
        "一" | "1" | "首" => 1,
        "二" | "2" => 2,
        "三" | "3" => 3,
        "四" | "4" => 4,
        "最后一" | "最后" => return Some(FixedDay::last(weekday)),
        _ => return None,
    };
    FixedDay::nth(nth, weekday)
}

pub fn sector(text: &str) -> Option<Sector> {
    use Sector as S;
    let text = key(text);
    let known = S::ALL.iter().find(|sector| sector.zh() == text || sector.word() == text);
    known.copied().or(match text.as_str() {
        "行政村" | "乡村" | "村" => Some(S::Rural),
        "城市社区" | "街道社区" => Some(S::Community),
        "国企" | "公有制企业" | "国有企业单位" => Some(S::StateEnterprise),
        "非公企业" | "非公有制企业" | "非公" | "民营企业" | "私营企业" => Some(S::PrivateEnterprise),
        "高等学校" | "大学" => Some(S::University),
        "中小学" | "中学" | "小学" | "中小学校" => Some(S::School),
        "党政机关" | "机关单位" | "机关事业单位" => Some(S::Organ),
        "公立医院" | "医疗机构" | "卫生院" => Some(S::Hospital),
        "社会团体" | "新社会组织" => Some(S::SocialOrganization),
        "科研机构" | "研究院所" => Some(S::Research),
        _ => None,
    })
}

/// The duties a cell names, and what of it is none.
pub fn duties(text: &str) -> (Vec<Duty>, Vec<String>) {
    let (mut duties, mut unknown) = (Vec::new(), Vec::new());
    for part in narrow(text).split(['、', ',', ';', '/', '兼', '和', ' ', '，', '；']) {
        let part = key(part);
        if part.is_empty() || ["无", "-", "党员", "普通党员"].contains(&part.as_str()) {
            continue;
        }
        match duty(&part) {
            Some(duty) if duties.contains(&duty) => (),
            Some(duty) => duties.push(duty),
            None => unknown.push(part),
        }
    }
    duties.sort_unstable();
    (duties, unknown)
}

fn duty(text: &str) -> Option<Duty> {
    if let Some(known) = Duty::ALL.iter().find(|duty| duty.zh() == text || duty.word() == text) {
        return Some(*known);
    }
    let bare = ["党支部", "支部", "党总支", "总支", "党委", "党组织"].iter().find_map(|body| text.strip_prefix(body)).unwrap_or(text);
    match bare {
        "书记" => Some(Duty::Secretary),
        "副书记" => Some(Duty::DeputySecretary),
        "委员" => Some(Duty::CommitteeMember),
        "组织委员" => Some(Duty::OrganizationCommissioner),
        "宣传委员" => Some(Duty::PublicityCommissioner),
        "纪检委员" | "纪律检查委员" | "纪律委员" => Some(Duty::DisciplineCommissioner),
        _ => match text {
            "支委" => Some(Duty::CommitteeMember),
            "小组长" | "党小组长" | "组长" | "小组组长" => Some(Duty::GroupLeader),
            _ => None,
        },
    }
}

/// Whether a text holds a citizen's identity number (18 or 15 digits with a birth date inside), masked or not. Such a
/// number is kept nowhere: not in a record, not in a report, not in an error.
pub fn holds_identity(text: &str) -> bool {
    let narrow: Vec<u8> = narrow(text).bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'*' | b'x' | b'X');
    narrow.split(|byte| !is_part(byte)).any(|run| {
        let masked = run.contains(&b'*') && run.len() >= 15;
        let number = |digits: &[u8]| std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<i16>().ok());
        let birthday = |year: &[u8], month: &[u8], day: &[u8]| {
            let year = number(year).map(|year| if year < 100 { year + 1900 } else { year });
            let small = |digits| number(digits).and_then(|number| i8::try_from(number).ok());
            let day = year.zip(small(month).zip(small(day))).and_then(|(year, (month, day))| Day::of(year, month, day));
            day.is_some_and(|day| (1880..2100).contains(&day.year()))
        };
        let long = run.windows(18).any(
            |id| matches!(id, [_, _, _, _, _, _, y1, y2, y3, y4, m1, m2, d1, d2, ..] if birthday(&[*y1, *y2, *y3, *y4], &[*m1, *m2], &[*d1, *d2])),
        );
        let short =
            run.len() == 15 && matches!(run, [_, _, _, _, _, _, y1, y2, m1, m2, d1, d2, ..] if birthday(&[*y1, *y2], &[*m1, *m2], &[*d1, *d2]));
        masked || long || short
    })
}

/// A cell's text for a report: short, and without any long number (an identity or phone number in the wrong column).
pub fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut run = String::new();
    for c in narrow(text).chars().take(80).chain(['\0']) {
        if c.is_ascii_digit() || matches!(c, '*' | 'x' | 'X') {
            run.push(c);
        } else {
            shown.push_str(if run.len() > 10 { "…" } else { &run });
            run.clear();
            if c != '\0' {
                shown.push(c);
            }
        }
    }
    if text.chars().count() > 80 {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_writing() {
        let wanted = Day::of(2016, 8, 26);
        let ways = [
            "2016-08-26",
            "2016/8/26",
            "2016.08.26",
            "2016年8月26日",
            "2016年08月26",
            "20160826",
            "42608",
            "2016-08-26 00:00:00",
            "２０１６．８．２６",
            "42608.5",
            " 2016 年 8 月 26 日 ",
        ];
        for way in ways {
            assert_eq!(day(way), Ok(wanted), "{way}");
        }
        for way in ["2011-02-30", "20111301", "2016年13月1日", "1899-01-01", "0000-00-00", "10000000"] {
            assert_eq!(day(way), Err(NoDay::Impossible), "{way}");
        }
        for way in
            ["2016", "2016年8月", "16-08-26", "8/26/2016", "很早", "2016-08-26-01-02x", "2016--08/26", "１", "99999999999999999999", "一九八八年"]
        {
            assert_eq!(day(way), Err(NoDay::Unreadable), "{way}");
        }
        assert_eq!(day(" "), Ok(None));
    }

    #[test]
    fn names_lose_their_looks_and_nothing_else() {
        for (written, kept) in
            [("刘　浩", "刘浩"), (" 贾 𠮷 峰", "贾𠮷峰"), ("阿依古丽·买买提", "阿依古丽·买买提"), ("Li  Na Wang", "Li Na Wang"), ("张䶮超", "张䶮超")]
        {
            assert_eq!(name(&tidy(written)), kept);
        }
        assert_eq!(tidy("a\u{200B}\u{0}b\nc\u{FEFF} "), "ab c");
        assert_eq!(tidy("e\u{301}"), "é");
        assert_eq!(key("中共 石桥镇（Ａ）"), "中共石桥镇(a)");
    }

    #[test]
    fn identity_numbers_are_known_and_never_shown() {
        for text in ["211202194007042718", "2112**********2718", "张三 21120219400704271X", "211202400704271", "２１１２０２１９４００７０４２７１８"]
        {
            assert!(holds_identity(text), "{text}");
            assert!(!shown(text).contains("2112"), "{text}");
        }
        for text in ["21120700000", "911101087002370000", "13173298442", "2016-08-26", "石桥镇12支部"] {
            assert!(!holds_identity(text), "{text}");
        }
        assert_eq!(shown("13173298442 群众 2011-02-30"), "… 群众 2011-02-30");
    }

    #[test]
    fn a_party_day_is_a_day_or_a_weekday_of_the_month() {
        for (written, read) in [
            ("5", FixedDay::day(5)),
            ("每月28日", FixedDay::day(28)),
            ("１０号", FixedDay::day(10)),
            ("每月第一个星期五", FixedDay::nth(1, Weekday::Friday)),
            ("第4个周一", FixedDay::nth(4, Weekday::Monday)),
            ("每月第二个星期日", FixedDay::nth(2, Weekday::Sunday)),
            ("最后一个礼拜天", Some(FixedDay::last(Weekday::Sunday))),
        ] {
            assert_eq!(party_day(written), read, "{written}");
            assert!(read.is_some());
        }
        for written in ["", "0", "29", "星期五", "第五个星期五", "第一个星期八", "月底"] {
            assert_eq!(party_day(written), None, "{written}");
        }
    }

    #[test]
    fn kinds_are_known_as_they_are_written() {
        for (written, read) in [
            ("机关党委", OrganizationKind::OrganPartyCommittee),
            ("直属机关工委", OrganizationKind::OrgansWorkCommittee),
            ("纪委", OrganizationKind::DisciplineCommission),
            ("纪律检查委员会", OrganizationKind::DisciplineCommission),
            ("支部", OrganizationKind::PartyBranch),
        ] {
            assert_eq!(kind(written), Some(read), "{written}");
        }
        assert_eq!(kind("纪检组"), None);
    }

    #[test]
    fn duties_come_alone_or_together() {
        assert_eq!(duties("书记"), (vec![Duty::Secretary], vec![]));
        assert_eq!(
            duties("党支部副书记、组织委员兼纪检委员"),
            (vec![Duty::DeputySecretary, Duty::OrganizationCommissioner, Duty::DisciplineCommissioner], vec![])
        );
        assert_eq!(duties("支委 保管员"), (vec![Duty::CommitteeMember], vec!["保管员".to_string()]));
        assert_eq!(duties("无"), (vec![], vec![]));
    }

    proptest::proptest! {
        #[test]
        fn nothing_in_a_cell_breaks_anything(text in "\\PC{0,40}|[0-9０-９./年月日 *xX-]{0,24}") {
            let tidied = tidy(&text);
            let _ = (day(&tidied), name(&tidied), duties(&tidied), yes(&tidied), kind(&tidied), sector(&tidied), holds_identity(&tidied));
            proptest::prop_assert!(shown(&text).chars().count() <= 82);
        }
    }
}
