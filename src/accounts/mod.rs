//! Accounts: how somebody signs in, on which devices, and which roles they hold where. Not here: what a role may do
//! (`authz::policy`), and access tokens themselves (`authz::token`).

mod command;
mod delays;
mod grants;
pub mod http;
mod me;
mod password;
mod people;
mod sign_in;
mod store;

pub use command::{KnownAccount, first_administrator, known_accounts};
pub use delays::Delays;
pub use grants::{Grant, GrantDraft};
pub use password::{Passwords, hash_blocking};
pub use people::{Account, AccountDraft, Invited};
pub use sign_in::{DeviceDraft, Tokens};
