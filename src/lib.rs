pub mod clock;
pub mod config;
pub mod db;
pub mod draft;
pub mod error;
pub mod id;
pub mod text;
pub mod words;
