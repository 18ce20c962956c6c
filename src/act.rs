//! What the trail calls things: every act that changes something, and every subject an act can be about. Closed words, so
//! that a reader of the trail (dashboards, prompts, phones) can match on all of them and the compiler tells it of a new
//! one. Not here: who did it where (`authz` makes the note), and how it is kept (`trail`).

use uuid::Uuid;

use crate::id::{AccountId, DeviceId, EvaluationId, GrantId, MemberId, OrganizationId, SeatId, SessionId};

crate::vocabulary! {
    /// What was done. The first word is what it was done to: see [`Subject`].
    pub enum Act {
        OrganizationCreate = "organization.create" "新建组织";
        OrganizationChange = "organization.change" "修改组织";
        OrganizationLeave = "organization.leave" "组织移出";
        OrganizationMove = "organization.move" "组织移入";
        OrganizationDissolve = "organization.dissolve" "撤销组织";
        OrganizationMerge = "organization.merge" "组织并出";
        OrganizationAbsorb = "organization.absorb" "组织并入";
        MemberEnrol = "member.enrol" "登记党员";
        MemberChange = "member.change" "修改党员信息";
        MemberLeave = "member.leave" "党员转出";
        MemberTransfer = "member.transfer" "党员转入";
        BodySeatCreate = "body_seat.create" "进入班子";
        BodySeatChange = "body_seat.change" "调整班子任职";
        AccountCreate = "account.create" "新建账号";
        AccountChange = "account.change" "修改账号";
        AccountInvite = "account.invite" "重新邀请";
        AccountOpen = "account.open" "启用账号";
        AccountDisable = "account.disable" "停用账号";
        AccountPassword = "account.password" "修改密码";
        DeviceSignIn = "device.sign_in" "登录";
        DeviceSignOut = "device.sign_out" "退出登录";
        DeviceRevoke = "device.revoke" "强制退出";
        GrantCreate = "grant.create" "授予岗位";
        GrantChange = "grant.change" "调整岗位期限";
        GrantEnd = "grant.end" "终止岗位";
        LocalRulesOn = "local_rules.on" "启用地方规定";
        LocalRulesOff = "local_rules.off" "停用地方规定";
        SessionCreate = "session.create" "新建记录";
        SessionEdit = "session.edit" "修改记录";
        SessionSubmit = "session.submit" "提交记录";
        SessionWithdraw = "session.withdraw" "撤回记录";
        SessionAmend = "session.amend" "补正记录";
        SessionDelete = "session.delete" "删除草稿";
        SessionAccept = "session.accept" "记录通过";
        SessionReturn = "session.return" "记录退回";
        SessionReopen = "session.reopen" "重新评价";
        EvaluationNote = "evaluation.note" "审阅";
        EvaluationAppeal = "evaluation.appeal" "申诉";
        EvaluationAnswer = "evaluation.answer" "答复申诉";
        EvaluationFormPut = "evaluation_form.put" "设定评价表";
    }
}

impl Act {
    /// Whether who did it wrote something of the record's text: none of them evaluates it.
    pub const fn wrote_the_record(self) -> bool {
        matches!(self, Act::SessionCreate | Act::SessionEdit | Act::SessionSubmit | Act::SessionAmend | Act::SessionWithdraw)
    }
}

macro_rules! subjects {
    ($($variant:ident($id:ident) = $word:literal $zh:literal;)+) => {
        crate::vocabulary! {
            /// What a row of the trail is about.
            pub enum SubjectKind { $($variant = $word $zh;)+ }
        }
        /// Whom or what an act is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Subject { $($variant($id)),+ }
        impl Subject {
            pub fn kind(self) -> SubjectKind { match self { $(Subject::$variant(_) => SubjectKind::$variant),+ } }
            pub fn id(self) -> Uuid { match self { $(Subject::$variant(id) => id.0),+ } }
        }
    };
}

subjects! {
    Organization(OrganizationId) = "organization" "组织";
    Member(MemberId) = "member" "党员";
    BodySeat(SeatId) = "body_seat" "班子任职";
    Account(AccountId) = "account" "账号";
    Device(DeviceId) = "device" "设备";
    Grant(GrantId) = "grant" "岗位";
    LocalRules(OrganizationId) = "local_rules" "地方规定";
    Session(SessionId) = "session" "记录";
    Evaluation(EvaluationId) = "evaluation" "评价";
    EvaluationForm(OrganizationId) = "evaluation_form" "评价表";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_says_first_what_it_is_done_to() {
        for act in Act::ALL {
            let subject = act.word().split('.').next().and_then(SubjectKind::from_word);
            assert!(subject.is_some(), "{act} begins with no kind of subject");
        }
    }

    #[test]
    fn a_committees_word_on_a_record_writes_nothing_of_it() {
        let wrote: Vec<&str> = Act::ALL.iter().filter(|act| act.wrote_the_record()).map(|act| act.word()).collect();
        assert_eq!(wrote, ["session.create", "session.edit", "session.submit", "session.withdraw", "session.amend"]);
    }

    #[test]
    fn a_subject_has_its_kind_and_its_id() {
        let id = |number| Uuid::from_u128(number);
        let subjects = [
            Subject::Organization(OrganizationId::of(1)),
            Subject::Member(MemberId::of(2)),
            Subject::BodySeat(SeatId::of(3)),
            Subject::Account(AccountId::of(4)),
            Subject::Device(DeviceId::of(5)),
            Subject::Grant(GrantId::of(6)),
            Subject::LocalRules(OrganizationId::of(7)),
            Subject::Session(SessionId::of(8)),
            Subject::Evaluation(EvaluationId::of(9)),
            Subject::EvaluationForm(OrganizationId::of(10)),
        ];
        assert_eq!(subjects.map(Subject::kind), SubjectKind::ALL);
        assert_eq!(subjects.map(Subject::id), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(id));
    }
}
