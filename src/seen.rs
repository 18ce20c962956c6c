//! The one law of change: what a request to keep something comes to, by what its sender saw and what is known. Every
//! verb that makes or changes a record asks here, so that a lost reply, a stale copy and a repeated request mean the
//! same everywhere. Not here: the headers that carry a version (`http::wire`), and the UPDATE that says which version it
//! replaces (`db::replace!`), without which two changes that saw the same version could both be kept.

use crate::error::{Error, Fault, Result};

/// Which version the sender saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// There is no such record yet.
    Nothing,
    Version(i32),
    Unsaid,
}

/// How what is known meets what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    pub version: i32,
    /// Whether what was sent is what stands already.
    pub same: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival<K> {
    Create,
    /// It stands already: answer what is kept, and write nothing.
    Same(K),
    /// Replace the version that was seen, and no other.
    Change(K),
}

impl Seen {
    /// Says what a request comes to. The reply to an earlier one may have been lost: whoever sends the same again, against
    /// the version it replaced, is answered as then. Whether somebody else made that very change meanwhile is not asked:
    /// what was wanted stands.
    ///
    /// # Errors
    /// `version_required`, `not_found`, `already_exists`, `stale_version`.
    pub fn meets<K>(self, known: Option<K>, stands: impl FnOnce(&K) -> Stands) -> Result<Arrival<K>> {
        let Some(known) = known else {
            return match self {
                Seen::Nothing => Ok(Arrival::Create),
                Seen::Version(_) => Err(Fault::NotFound.into()),
                Seen::Unsaid => Err(Fault::VersionRequired.into()),
            };
        };
        let Stands { version, same } = stands(&known);
        match self {
            Seen::Unsaid => Err(Fault::VersionRequired.into()),
            Seen::Nothing if same => Ok(Arrival::Same(known)),
            Seen::Nothing => Err(Fault::AlreadyExists.into()),
            Seen::Version(seen) if same && (seen == version || seen == version - 1) => Ok(Arrival::Same(known)),
            Seen::Version(seen) if seen == version => Ok(Arrival::Change(known)),
            Seen::Version(_) => Err(Error::stale(version)),
        }
    }

    /// [`Seen::meets`] for what can be changed and not made: whether it is still to be done.
    ///
    /// # Errors
    /// `version_required` when no version was named, `stale_version`.
    pub fn changes(self, version: i32, same: bool) -> Result<bool> {
        match self {
            Seen::Nothing => Err(Fault::VersionRequired.into()),
            seen => Ok(matches!(seen.meets(Some(()), |()| Stands { version, same })?, Arrival::Change(()))),
        }
    }

    /// The law for a step of a life cycle: whether it is still to be taken. Asked again for the version it made, it is taken
    /// already; asked of the version that stands it is a step of its own, which the life cycle may refuse.
    ///
    /// # Errors
    /// `version_required` when no version was named, `stale_version`.
    pub fn steps(self, version: i32, taken: bool) -> Result<bool> {
        if taken && self == Seen::Version(version - 1) { Ok(false) } else { self.changes(version, false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: [Seen; 6] = [Seen::Nothing, Seen::Unsaid, Seen::Version(5), Seen::Version(6), Seen::Version(7), Seen::Version(8)];

    fn law(known: Option<Stands>) -> [Result<Arrival<()>, &'static str>; 6] {
        SEEN.map(|seen| seen.meets(known.map(|_| ()), |()| known.expect("what is known")).map_err(|error| error.fault.code()))
    }

    #[test]
    fn what_is_not_there_can_only_be_made() {
        let nothing = Err("not_found");
        assert_eq!(law(None), [Ok(Arrival::Create), Err("version_required"), nothing, nothing, nothing, nothing]);
    }

    #[test]
    fn the_same_again_is_answered_as_before_and_a_stale_copy_is_refused() {
        let known = Some(Stands { version: 7, same: true });
        let stale = Err("stale_version");
        assert_eq!(law(known), [Ok(Arrival::Same(())), Err("version_required"), stale, Ok(Arrival::Same(())), Ok(Arrival::Same(())), stale]);
    }

    #[test]
    fn another_content_replaces_the_version_that_stands_and_no_other() {
        let known = Some(Stands { version: 7, same: false });
        let stale = Err("stale_version");
        assert_eq!(law(known), [Err("already_exists"), Err("version_required"), stale, stale, Ok(Arrival::Change(())), stale]);
    }

    #[test]
    fn a_stale_copy_is_told_which_version_stands() {
        let refused = Seen::Version(3).meets(Some(()), |()| Stands { version: 7, same: false }).expect_err("a stale copy");
        assert_eq!(refused.current_version, Some(7));
    }

    #[test]
    fn what_cannot_be_made_wants_a_version() {
        assert_eq!(Seen::Nothing.changes(7, true).map_err(|error| error.fault), Err(Fault::VersionRequired));
        assert_eq!(Seen::Unsaid.changes(7, true).map_err(|error| error.fault), Err(Fault::VersionRequired));
        assert_eq!(Seen::Version(7).changes(7, false).ok(), Some(true));
        assert_eq!(Seen::Version(6).changes(7, true).ok(), Some(false));
        assert_eq!(Seen::Version(6).changes(7, false).map_err(|error| error.fault), Err(Fault::StaleVersion));
    }

    #[test]
    fn the_law_is_the_same_for_what_is_only_changed() {
        let law = |same| SEEN.map(|seen| seen.changes(7, same).map_err(|error| error.fault.code()));
        let (unsaid, stale) = (Err("version_required"), Err("stale_version"));
        assert_eq!(law(true), [unsaid, unsaid, stale, Ok(false), Ok(false), stale]);
        assert_eq!(law(false), [unsaid, unsaid, stale, stale, Ok(true), stale]);
    }

    #[test]
    fn a_step_goes_by_the_version_it_was_asked_of() {
        let law = |taken| SEEN.map(|seen| seen.steps(7, taken).map_err(|error| error.fault.code()));
        let (unsaid, stale) = (Err("version_required"), Err("stale_version"));
        assert_eq!(law(true), [unsaid, unsaid, stale, Ok(false), Ok(true), stale]);
        assert_eq!(law(false), [unsaid, unsaid, stale, stale, Ok(true), stale]);
    }

    #[test]
    fn a_step_is_taken_once_but_may_be_asked_for_anew() {
        assert_eq!(Seen::Version(6).steps(7, true).ok(), Some(false));
        assert_eq!(Seen::Version(7).steps(7, true).ok(), Some(true));
        assert_eq!(Seen::Version(6).steps(7, false).map_err(|error| error.fault), Err(Fault::StaleVersion));
        assert_eq!(Seen::Version(5).steps(7, true).map_err(|error| error.fault), Err(Fault::StaleVersion));
        assert_eq!(Seen::Unsaid.steps(7, true).map_err(|error| error.fault), Err(Fault::VersionRequired));
    }
}
