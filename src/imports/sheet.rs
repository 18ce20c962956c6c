//! A workbook or a CSV file as rows of cells. Bounded before it is opened, and never trusted.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::clock::Day;
use crate::error::{Error, Fault, Result};

/// What a workbook may inflate to.
const MOST_INFLATED: u64 = 512 * 1024 * 1024;
/// Rows and cells that are read.
const MOST_ROWS: usize = 200_000;
const MOST_COLUMNS: usize = 100;

/// How the bytes are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Csv,
}

impl Format {
    /// By the file's name.
    pub fn of_name(name: &str) -> Option<Format> {
        let name = name.to_lowercase();
        if name.ends_with(".xlsx") { Some(Format::Xlsx) } else { name.ends_with(".csv").then_some(Format::Csv) }
    }
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Day(Day),
}

/// Rows as they stand in the sheet; the first is number 1.
pub struct Sheet {
    pub rows: Vec<Vec<Cell>>,
}

fn unreadable(zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::new(Fault::BadRequest).saying(zh, en)
}

/// # Errors
/// `bad_request` when it is no such file or too large.
pub fn read(format: Format, bytes: &[u8]) -> Result<Sheet> {
    let mut rows = match format {
        Format::Xlsx => xlsx(bytes)?,
        Format::Csv => csv(bytes)?,
    };
    if rows.len() > MOST_ROWS {
        return Err(unreadable(format!("表格超过 {MOST_ROWS} 行，请分开导入。"), format!("More than {MOST_ROWS} rows; import it in parts.")));
    }
    rows.iter_mut().for_each(|row| row.truncate(MOST_COLUMNS));
    Ok(Sheet { rows })
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Vec<Cell>>> {
    let no_workbook = || unreadable("不是有效的 XLSX 文件。", "This is no XLSX file.");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_workbook())?;
    let mut inflated: u64 = 0;
    for index in 0..archive.len() {
        inflated = inflated.saturating_add(archive.by_index_raw(index).map_err(|_| no_workbook())?.size());
    }
    if inflated > MOST_INFLATED {
        return Err(Error::new(Fault::BodyTooLarge));
    }
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| no_workbook())?;
    let range = book.worksheet_range_at(0).ok_or_else(no_workbook)?.map_err(|_| no_workbook())?;
    let above = range.start().map_or(0, |(row, _)| row as usize);
    let left = range.start().map_or(0, |(_, column)| column as usize);
    let mut rows = vec![Vec::new(); above.min(MOST_ROWS)];
    rows.extend(range.rows().map(|row| std::iter::repeat_n(Cell::Empty, left.min(MOST_COLUMNS)).chain(row.iter().map(cell)).collect()));
    Ok(rows)
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty | Data::Error(_) => Cell::Empty,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(is_so) => Cell::Text(if *is_so { "是" } else { "否" }.to_string()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::DateTime(instant) => {
            let (year, month, day, ..) = instant.to_ymd_hms_milli();
            let day = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
            day.and_then(|((year, month), day)| Day::of(year, month, day)).map_or(Cell::Empty, Cell::Day)
        }
    }
}

fn csv(bytes: &[u8]) -> Result<Vec<Vec<Cell>>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').to_string(),
        Err(_) => {
            let (text, _, is_broken) = encoding_rs::GB18030.decode(bytes);
            if is_broken {
                return Err(unreadable("CSV 的编码既不是 UTF-8 也不是 GB18030。", "The CSV file is neither UTF-8 nor GB18030."));
            }
            text.into_owned()
        }
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(format!("CSV 读不懂：{error}。"), format!("The CSV file cannot be read: {error}.")))?;
        // The reader passes over empty lines; a row keeps the number it has in the file.
        let line = record.position().map_or(rows.len() + 1, |place| place.line() as usize);
        rows.resize_with(rows.len().max(line.saturating_sub(1)).min(MOST_ROWS + 1), Vec::new);
        rows.push(record.iter().map(|text| if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_string()) }).collect());
        if rows.len() > MOST_ROWS {
            break;
        }
    }
    Ok(rows)
}
