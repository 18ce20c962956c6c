pub mod conn;
pub mod types;
