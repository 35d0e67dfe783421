//! What is asked of commands. A parameter that may be left out says so; one that is unknown is refused, not ignored.

use qingce_core::list::ListLine;
use qingce_core::reading::SheetReading;
use qingce_core::update::{Choice, MergeMode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::editing::CellText;
use crate::import::SheetHeader;
use crate::import::held::FileToStage;
use crate::import::pages::{HeldFindingSelection, HeldSelection};
use crate::preview::OpenRows;
use crate::records::Selection;
use crate::views::GridView;

macro_rules! requests {
    ($($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            $($(#[$note])* pub $field: $kind,)*
        }
    )*};
}

requests! {
    /// Looks at a workbook.
    PreviewFileRequest {
        /// Path of the file.
        file: String,
        /// Record rows shown per table; 20 unless told.
        #[ts(optional)]
        rows: Option<u32>,
        /// Readings of sheets that a person corrected.
        #[ts(optional)]
        readings: Option<Vec<SheetReading>>,
        /// Header rows that a person pointed at: those sheets are proposed anew from there.
        #[ts(optional)]
        headers: Option<Vec<SheetHeader>>,
        /// Draws the sheets, these rows unfolded.
        #[ts(optional)]
        picture: Option<Vec<OpenRows>>,
    }

    /// Saves readings.
    SaveReadingRequest {
        /// Path of the file; a file of that name is replaced.
        out: String,
        /// The readings of a workbook's sheets.
        readings: Vec<SheetReading>,
    }

    /// Imports a workbook.
    ImportFileRequest {
        /// Path of the file.
        file: String,
        /// The reporting unit of rows that name none.
        #[ts(optional)]
        unit: Option<String>,
        /// Readings of sheets that a person corrected.
        #[ts(optional)]
        readings: Option<Vec<SheetReading>>,
        /// Store nothing if anything must be fixed.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        all_or_nothing: bool,
        /// How rows meet the records that they are.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        merge: MergeMode,
        /// What is to become of cells that changed here and differ from the file.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        conflicts: Choice,
    }

    /// Stages workbooks.
    StageFilesRequest {
        /// The files, in the order in which they are to be promoted.
        files: Vec<FileToStage>,
        /// How rows meet the records that they are.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        merge: MergeMode,
    }

    /// Changes how the rows of a held import meet the records that they are.
    MergeStagedRequest {
        /// The import.
        id: u64,
        /// How.
        merge: MergeMode,
    }

    /// Says what is to become of cells that changed here and differ from the files of a held import.
    ChooseStagedRequest {
        /// The import.
        id: u64,
        /// Places of the files, from 0; all where none are named.
        #[ts(optional)]
        files: Option<Vec<usize>>,
        /// The record; all where none is named.
        #[ts(optional)]
        uid: Option<String>,
        /// Key of the field; all where none is named.
        #[ts(optional)]
        field: Option<String>,
        /// What is said.
        choice: Choice,
    }

    /// Asks for a page of the rows of a held import.
    ListStagedRequest {
        /// The import.
        id: u64,
        /// Which of its rows.
        selection: HeldSelection,
        /// How many to skip.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        offset: u64,
        /// How many to tell.
        limit: u64,
    }

    /// Asks for a page of the remarks of a held import.
    ListStagedFindingsRequest {
        /// The import.
        id: u64,
        /// Which of its remarks.
        selection: HeldFindingSelection,
        /// How many to skip.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        offset: u64,
        /// How many to tell.
        limit: u64,
    }

    /// Promotes a held import.
    PromoteStagedRequest {
        /// The import.
        id: u64,
        /// Places of the files to promote, from 0; all that wait where none are named.
        #[ts(optional)]
        files: Option<Vec<usize>>,
        /// Store nothing if anything must be fixed.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        all_or_nothing: bool,
    }

    /// Gives a held import up.
    DiscardStagedRequest {
        /// The import.
        id: u64,
    }

    /// Asks for a page of records.
    ListRecordsRequest {
        /// Which records, in what order, with which fields.
        selection: Selection,
        /// How many to skip.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        offset: u64,
        /// How many to tell.
        limit: u64,
    }

    /// Asks for everything about one record.
    ShowRecordRequest {
        /// The record.
        uid: String,
    }

    /// Runs the rules.
    RunRulesRequest {}

    /// Asks which lists there are.
    ShowListsRequest {}

    /// Exports a list.
    ExportListRequest {
        /// Key of the list.
        list: String,
        /// Path of the workbook; a file of that name is replaced.
        out: String,
        /// Who sends it, for the line under the title.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        unit: String,
        /// What is made of the list this once: another title, scope, other columns.
        #[ts(optional)]
        definition: Option<ListLine>,
    }

    /// Exports the blank form.
    WriteTemplateRequest {
        /// Path of the workbook; a file of that name is replaced.
        out: String,
    }

    /// Asks for all imports.
    ShowBatchesRequest {}

    /// Asks for a page of the findings of a batch.
    ListFindingsRequest {
        /// The batch.
        batch: i64,
        /// How many to skip.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        offset: u64,
        /// How many to tell.
        limit: u64,
    }

    /// Takes a batch back.
    UndoBatchRequest {
        /// The batch.
        batch: i64,
    }

    /// Checks the register.
    VerifyRegisterRequest {}

    /// Backs the register up.
    WriteBackupRequest {}

    /// Asks which backups there are.
    ShowBackupsRequest {}

    /// Asks for the fields.
    ShowCatalogueRequest {}

    /// Asks for the rules.
    ShowRulesRequest {}

    /// Asks for a setting.
    GetSettingRequest {
        /// Its key; `region` is the name of the region in titles of lists.
        key: String,
    }

    /// Changes a setting.
    SetSettingRequest {
        /// Its key.
        key: String,
        /// Its value; what it means is for whoever reads it.
        value: String,
    }

    /// Asks for a window of the grid.
    ShowGridRequest {
        /// Which records, in what order, with which fields.
        selection: Selection,
        /// How many to skip.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        offset: u64,
        /// How many to tell.
        limit: u64,
        /// Keys of the fields summed over all records selected.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        sums: Vec<String>,
    }

    /// Asks for sums over a window of the grid.
    SumFieldsRequest {
        /// Which records, in what order.
        selection: Selection,
        /// Keys of the fields.
        sums: Vec<String>,
        /// How many records to skip.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        offset: u64,
        /// How many to sum.
        limit: u64,
    }

    /// Asks for the values of a field.
    ListDistinctRequest {
        /// In which records.
        selection: Selection,
        /// Key of the field.
        field: String,
        /// Words that the values must hold.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        search: String,
        /// How many to tell.
        limit: u32,
    }

    /// Asks for the groups of a selection.
    ListGroupsRequest {
        /// Which records; their order should begin with the field.
        selection: Selection,
        /// Key of the field.
        field: String,
    }

    /// Asks how many records have open remarks.
    CountRemarkedRequest {
        /// Among which records.
        selection: Selection,
    }

    /// Changes cells.
    EditCellsRequest {
        /// The cells with their new texts.
        cells: Vec<CellText>,
        /// Why; may be empty.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        why: String,
        /// Write nothing: tell what would be.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        dry_run: bool,
        /// Leave out what cannot be taken, and write the rest.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        skip: bool,
    }

    /// Gives a field of many records one text.
    EditSelectionRequest {
        /// Which records, unless they are named.
        selection: Selection,
        /// The records, by uid.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        uids: Vec<String>,
        /// Key of the field.
        field: String,
        /// The text; empty clears the field.
        text: String,
        /// Why; may be empty.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        why: String,
        /// Write nothing: tell what would be.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        dry_run: bool,
        /// Leave out what cannot be taken, and write the rest.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        skip: bool,
    }

    /// Takes an edit back.
    UndoEditRequest {
        /// The set of the journal that it is; the newest of the person at the desk without it.
        #[ts(optional)]
        set: Option<i64>,
    }

    /// Takes an undo back.
    RedoEditRequest {}

    /// Asks for the saved views.
    ShowViewsRequest {}

    /// Saves a view.
    SaveViewRequest {
        /// The view.
        view: GridView,
        /// What it was called before.
        #[ts(optional)]
        formerly: Option<String>,
    }

    /// Removes a view.
    RemoveViewRequest {
        /// Its name.
        name: String,
    }

    /// Exports records as the grid shows them.
    ExportViewRequest {
        /// Which records, in what order, with which fields as columns.
        selection: Selection,
        /// Title and name of the sheet.
        title: String,
        /// Path of the workbook; a file of that name is replaced.
        out: String,
        /// Who sends it, for the line under the title.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        unit: String,
    }
}
