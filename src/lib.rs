//! **Sanhui (三会)** keeps the organisational life of Party branches: every session recorded, judged by the rulebook,
//! evaluated by the committee above. These pages are the architecture document.
//!
//! In one sentence: a request is a *proof*, a *draft* and one *transaction*; the transaction writes a document and one
//! row of the *trail*; everything else is a reader of the trail.
//!
//! ```text
//! phone / committee ──HTTP──▶ guard ──▶ feature verb ──▶ store ──▶ one transaction ──▶ sessions + versions + trail
//!                             proof      draft → document
//! ```
//!
//! # The rooms, from the ground up
//! | room | what it is |
//! |---|---|
//! | [`error`] [`draft`] [`text`] [`words`] [`id`] [`clock`] [`config`] | the kernel: faults with their sentences, strict reading of bodies, checked text, closed vocabularies, typed ids, time, settings |
//! | [`rulebook`] | pure: the rules as data (`rulebook/*.toml`) and the judge of facts by them. Every room may use its words |
//! | [`db`] | the only room that knows there are two databases: [`db::Snapshot`] to read, [`db::Tx`] to write |
//! | [`authz`] | who may do what, where: the one policy, and the proofs [`authz::Scope`] and [`authz::At`] that only it can make |
//! | [`http`] | all that names actix: [`http::Guard`], bodies, versions, pages, problems, limits, the OpenAPI document |
//! | [`trail`] | the ordered, gap-free log |
//! | [`organizations`] → [`members`] → [`accounts`] → [`sessions`] → [`evaluations`] → [`imports`] | the features: each `mod.rs` (nouns and verbs), `http.rs` (spoken), `store.rs` (kept) |
//! | [`demo`] [`service`] [`app`] | a small world to look around in; health; the wiring |
//!
//! # Directions
//! 1. A room imports only what stands above it in this table; a feature only features to its left.
//! 2. Only `http.rs` files, [`http`], [`service`] and [`app`] know actix. Below the handler everything is plain synchronous Rust
//!    in one closure.
//! 3. Only stores and read models name tables; each table is written by one store.
//! 4. `now()`, environment variables and random ids: only in the kernel.
//!
//! `tests/api/architecture.rs` reads `src` and checks these; its failure says what to do instead.
//!
//! # The three values in a signature
//! ```ignore
//! pub fn submit(tx: &mut Tx, scope: &Scope<RecordSession>, bench: &Bench, id: SessionId, seen: Seen) -> Result<Session>
//! ```
//! Without a `Scope` there is no `At`, without an `At` nothing of an organisation is written; without a `Tx` nothing is
//! written at all. The scope is looked up in the very transaction that uses it: `guard.write(&db, |tx, scope| …)`.
//!
//! # Where to add
//! * A rule of a known shape: a few lines in `rulebook/*.toml`, no code; `rulebook/README.md` shows how.
//! * A kind of session: a variant in [`rulebook::kinds::Kind`], its particulars in `sessions/document/`, rules in TOML.
//! * An endpoint: a handler and a line in the feature's `http.rs`, and one sample in `tests/api/support/samples.rs`.
//! * An action: a line in [`authz::action`], an arm in [`authz::policy`].
//! * A setting: a field in [`config::Config`]. A fault: a line in [`error`], and a test that provokes it.
//! * A table whose rows carry a path: a name in `db/paths.rs`, so that a move takes it along.
//! * A feature: a folder, a line here, in [`app`] and in `tests/api/architecture.rs`.

pub mod accounts;
pub mod act;
pub mod app;
pub mod authz;
pub mod clock;
pub mod command;
pub mod config;
pub mod db;
pub mod demo;
pub mod draft;
pub mod error;
pub mod evaluations;
pub mod hash;
pub mod http;
pub mod id;
pub mod imports;
pub mod local_rules;
pub mod members;
pub mod organizations;
pub mod rulebook;
pub mod seen;
pub mod service;
pub mod sessions;
pub mod sign_in;
pub mod text;
pub mod trail;
pub mod words;
