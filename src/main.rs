//! The program: what was asked for at the command line, and how it ended.

use std::process::ExitCode;

use clap::Parser;
use sanhui::command::{Arguments, run};

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sanhui: {}", error.cause.as_deref().map_or_else(|| error.to_string(), str::to_string));
            ExitCode::FAILURE
        }
    }
}
