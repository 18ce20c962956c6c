//! Signing in and staying signed in: passwords, invitations that are accepted, refresh tokens and their families. Not
//! here: whose account it is and on which devices (`accounts`), what one may do then (`authz`), and access tokens
//! themselves (`authz::token`).

mod delays;
mod enter;
pub mod http;
mod password;
mod store;
mod tokens;

pub use delays::Delays;
pub use enter::{DeviceDraft, change_password, open, sign_in, sign_out};
pub use password::{Passwords, hash_blocking};
pub use tokens::{Refreshed, Tokens, refresh};
