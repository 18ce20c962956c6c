//! Every fact that a rule can ask for, and all that is to be said of it: its names, its measure word, what a finding says
//! when it is so, when it is not and when nobody knows, who can mend that, and where it comes from. One entry says it all,
//! and the compiler asks for each part. Not here: how a fact is found out (`crate::facts`).

use super::case::Mend;

crate::vocabulary! {
    /// Where a fact comes from.
    pub enum Origin {
        Roll = "roll" "当天名册和组织树" "the roll and the tree of the day";
        RollOrRecord = "roll_or_record" "当天名册；记录另有说明的，两者都判断" "the roll of the day; where the record says otherwise, both are judged";
        Attendance = "attendance" "出席名单和当天名册" "the attendance and the roll of the day";
        RecordAndRoll = "record_and_roll" "记录与当天名册、出席名单核对" "the record, held against the roll and the attendance";
        RecordAndReasons = "record_and_reasons" "记录与可以不计入的情形核对" "the record, held against the reasons there are";
        Body = "body" "领导班子名册；没有名册的，以记录为准" "the roll of the leading body; without one, the record";
        NamedSession = "named_session" "所指的已存记录" "the stored session that is named";
        StoredOrRecord = "stored_or_record" "已存的记录和安排，否则以记录为准" "stored sessions and plans, else the record";
        SubjectOrMark = "subject_or_mark" "表决事项，否则以标注为准" "the subject of the vote, else the mark";
        KindsOrRecord = "kinds_or_record" "兼为的会议和日期，否则以记录为准" "the kinds and the day of the session, else the record";
        Settings = "settings" "当天的组织设置" "the organisation's settings of the day";
        Record = "record" "记录" "the record alone";
        Period = "period" "本期已提交的记录" "the submitted sessions of the period";
    }
}

/// A sentence without its full stop, in Chinese and English.
pub type Words = (&'static str, &'static str);

/// How a number reads: after it the Chinese measure word, or what there is one or are many of in English.
#[derive(Debug)]
pub struct Unit {
    pub zh: &'static str,
    pub one: &'static str,
    pub many: &'static str,
}

/// What is to be said of a fact beside its names.
#[derive(Debug)]
pub struct About {
    /// None for a yes or no.
    pub unit: Option<Unit>,
    /// Its Chinese name and how its number reads in an election, where they differ: voters are electors there.
    pub in_elections: Option<(&'static str, Unit)>,
    pub origin: Origin,
    /// Who can mend it when it is not known.
    pub mend: Mend,
    pub so: Words,
    pub not_so: Words,
    /// Of what the record's author left out: what goes after 未写明 and "the record does not say"; of all else, a whole sentence.
    pub unsaid: Words,
}

macro_rules! facts {
    ($($variant:ident = $word:literal $zh:literal $en:literal $([$($unit:literal)+])? $(elections $ezh:literal [$($eunit:literal)+])? from $origin:ident mend $mend:ident
        so $so_zh:literal $so_en:literal not $not_zh:literal $not_en:literal unsaid $unsaid_zh:literal $unsaid_en:literal;)+) => {
        crate::vocabulary! {
            /// What a rule can ask for.
            pub enum Fact { $($variant = $word $zh $en;)+ }
        }

        impl Fact {
            pub const fn about(self) -> &'static About {
                match self { $(Fact::$variant => &About {
                    unit: facts!(@maybe $(facts!(@unit $($unit)+))?),
                    in_elections: facts!(@maybe $(($ezh, facts!(@unit $($eunit)+)))?),
                    origin: Origin::$origin,
                    mend: Mend::$mend,
                    so: ($so_zh, $so_en),
                    not_so: ($not_zh, $not_en),
                    unsaid: ($unsaid_zh, $unsaid_en),
                }),+ }
            }
        }
    };
    (@maybe) => { None };
    (@maybe $some:expr) => { Some($some) };
    (@unit $zh:literal $any:literal) => { Unit { zh: $zh, one: $any, many: $any } };
    (@unit $zh:literal $one:literal $many:literal) => { Unit { zh: $zh, one: $one, many: $many } };
}

facts! {
    // Of the organisation on that day.
    FullMembers = "full_members" "正式党员" "full members" ["人" "full member" "full members"] from Roll mend Roll
        so "有正式党员" "it has full members" not "没有正式党员" "it has no full members" unsaid "名册上没有正式党员人数" "the roll does not show its full members";
    Members = "members" "党员" "members" ["人" "member" "members"] from Roll mend Roll
        so "有党员" "it has members" not "没有党员" "it has no members" unsaid "当天名册未知" "the roll of that day is not known";
    Voters = "voters" "有表决权的党员" "members with a vote" ["人" "member with a vote" "members with a vote"] from Roll mend Roll
        so "有表决权的党员" "it has voters" not "没有有表决权的党员" "it has no voters" unsaid "当天名册未知" "the roll of that day is not known";
    CommitteeSize = "committee_size" "支部委员" "committee members" ["人" "on the committee"] from Roll mend Roll
        so "设有支部委员" "it has committee members" not "没有支部委员" "it has no committee members" unsaid "名册未记职务" "the roll has no duties";
    HasCommittee = "has_committee" "设有支部委员会" "a branch committee" from Roll mend Roll
        so "设有支部委员会" "there is a branch committee" not "没有支部委员会" "there is no branch committee" unsaid "名册未记职务" "the roll has no duties";
    NeedsCommittee = "needs_committee" "设有或者应设支部委员会" "a branch committee, there or due" from Roll mend Roll
        so "设有或者应设支部委员会" "there is a branch committee or it is due" not "正式党员不足7人，没有支部委员会" "fewer than seven full members and no branch committee"
        unsaid "名册未记职务" "the roll has no duties";
    Groups = "groups" "党小组" "Party groups" ["个" "Party group" "Party groups"] from Roll mend Roll
        so "划分了党小组" "it is divided into groups" not "未划分党小组" "it is not divided into groups" unsaid "当天的党小组未知" "the groups of that day are not known";
    LargeOrScattered = "large_or_scattered" "党员人数较多或者分散" "many or scattered members" from Settings mend Settings
        so "党员人数较多或者分散" "the members are many or scattered" not "党员人数不多，也不分散" "the members are neither many nor scattered"
        unsaid "支部未说明党员是否分散" "the branch has not said whether its members are scattered";
    HasGroupLeader = "has_group_leader" "党小组组长" "a group leader" from Roll mend Roll
        so "有党小组组长" "the group has a leader" not "无组长" "nobody leads the group" unsaid "名册未记职务" "the roll has no duties";
    HoldsDemocraticLife = "holds_democratic_life" "召开民主生活会的组织" "an organisation that holds democratic life meetings" from Settings mend Settings
        so "属于召开民主生活会的组织" "this organisation holds democratic life meetings"
        not "不属于召开民主生活会的组织，应为组织生活会" "this organisation holds organisational life meetings instead"
        unsaid "组织类别未设置" "the kind of organisation is not set";
    ByReference = "by_reference" "参照执行的组织" "an organisation that follows by reference" from Settings mend Settings
        so "参照执行" "it follows by reference" not "直接执行，不是参照" "it follows directly, not by reference"
        unsaid "领域和层级未设置" "the sector and the level are not set";

    // Of the session.
    AttendanceRecorded = "attendance_recorded" "出席情况" "attendance" from Attendance mend Record
        so "登记了出席情况" "attendance was taken" not "未登记出席情况" "nobody took attendance" unsaid "出席情况" "who came";
    Present = "present" "实到" "those present" ["人" "present"] from Attendance mend Record
        so "有人到会" "somebody came" not "无人到会" "nobody came" unsaid "实到人数" "how many came";
    Expected = "expected" "应到" "those expected" ["人" "expected"] from RollOrRecord mend Roll
        so "有应到人员" "somebody was expected" not "应到0人" "nobody was expected" unsaid "应到人数未知" "how many were expected is not known";
    EverybodyListed = "everybody_listed" "名册人员均已列入" "everybody on the roll listed" from Attendance mend Record
        so "名册人员均已列入" "everybody on the roll is listed" not "名册人员未全部列入" "not everybody on the roll is listed" unsaid "出席情况" "who came";
    CommitteePresent = "committee_present" "到会支部委员" "committee members present" ["人" "present"] from Attendance mend Record
        so "有支部委员到会" "committee members came" not "无支部委员到会" "no committee member came" unsaid "到会的支部委员" "which committee members came";
    HostInOrder = "host_in_order" "书记或者受委托的委员主持" "held by the secretary or by delegation" from RecordAndRoll mend Record
        so "由书记主持，或者受委托主持" "the secretary held it, or it was held by delegation"
        not "主持人不是书记，也未受委托" "it was held neither by the secretary nor by delegation"
        unsaid "主持人" "who held it";
    HostIsGroupLeader = "host_is_group_leader" "党小组组长主持" "held by the group leader" from RecordAndRoll mend Record
        so "组长主持" "the leader held it" not "主持人不是组长" "it was not held by the leader" unsaid "主持人" "who held it";

    // Of an agenda item.
    Voted = "voted" "提交表决" "put to the vote" from Record mend Record
        so "已提交表决" "it was put to the vote" not "未提交表决" "it was not put to the vote" unsaid "是否表决" "whether there was a vote";
    Discussed = "discussed" "讨论情况" "discussion" from Record mend Record
        so "经过讨论" "it was discussed before the vote" not "未经讨论即表决" "it was not discussed before the vote" unsaid "讨论情况" "what was discussed";
    Important = "important" "重要事项" "an important matter" from SubjectOrMark mend Record
        so "属于重要事项" "it is an important matter" not "不是重要事项" "it is no important matter" unsaid "是否重要事项" "whether it is an important matter";
    PriorCommittee = "prior_committee" "会前经支部委员会讨论" "discussed by the committee before" from NamedSession mend Record
        so "会前经支部委员会讨论" "the committee discussed it before" not "会前未经支部委员会讨论" "the committee did not discuss it before"
        unsaid "由哪次会议讨论" "which meeting discussed it";
    VillageImportant = "village_important" "村、社区重要事项" "an important matter of the village or community" from Record mend Record
        so "属于村、社区重要事项" "it is an important matter of the village or community"
        not "不是村、社区重要事项" "it is no important matter of the village or community"
        unsaid "是否村、社区重要事项" "whether it is an important matter of the village or community";
    VillageDecided = "village_decided" "经党员大会讨论" "discussed by a members' meeting" from NamedSession mend Later
        so "经党员大会讨论" "a members' meeting discussed it" not "未经党员大会讨论" "no members' meeting discussed it"
        unsaid "尚无党员大会的记录" "no members' meeting that discussed it is on record yet";

    // Of a vote.
    IsOrdinary = "is_ordinary" "一般事项表决" "an ordinary vote" from Record mend Record
        so "表决一般事项" "an ordinary matter was voted on" not "表决的不是一般事项" "no ordinary matter was voted on" unsaid "表决事项" "what was voted on";
    IsAdmission = "is_admission" "讨论接收预备党员" "an admission" from Record mend Record
        so "讨论接收预备党员" "an admission was voted on" not "讨论的不是接收预备党员" "no admission was voted on" unsaid "表决事项" "what was voted on";
    IsConfirmation = "is_confirmation" "讨论预备党员转正" "a confirmation" from Record mend Record
        so "讨论预备党员转正" "a confirmation was voted on" not "讨论的不是预备党员转正" "no confirmation was voted on" unsaid "表决事项" "what was voted on";
    IsExtension = "is_extension" "讨论延长预备期" "an extension of probation" from Record mend Record
        so "讨论延长预备期" "an extension of probation was voted on" not "讨论的不是延长预备期" "no extension of probation was voted on" unsaid "表决事项" "what was voted on";
    IsExtensionOrCancellation = "is_extension_or_cancellation" "讨论延长预备期或者取消预备党员资格" "an extension or cancellation of probation" from Record mend Record
        so "讨论延长预备期或者取消预备党员资格" "an extension or cancellation of probation was voted on"
        not "讨论的不是延长预备期或者取消预备党员资格" "no extension or cancellation of probation was voted on"
        unsaid "表决事项" "what was voted on";
    IsElection = "is_election" "选举" "an election" from Record mend Record
        so "进行选举" "it was an election" not "不是选举" "it was no election" unsaid "表决事项" "what was voted on";
    VotingBase = "voting_base" "应到会有表决权的党员" "members entitled to vote" ["人" "entitled to vote"] elections "应到会有选举权的党员" ["人" "elector" "electors"] from RollOrRecord mend Roll
        so "有表决权的党员应到会" "voters were due" not "应到会有表决权的党员为0人" "no voters were due"
        unsaid "应到会有表决权的人数未知" "the number of members entitled to vote is not known";
    PresentVoters = "present_voters" "到会有表决权的党员" "voters present" ["人" "present"] elections "到会有选举权的党员" ["人" "present"] from Attendance mend Record
        so "有表决权的党员到会" "voters came" not "无有表决权的党员到会" "no voter came" unsaid "表决时到会人数" "how many were present at the vote";
    Approve = "approve" "赞成" "votes in favour" ["票" "in favour"] from Record mend Record
        so "有赞成票" "there were votes in favour" not "无赞成票" "nobody was in favour" unsaid "赞成票数" "how many were in favour";
    ApproveWithWritten = "approve_with_written" "赞成（含会前书面意见）" "votes in favour (with written opinions)" ["票" "in favour with the written opinions"] from RecordAndRoll mend Record
        so "有赞成票" "there were votes in favour" not "无赞成票" "nobody was in favour" unsaid "赞成票数" "how many were in favour";
    // Of whom a winner needs more than half the sources differ: of those present, of those due, or of any number between.
    WinningBase = "winning_base" "有选举权的党员（实到至应到）" "electors, from those present to those due" ["人" "elector (present to due)" "electors (present to due)"]
        from RollOrRecord mend Superior
        so "有有选举权的党员" "there were electors" not "有选举权的党员为0人" "there were no electors"
        unsaid "到会或者应到会有选举权的人数未知" "the number of electors, present or due, is not known";
    Passed = "passed" "通过" "passed" from Record mend Record
        so "记为通过" "it is recorded as passed" not "未通过" "it did not pass" unsaid "是否通过" "whether it passed";
    Secret = "secret" "无记名投票" "a secret ballot" from Record mend Record
        so "采用无记名投票" "the ballot was secret" not "未采用无记名投票" "the ballot was not secret" unsaid "是否无记名" "whether it was secret";
    OneCandidate = "one_candidate" "逐个表决" "one candidate to a vote" from Record mend Record
        so "单独表决" "the candidate was voted on alone" not "几名对象合并表决" "several were voted on together" unsaid "表决对象" "who was voted on";
    Proxies = "proxies" "委托投票" "ballots cast for another" ["张" "ballot was cast for another" "ballots were cast for others"] from Record mend Record
        so "有委托投票" "ballots were cast for others" not "无委托投票" "nobody voted for another" unsaid "有无委托投票" "whether anybody voted for another";
    ExtensionMonths = "extension_months" "延长预备期" "months of extension" ["个月" "month" "months"] from Record mend Record
        so "写明了延长的月数" "the months of extension are given" not "延长0个月" "it was extended by no month" unsaid "延长几个月" "by how many months";
    FirstExtension = "first_extension" "首次延长预备期" "the first extension" from Roll mend Record
        so "首次延长预备期" "it is the first extension" not "此前已延长过预备期" "the probation was extended before"
        unsaid "延长谁的预备期" "whose probation it is";
    WithinMonthOfPrereview = "within_month_of_prereview" "预审合格后一个月内召开" "held within a month of the preliminary review" from Record mend Record
        so "预审合格后一个月内召开" "it met within a month of the review" not "未在预审合格后一个月内召开" "it did not meet within a month of the review"
        unsaid "预审合格日期" "when the review passed";
    AdmissionResolutionComplete = "admission_resolution_complete" "决议内容完整" "a complete resolution" from Record mend Record
        so "有主要表现、表决结果、书记签名" "it has all three"
        not "缺少主要表现、表决结果或者书记签名" "it lacks the performance, the result or the signature"
        unsaid "主要表现" "what the performance was";
    CountedOut = "counted_out" "不计入应到的党员" "voters counted out" ["人" "counted out"] from RecordAndReasons mend Record
        so "有人不计入应到会人数" "somebody was counted out" not "无人不计入应到会人数" "nobody was counted out" unsaid "不计入应到的人数" "how many were counted out";
    CountedOutInOrder = "counted_out_in_order" "不计入应到符合规定" "counted out in order" from RecordAndReasons mend Record
        so "不计入的情形符合规定，上级同意、大会通过" "they were left out in order" not "不符合不计入的规定，仍计入" "they were left out without ground, consent or adoption, and count"
        unsaid "上级是否同意、大会是否通过" "whether the superior consented and the meeting adopted it";
    Written = "written" "书面意见" "written opinions" ["份" "written opinion" "written opinions"] from RecordAndRoll mend Record
        so "有书面意见" "there were written opinions" not "无书面意见" "there were no written opinions" unsaid "有无书面意见" "whether there were written opinions";
    WrittenInOrder = "written_in_order" "应统计的书面意见" "written opinions that count" ["份" "that counts" "that count"] from RecordAndRoll mend Record
        so "有应统计的书面意见" "there are written opinions that count" not "没有应统计的书面意见" "no written opinion counts"
        unsaid "书面意见是否会前收到" "whether the opinions came before the meeting";

    // Of a theme Party day.
    OnFixedDayOrExplained = "on_fixed_day_or_explained" "在固定日开展或者说明了原因" "held on the fixed day, or the reason given" from Settings mend Settings
        so "在固定日开展，或者说明了原因" "it kept its day, or the reason is given" not "未在固定日开展，未说明原因" "it did not keep its day, and no reason is given"
        unsaid "支部未设固定日" "the branch has set no day";
    PartyDayContents = "party_day_contents" "主题党日内容" "contents" ["项" "kind of contents" "kinds of contents"] from Record mend Record
        so "写明了内容" "its contents are given" not "无集中学习、过组织生活、民主议事、志愿服务等内容" "it had no study, organisational life, deliberation or volunteering"
        unsaid "主题党日内容" "what it consisted of";
    PlannedBefore = "planned_before" "事先确定主题和内容" "theme and contents settled before" from StoredOrRecord mend Record
        so "事先确定了主题和内容" "theme and contents were settled before" not "主题和内容未事先确定" "theme and contents were not settled before"
        unsaid "主题、内容、何时由谁确定" "what theme and contents were settled, when and by whom";
    FollowUps = "follow_ups" "议定事项" "things agreed" ["项" "thing agreed" "things agreed"] from Record mend Record
        so "有议定事项" "something was agreed" not "无议定事项" "nothing was agreed" unsaid "有无议定事项" "whether anything was agreed";
    FollowUpsOwned = "follow_ups_owned" "有责任人和时限的议定事项" "things agreed with an owner and a date" ["项" "with an owner and a date"] from Record mend Record
        so "议定事项有责任人和时限" "they have an owner and a date" not "议定事项没有责任人和时限" "they have no owner and date"
        unsaid "议定事项的责任人和时限" "who is to do what was agreed, and by when";
    FollowUpsClosed = "follow_ups_closed" "已办结的议定事项" "things agreed that are done" ["项" "done"] from StoredOrRecord mend Later
        so "均已办结" "all are done" not "未办结" "they are not done" unsaid "办理情况未知" "what came of it is not known";

    // Of an organisational life meeting.
    LifeTheme = "life_theme" "主题" "the theme" from Record mend Record
        so "确定了主题" "a theme was set" not "未确定主题" "no theme was set" unsaid "主题" "what the theme was";
    LifeFormUsual = "life_form_usual" "召开形式" "the form" from KindsOrRecord mend Record
        so "属于其中一种形式" "it was one of these" not "以其他形式召开" "it was none of these"
        unsaid "召开形式" "what form it had";
    LifeStudy = "life_study" "会前学习" "study before" ["次" "study before" "studies before"] from StoredOrRecord mend Record
        so "会前开展了学习" "study came before" not "会前未开展学习" "there was no study before" unsaid "会前学习" "whether study came before";
    LifeTalks = "life_talks" "会前谈心谈话" "talks before" ["次" "talk before" "talks before"] from StoredOrRecord mend Record
        so "会前开展了谈心谈话" "talks came before" not "会前未开展谈心谈话" "there were no talks before" unsaid "会前谈心谈话" "whether talks came before";
    LifeOpinions = "life_opinions" "会前听取意见" "hearings before" ["次" "hearing before" "hearings before"] from StoredOrRecord mend Record
        so "会前听取了意见" "opinions were heard before" not "会前未听取意见" "no opinions were heard before" unsaid "会前听取意见" "whether opinions were heard before";
    LifeProblems = "life_problems" "问题" "problems named" ["个" "problem named" "problems named"] from Record mend Record
        so "查摆了问题" "problems were named" not "未查摆问题" "no problem was named" unsaid "查摆的问题" "which problems were named";
    LifeSelfCriticisms = "life_self_criticisms" "自我批评" "self-criticisms" ["人" "self-criticism" "self-criticisms"] from Record mend Record
        so "开展了自我批评" "there was self-criticism" not "未开展自我批评" "nobody criticised themselves" unsaid "自我批评" "who criticised themselves";
    LifeCriticisms = "life_criticisms" "相互批评" "criticisms" ["条" "criticism of another" "criticisms of others"] from Record mend Record
        so "开展了相互批评" "there was mutual criticism" not "未开展相互批评" "nobody criticised another" unsaid "相互批评" "who criticised whom";
    LifeDirection = "life_direction" "整改方向" "the direction" from Record mend Record
        so "有整改方向" "there is a direction" not "未明确整改方向" "no direction was agreed" unsaid "整改方向" "what direction was agreed";
    LifeSpeakers = "life_speakers" "发言的党员" "speakers on the roll" ["人" "on the roll spoke"] from RecordAndRoll mend Record
        so "有党员发言" "members spoke" not "无党员发言" "no member spoke" unsaid "发言的党员" "who spoke";
    LifeSpeakersSelfCritical = "life_speakers_self_critical" "作自我批评的党员" "speakers on the roll with a self-criticism" ["人" "with a self-criticism"]
        from RecordAndRoll mend Record
        so "发言的党员作了自我批评" "those who spoke criticised themselves" not "发言的党员未作自我批评" "those who spoke did not criticise themselves"
        unsaid "谁作了自我批评" "who criticised themselves";
    LifeMeasuresOpen = "life_measures_open" "未办结的整改措施" "open measures" ["项" "open measure" "open measures"] from Record mend Record
        so "有未办结的整改措施" "there are open measures" not "无未办结的整改措施" "no measure is open" unsaid "整改措施" "which measures there are";
    LifeMeasuresOwned = "life_measures_owned" "有责任人和时限的整改措施" "open measures with an owner and a date" ["项" "with an owner and a date"] from Record mend Record
        so "整改措施有责任人和时限" "the measures have an owner and a date" not "整改措施没有责任人和时限" "the measures have no owner and date"
        unsaid "整改措施的责任人和时限" "who is to mend what, and by when";

    // Of an appraisal.
    StepsInOrder = "steps_in_order" "评议步骤" "the steps in order" from Record mend Record
        so "依次进行个人自评、党员互评、民主测评" "the steps were in order" not "未依次进行个人自评、党员互评、民主测评" "the steps were not in order" unsaid "评议步骤" "what the steps were";
    BallotInGeneralMeeting = "ballot_in_general_meeting" "在党员大会上民主测评" "a ballot in the members' meeting" from KindsOrRecord mend Record
        so "在党员大会上民主测评" "the members' meeting voted" not "未在党员大会上民主测评" "the ballot was elsewhere" unsaid "在何处测评" "where the ballot was";
    AppraisalDue = "appraisal_due" "应评议的党员" "members to be appraised" ["人" "to be appraised"] from Roll mend Roll
        so "有应评议的党员" "there are members to be appraised" not "没有应评议的党员" "nobody is to be appraised"
        unsaid "当天名册未知" "the roll of that day is not known";
    Concluded = "concluded" "有评定意见的党员" "members with a conclusion" ["人" "with a conclusion"] from RecordAndRoll mend Record
        so "提出了评定意见" "there are conclusions" not "未提出评定意见" "there is no conclusion" unsaid "评定意见" "what was concluded of whom";
    Excellent = "excellent" "评为优秀的党员" "members graded excellent" ["人" "graded excellent"] from RecordAndRoll mend Record
        so "有评为优秀的党员" "somebody was graded excellent" not "无人评为优秀" "nobody was graded excellent" unsaid "评定的等次" "who got which grade";
    Graded = "graded" "评定了等次的党员" "members graded" ["人" "graded"] from RecordAndRoll mend Record
        so "评定了等次" "there are grades" not "未评定等次" "there are no grades" unsaid "评定的等次" "who got which grade";
    ProbationaryGraded = "probationary_graded" "评定了等次的预备党员" "probationary members graded" ["人" "on probation was graded" "on probation were graded"] from RecordAndRoll mend Record
        so "有预备党员评定了等次" "somebody on probation was graded" not "预备党员未评定等次" "nobody on probation was graded" unsaid "评定的等次" "who got which grade";
    Told = "told" "已反馈本人的党员" "members told the result" ["人" "told the result"] from RecordAndRoll mend Record
        so "均已向本人反馈" "all were told the result" not "未向本人反馈" "they were not told the result" unsaid "是否向本人反馈" "whether they were told the result";

    // Of a democratic life meeting.
    BodyExpected = "body_expected" "领导班子应到" "members of the leading body expected" ["人" "of the leading body expected"] from Body mend Record
        so "领导班子有应到人员" "the leading body was expected" not "领导班子应到0人" "nobody of the leading body was expected"
        unsaid "领导班子应到人数" "how many of the leading body were expected";
    BodyPresent = "body_present" "领导班子到会" "members of the leading body present" ["人" "present"] from Body mend Record
        so "领导班子有人到会" "members of the leading body came" not "领导班子无人到会" "nobody of the leading body came"
        unsaid "领导班子到会人数" "how many of the leading body came";
    ThemeApproved = "theme_approved" "主题经上级确定或者同意" "a theme set or approved above" from Record mend Record
        so "主题由上级确定或者同意" "the superior set or approved the theme" not "主题自定，未报上级同意" "the theme was not approved" unsaid "主题由谁确定" "who set the theme";
    MoveInOrder = "move_in_order" "按期召开或者上级同意" "held in its time or with consent" from KindsOrRecord mend Record
        so "按期召开，或者上级同意" "it met in its time or with consent" not "提前或者延期召开，上级未同意" "it met early or late without consent"
        unsaid "上级是否同意" "whether the superior agreed";
    Supervised = "supervised" "上级派人督导" "supervision" from Record mend Record
        so "上级派督导组或者派人列席" "the superior sent a team or an observer" not "上级未派人" "nobody was sent" unsaid "上级是否派人" "whether anybody was sent";

    // Of a period.
    Meetings = "meetings" "召开次数" "times held" ["次" "on record"] from Period mend Sessions
        so "已召开" "it was held" not "无召开的记录" "none is on record" unsaid "召开次数未知" "how often it was held is not known";
    MeetingsInFourthQuarter = "meetings_in_fourth_quarter" "第四季度召开" "times held in October to December" ["次" "in October to December"] from Period mend Sessions
        so "在第四季度召开" "one was held in October to December" not "均不在第四季度" "none was in October to December" unsaid "召开日期未知" "when it was held is not known";
    CommitteeTalks = "committee_talks" "支部委员之间谈心谈话" "talks between committee members" ["次" "talk between committee members" "talks between committee members"] from Period mend Sessions
        so "支部委员之间开展了谈心谈话" "committee members talked with each other" not "无支部委员之间谈心谈话的记录" "no talk between committee members is on record"
        unsaid "谈心谈话的双方未知" "between whom the talks were is not known";
    CommitteeMemberTalks = "committee_member_talks" "支部委员和党员之间谈心谈话" "talks between committee members and members" ["次" "talk between a committee member and a member" "talks between committee members and members"] from Period mend Sessions
        so "支部委员和党员之间开展了谈心谈话" "committee members talked with members"
        not "无支部委员和党员之间谈心谈话的记录" "no talk between a committee member and a member is on record"
        unsaid "谈心谈话的双方未知" "between whom the talks were is not known";
    MemberTalks = "member_talks" "党员和党员之间谈心谈话" "talks between members" ["次" "talk between members" "talks between members"] from Period mend Sessions
        so "党员和党员之间开展了谈心谈话" "members talked with each other" not "无党员和党员之间谈心谈话的记录" "no talk between members is on record"
        unsaid "谈心谈话的双方未知" "between whom the talks were is not known";
    DueItems = "due_items" "到期事项" "items due" ["项" "item due" "items due"] from Period mend Sessions
        so "有到期事项" "something fell due" not "无到期事项" "nothing fell due" unsaid "到期事项未知" "what fell due is not known";
    ClosedItems = "closed_items" "已办结或者结转的事项" "items done or carried" ["项" "done or carried"] from Period mend Sessions
        so "到期事项已办结或者结转" "what fell due is done or carried" not "到期事项无办理情况" "nothing is on record of what fell due" unsaid "办理情况未知" "what came of it is not known";

    // Of a temporary branch.
    TemporaryBusiness = "temporary_business" "收缴党费、处分党员或者选举" "dues, discipline or an election" from Record mend Record
        so "有收缴党费、处分党员或者选举" "it collected dues, disciplined a member or held an election"
        not "未收缴党费、处分党员或者选举" "it had no dues, discipline or election"
        unsaid "是否收缴党费、处分党员或者选举" "whether there were dues, discipline or an election";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fact_has_names_of_its_own() {
        let names = |of: fn(Fact) -> String| Fact::ALL.iter().map(|fact| of(*fact)).collect::<BTreeSet<_>>().len();
        assert_eq!(names(|fact| fact.en()), Fact::ALL.len());
        assert_eq!(names(|fact| fact.zh().to_string()), Fact::ALL.len());
    }

    #[test]
    fn a_sentence_of_a_fact_is_a_clause_without_its_full_stop() {
        for fact in Fact::ALL {
            let about = fact.about();
            for (zh, en) in [about.so, about.not_so, about.unsaid] {
                assert!(!zh.is_empty() && !en.is_empty(), "{fact}");
                assert!(!zh.ends_with('。') && !zh.contains([' ', ',', ';', '“']), "{fact}: {zh}");
                assert!(!en.ends_with('.') && en.is_ascii(), "{fact}: {en}");
            }
            assert!(!about.so.0.contains("尚未") && about.so != about.not_so, "{fact}");
        }
    }

    #[test]
    fn an_election_speaks_of_electors() {
        let differs: Vec<&Fact> = Fact::ALL.iter().filter(|fact| fact.about().in_elections.is_some()).collect();
        assert_eq!(differs, [&Fact::VotingBase, &Fact::PresentVoters]);
        assert!(!differs.iter().filter_map(|fact| fact.about().in_elections.as_ref()).any(|(zh, _)| zh.contains("表决权")));
    }
}
