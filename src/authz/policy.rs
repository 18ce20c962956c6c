//! The one policy: which role may do what, and how far from the organisation it was given at. Deny is the default.

use super::action::ActionKind;
use crate::rulebook::kinds::OrganizationKind;

crate::vocabulary! {
    /// What an account may be at an organisation.
    pub enum Role {
        BranchSecretary = "branch_secretary" "支部书记";
        Recorder = "recorder" "记录人";
        GroupLeader = "group_leader" "党小组组长";
        CommitteeReviewer = "committee_reviewer" "上级党委组织员";
        CommitteeAuditor = "committee_auditor" "督导组成员";
        OrganizationAdministrator = "organization_administrator" "组织管理员";
        SystemAdministrator = "system_administrator" "系统管理员";
    }
}

crate::db::types::word_column!(Role);

/// How far a role carries from the organisation it was given at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Nowhere,
    /// That organisation alone.
    Here,
    /// All that is strictly below it.
    Below,
    /// It and all that is below.
    Everywhere,
}

/// The whole policy.
pub fn reach(role: Role, action: ActionKind) -> Reach {
    use ActionKind as A;
    use Reach::{Below, Everywhere, Here, Nowhere};
    use Role as R;
    match (role, action) {
        (_, A::UseAccount) => Here,
        (_, A::ReadOrganization | A::ReadRules) => Everywhere,

        // The branch's own life. Below a branch there are only its groups.
        (R::BranchSecretary, A::ReadSession | A::RecordSession | A::ReadMember) => Everywhere,
        (R::Recorder | R::GroupLeader, A::ReadSession | A::RecordSession | A::ReadMember) => Here,
        (R::BranchSecretary, A::ReadGrant) => Everywhere,

        // A reviewer evaluates what others recorded, never the committee's own.
        (R::CommitteeReviewer, A::EvaluateSession) => Below,
        (R::CommitteeReviewer, A::ReadSession | A::ReadMember | A::ManageRules) => Everywhere,

        (R::CommitteeAuditor, A::ReadSession | A::ReadMember | A::ReadTrail | A::ReadGrant) => Everywhere,

        // Administrators keep the tree, the roll and the accounts; minutes are not theirs to read.
        (R::OrganizationAdministrator, A::MoveOrganization) => Below,
        (
            R::OrganizationAdministrator,
            A::ManageOrganization | A::ReadMember | A::ManageMember | A::Import | A::ManageAccount | A::ReadGrant | A::ManageGrant,
        ) => Everywhere,
        (
            R::SystemAdministrator,
            A::ManageOrganization
            | A::PlantOrganization
            | A::MoveOrganization
            | A::ReadMember
            | A::ManageMember
            | A::Import
            | A::ManageAccount
            | A::ReadGrant
            | A::ManageGrant
            | A::ManageSystem
            | A::ReadTrail,
        ) => Everywhere,

        _ => Nowhere,
    }
}

/// What the operator may do at the command line, everywhere: plant the first tree, bring spreadsheets in, open the first
/// accounts. Nothing that somebody must answer for with their name: no record is made or evaluated by nobody.
pub fn operator_may(action: ActionKind) -> bool {
    use ActionKind as A;
    match action {
        A::ReadOrganization
        | A::ManageOrganization
        | A::PlantOrganization
        | A::ReadMember
        | A::ManageMember
        | A::Import
        | A::ManageAccount
        | A::ManageGrant
        | A::ManageSystem => true,
        A::UseAccount
        | A::MoveOrganization
        | A::ReadGrant
        | A::ReadSession
        | A::RecordSession
        | A::EvaluateSession
        | A::ReadRules
        | A::ManageRules
        | A::ReadTrail => false,
    }
}

/// What the server does by itself, everywhere: it reads the trail on. Each worker's need is a line here.
pub fn system_may(action: ActionKind) -> bool {
    matches!(action, ActionKind::ReadTrail)
}

/// Whether a role makes sense at such an organisation.
pub fn fits(role: Role, kind: OrganizationKind) -> bool {
    match role {
        Role::BranchSecretary => kind.is_branch(),
        Role::GroupLeader => kind == OrganizationKind::PartyGroup,
        Role::Recorder => true,
        Role::CommitteeReviewer | Role::CommitteeAuditor => !kind.is_branch() && kind != OrganizationKind::PartyGroup,
        Role::OrganizationAdministrator | Role::SystemAdministrator => kind != OrganizationKind::PartyGroup,
    }
}
