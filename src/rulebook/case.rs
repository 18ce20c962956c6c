//! What a judge is told: facts. A fact is a number, or yes (1) and no (0); one that is not known is left out, and a rule
//! that needs it answers "insufficient data" instead of guessing.

use std::collections::BTreeMap;

use super::kinds::{Kind, OrganizationKind, Sector};
use crate::clock::Day;

crate::vocabulary! {
    /// What a rule can ask for. The Chinese name is what its findings say.
    pub enum Fact {
        // Of the organisation on that day.
        FullMembers = "full_members" "正式党员";
        Members = "members" "党员";
        Voters = "voters" "有表决权的党员";
        CommitteeSize = "committee_size" "支部委员";
        HasCommittee = "has_committee" "设有支部委员会";
        NeedsCommittee = "needs_committee" "应设支部委员会或已设";
        Groups = "groups" "党小组";
        LargeOrScattered = "large_or_scattered" "党员人数较多或者工作地、居住地分散";
        HasGroupLeader = "has_group_leader" "有党小组组长";

        // Of the session.
        Expected = "expected" "应到";
        Present = "present" "实到";
        AttendanceRecorded = "attendance_recorded" "有出席记录";
        EverybodyListed = "everybody_listed" "名册上的党员都有出席情况";
        CommitteePresent = "committee_present" "到会支部委员";
        HostNamed = "host_named" "写明主持人";
        HostIsSecretary = "host_is_secretary" "书记主持";
        HostIsDelegated = "host_is_delegated" "受书记委托的副书记或者委员主持";
        HostInOrder = "host_in_order" "由书记主持，或者由受委托的副书记、委员主持";
        HostIsGroupLeader = "host_is_group_leader" "党小组组长主持";
        InFourthQuarter = "in_fourth_quarter" "在第四季度";

        // Of an agenda item.
        Voted = "voted" "提交表决";
        Discussed = "discussed" "有讨论记录";
        Important = "important" "重要事项";
        PriorCommittee = "prior_committee" "事先经支部委员会讨论";

        // Of a vote.
        IsOrdinary = "is_ordinary" "一般事项表决";
        IsAdmission = "is_admission" "讨论接收预备党员";
        IsConfirmation = "is_confirmation" "讨论预备党员转正";
        IsAdmissionOrConfirmation = "is_admission_or_confirmation" "讨论接收预备党员或者转正";
        IsExtension = "is_extension" "延长预备期";
        IsElection = "is_election" "选举";
        VotingBase = "voting_base" "应到会有表决权的党员";
        PresentVoters = "present_voters" "到会有表决权的党员";
        Approve = "approve" "赞成";
        ApproveWithWritten = "approve_with_written" "赞成（含会前书面意见）";
        Passed = "passed" "记为通过";
        Secret = "secret" "无记名投票";
        OneCandidate = "one_candidate" "逐个表决";
        Proxies = "proxies" "委托他人代投";
        ExtensionMonths = "extension_months" "延长月数";
        WithinMonthOfPrereview = "within_month_of_prereview" "预审合格后一个月内召开";
        AdmissionResolutionComplete = "admission_resolution_complete" "决议写明主要表现、表决结果并有书记签名";
        CountedOut = "counted_out" "不计入应到的人数";
        CountedOutInOrder = "counted_out_in_order" "经上级同意并由党员大会通过";

        // Of a theme Party day.
        OnFixedDayOrExplained = "on_fixed_day_or_explained" "在固定日开展，或者说明了原因";
        PartyDayContents = "party_day_contents" "主题党日内容";
        PlannedBefore = "planned_before" "事先确定主题和内容";
        FollowUps = "follow_ups" "议定事项";
        FollowUpsWithProgress = "follow_ups_with_progress" "有落实情况的议定事项";

        // Of an organisational life meeting.
        LifeTheme = "life_theme" "确定主题";
        LifeFormUsual = "life_form_usual" "以党员大会、支部委员会会议或者党小组会形式召开";
        LifeStudy = "life_study" "会前学习";
        LifeTalks = "life_talks" "会前谈心谈话";
        LifeOpinions = "life_opinions" "会前听取意见";
        LifeProblems = "life_problems" "查摆的问题";
        LifeSpeakers = "life_speakers" "发言的党员";
        LifeSelfCriticisms = "life_self_criticisms" "作自我批评的党员";
        LifeCriticisms = "life_criticisms" "相互批评";
        LifeDirection = "life_direction" "明确整改方向";
        LifeMeasures = "life_measures" "整改措施";
        LifeMeasuresOwned = "life_measures_owned" "有责任人和期限的整改措施";

        // Of an appraisal.
        StepsInOrder = "steps_in_order" "按个人自评、党员互评、民主测评的程序";
        BallotInGeneralMeeting = "ballot_in_general_meeting" "民主测评在党员大会进行";
        Appraised = "appraised" "参加评议的党员";
        Concluded = "concluded" "有评定意见的党员";
        Excellent = "excellent" "评为优秀的党员";
        ProbationaryGraded = "probationary_graded" "评定了等次的预备党员";
        Graded = "graded" "评定了等次的党员";
        Told = "told" "已反馈本人的党员";

        // Of a democratic life session.
        IsLeadingBody = "is_leading_body" "党委、党组、党工委";
        BodyExpected = "body_expected" "领导班子应到会人数";
        BodyPresent = "body_present" "领导班子到会人数";
        ThemeApproved = "theme_approved" "主题由上级确定或者经上级同意";
        Moved = "moved" "提前或者延期召开";
        MoveApproved = "move_approved" "提前或者延期经上级同意";
        Supervised = "supervised" "上级派督导组或者派人列席";

        // Of a period.
        Meetings = "meetings" "次数";
    }
}

/// The facts about one thing: the session as a whole, an item, a vote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// JSON Pointer to it in the record; empty for the whole.
    pub pointer: String,
    pub facts: BTreeMap<Fact, i64>,
}

impl Scene {
    pub fn at(pointer: impl Into<String>) -> Scene {
        Scene { pointer: pointer.into(), facts: BTreeMap::new() }
    }
    pub fn number(&mut self, fact: Fact, value: impl TryInto<i64>) -> &mut Scene {
        // A number past i64 cannot come from a record; it is left unknown rather than bent.
        if let Ok(value) = value.try_into() {
            self.facts.insert(fact, value);
        }
        self
    }
    pub fn yes(&mut self, fact: Fact, value: bool) -> &mut Scene {
        self.number(fact, value)
    }
    pub fn maybe(&mut self, fact: Fact, value: Option<bool>) -> &mut Scene {
        if let Some(value) = value {
            self.yes(fact, value);
        }
        self
    }
}

/// One session, or one organisation's period, to be judged.
#[derive(Clone, Debug)]
pub struct Case {
    /// The day whose rules apply.
    pub day: Day,
    pub kinds: Vec<Kind>,
    pub organization: OrganizationKind,
    pub sector: Option<Sector>,
    /// What is true of the whole; every item and vote knows it too.
    pub whole: Scene,
    pub items: Vec<Scene>,
    pub votes: Vec<Scene>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_knows_what_it_was_told() {
        let mut scene = Scene::at("/agenda/0");
        scene
            .number(Fact::Groups, 3_u32)
            .yes(Fact::Secret, true)
            .yes(Fact::Passed, false)
            .maybe(Fact::Voted, Some(true))
            .maybe(Fact::Discussed, None);
        let known = [(Fact::Groups, 3), (Fact::Voted, 1), (Fact::Passed, 0), (Fact::Secret, 1)];
        assert_eq!(scene, Scene { pointer: "/agenda/0".to_string(), facts: BTreeMap::from(known) });
    }

    #[test]
    fn a_number_that_no_record_can_hold_is_left_unknown() {
        let mut scene = Scene::default();
        scene.number(Fact::Groups, u64::MAX).number(Fact::Members, i64::MAX);
        assert_eq!(scene.facts, BTreeMap::from([(Fact::Members, i64::MAX)]));
    }
}
