//! Who may do what, where. The room makes proofs ([`Scope`], [`At`]) and nobody else can; it does not know what the
//! actions do, nor HTTP: the extractor that reads a token from a request is `http::guard`.

pub mod action;
pub mod policy;
mod scope;
mod store;
pub mod token;

pub use action::Action;
pub use policy::Role;
pub use scope::{At, Caller, Held, Placed, Scope};
pub use store::{oneself, prove};
