pub mod kinds {
    crate::vocabulary! { pub enum Kind { A = "a" "a"; } }
    crate::vocabulary! { pub enum OrganizationKind { PartyGroup = "party_group" "a"; } }
    impl OrganizationKind {
        pub fn is_branch(self) -> bool {
            true
        }
    }
}
pub struct Rulebook;
impl Rulebook {
    pub fn load() -> crate::error::Result<Rulebook> {
        Ok(Rulebook)
    }
}
