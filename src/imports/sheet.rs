//! Rows of trimmed text out of an XLSX or CSV file, one at a time. A spreadsheet comes from a stranger: it is measured
//! before it is opened (a small file can inflate to anything), and nothing in it may bring the server down.

use std::io::{Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::cells;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};

/// Columns that are looked at; what is further right is not read.
const COLUMNS: usize = 200;
/// Rows of one file: as many as Excel has.
const ROWS: u32 = 1_048_576;
/// Cells of one file.
const CELLS: u64 = 30_000_000;
/// Parts of one XLSX file.
const PARTS: usize = 2_000;
/// What all worksheets may inflate to; they are read as a stream.
const SHEETS_INFLATED: u64 = 768 << 20;
/// What any other part may inflate to; these are kept whole while the file is read.
const PART_INFLATED: u64 = 48 << 20;
/// The longest text or tag within a part.
const LONGEST_RUN: u64 = 1 << 20;
/// The largest CSV file: it is decoded whole.
const CSV_BYTES: u64 = 128 << 20;

/// What sort of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Csv,
}

impl Format {
    /// By the name of a file.
    pub fn of_name(name: &str) -> Option<Format> {
        let extension = name.rsplit('.').next()?.to_ascii_lowercase();
        match extension.as_str() {
            "xlsx" | "xlsm" => Some(Format::Xlsx),
            "csv" | "txt" | "tsv" => Some(Format::Csv),
            _ => None,
        }
    }
}

/// What is found on the way through a file.
pub enum Found<'a> {
    /// A worksheet begins. A CSV file is one, without a name.
    Sheet(&'a str),
    /// A row with something in it, by the number that a spreadsheet program shows.
    Row(u32, &'a [String]),
}

/// Goes through a file. `take` answers whether the rest of this sheet is wanted.
///
/// # Errors
/// `invalid` for a file that cannot be read, `body_too_large` for one that inflates beyond the bounds; whatever `take`
/// refuses.
pub fn read<R: Read + Seek>(format: Format, source: R, take: &mut dyn FnMut(Found) -> Result<bool>) -> Result<()> {
    // A panic in the parser on a damaged file is the file's fault; nothing of the reader is used afterwards.
    let run = catch_unwind(AssertUnwindSafe(|| match format {
        Format::Xlsx => read_xlsx(source, take),
        Format::Csv => read_csv(source, take),
    }));
    run.unwrap_or_else(|_| Err(unreadable("XLSX")))
}

fn unreadable(format: &str) -> Error {
    Error::field(FieldError::new("", FieldFault::BadFormat).with(format))
}

fn too_large() -> Error {
    Error::new(Fault::BodyTooLarge).saying("文件解开后太大，请分成几个文件。", "The file inflates to too much; split it.")
}

/// Hands rows on as they fill.
struct Rows<'t> {
    take: &'t mut dyn FnMut(Found) -> Result<bool>,
    cells: Vec<String>,
    seen: u64,
}

impl Rows<'_> {
    fn set(&mut self, column: usize, text: String) -> Result<()> {
        self.seen += 1;
        if self.seen > CELLS {
            return Err(too_large());
        }
        if column < COLUMNS && !text.is_empty() {
            if self.cells.len() <= column {
                self.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = self.cells.get_mut(column) {
                *cell = text;
            }
        }
        Ok(())
    }
    fn end(&mut self, number: u32) -> Result<bool> {
        if number > ROWS {
            return Err(Error::field(FieldError::new("", FieldFault::TooMany).with(ROWS)));
        }
        let more = if self.cells.is_empty() { Ok(true) } else { (self.take)(Found::Row(number, &self.cells)) };
        self.cells.clear();
        more
    }
}

fn read_xlsx<R: Read + Seek>(mut source: R, take: &mut dyn FnMut(Found) -> Result<bool>) -> Result<()> {
    let broken = || unreadable("XLSX");
    measure(&mut source)?;
    source.seek(SeekFrom::Start(0)).map_err(|_| broken())?;
    let mut book = Xlsx::new(source).map_err(|_| broken())?;
    let visible = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    for name in names {
        if !take(Found::Sheet(&name))? {
            continue;
        }
        let mut rows = Rows { take: &mut *take, cells: Vec::new(), seen: 0 };
        let mut reader = book.worksheet_cells_reader(&name).map_err(|_| broken())?;
        let (mut number, mut wanted) = (0, true);
        while let Some(cell) = reader.next_cell().map_err(|_| broken())? {
            let (row, column) = cell.get_position();
            if row < number {
                return Err(broken());
            }
            if row > number {
                wanted = rows.end(number + 1)?;
                number = row;
                if !wanted {
                    break;
                }
            }
            rows.set(usize::try_from(column).unwrap_or(usize::MAX), text(cell.get_value()))?;
        }
        if wanted {
            rows.end(number + 1)?;
        }
    }
    Ok(())
}

/// A cell as the text a person would have typed: a day as `YYYY-MM-DD`, a whole number without a point.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) => cells::tidy(text),
        DataRef::SharedString(text) => cells::tidy(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => (*number as i64).to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(_) | DataRef::DurationIso(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Inflates every part into nothing and counts: what a part says of its own size proves nothing.
fn measure<R: Read + Seek>(source: &mut R) -> Result<()> {
    let mut archive = zip::ZipArchive::new(source).map_err(|_| unreadable("XLSX"))?;
    if archive.len() > PARTS {
        return Err(too_large());
    }
    let mut sheets = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| unreadable("XLSX"))?;
        // By its usual name: a part that is kept whole while reading must not pass for a sheet.
        let is_sheet = part.name().map_err(|_| unreadable("XLSX"))?.to_ascii_lowercase().starts_with("xl/worksheets/sheet");
        let limit = if is_sheet { SHEETS_INFLATED } else { PART_INFLATED };
        let mut gauge = Gauge::default();
        let size = std::io::copy(&mut part.take(limit + 1), &mut gauge).map_err(|_| unreadable("XLSX"))?;
        sheets += if is_sheet { size } else { 0 };
        if size > limit || sheets > SHEETS_INFLATED || (is_sheet && gauge.longest > LONGEST_RUN) {
            return Err(too_large());
        }
    }
    Ok(())
}

/// Finds the longest stretch without a tag.
#[derive(Default)]
struct Gauge {
    run: u64,
    longest: u64,
}

impl Write for Gauge {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut parts = bytes.split(|byte| *byte == b'<');
        self.run += parts.next().map_or(0, |part| part.len() as u64);
        self.longest = self.longest.max(self.run);
        for part in parts {
            self.run = part.len() as u64;
            self.longest = self.longest.max(self.run);
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn read_csv<R: Read>(source: R, take: &mut dyn FnMut(Found) -> Result<bool>) -> Result<()> {
    let mut bytes = Vec::new();
    source.take(CSV_BYTES + 1).read_to_end(&mut bytes).map_err(|_| unreadable("CSV"))?;
    if bytes.len() as u64 > CSV_BYTES {
        return Err(too_large());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(unreadable("CSV"));
    }
    let whole = decoded(bytes)?;
    if !take(Found::Sheet(""))? {
        return Ok(());
    }
    let separator = separator(&whole);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(whole.as_bytes());
    let mut rows = Rows { take, cells: Vec::new(), seen: 0 };
    let mut record = csv::StringRecord::new();
    let mut number = 1;
    while reader.read_record(&mut record).map_err(|_| unreadable("CSV"))? {
        let start = record.position().map_or(0, |place| usize::try_from(place.byte()).unwrap_or(usize::MAX));
        number += lines_before(whole.as_bytes(), start);
        for (column, field) in record.iter().enumerate() {
            rows.set(column, cells::tidy(field))?;
        }
        if !rows.end(number)? {
            break;
        }
    }
    Ok(())
}

/// How many rows further a record is than the one before. A record may have line breaks in its fields and is one row all the
/// same; empty lines, which the reader passes over, are rows. It begins a record at the end of the last, before its `\n`.
fn lines_before(whole: &[u8], start: usize) -> u32 {
    let (before, from) = whole.split_at_checked(start).unwrap_or((whole, &[]));
    let passed = from.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    let passed = u32::try_from(passed).unwrap_or(u32::MAX);
    match before.last() {
        None => passed,
        Some(b'\n') => passed.saturating_add(1),
        Some(_) => passed.max(1),
    }
}

/// UTF-8 or UTF-16 by its mark, else UTF-8 where it is valid, else GB18030: what Excel in China writes.
fn decoded(bytes: Vec<u8>) -> Result<String> {
    let strict = |encoding: &'static encoding_rs::Encoding, bytes: &[u8]| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned);
        text.filter(|text| !text.contains('\0')).ok_or_else(|| unreadable("UTF-8 / GB18030"))
    };
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(&bytes) {
        return strict(encoding, bytes.get(mark..).unwrap_or_default());
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => Err(unreadable("UTF-8 / GB18030")),
        Ok(text) => Ok(text),
        Err(other) => strict(encoding_rs::GB18030, other.as_bytes()),
    }
}

/// What stands between the fields, by the first lines.
fn separator(text: &str) -> u8 {
    let count = |separator: u8| text.bytes().take(4096).filter(|byte| *byte == separator).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(format: Format, bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>> {
        let mut rows = Vec::new();
        read(format, std::io::Cursor::new(bytes), &mut |found| {
            if let Found::Row(number, cells) = found {
                rows.push((number, cells.to_vec()));
            }
            Ok(true)
        })?;
        Ok(rows)
    }

    #[test]
    fn csv_is_read_in_every_encoding_of_the_country() {
        let text = "姓 名,类别\r\n\r\n\"王　秀英\", 正式党员 \n";
        let gb = encoding_rs::GB18030.encode(text).0.into_owned();
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
        let wanted = vec![(1, vec!["姓 名".to_string(), "类别".into()]), (3, vec!["王　秀英".into(), "正式党员".into()])];
        for bytes in [text.as_bytes(), &gb, &utf16, &marked, text.replace(',', "\t").as_bytes(), text.replace(',', ";").as_bytes()] {
            assert_eq!(rows(Format::Csv, bytes).expect("rows"), wanted);
        }
        let numbers = |text: &str| rows(Format::Csv, text.as_bytes()).expect("rows").iter().map(|(row, _)| *row).collect::<Vec<_>>();
        assert_eq!(numbers("\na\n\"b\nb\"\n,\n\nc"), [2, 3, 6]);
        assert_eq!(numbers("\r\na\r\n\"b\r\nb\"\r\n,\r\n\r\nc"), [2, 3, 6]);
        assert_eq!(rows(Format::Csv, &encoding_rs::GB18030.encode("𠮷䶮·").0).expect("rows"), [(1, vec!["𠮷䶮·".to_string()])]);
    }

    #[test]
    fn what_is_no_spreadsheet_is_refused() {
        for bytes in [&b""[..], b"PK\x03\x04", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b"name,kind", &[0xFF; 64]] {
            assert_eq!(rows(Format::Xlsx, bytes).expect_err("no spreadsheet").fault, Fault::Invalid);
        }
        for bytes in [&b"PK\x03\x04 an xlsx under a wrong name"[..], b"a\0b", &[0xFF, 0xFF, 0xFF]] {
            assert_eq!(rows(Format::Csv, bytes).expect_err("no text").fault, Fault::Invalid);
        }
    }

    #[test]
    fn a_long_stretch_is_measured_across_writes() {
        let mut gauge = Gauge::default();
        for part in ["<a>12", "345", "6<b>", "1"] {
            gauge.write_all(part.as_bytes()).expect("a gauge");
        }
        assert_eq!(gauge.longest, "a>123456".len() as u64);
    }
}
