//! Where things stand in the grove, by name: the oracle of the permission matrix, which asks the policy and no path.

use sanhui::authz::Role;
use sanhui::authz::action::ActionKind;
use sanhui::authz::policy::{Reach, reach};
use sanhui::rulebook::kinds::OrganizationKind;

/// The organisations: name, superior, kind, in the order they are made.
pub const TREE: &[(&str, &str, OrganizationKind)] = &[
    ("county", "", OrganizationKind::PartyCommittee),
    ("township", "county", OrganizationKind::PartyCommittee),
    ("old_township", "county", OrganizationKind::PartyCommittee),
    ("village_before", "township", OrganizationKind::GeneralBranch),
    ("village", "old_township", OrganizationKind::GeneralBranch),
    ("old_village", "old_township", OrganizationKind::GeneralBranch),
    ("branch_cousin", "village_before", OrganizationKind::PartyBranch),
    ("branch_before", "village", OrganizationKind::PartyBranch),
    ("branch", "old_village", OrganizationKind::PartyBranch),
    ("group", "branch", OrganizationKind::PartyGroup),
    // Made after the two moves, so that their paths follow the moved ones'.
    ("branch_after", "village", OrganizationKind::PartyBranch),
    ("village_after", "township", OrganizationKind::GeneralBranch),
    ("group_after", "branch", OrganizationKind::PartyGroup),
    ("group_cousin", "branch_before", OrganizationKind::PartyGroup),
];

/// Whose record a request touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Branch,
    Village,
    /// A group's.
    Group,
    /// Another organisation's of the grove, by its name: everybody asks, and no relation is told.
    Other(&'static str),
    /// No organisation's: the caller's own account, or nobody's.
    None,
}

impl Target {
    /// What the grove calls it.
    pub fn name(self) -> &'static str {
        match self {
            Target::Branch => "branch",
            Target::Village => "village",
            Target::Group => "group",
            Target::Other(name) => name,
            Target::None => "",
        }
    }
}

/// The organisation directly above, where the grove stood before its two moves.
fn above_before(place: &str) -> Option<&'static str> {
    TREE.iter().find(|(name, ..)| *name == place).map(|(_, above, _)| *above).filter(|above| !above.is_empty())
}

/// The organisation directly above, where the grove stands.
fn above(place: &str) -> Option<&'static str> {
    match place {
        "branch" => Some("village"),
        "village" => Some("township"),
        _ => above_before(place),
    }
}

type Above = fn(&str) -> Option<&'static str>;

fn is_below(above: Above, place: &str, seat: &str) -> bool {
    above(place).is_some_and(|one_up| one_up == seat || is_below(above, one_up, seat))
}

fn reaches(above: Above, role: Role, action: ActionKind, seat: &str, place: &str) -> bool {
    match reach(role, action) {
        Reach::Nowhere => false,
        Reach::Here => place == seat,
        Reach::Below => is_below(above, place, seat),
        Reach::Everywhere => place == seat || is_below(above, place, seat),
    }
}

/// Whether a role given at `seat` may do this at `place`: what the policy says, by the names of the grove and not by paths.
pub fn may(role: Role, action: ActionKind, seat: &str, place: &str) -> bool {
    reaches(above, role, action, seat, place)
}

/// Whether it might before the moves.
pub fn could(role: Role, action: ActionKind, seat: &str, place: &str) -> bool {
    reaches(above_before, role, action, seat, place)
}

/// What the target is to the organisation that the caller's role was given at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Own,
    Parent,
    Ancestor,
    Child,
    Descendant,
    Sibling,
    Cousin,
    LookAlike,
    MovedAway,
}

impl Relation {
    pub const ALL: [Relation; 9] = [
        Relation::Own,
        Relation::Parent,
        Relation::Ancestor,
        Relation::Child,
        Relation::Descendant,
        Relation::Sibling,
        Relation::Cousin,
        Relation::LookAlike,
        Relation::MovedAway,
    ];
    pub fn word(self) -> &'static str {
        match self {
            Relation::Own => "own",
            Relation::Parent => "parent",
            Relation::Ancestor => "ancestor",
            Relation::Child => "child",
            Relation::Descendant => "descendant",
            Relation::Sibling => "sibling",
            Relation::Cousin => "cousin",
            Relation::LookAlike => "look-alike",
            Relation::MovedAway => "moved away",
        }
    }

    /// What the target is to a role's seat, in the words of the golden: a relation, the seat's own name where none is counted.
    pub fn told(target: Target, seat: &'static str) -> Option<&'static str> {
        match target {
            Target::Other(_) => Some(seat),
            Target::None => Some("anywhere"),
            _ => Relation::ALL.iter().find(|relation| relation.seat(target) == seat).map(|relation| relation.word()),
        }
    }

    /// Where a role must have been given for the target to be this to it; empty where the grove has no such place.
    fn seat(self, target: Target) -> &'static str {
        let (group, branch, village) = match self {
            Relation::Own => ("group", "branch", "village"),
            Relation::Parent => ("", "group", "branch"),
            Relation::Ancestor => ("", "", "group"),
            Relation::Child => ("branch", "village", "township"),
            Relation::Descendant => ("village", "township", "county"),
            Relation::Sibling => ("group_after", "branch_before", "village_before"),
            Relation::Cousin => ("group_cousin", "branch_cousin", "old_village"),
            Relation::LookAlike => ("", "branch_after", "village_after"),
            Relation::MovedAway => ("old_village", "old_village", "old_township"),
        };
        match target {
            Target::Branch => branch,
            Target::Village => village,
            Target::Group => group,
            Target::Other(_) | Target::None => "",
        }
    }
}
