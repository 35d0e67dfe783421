//! The bare libraries: what reading, inserting and writing cost with nothing of ours around them.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use calamine::{Data, DataRef, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

/// Reads every cell of the first sheet, as a stream. Returns how many cells it holds.
pub fn read(file: &Path) -> Result<u64, Box<dyn Error>> {
    let mut book: Xlsx<_> = open_workbook(file)?;
    let sheet = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&sheet)?;
    let mut count = 0;
    while let Some(cell) = cells.next_cell()? {
        count += u64::from(!matches!(cell.get_value(), DataRef::Empty));
    }
    Ok(count)
}

/// Reads the first sheet and inserts its rows as they are into a new SQLite table, in one transaction.
pub fn import(file: &Path, database: &Path) -> Result<u64, Box<dyn Error>> {
    let mut book: Xlsx<_> = open_workbook(file)?;
    let sheet = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let range = book.worksheet_range(&sheet)?;
    let connection = rusqlite::Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    let columns: Vec<String> = (0..range.width()).map(|at| format!("c{at}")).collect();
    connection.execute_batch(&format!("BEGIN; CREATE TABLE bare ({})", columns.join(",")))?;
    let marks = vec!["?"; columns.len()].join(",");
    let mut insert = connection.prepare(&format!("INSERT INTO bare VALUES ({marks})"))?;
    for row in range.rows() {
        for (at, cell) in row.iter().enumerate() {
            match cell {
                Data::Empty => insert.raw_bind_parameter(at + 1, rusqlite::types::Null)?,
                Data::Float(number) => insert.raw_bind_parameter(at + 1, number)?,
                Data::Int(number) => insert.raw_bind_parameter(at + 1, number)?,
                Data::String(text) => insert.raw_bind_parameter(at + 1, text.as_str())?,
                other => insert.raw_bind_parameter(at + 1, other.to_string())?,
            }
        }
        insert.raw_execute()?;
    }
    drop(insert);
    connection.execute_batch("COMMIT")?;
    Ok(range.height() as u64)
}

/// Writes the same cells as `file` holds into a new workbook, in constant memory, without a format. Only the writing
/// is timed: the seconds are returned.
pub fn write(file: &Path, out: &Path) -> Result<f64, Box<dyn Error>> {
    let mut book: Xlsx<_> = open_workbook(file)?;
    let sheet = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let range = book.worksheet_range(&sheet)?;
    let start = Instant::now();
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet_with_constant_memory()?;
    for (row, column, cell) in range.used_cells() {
        let (row, column) = (u32::try_from(row)?, u16::try_from(column)?);
        match cell {
            Data::Float(number) => worksheet.write_number(row, column, *number)?,
            Data::String(text) => worksheet.write_string(row, column, text)?,
            _ => continue,
        };
    }
    workbook.save(out)?;
    Ok(start.elapsed().as_secs_f64())
}
