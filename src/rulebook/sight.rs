//! What a judge sees of one thing: its own facts before those of the whole, and the names that fit it.

use std::collections::BTreeMap;

use super::case::{Fact, Gap, Known, Mend, Scene, Source};
use super::facts::Unit;

#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub scene: &'a Scene,
    pub whole: &'a Scene,
}

impl<'a> Sight<'a> {
    /// What is known of a fact. A gap of the thing itself hides what the whole knows.
    pub fn known(self, fact: Fact) -> Option<&'a Known> {
        match self.scene.known.get(&fact) {
            None if self.scene.gaps.contains_key(&fact) => None,
            None => self.whole.known.get(&fact),
            known => known,
        }
    }
    pub fn gap(self, fact: Fact) -> Option<&'a Gap> {
        self.scene.gaps.get(&fact).or_else(|| self.whole.gaps.get(&fact))
    }
    /// Whether it is so; none when that is not known, or only at one of its ends.
    pub fn is_so(self, fact: Fact) -> Option<bool> {
        match self.known(fact)? {
            Known { low, .. } if *low > 0 => Some(true),
            Known { high, .. } if *high <= 0 => Some(false),
            _ => None,
        }
    }
    pub fn mend(self, fact: Fact) -> Mend {
        self.gap(fact).map_or(fact.about().mend, |gap| gap.mend)
    }
    pub fn is_election(self) -> bool {
        self.is_so(Fact::IsElection) == Some(true)
    }
    /// Its Chinese name here, and how its number reads; none for a yes or no.
    pub fn unit(self, fact: Fact) -> Option<(&'static str, &'static Unit)> {
        let about = fact.about();
        match &about.in_elections {
            Some((zh, unit)) if self.is_election() => Some((zh, unit)),
            _ => about.unit.as_ref().map(|unit| (fact.zh(), unit)),
        }
    }
    pub fn sources(self, facts: &[Fact]) -> BTreeMap<String, Source> {
        facts.iter().filter_map(|fact| Some((fact.word().to_string(), self.known(*fact)?.source))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::case::Told;

    #[test]
    fn the_things_own_word_goes_before_that_of_the_whole() {
        let (mut scene, mut whole) = (Scene::default(), Scene::default());
        scene.number(Fact::Voters, 3).gap(Fact::Groups, Told::default(), Mend::Superior);
        whole.number(Fact::Voters, 9).number(Fact::Members, 10).number(Fact::Groups, 2).gap(Fact::Present, Told::default(), Mend::Settings);
        let sight = Sight { scene: &scene, whole: &whole };
        let value = |fact| sight.known(fact).and_then(Known::value);
        assert_eq!([Fact::Voters, Fact::Members, Fact::Groups, Fact::Present].map(value), [Some(3), Some(10), None, None]);
        let mends = [Fact::Groups, Fact::Present, Fact::Expected].map(|fact| sight.mend(fact));
        assert_eq!(mends, [Mend::Superior, Mend::Settings, Mend::Roll], "its own, the whole's, the fact's");
        assert_eq!(sight.sources(&[Fact::Voters, Fact::Present]), BTreeMap::from([("voters".to_string(), Source::Derived)]));
    }

    #[test]
    fn what_is_so_at_one_end_only_is_not_known_to_be_so() {
        let of = |one: i64, other: i64| {
            let mut scene = Scene::default();
            scene.between(Fact::Groups, one, other);
            Sight { scene: &scene, whole: &Scene::default() }.is_so(Fact::Groups)
        };
        assert_eq!([of(1, 1), of(1, 2), of(0, 0), of(0, 1)], [Some(true), Some(true), Some(false), None]);
        assert_eq!(Sight { scene: &Scene::default(), whole: &Scene::default() }.is_so(Fact::Groups), None);
    }

    #[test]
    fn a_voter_is_an_elector_in_an_election_alone() {
        let name = |election: Option<bool>| {
            let mut scene = Scene::default();
            scene.maybe(Fact::IsElection, election);
            Sight { scene: &scene, whole: &Scene::default() }.unit(Fact::VotingBase).map(|(zh, unit)| (zh, unit.many))
        };
        let voters = Some(("应到会有表决权的党员", "entitled to vote"));
        assert_eq!([Some(true), Some(false), None].map(name), [Some(("应到会有选举权的党员", "electors")), voters, voters]);
    }
}
