//! Finds the header row below titles and merged lines, and which column is which. Columns that are not needed are named
//! in the report and never read: identity numbers, telephones and dates of birth are kept nowhere.

use super::cells::{squeezed, text};
use super::sheet::{Cell, Sheet};
use crate::error::{Error, Fault, Result};

/// The header row is among the first so many.
const LOOK: usize = 30;

/// A column that an import knows: its English name, and what people call it.
pub struct Column {
    pub word: &'static str,
    pub names: &'static [&'static str],
    pub required: bool,
}

/// Where the known columns are.
pub struct Header {
    /// Index of the header row.
    pub row: usize,
    places: Vec<(&'static str, usize)>,
    /// The titles of the columns that are used, and of those left out.
    pub used: Vec<String>,
    pub left_out: Vec<String>,
}

impl Header {
    pub fn cell<'r>(&self, row: &'r [Cell], word: &str) -> &'r Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.places.iter().find(|(known, _)| *known == word).and_then(|(_, place)| row.get(*place)).unwrap_or(EMPTY)
    }
}

/// # Errors
/// `bad_request` when no row has the required columns; names them.
pub fn find(sheet: &Sheet, columns: &'static [Column]) -> Result<Header> {
    let header = sheet.rows.iter().take(LOOK).enumerate().find_map(|(index, row)| of_row(index, row, columns));
    header.ok_or_else(|| {
        let required: Vec<&Column> = columns.iter().filter(|column| column.required).collect();
        let zh: Vec<&str> = required.iter().filter_map(|column| column.names.first().copied()).collect();
        let en: Vec<&str> = required.iter().map(|column| column.word).collect();
        Error::new(Fault::BadRequest).saying(
            format!("没有找到表头：需要有“{}”这些列。", zh.join("”“")),
            format!("No header row was found: the columns {} are needed.", en.join(", ")),
        )
    })
}

fn of_row(index: usize, row: &[Cell], columns: &'static [Column]) -> Option<Header> {
    let mut header = Header { row: index, places: Vec::new(), used: Vec::new(), left_out: Vec::new() };
    for (place, cell) in row.iter().enumerate() {
        let title = squeezed(&text(cell));
        if title.is_empty() {
            continue;
        }
        let plain = title.to_lowercase().replace(['_', '-'], "");
        let is_it = |column: &&Column| column.word.replace('_', "") == plain || column.names.contains(&title.as_str());
        match columns.iter().find(is_it) {
            Some(column) if !header.places.iter().any(|(word, _)| *word == column.word) => {
                header.places.push((column.word, place));
                header.used.push(title);
            }
            _ => header.left_out.push(title),
        }
    }
    let has = |column: &Column| header.places.iter().any(|(word, _)| *word == column.word);
    columns.iter().filter(|column| column.required).all(has).then_some(header)
}
