//! What a transaction says of one thing it did, until the trail room numbers and keeps it at the commit.

use serde::Serialize;

use super::Path;
use crate::act::{Act, Subject};
use crate::clock::Day;
use crate::error::{Error, Result};
use crate::id::{AccountId, DeviceId, OrganizationId};
use crate::rulebook::kinds::Kind;

/// A row of the trail to be. Made by a proof (`authz::At::note`): who did it and where are the proof's.
#[derive(Clone, Debug)]
pub struct Note {
    pub act: Act,
    pub subject: Subject,
    pub organization: OrganizationId,
    pub path: Path,
    /// None for what was done without an account.
    pub actor: Option<AccountId>,
    pub device: Option<DeviceId>,
    pub version: i32,
    /// SHA-256 of the canonical document, in hex, where there is one.
    pub hash: Option<String>,
    /// Of the session it is about, where it is about one.
    pub kind: Option<Kind>,
    pub day: Option<Day>,
    /// How the subject stood, as far as readers that add up need it: JSON. Never content.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Note {
    pub fn hashed(mut self, hash: &str) -> Note {
        self.hash = Some(hash.to_string());
        self
    }
    /// Of which kind of session, held on which day.
    pub fn about(mut self, kind: Kind, day: Day) -> Note {
        self.kind = Some(kind);
        self.day = Some(day);
        self
    }
    /// How the subject stood before.
    ///
    /// # Errors
    /// When it cannot be said in JSON.
    pub fn was(mut self, before: &impl Serialize) -> Result<Note> {
        self.before = Some(said(before)?);
        Ok(self)
    }
    /// How it stands now.
    ///
    /// # Errors
    /// When it cannot be said in JSON.
    pub fn now(mut self, after: &impl Serialize) -> Result<Note> {
        self.after = Some(said(after)?);
        Ok(self)
    }
}

fn said(standing: &impl Serialize) -> Result<String> {
    serde_json::to_string(standing).map_err(Error::internal)
}
