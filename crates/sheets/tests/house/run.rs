//! Runs the reader and gathers what comes.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use qingce_core::cell::{Cell, SheetInfo, SheetRow};
use qingce_sheets::{Limits, Piece, ReadError, ReaderCommand, Source, Workbook, read_workbook};

/// A sheet with all its rows.
#[derive(Debug, Default, PartialEq)]
pub struct Sheet {
    pub info: SheetInfo,
    pub rows: Vec<SheetRow>,
}

impl Sheet {
    /// The text of a cell, empty where nothing stands.
    pub fn text(&self, row: u32, column: u32) -> String {
        self.cell(row, column).map(Cell::text).unwrap_or_default()
    }

    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.iter().find(|r| r.row == row).and_then(|r| r.cell(column))
    }
}

/// A workbook with all its sheets.
#[derive(Debug, PartialEq)]
pub struct Book {
    pub about: Workbook,
    pub sheets: Vec<Sheet>,
}

impl Book {
    pub fn sheet(&self, name: &str) -> &Sheet {
        self.sheets.iter().find(|s| s.info.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
    }
}

pub fn command() -> ReaderCommand {
    ReaderCommand::program(env!("CARGO_BIN_EXE_qingce-reader"))
}

pub fn read(source: Source<'_>) -> Result<Book, ReadError> {
    let (mut about, mut sheets, mut ended) = (None, Vec::new(), false);
    read_workbook(&command(), source, &Limits::default(), &AtomicBool::new(false), &mut |piece| {
        match piece {
            Piece::Workbook(workbook) => about = Some(workbook),
            Piece::Sheet { info, .. } => sheets.push(Sheet { info, rows: Vec::new() }),
            Piece::Rows(rows) => sheets.last_mut().expect("rows follow their sheet").rows.extend(rows),
            Piece::SheetEnd => (),
            Piece::End => ended = true,
        }
        ControlFlow::Continue(())
    })?;
    assert!(ended, "a reading without error must have reached the end");
    Ok(Book { about: about.expect("the workbook comes first"), sheets })
}

pub fn read_path(path: &Path) -> Result<Book, ReadError> {
    read(Source::Path(path))
}

pub fn read_bytes(bytes: &[u8]) -> Result<Book, ReadError> {
    read(Source::Bytes { name: "登记表.xls", bytes })
}

/// A small file that every reader reads.
pub fn good() -> Vec<u8> {
    "编号,项目名称\n001,河长制平台\n".into()
}
