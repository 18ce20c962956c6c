//! Everything anybody may do, each as a type that a handler's signature names.

/// Something that can be allowed or refused. See [`super::policy::reach`].
pub trait Action: Send + Sync + 'static {
    const KIND: ActionKind;
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $word:literal,)+) => {
        /// The actions as values, for the policy's one match.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ActionKind { $($(#[$doc])* $name),+ }
        impl ActionKind {
            pub const ALL: &'static [ActionKind] = &[$(ActionKind::$name),+];
            pub fn word(self) -> &'static str { match self { $(ActionKind::$name => $word),+ } }
        }
        $( $(#[$doc])*
        pub struct $name;
        impl Action for $name { const KIND: ActionKind = ActionKind::$name; } )+
    };
}

actions! {
    /// One's own account: devices, password, what one may do. Everybody who is signed in.
    UseAccount "account.use",
    /// See an organisation and what is below it.
    ReadOrganization "organization.read",
    /// Make and change organisations.
    ManageOrganization "organization.manage",
    /// Plant a new tree: an organisation without a superior.
    PlantOrganization "organization.plant",
    /// Move, dissolve or merge an organisation.
    MoveOrganization "organization.move",
    /// See members: the roll.
    ReadMember "member.read",
    /// Change members, transfer them.
    ManageMember "member.manage",
    /// Bring in spreadsheets.
    Import "import.run",
    /// Make accounts, invite.
    ManageAccount "account.manage",
    /// See who holds which role.
    ReadGrant "grant.read",
    /// Give and end roles.
    ManageGrant "grant.manage",
    /// Give the role of system administrator.
    ManageSystem "grant.system",
    /// Read sessions, minutes included. Drafts need [`RecordSession`].
    ReadSession "session.read",
    /// Record, submit, withdraw and amend sessions, and appeal against an evaluation.
    RecordSession "session.record",
    /// Accept, return and reopen sessions, and answer appeals. Whoever may takes note of them too.
    EvaluateSession "session.evaluate",
    /// Take note of sessions, without deciding anything.
    NoteSession "session.note",
    /// See evaluation forms and which local rules are on.
    ReadRules "rules.read",
    /// Set evaluation forms and switch local rules on and off.
    ManageRules "rules.manage",
    /// Read who did what, when.
    ReadTrail "trail.read",
    /// Make anew what is kept only for looking up, from the records it was made of.
    Rebuild "projection.rebuild",
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_has_a_word_of_its_own_and_is_the_kind_of_its_type() {
        let words: BTreeSet<&str> = ActionKind::ALL.iter().map(|action| action.word()).collect();
        assert_eq!(words.len(), ActionKind::ALL.len());
        assert!(words.iter().all(|word| word.split('.').count() == 2));
        assert_eq!((ReadTrail::KIND, ReadTrail::KIND.word()), (ActionKind::ReadTrail, "trail.read"));
        assert_eq!((UseAccount::KIND, UseAccount::KIND.word()), (ActionKind::UseAccount, "account.use"));
    }
}
