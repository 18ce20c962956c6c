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
        (R::CommitteeReviewer, A::EvaluateSession | A::NoteSession) => Below,
        (R::CommitteeReviewer, A::ReadSession | A::ReadMember | A::ManageRules) => Everywhere,

        // An auditor says what they saw and decides nothing.
        (R::CommitteeAuditor, A::NoteSession) => Below,
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
/// accounts, make projections anew. Nothing that somebody must answer for with their name: no record is made or evaluated by nobody.
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
        | A::ManageSystem
        | A::Rebuild => true,
        A::UseAccount
        | A::MoveOrganization
        | A::ReadGrant
        | A::ReadSession
        | A::RecordSession
        | A::EvaluateSession
        | A::NoteSession
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

#[cfg(test)]
mod tests {
    use super::*;

    /// How far each role carries an action; none where nobody may.
    fn who(action: ActionKind) -> Vec<(&'static str, Reach)> {
        let reaches = Role::ALL.iter().map(|role| (role.word(), reach(*role, action)));
        reaches.filter(|(_, reach)| *reach != Reach::Nowhere).collect()
    }

    fn everybody(reach: Reach) -> Vec<(&'static str, Reach)> {
        Role::ALL.iter().map(|role| (role.word(), reach)).collect()
    }

    use ActionKind as A;
    use Reach::{Below, Everywhere, Here, Nowhere};

    #[test]
    fn everybody_uses_their_account_and_sees_the_tree_and_the_rules() {
        assert_eq!(who(A::UseAccount), everybody(Here));
        assert_eq!(who(A::ReadOrganization), everybody(Everywhere));
        assert_eq!(who(A::ReadRules), everybody(Everywhere));
    }

    #[test]
    fn a_record_is_made_by_the_branch_and_by_nobody_above_it() {
        assert_eq!(who(A::RecordSession), [("branch_secretary", Everywhere), ("recorder", Here), ("group_leader", Here)]);
    }

    #[test]
    fn a_reviewer_evaluates_only_what_stands_strictly_below() {
        assert_eq!(who(A::EvaluateSession), [("committee_reviewer", Below)]);
    }

    #[test]
    fn an_auditor_takes_note_of_what_stands_strictly_below_and_decides_nothing() {
        assert_eq!(who(A::NoteSession), [("committee_reviewer", Below), ("committee_auditor", Below)]);
    }

    #[test]
    fn administrators_read_no_minutes() {
        let readers = [
            ("branch_secretary", Everywhere),
            ("recorder", Here),
            ("group_leader", Here),
            ("committee_reviewer", Everywhere),
            ("committee_auditor", Everywhere),
        ];
        assert_eq!(who(A::ReadSession), readers);
    }

    #[test]
    fn administrators_read_the_roll_as_do_those_who_read_its_records() {
        let administrators = [("organization_administrator", Everywhere), ("system_administrator", Everywhere)];
        assert_eq!(who(A::ReadMember), [who(A::ReadSession), administrators.to_vec()].concat());
    }

    #[test]
    fn administrators_keep_the_tree_the_roll_and_the_accounts() {
        let administrators = [("organization_administrator", Everywhere), ("system_administrator", Everywhere)];
        for action in [A::ManageOrganization, A::ManageMember, A::Import, A::ManageAccount, A::ManageGrant] {
            assert_eq!(who(action), administrators, "{action:?}");
        }
        assert_eq!(who(A::MoveOrganization), [("organization_administrator", Below), ("system_administrator", Everywhere)]);
    }

    #[test]
    fn only_a_system_administrator_plants_a_tree_or_makes_another() {
        assert_eq!(who(A::PlantOrganization), [("system_administrator", Everywhere)]);
        assert_eq!(who(A::ManageSystem), [("system_administrator", Everywhere)]);
    }

    #[test]
    fn who_holds_which_role_is_seen_by_the_secretary_the_auditor_and_administrators() {
        let readers = [
            ("branch_secretary", Everywhere),
            ("committee_auditor", Everywhere),
            ("organization_administrator", Everywhere),
            ("system_administrator", Everywhere),
        ];
        assert_eq!(who(A::ReadGrant), readers);
    }

    #[test]
    fn the_trail_is_read_by_auditors_and_the_rules_are_set_by_reviewers() {
        assert_eq!(who(A::ReadTrail), [("committee_auditor", Everywhere), ("system_administrator", Everywhere)]);
        assert_eq!(who(A::ManageRules), [("committee_reviewer", Everywhere)]);
    }

    #[test]
    fn what_is_given_to_nobody_is_denied() {
        let given = Role::ALL.iter().flat_map(|role| A::ALL.iter().filter(|action| reach(*role, **action) != Nowhere)).count();
        assert_eq!(given, 7 * 3 + 3 + 1 + 2 + 5 + 7 + 5 * 2 + 2 + 2 + 4 + 2 + 1, "the lists above, and nothing beside them");
    }

    fn words(may: fn(ActionKind) -> bool) -> Vec<&'static str> {
        A::ALL.iter().filter(|action| may(**action)).map(|action| action.word()).collect()
    }

    #[test]
    fn the_operator_records_evaluates_and_reads_nothing_that_was_said() {
        let may = [
            "organization.read",
            "organization.manage",
            "organization.plant",
            "member.read",
            "member.manage",
            "import.run",
            "account.manage",
            "grant.manage",
            "grant.system",
            "projection.rebuild",
        ];
        assert_eq!(words(operator_may), may);
    }

    #[test]
    fn the_system_only_reads_the_trail() {
        assert_eq!(words(system_may), ["trail.read"]);
    }

    #[test]
    fn a_role_fits_only_where_its_work_is() {
        let fitting = |role| OrganizationKind::ALL.iter().filter(|kind| fits(role, **kind)).map(|kind| kind.word()).collect::<Vec<_>>().join(" ");
        let branches = "party_branch joint_branch temporary_branch floating_members_branch";
        let leading = "party_leading_group work_committee organ_party_committee organs_work_committee discipline_commission";
        let above = format!("party_committee general_branch {leading}");
        let all_but_groups = format!("party_committee general_branch {branches} {leading}");
        assert_eq!(fitting(Role::BranchSecretary), branches);
        assert_eq!(fitting(Role::GroupLeader), "party_group");
        assert_eq!(fitting(Role::Recorder), OrganizationKind::WORDS.join(" "));
        assert_eq!(fitting(Role::CommitteeReviewer), above);
        assert_eq!(fitting(Role::CommitteeAuditor), above);
        assert_eq!(fitting(Role::OrganizationAdministrator), all_but_groups);
        assert_eq!(fitting(Role::SystemAdministrator), all_but_groups);
    }
}
