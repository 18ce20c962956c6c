//! A whole file as lines: the first visible sheet that has the headers, from its header down.

use std::io::{Read, Seek};

use super::headers::{Headers, Search, Wanted};
use super::lines::{self, MemberLine, OrganizationLine};
use super::sheet::{self, Format, Found};
use crate::clock::Day;
use crate::error::{Error, FieldError, FieldFault, Result};

/// The rows, by what they bring in.
#[derive(Debug)]
pub enum Lines {
    Organizations(Vec<OrganizationLine>),
    Members(Vec<MemberLine>),
}

/// What a file says.
#[derive(Debug)]
pub struct Table {
    pub sheet: String,
    pub headers: Headers,
    pub lines: Lines,
    /// Rows in which nothing that is used stands, and totals.
    pub passed_over: usize,
}

impl Table {
    /// Reads a file whole. `seen` is told how many rows were read.
    ///
    /// # Errors
    /// `invalid` when it cannot be read or a header is missing, naming it; `body_too_large`.
    pub fn read<R: Read + Seek>(wanted: Wanted, format: Format, source: R, today: Day, seen: &mut dyn FnMut(usize)) -> Result<Table> {
        let lines = match wanted {
            Wanted::Organizations => Lines::Organizations(Vec::new()),
            Wanted::Members => Lines::Members(Vec::new()),
        };
        let mut table = Table { sheet: String::new(), headers: Headers::default(), lines, passed_over: 0 };
        let (mut search, mut missing, mut is_found, mut rows) = (Search::new(wanted), None, false, 0);
        sheet::read(format, source, &mut |found| match found {
            Found::Sheet(_) if is_found => Ok(false),
            Found::Sheet(name) => {
                let before = std::mem::replace(&mut search, Search::new(wanted));
                missing = missing.take().or(Some(before.missing()).filter(|_| !table.sheet.is_empty()));
                table.sheet = name.to_string();
                Ok(true)
            }
            Found::Row(number, row) if is_found => {
                rows += 1;
                if rows % 1000 == 0 {
                    seen(rows);
                }
                table.take(number, row, today);
                Ok(true)
            }
            Found::Row(number, row) => {
                if let Some(headers) = search.look(number, row) {
                    table.headers = headers;
                    is_found = true;
                }
                Ok(is_found || search.goes_on())
            }
        })?;
        if is_found {
            return Ok(table);
        }
        let missing = missing.unwrap_or_else(|| search.missing());
        Err(Error::fields(missing.into_iter().map(|header| FieldError::new("/columns", FieldFault::Required).with(header)).collect()))
    }

    fn take(&mut self, number: u32, row: &[String], today: Day) {
        if self.headers.is_blank(row) || lines::is_total(row) || self.headers.is_repeated(row) {
            self.passed_over += 1;
            return;
        }
        match &mut self.lines {
            Lines::Organizations(lines) => lines.push(lines::organization(&self.headers, number, row)),
            Lines::Members(lines) => lines.push(lines::member(&self.headers, number, row, today)),
        }
    }
}
