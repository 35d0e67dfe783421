//! The commands: every one declared once, in [`with_commands!`](crate::with_commands). The router, the window's `rpc`, the
//! HTTP twin and the TypeScript map come from that list.
//!
//! In here: the list, [`dispatch`], and the shapes that only the wire knows. Not in here: the work, which stands in the use
//! cases, and what needs no open register or must have it closed (open, restore).
//!
//! Parameters are camelCase. Answers have the names that `--json` of the command line and files of readings have.
//!
//! The invariant: what stands in the list is answered by every host, or the host does not compile.

mod adapters;
mod catalogue;
mod request;
mod upkeep;

use serde_json::Value;

use crate::error::{ApiError, Code};
use crate::job::Job;
use crate::register::Register;

pub use crate::deciding::{DecideManyRequest, DecideManyResult};
pub use crate::deciding::{UndoDecisionRequest, UndoDecisionsRequest, UndoDecisionsResult};
pub use crate::duplicates::{DuplicatePage, ListDuplicatesRequest, RelateRecordsRequest, RelateResult};
pub use crate::editing::EditResult;
pub use crate::export::ExportResult;
pub use crate::grid::{DistinctResult, GridPage, GroupResult, RemarkedResult, SumResult};
pub use crate::history::{RecordHistory, RecordTags};
pub use crate::import::ImportResult;
pub use crate::import::SavedReading;
pub use crate::import::held::{DiscardResult, HeldResult};
pub use crate::import::pages::{HeldFindingPage, HeldPage};
pub use crate::journal::{JournalResult, SetChangePage, ShowChangesRequest, ShowJournalRequest};
pub use crate::list_preview::{ListPreview, PreviewListRequest};
pub use crate::lists::{ListResult, ListTitle, RemoveListRequest, SaveListRequest, ShowListRequest};
pub use crate::merging::{MergeRecordsRequest, MergeResult, UndoMergeRequest, UndoMergeResult};
pub use crate::on_site::{AddRecordRequest, AddResult, AttachFileRequest, AttachmentResult, CheckFieldsRequest};
pub use crate::on_site::{CheckResult, CheckSheet, CheckedPage, DetachRequest, ListCheckedRequest};
pub use crate::on_site::{ShowAttachmentRequest, ShowCheckSheetRequest};
pub use crate::overview::{OverviewResult, ShowOverviewRequest};
pub use crate::package::coming::{ComingPage, ListComingRequest};
pub use crate::package::merge::{ConflictPage, DecideConflictsRequest, DiscardMergeRequest, DiscardMergeResult};
pub use crate::package::merge::{FinishMergeRequest, ListConflictsRequest, PackageMergeResult, StageMergeRequest};
pub use crate::package::{CreatePackageRequest, PackageResult, PackageState, ShowPackageRequest};
pub use crate::preview::Preview;
pub use crate::progress::roster::{ImportUnitsRequest, RosterResult};
pub use crate::progress::taken_back::{UndoReportingRequest, UndoReportingResult};
pub use crate::progress::{ProgressResult, SetDeadlineRequest, SetReportStateRequest, ShowProgressRequest};
pub use crate::records::{RecordPage, Selection};
pub use crate::reference::{ChangeReferenceRequest, ChangeResult, ReferenceResult};
pub use crate::reference::{RestoreReferenceRequest, ShowReferenceRequest};
pub use crate::returning::{ReturnList, ReturnResult, ReturnUnitRequest, ShowReturnsRequest};
pub use crate::reviewing::{CountSuggestionsRequest, SuggestionCounts, SuggestionPage, SuggestionSpread};
pub use crate::reviewing::{ListSuggestionsRequest, SpreadSuggestionsRequest};
pub use crate::rules::{ConditionResult, ReadConditionRequest, RestoreRuleRequest, SaveRuleRequest};
pub use crate::rules::{TryRuleRequest, TryRuleResult};
pub use crate::samples::{LoadSamplesRequest, SamplesResult};
pub use crate::tagging::{DecideTagRequest, TagResult};
pub use crate::views::ViewListResult;
pub use crate::years::likely::{ShowYearPairsRequest, YearPairList};
pub use crate::years::{
    BaselineList, CompareYearsRequest, ImportBaselineRequest, SayOfYearRequest, ShowBaselinesRequest,
};
pub use crate::years::{UndoBaselineRequest, YearPage, YearSaid};
pub use catalogue::{CatalogueResult, FieldNeed, FieldShape, RuleListResult, SettingResult};
pub use qingce_core::list::ListLine;
pub use qingce_store::Attachment;
pub use request::*;
pub use upkeep::{BackupListResult, BackupResult, BatchLine, BatchListResult, FindingPage, UndoResult};
pub use upkeep::{ProblemLine, VerifyResult};

/// Gives the list of commands to a macro of the host, which makes of it what it needs: a router, a table, a map.
///
/// The macro gets `name(Request) -> Answer;` for every command, its doc before it. A host that calls a function of its own
/// for every command must have them all:
///
/// ```
/// macro_rules! offered {
///     ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => { [$(stringify!($name)),*] };
/// }
/// let offered = qingce_api::with_commands!(offered);
/// assert!(offered.contains(&"import"));
/// ```
///
/// ```compile_fail,E0425
/// fn import() {} // the only one that was written
/// macro_rules! table {
///     ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => { [$($name),*] };
/// }
/// let _table: &[fn()] = &qingce_api::with_commands!(table);
/// ```
#[macro_export]
macro_rules! with_commands {
    ($host:ident) => {
        $crate::with_commands! { @list $host;
            /// The figures of 工作台, each with the condition that shows its records.
            overview(ShowOverviewRequest) -> OverviewResult;
            /// Who is expected to report, and how far each of them is.
            progress(ShowProgressRequest) -> ProgressResult;
            /// Imports the sample registers into an empty register and runs the rules.
            load_samples(LoadSamplesRequest) -> SamplesResult;
            /// Sets what a person says of units: 已核定, 零报告, or nothing any more.
            set_report_state(SetReportStateRequest) -> ProgressResult;
            /// Sets the deadline of a round, or gives units another day.
            set_deadline(SetDeadlineRequest) -> ProgressResult;
            /// Takes a list of the units that are expected to report.
            import_units(ImportUnitsRequest) -> RosterResult;
            /// Takes a set about reporting back: a list of units, a deadline, a word on units.
            undo_reporting(UndoReportingRequest) -> UndoReportingResult;
            /// Imports a file of an earlier year's register, to compare with.
            import_baseline(ImportBaselineRequest) -> ImportResult;
            /// The files of earlier years.
            baselines(ShowBaselinesRequest) -> BaselineList;
            /// Takes a file of an earlier year back.
            undo_baseline(UndoBaselineRequest) -> BaselineList;
            /// What is new, gone and changed since an earlier year: accounts of the units, a page of the projects.
            compare_years(CompareYearsRequest) -> YearPage;
            /// Projects that are gone and new, and may be one.
            year_pairs(ShowYearPairsRequest) -> YearPairList;
            /// Keeps a person's word on a project of an earlier year, or takes it back.
            say_of_year(SayOfYearRequest) -> YearSaid;
            /// A page of the journal.
            journal(ShowJournalRequest) -> JournalResult;
            /// A page of the changes of a set of the journal.
            changes(ShowChangesRequest) -> SetChangePage;
            /// Fields, codes, units and regions, and what the office changed of them.
            reference(ShowReferenceRequest) -> ReferenceResult;
            /// Changes a piece of reference data.
            change_reference(ChangeReferenceRequest) -> ChangeResult;
            /// Takes a change of reference data back.
            restore_reference(RestoreReferenceRequest) -> ChangeResult;
            /// Shows how a workbook would be read; stores nothing.
            preview(PreviewFileRequest) -> Preview;
            /// Writes readings into a file, for another import of such a workbook.
            save_reading(SaveReadingRequest) -> SavedReading;
            /// Imports a workbook: stages, compares, backs up, promotes.
            import(ImportFileRequest) -> ImportResult;
            /// Reads and compares workbooks with the register, and holds what they bring for a person to look at.
            stage(StageFilesRequest) -> HeldResult;
            /// Compares a held import anew, its rows meeting records in another way.
            merge_staged(MergeStagedRequest) -> HeldResult;
            /// Says what is to become of cells that changed here and differ from a held import.
            choose_staged(ChooseStagedRequest) -> HeldResult;
            /// A page of the rows of a held import.
            staged(ListStagedRequest) -> HeldPage;
            /// A page of the remarks of a held import.
            staged_findings(ListStagedFindingsRequest) -> HeldFindingPage;
            /// Puts a held import, or some of its files, into the register.
            promote(PromoteStagedRequest) -> HeldResult;
            /// Gives a held import up.
            discard(DiscardStagedRequest) -> DiscardResult;
            /// A page of the records.
            list(ListRecordsRequest) -> RecordPage;
            /// A window of the grid: rows with tags, remarks and what the newest import changed, and sums.
            grid(ShowGridRequest) -> GridPage;
            /// Sums of fields over a window of the grid.
            sums(SumFieldsRequest) -> SumResult;
            /// The values of a field with their counts, for filters.
            distinct(ListDistinctRequest) -> DistinctResult;
            /// The rows of a selection in runs of one value, with counts and sums.
            groups(ListGroupsRequest) -> GroupResult;
            /// How many records of a selection have open remarks.
            remarked(CountRemarkedRequest) -> RemarkedResult;
            /// Changes cells, as one edit.
            edit(EditCellsRequest) -> EditResult;
            /// Gives a field of many records one text, as one edit.
            edit_selection(EditSelectionRequest) -> EditResult;
            /// Takes back the last edit of the person at the desk.
            undo_edit(UndoEditRequest) -> EditResult;
            /// Takes back their last undo.
            redo_edit(RedoEditRequest) -> EditResult;
            /// The saved views of the grid.
            views(ShowViewsRequest) -> ViewListResult;
            /// Saves a view.
            save_view(SaveViewRequest) -> ViewListResult;
            /// Removes a view.
            remove_view(RemoveViewRequest) -> ViewListResult;
            /// Writes records as the grid shows them.
            export_view(ExportViewRequest) -> ExportResult;
            /// Everything about one record.
            record(ShowRecordRequest) -> RecordHistory;
            /// Runs all rules over all records.
            tag(RunRulesRequest) -> TagResult;
            /// Records a person's word on a tag; tells the tags as they are then.
            decide(DecideTagRequest) -> RecordTags;
            /// Records a person's word on a tag of many records, or tells what that would do.
            decide_many(DecideManyRequest) -> DecideManyResult;
            /// Takes a set of decisions back.
            undo_decisions(UndoDecisionsRequest) -> UndoDecisionsResult;
            /// Takes the decision on a tag of one record back; tells the tags as they are then.
            undo_decision(UndoDecisionRequest) -> RecordTags;
            /// Suggestions counted by tag, rule, state and missing field.
            suggestion_counts(CountSuggestionsRequest) -> SuggestionCounts;
            /// A page of suggestions with their evidence.
            suggestions(ListSuggestionsRequest) -> SuggestionPage;
            /// How suggestions are spread over fields and tags.
            suggestion_spread(SpreadSuggestionsRequest) -> SuggestionSpread;
            /// A page of likely pairs (查重), with what says so and what people answered.
            duplicates(ListDuplicatesRequest) -> DuplicatePage;
            /// Keeps a person's word on two records, or takes it back.
            relate(RelateRecordsRequest) -> RelateResult;
            /// Makes two records one, or tells what that would be.
            merge_records(MergeRecordsRequest) -> MergeResult;
            /// Takes a merging back: both records are what they were.
            undo_merge(UndoMergeRequest) -> UndoMergeResult;
            /// The lists that can be exported.
            lists(ShowListsRequest) -> ListResult;
            /// A list as written.
            list_definition(ShowListRequest) -> ListLine;
            /// The first rows of a list as they would be laid out, its count and sums.
            preview_list(PreviewListRequest) -> ListPreview;
            /// Saves a list of the office's own.
            save_list(SaveListRequest) -> ListLine;
            /// Takes a list of the office's own away.
            remove_list(RemoveListRequest) -> ListResult;
            /// Writes a list as a workbook.
            export(ExportListRequest) -> ExportResult;
            /// Writes the blank form.
            template(WriteTemplateRequest) -> ExportResult;
            /// All imports, the newest first.
            batches(ShowBatchesRequest) -> BatchListResult;
            /// A page of the findings of a batch, in the order of its rows.
            findings(ListFindingsRequest) -> FindingPage;
            /// Writes the workbooks that go back to a unit (退回修改).
            return_unit(ReturnUnitRequest) -> ReturnResult;
            /// What went back to units, and what came of it.
            returns(ShowReturnsRequest) -> ReturnList;
            /// What the register is as a package, and which packages were merged.
            package(ShowPackageRequest) -> PackageState;
            /// Makes a package: some records, the register whole, or a package that goes back.
            create_package(CreatePackageRequest) -> PackageResult;
            /// Opens a package that came back and compares it with the register.
            stage_merge(StageMergeRequest) -> PackageMergeResult;
            /// A page of what a merge that waits would bring without being asked.
            coming(ListComingRequest) -> ComingPage;
            /// A page of the conflicts of a merge that waits.
            conflicts(ListConflictsRequest) -> ConflictPage;
            /// Takes a person's word on conflicts.
            decide_conflicts(DecideConflictsRequest) -> PackageMergeResult;
            /// Puts a merge into the register, whole, and writes a receipt beside the package.
            finish_merge(FinishMergeRequest) -> PackageMergeResult;
            /// Gives a merge up.
            discard_merge(DiscardMergeRequest) -> DiscardMergeResult;
            /// What is to be checked of a record on site, what was found, and what is attached.
            check_sheet(ShowCheckSheetRequest) -> CheckSheet;
            /// How far the records are checked.
            checked(ListCheckedRequest) -> CheckedPage;
            /// Keeps what somebody found on site.
            check(CheckFieldsRequest) -> CheckResult;
            /// Attaches a photo or a scan to a record.
            attach(AttachFileRequest) -> Attachment;
            /// An attachment with its bytes.
            attachment(ShowAttachmentRequest) -> AttachmentResult;
            /// Takes an attachment away.
            detach(DetachRequest) -> CheckSheet;
            /// Adds a record by hand.
            add_record(AddRecordRequest) -> AddResult;
            /// Takes a batch back.
            undo(UndoBatchRequest) -> UndoResult;
            /// Checks database, journal and reconciliation.
            verify(VerifyRegisterRequest) -> VerifyResult;
            /// Copies the register into its folder of backups.
            backup(WriteBackupRequest) -> BackupResult;
            /// The backups, the newest first.
            backups(ShowBackupsRequest) -> BackupListResult;
            /// The fields with their codes, for forms and grids.
            catalogue(ShowCatalogueRequest) -> CatalogueResult;
            /// The rules in the order of their run.
            rules(ShowRulesRequest) -> RuleListResult;
            /// Changes a rule from the next run on; tells the rules as they are then.
            save_rule(SaveRuleRequest) -> RuleListResult;
            /// Restores the default of a rule; tells the rules as they are then.
            restore_rule(RestoreRuleRequest) -> RuleListResult;
            /// What a change of a rule would alter; changes nothing.
            try_rule(TryRuleRequest) -> TryRuleResult;
            /// A condition as text and as form.
            read_condition(ReadConditionRequest) -> ConditionResult;
            /// A setting of the register.
            setting(GetSettingRequest) -> SettingResult;
            /// Changes a setting of the register.
            set_setting(SetSettingRequest) -> SettingResult;
        }
    };
    (@list $host:ident; $($(#[doc = $doc:tt])* $name:ident($request:ident) -> $answer:ident;)*) => {
        $host! { $($(#[doc = $doc])* $name($crate::commands::$request) -> $crate::commands::$answer;)* }
    };
}

macro_rules! router {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => {
        /// The names of all commands, in the order of the list.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Answers one command. An unknown name or a request of another shape is `bad_request`; all else as the command says.
        pub fn dispatch(register: &Register, name: &str, request: Value, job: Job<'_>) -> Result<Value, ApiError> {
            match name {
                $(stringify!($name) => {
                    let answer: $answer = adapters::$name(register, understood::<$request>(name, request)?, job)?;
                    Ok(serde_json::to_value(answer).expect("BUG: our own types are JSON"))
                })*
                _ => Err(ApiError::new(Code::BadRequest).with("why", name)),
            }
        }
    };
}
with_commands!(router);

pub(crate) fn understood<R: serde::de::DeserializeOwned>(name: &str, request: Value) -> Result<R, ApiError> {
    serde_json::from_value(request).map_err(|why| ApiError::new(Code::BadRequest).with("why", format!("{name}: {why}")))
}
