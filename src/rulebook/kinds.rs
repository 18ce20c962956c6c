//! The words of the field that rules are about: kinds of sessions, of organisations, of members. Pure; every feature
//! may use them.

crate::vocabulary! {
    /// A kind of session. Each is organisational life, held once.
    pub enum Kind {
        BranchGeneralMeeting = "branch_general_meeting" "支部党员大会";
        BranchCommitteeMeeting = "branch_committee_meeting" "支部委员会会议";
        PartyGroupMeeting = "party_group_meeting" "党小组会";
        PartyLecture = "party_lecture" "党课";
        ThemePartyDay = "theme_party_day" "主题党日";
        OrganizationalLifeMeeting = "organizational_life_meeting" "组织生活会";
        DemocraticAppraisal = "democratic_appraisal" "民主评议党员";
        DemocraticLifeMeeting = "democratic_life_meeting" "民主生活会";
        HeartToHeartTalk = "heart_to_heart_talk" "谈心谈话";
        CollectiveStudy = "collective_study" "集中学习培训";
    }
}

impl Kind {
    /// What one does with it: meetings are convened, all else is carried out.
    pub const fn verb(self) -> &'static str {
        match self {
            Kind::BranchGeneralMeeting
            | Kind::BranchCommitteeMeeting
            | Kind::PartyGroupMeeting
            | Kind::OrganizationalLifeMeeting
            | Kind::DemocraticLifeMeeting => "召开",
            Kind::PartyLecture | Kind::ThemePartyDay | Kind::DemocraticAppraisal | Kind::HeartToHeartTalk | Kind::CollectiveStudy => "开展",
        }
    }
}

crate::vocabulary! {
    /// A kind of organisation.
    pub enum OrganizationKind {
        PartyCommittee = "party_committee" "党委";
        GeneralBranch = "general_branch" "党总支";
        PartyBranch = "party_branch" "党支部";
        JointBranch = "joint_branch" "联合党支部";
        TemporaryBranch = "temporary_branch" "临时党支部";
        FloatingMembersBranch = "floating_members_branch" "流动党员党支部";
        PartyGroup = "party_group" "党小组";
        PartyLeadingGroup = "party_leading_group" "党组";
        WorkCommittee = "work_committee" "党工委";
        OrganPartyCommittee = "organ_party_committee" "机关党委";
        OrgansWorkCommittee = "organs_work_committee" "机关工委";
        DisciplineCommission = "discipline_commission" "纪委";
    }
}

crate::vocabulary! {
    /// How high a committee stands (层级).
    pub enum Level {
        CountyAndAbove = "county_and_above" "县以上";
        Basic = "basic" "基层";
    }
}

impl OrganizationKind {
    /// Any kind of branch: what holds the three meetings and one lesson.
    pub const fn is_branch(self) -> bool {
        matches!(
            self,
            OrganizationKind::PartyBranch
                | OrganizationKind::JointBranch
                | OrganizationKind::TemporaryBranch
                | OrganizationKind::FloatingMembersBranch
        )
    }
    /// A body above basic organisations, which has a level: any committee, leading group or commission.
    pub const fn leads_others(self) -> bool {
        self.holds_democratic_life() || matches!(self, OrganizationKind::OrganPartyCommittee)
    }
    /// A body whose members hold democratic life sessions. An organ's Party committee (机关党委) does not: it is a basic
    /// organisation's, and what its leaders hold is an organisational life meeting.
    pub const fn holds_democratic_life(self) -> bool {
        matches!(
            self,
            OrganizationKind::PartyCommittee
                | OrganizationKind::PartyLeadingGroup
                | OrganizationKind::WorkCommittee
                | OrganizationKind::OrgansWorkCommittee
                | OrganizationKind::DisciplineCommission
        )
    }
    /// An organisation that members belong to at the base: any branch, a general branch, an organ's committee.
    pub const fn is_basic(self) -> bool {
        self.is_branch() || matches!(self, OrganizationKind::GeneralBranch | OrganizationKind::OrganPartyCommittee)
    }
}

crate::vocabulary! {
    /// The field an organisation works in (领域).
    pub enum Sector {
        Rural = "rural" "农村";
        Community = "community" "社区";
        StateEnterprise = "soe" "国有企业" "state-owned enterprise";
        PrivateEnterprise = "private" "非公企业" "private enterprise";
        University = "university" "高校";
        School = "school" "学校";
        Organ = "organ" "机关" "Party or government organ";
        SocialOrganization = "social_org" "社会组织" "social organisation";
        Research = "research" "科研院所";
        Hospital = "hospital" "医院";
    }
}

crate::vocabulary! {
    /// A member is full or on probation.
    pub enum MemberStatus {
        Full = "full" "正式党员";
        Probationary = "probationary" "预备党员";
    }
}

crate::vocabulary! {
    /// What a member does in the branch or its committee.
    pub enum Duty {
        Secretary = "secretary" "书记";
        DeputySecretary = "deputy_secretary" "副书记";
        FullTimeDeputySecretary = "full_time_deputy_secretary" "专职副书记";
        OrganizationCommissioner = "organization_commissioner" "组织委员";
        PublicityCommissioner = "publicity_commissioner" "宣传委员";
        DisciplineCommissioner = "discipline_commissioner" "纪检委员";
        YouthCommissioner = "youth_commissioner" "青年委员";
        UnitedFrontCommissioner = "united_front_commissioner" "统战委员";
        CommitteeMember = "committee_member" "委员";
        GroupLeader = "group_leader" "党小组组长";
    }
}

impl Duty {
    /// Whether who has it sits on the branch committee.
    pub const fn is_on_committee(self) -> bool {
        !matches!(self, Duty::GroupLeader)
    }
}

crate::vocabulary! {
    /// What a rule or a roll must know of a member beside the status.
    pub enum MemberFlag {
        Floating = "floating" "流动党员";
        CareExempt = "care_exempt" "年老体弱行动不便";
        OnProbationWithinParty = "on_probation_within_party" "留党察看";
        RightsSuspended = "rights_suspended" "中止党员权利";
        MembershipStopped = "membership_stopped" "停止党籍";
        AbroadStudy = "abroad_study" "出国（境）学习";
        ProbationExtended = "probation_extended" "预备期已延长";
    }
}

impl MemberFlag {
    /// Whether it takes the vote away.
    pub const fn takes_vote(self) -> bool {
        matches!(self, MemberFlag::OnProbationWithinParty | MemberFlag::RightsSuspended | MemberFlag::MembershipStopped)
    }
    /// Whether who has it is on no roll while it holds.
    pub const fn takes_off_roll(self) -> bool {
        matches!(self, MemberFlag::MembershipStopped)
    }
}

crate::vocabulary! {
    /// Why somebody did not come.
    pub enum AbsenceReason {
        OfficialDuty = "official_duty" "因公";
        Sick = "sick" "因病";
        Personal = "personal" "事假";
        Infirm = "infirm" "年老体弱行动不便";
        Floating = "floating" "外出流动";
        Abroad = "abroad" "出国（境）";
        Training = "training" "学习培训";
        ApprovedOther = "approved_other" "经批准的其他原因";
        Unexcused = "unexcused" "无正当理由";
    }
}

crate::vocabulary! {
    /// What a resolution is about, as far as rules differ by it.
    pub enum ResolutionSubject {
        Ordinary = "ordinary" "一般事项";
        Admission = "admission" "接收预备党员";
        Confirmation = "confirmation" "预备党员转正";
        ProbationExtension = "probation_extension" "延长预备期";
        ProbationCancellation = "probation_cancellation" "取消预备党员资格";
        Election = "election" "选举";
    }
}

crate::vocabulary! {
    /// Why a voter may be counted out of the base, with the superior's consent and the members' meeting's adoption.
    pub enum CountedOutReason {
        CannotExpressWill = "cannot_express_will" "患病不能表达本人意志";
        AbroadOverHalfYear = "abroad_over_half_year" "出国半年以上";
        ServingSentence = "serving_sentence" "正在服刑";
        Bedridden = "bedridden" "年老体弱卧床不起、生活不能自理";
        RelationShouldHaveMoved = "relation_should_have_moved" "组织关系应转未转";
        RetiredAway = "retired_away" "离退休后长期在外";
        FloatingByDecision = "floating_by_decision" "流动党员，党员大会决定" "floating, by decision of the members' meeting";
    }
}

crate::vocabulary! {
    /// The four grades of a member's appraisal.
    pub enum AppraisalGrade {
        Excellent = "excellent" "优秀";
        Qualified = "qualified" "合格";
        BasicallyQualified = "basically_qualified" "基本合格";
        Unqualified = "unqualified" "不合格";
    }
}

crate::vocabulary! {
    /// The three steps of an appraisal.
    pub enum AppraisalStep {
        SelfAppraisal = "self_appraisal" "个人自评";
        MutualAppraisal = "mutual_appraisal" "党员互评";
        DemocraticBallot = "democratic_ballot" "民主测评";
    }
}

crate::vocabulary! {
    /// What a theme Party day consists of.
    pub enum PartyDayContent {
        Study = "study" "集中学习";
        OrganizationalLife = "organizational_life" "过组织生活";
        Deliberation = "deliberation" "民主议事";
        Volunteering = "volunteering" "志愿服务";
    }
}

crate::vocabulary! {
    /// Between whom a talk was.
    pub enum TalkRelation {
        CommitteeCommittee = "committee_committee" "支部委员之间";
        CommitteeMember = "committee_member" "支部委员和党员之间";
        MemberMember = "member_member" "党员和党员之间";
        LeaderSubordinate = "leader_subordinate" "领导班子成员与下属之间";
    }
}

crate::vocabulary! {
    /// With how many.
    pub enum TalkMode {
        OneToOne = "one_to_one" "一对一";
        OneToMany = "one_to_many" "一对多";
    }
}

crate::vocabulary! {
    /// How the theme of a democratic life session was set.
    pub enum ThemeSetBy {
        Superior = "superior" "上级统一确定";
        OwnWithConsent = "own_with_consent" "自行确定并报上级同意";
        Own = "own" "自行确定";
    }
}

crate::vocabulary! {
    /// How the superior watched over a democratic life session.
    pub enum Supervision {
        Team = "team" "派出督导组";
        Observer = "observer" "派人列席";
        None = "none" "未派人";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_kinds_of_organisation_are_branches_and_six_lead_others() {
        let words =
            |is: fn(OrganizationKind) -> bool| OrganizationKind::ALL.iter().filter(|kind| is(**kind)).map(|kind| kind.word()).collect::<Vec<_>>();
        assert_eq!(words(OrganizationKind::is_branch), ["party_branch", "joint_branch", "temporary_branch", "floating_members_branch"]);
        let bodies = ["party_committee", "party_leading_group", "work_committee", "organs_work_committee", "discipline_commission"];
        assert_eq!(words(OrganizationKind::holds_democratic_life), bodies);
        let leading =
            ["party_committee", "party_leading_group", "work_committee", "organ_party_committee", "organs_work_committee", "discipline_commission"];
        assert_eq!(words(OrganizationKind::leads_others), leading);
        let basic = ["general_branch", "party_branch", "joint_branch", "temporary_branch", "floating_members_branch", "organ_party_committee"];
        assert_eq!(words(OrganizationKind::is_basic), basic);
    }

    #[test]
    fn every_duty_but_a_group_leaders_is_on_the_committee() {
        let off: Vec<&Duty> = Duty::ALL.iter().filter(|duty| !duty.is_on_committee()).collect();
        assert_eq!(off, [&Duty::GroupLeader]);
    }

    #[test]
    fn three_flags_take_the_vote_away() {
        let words: Vec<&str> = MemberFlag::ALL.iter().filter(|flag| flag.takes_vote()).map(|flag| flag.word()).collect();
        assert_eq!(words, ["on_probation_within_party", "rights_suspended", "membership_stopped"]);
    }

    #[test]
    fn one_flag_takes_off_the_roll() {
        let off: Vec<&MemberFlag> = MemberFlag::ALL.iter().filter(|flag| flag.takes_off_roll()).collect();
        assert_eq!(off, [&MemberFlag::MembershipStopped]);
    }
}
