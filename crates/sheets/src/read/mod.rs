//! Reading workbooks: a child process turns the file into [`Piece`]s, the caller gets them as they come.
//!
//! In here: the pieces, the limits, the parent's side. [`inside`] is the child's side, one file per format.
//! Not in here: tables, headers, values (core).
//!
//! The invariant: sheets come in the order of the tabs, `Sheet` before its `Rows`, rows by rising number, cells by
//! rising column, `End` last and only if everything was read.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use qingce_core::cell::{SheetInfo, SheetRow};
use serde::{Deserialize, Serialize};

use crate::error::ReadError;
use crate::recognise::Format;

mod biff;
mod data;
mod date;
pub(crate) mod frame;
pub mod inside;
mod ods;
mod package;
mod parent;
mod prescan;
mod sink;
mod text;
mod xls;
mod xlsb;
mod xlsx;

/// Whether the cells of a sheet are wanted: hidden ones are named only, but for the one that tells what this program wrote.
pub(crate) fn is_read(name: &str, hidden: bool) -> bool {
    !hidden || name == qingce_core::token::IDENTITY_SHEET
}

pub use parent::read_workbook;
pub(crate) use text::decode_start;

/// What comes out of a workbook, in this order: `Workbook`, then per sheet `Sheet`, `Rows`…, `SheetEnd`, then `End`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    /// The file was recognised.
    Workbook(Workbook),
    /// A sheet begins. A hidden one is named and ends at once, but for the one that tells what this program wrote.
    Sheet {
        /// Name, visibility and merged ranges.
        info: SheetInfo,
        /// The last row as the file declares it, for progress; 0 where it does not say.
        rows: u32,
    },
    /// Rows that hold something.
    Rows(Vec<SheetRow>),
    /// The sheet is complete.
    SheetEnd,
    /// The workbook is complete.
    End,
}

/// What is known of a workbook before its sheets come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// Format by content.
    pub format: Format,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Sheets that hold no cells of their own (charts, macros, dialogs): named, not read.
    pub dropped: Vec<String>,
}

impl Workbook {
    /// Why a workbook of which every sheet was dropped is refused.
    fn without_cells(&self) -> ReadError {
        match self.dropped.is_empty() {
            true => ReadError::new("file_no_sheet"),
            false => ReadError::new("file_macro_sheet").with("sheets", self.dropped.join("、")),
        }
    }
}

/// Where the bytes come from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A file; the child opens it.
    Path(&'a Path),
    /// Bytes held in memory, which must not touch the disk; they go to the child through a pipe.
    Bytes {
        /// File name for messages.
        name: &'a str,
        /// The whole file.
        bytes: &'a [u8],
    },
}

/// What a reader may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Memory of the child in bytes.
    pub memory: u64,
    /// Longest silence of the child, before the share for the file's size is added.
    pub silence: Duration,
    /// Silence added per MB of file.
    pub silence_per_mb: Duration,
}

impl Limits {
    /// Largest file that is read, in bytes.
    pub const FILE_BYTES: u64 = 512 << 20;
    /// Largest part of a package that has to be held in memory (shared strings, styles, an .ods content), unpacked.
    pub const PART_BYTES: u64 = 256 << 20;
    /// Largest sheet of a package, unpacked; sheets are streamed.
    pub const SHEET_BYTES: u64 = 8 << 30;
    /// Processor time of a child in seconds, should its parent be gone.
    pub const CPU_SECONDS: u64 = 900;
    /// Last column in which a register may hold a cell.
    pub const COLUMNS: u32 = 2_000;
    /// Row beyond which a cell is stray unless the sheet is full.
    pub const STRAY_ROW: u32 = 1_000_000;
    /// A sheet with fewer cells than this before a cell beyond [`Limits::STRAY_ROW`] is not full.
    pub const STRAY_CELLS: u64 = 100_000;
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 1 << 30, silence: Duration::from_secs(8), silence_per_mb: Duration::from_secs(1) }
    }
}

/// How to start a reader.
#[derive(Debug, Clone)]
pub struct ReaderCommand {
    /// A program whose `main` calls [`crate::child::run_if_asked`] first.
    pub program: PathBuf,
    /// Its arguments up to and with [`crate::child::ARGUMENT`].
    pub args: Vec<OsString>,
}

impl ReaderCommand {
    /// A reader that is another program.
    pub fn program(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), args: vec![crate::child::ARGUMENT.into()] }
    }

    /// This program itself as the reader. Fails where the system does not tell which program runs.
    pub fn this_program() -> Result<Self, ReadError> {
        std::env::current_exe()
            .map(Self::program)
            .map_err(|error| ReadError::new("reader_missing").with("detail", error.to_string()))
    }
}
