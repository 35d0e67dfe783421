//! From a request to its use case: one function per command, called like it.
//!
//! The invariant: no work is done here, so that the command line, which calls the use cases itself, does the same.

use std::path::Path;

use super::*;
use crate::editing::{self, EditOptions};
use crate::grid::{self as grids, Window};
use crate::import::{GivenReadings, ImportOptions, Merging, import_file};
use crate::import::{held, pages};
use crate::on_site;
use crate::package::merge;
use crate::preview::SHOWN_ROWS;
use crate::{
    deciding, export as exporting, history, records, returning, reviewing, rules as judging, tagging,
    upkeep as keeping, years,
};

type Answer<T> = Result<T, ApiError>;

pub(super) fn overview(register: &Register, _request: ShowOverviewRequest, _job: Job<'_>) -> Answer<OverviewResult> {
    crate::overview::overview(register)
}

pub(super) fn progress(register: &Register, _request: ShowProgressRequest, _job: Job<'_>) -> Answer<ProgressResult> {
    crate::progress::progress(register)
}

pub(super) fn set_deadline(register: &Register, request: SetDeadlineRequest, _job: Job<'_>) -> Answer<ProgressResult> {
    crate::progress::due::set_deadline(register, &request)
}

pub(super) fn undo_reporting(
    register: &Register,
    request: UndoReportingRequest,
    _job: Job<'_>,
) -> Answer<UndoReportingResult> {
    crate::progress::taken_back::undo_reporting(register, &request)
}

pub(super) fn import_units(register: &Register, request: ImportUnitsRequest, job: Job<'_>) -> Answer<RosterResult> {
    let file = register.files().input(&request.file)?;
    crate::progress::roster::import_units(register, &file, request.dry_run, job)
}

pub(super) fn import_baseline(
    register: &Register,
    request: ImportBaselineRequest,
    job: Job<'_>,
) -> Answer<ImportResult> {
    let ImportBaselineRequest { file, year, unit } = request;
    let options = ImportOptions { unit, ..ImportOptions::default() };
    crate::import::baseline::import_baseline(register, &register.files().input(&file)?, year, &options, job)
}

pub(super) fn baselines(register: &Register, _request: ShowBaselinesRequest, _job: Job<'_>) -> Answer<BaselineList> {
    years::baselines(register)
}

pub(super) fn undo_baseline(register: &Register, request: UndoBaselineRequest, _job: Job<'_>) -> Answer<BaselineList> {
    years::undo_baseline(register, request.batch)
}

pub(super) fn compare_years(register: &Register, request: CompareYearsRequest, job: Job<'_>) -> Answer<YearPage> {
    years::compare_years(register, &request, job)
}

pub(super) fn year_pairs(register: &Register, request: ShowYearPairsRequest, job: Job<'_>) -> Answer<YearPairList> {
    years::likely::year_pairs(register, &request, job)
}

pub(super) fn say_of_year(register: &Register, request: SayOfYearRequest, _job: Job<'_>) -> Answer<YearSaid> {
    years::say_of_year(register, &request)
}

pub(super) fn load_samples(register: &Register, _request: LoadSamplesRequest, job: Job<'_>) -> Answer<SamplesResult> {
    crate::samples::load_samples(register, job)
}

pub(super) fn preview(register: &Register, request: PreviewFileRequest, job: Job<'_>) -> Answer<Preview> {
    let catalogue = &register.desk().reference.catalogue;
    let readings = GivenReadings::new(Some(register.store()), request.readings, catalogue)?;
    let readings = readings.with_headers(request.headers.unwrap_or_default());
    let readings = readings.with_told(crate::lists::told_headers(register)?);
    let file = register.files().input(&request.file)?;
    if let Some(open) = request.picture {
        return crate::preview::draw(register, &file, &readings, open, job);
    }
    let rows = request.rows.map_or(SHOWN_ROWS, |rows| rows as usize);
    crate::preview::preview(register.desk(), &file, &readings, rows, job)
}

pub(super) fn import(register: &Register, request: ImportFileRequest, job: Job<'_>) -> Answer<ImportResult> {
    let ImportFileRequest { file, unit, readings, all_or_nothing, merge, conflicts } = request;
    let options = ImportOptions { unit, readings, all_or_nothing, merging: Merging::new(merge, conflicts) };
    import_file(register, &register.files().input(&file)?, &options, job)
}

pub(super) fn save_reading(_: &Register, request: SaveReadingRequest, _job: Job<'_>) -> Answer<SavedReading> {
    crate::import::save_readings(Path::new(&request.out), request.readings)
}

pub(super) fn stage(register: &Register, request: StageFilesRequest, job: Job<'_>) -> Answer<HeldResult> {
    held::stage(register, request.files, request.merge, job)
}

pub(super) fn merge_staged(register: &Register, request: MergeStagedRequest, job: Job<'_>) -> Answer<HeldResult> {
    held::merge(register, request.id, request.merge, job)
}

pub(super) fn choose_staged(register: &Register, request: ChooseStagedRequest, _job: Job<'_>) -> Answer<HeldResult> {
    let ChooseStagedRequest { id, files, uid, field, choice } = request;
    held::choose(register, id, files.as_deref(), (uid.as_deref(), field.as_deref()), choice)
}

pub(super) fn staged(register: &Register, request: ListStagedRequest, _job: Job<'_>) -> Answer<HeldPage> {
    pages::rows(register, request.id, &request.selection, request.offset, request.limit)
}

pub(super) fn staged_findings(
    register: &Register,
    request: ListStagedFindingsRequest,
    _job: Job<'_>,
) -> Answer<HeldFindingPage> {
    pages::findings(register, request.id, &request.selection, request.offset, request.limit)
}

pub(super) fn promote(register: &Register, request: PromoteStagedRequest, job: Job<'_>) -> Answer<HeldResult> {
    held::promote(register, request.id, request.files.as_deref(), request.all_or_nothing, job)
}

pub(super) fn discard(register: &Register, request: DiscardStagedRequest, _job: Job<'_>) -> Answer<DiscardResult> {
    held::discard(register, request.id)?;
    Ok(DiscardResult { id: request.id })
}

pub(super) fn list(register: &Register, request: ListRecordsRequest, _job: Job<'_>) -> Answer<RecordPage> {
    records::page(register, &request.selection, request.offset, request.limit)
}

pub(super) fn record(register: &Register, request: ShowRecordRequest, _job: Job<'_>) -> Answer<RecordHistory> {
    history::history(register, &request.uid)
}

pub(super) fn tag(register: &Register, _request: RunRulesRequest, job: Job<'_>) -> Answer<TagResult> {
    tagging::run_rules(register, job)
}

pub(super) fn decide(register: &Register, request: DecideTagRequest, _job: Job<'_>) -> Answer<RecordTags> {
    tagging::decide(register, &request)?;
    history::tags(register, &request.uid)
}

pub(super) fn decide_many(register: &Register, request: DecideManyRequest, job: Job<'_>) -> Answer<DecideManyResult> {
    deciding::decide_many(register, &request, job)
}

pub(super) fn undo_decisions(
    register: &Register,
    request: UndoDecisionsRequest,
    job: Job<'_>,
) -> Answer<UndoDecisionsResult> {
    deciding::undo_decisions(register, &request, job)
}

pub(super) fn undo_decision(register: &Register, request: UndoDecisionRequest, _job: Job<'_>) -> Answer<RecordTags> {
    deciding::undo_decision(register, &request)?;
    history::tags(register, &request.uid)
}

pub(super) fn suggestion_counts(
    register: &Register,
    request: CountSuggestionsRequest,
    _job: Job<'_>,
) -> Answer<SuggestionCounts> {
    reviewing::counts(register, &request)
}

pub(super) fn suggestions(
    register: &Register,
    request: ListSuggestionsRequest,
    _job: Job<'_>,
) -> Answer<SuggestionPage> {
    reviewing::page(register, &request)
}

pub(super) fn suggestion_spread(
    register: &Register,
    request: SpreadSuggestionsRequest,
    _job: Job<'_>,
) -> Answer<SuggestionSpread> {
    reviewing::spread(register, &request)
}

pub(super) fn duplicates(register: &Register, request: ListDuplicatesRequest, job: Job<'_>) -> Answer<DuplicatePage> {
    crate::duplicates::duplicates(register, &request, job)
}

pub(super) fn relate(register: &Register, request: RelateRecordsRequest, _job: Job<'_>) -> Answer<RelateResult> {
    crate::duplicates::relate(register, &request)
}

pub(super) fn merge_records(register: &Register, request: MergeRecordsRequest, _job: Job<'_>) -> Answer<MergeResult> {
    crate::merging::merge(register, &request)
}

pub(super) fn undo_merge(register: &Register, request: UndoMergeRequest, _job: Job<'_>) -> Answer<UndoMergeResult> {
    crate::merging::undo_merge(register, request)
}

pub(super) fn lists(register: &Register, _request: ShowListsRequest, _job: Job<'_>) -> Answer<ListResult> {
    crate::lists::lists(register)
}

pub(super) fn list_definition(register: &Register, request: ShowListRequest, _job: Job<'_>) -> Answer<ListLine> {
    crate::lists::definition(register, &request.list)
}

pub(super) fn preview_list(register: &Register, request: PreviewListRequest, job: Job<'_>) -> Answer<ListPreview> {
    crate::list_preview::preview_list(register, request, job)
}

pub(super) fn save_list(register: &Register, request: SaveListRequest, _job: Job<'_>) -> Answer<ListLine> {
    crate::lists::save(register, request.definition)
}

pub(super) fn remove_list(register: &Register, request: RemoveListRequest, _job: Job<'_>) -> Answer<ListResult> {
    crate::lists::remove(register, &request.list)
}

pub(super) fn set_report_state(
    register: &Register,
    request: SetReportStateRequest,
    _job: Job<'_>,
) -> Answer<ProgressResult> {
    crate::progress::set_state(register, &request)
}

pub(super) fn journal(register: &Register, request: ShowJournalRequest, _job: Job<'_>) -> Answer<JournalResult> {
    crate::journal::journal(register, request)
}

pub(super) fn changes(register: &Register, request: ShowChangesRequest, _job: Job<'_>) -> Answer<SetChangePage> {
    crate::journal::changes(register, &request)
}

pub(super) fn reference(register: &Register, _request: ShowReferenceRequest, _job: Job<'_>) -> Answer<ReferenceResult> {
    Ok(crate::reference::reference(register))
}

pub(super) fn change_reference(
    register: &Register,
    request: ChangeReferenceRequest,
    _job: Job<'_>,
) -> Answer<ChangeResult> {
    crate::reference::change_reference(register, request)
}

pub(super) fn restore_reference(
    register: &Register,
    request: RestoreReferenceRequest,
    _job: Job<'_>,
) -> Answer<ChangeResult> {
    crate::reference::restore_reference(register, &request)
}

pub(super) fn export(register: &Register, request: ExportListRequest, job: Job<'_>) -> Answer<ExportResult> {
    exporting::export_list(register, (&request.list, request.definition), Path::new(&request.out), &request.unit, job)
}

pub(super) fn template(register: &Register, request: WriteTemplateRequest, _job: Job<'_>) -> Answer<ExportResult> {
    exporting::template(register, Path::new(&request.out))
}

pub(super) fn batches(register: &Register, _request: ShowBatchesRequest, _job: Job<'_>) -> Answer<BatchListResult> {
    Ok(BatchListResult { batches: keeping::batches(register)?.into_iter().map(BatchLine::from).collect() })
}

pub(super) fn findings(register: &Register, request: ListFindingsRequest, _job: Job<'_>) -> Answer<FindingPage> {
    let (total, findings) = keeping::findings(register, request.batch, request.offset, request.limit)?;
    Ok(FindingPage { total, findings })
}

pub(super) fn return_unit(register: &Register, request: ReturnUnitRequest, job: Job<'_>) -> Answer<ReturnResult> {
    returning::return_unit(register, &request, job)
}

pub(super) fn returns(register: &Register, request: ShowReturnsRequest, _job: Job<'_>) -> Answer<ReturnList> {
    returning::returns(register, request.unit.as_deref())
}

pub(super) fn undo(register: &Register, request: UndoBatchRequest, _job: Job<'_>) -> Answer<UndoResult> {
    Ok(UndoResult::new(request.batch, keeping::undo(register, request.batch)?))
}

pub(super) fn verify(register: &Register, _request: VerifyRegisterRequest, _job: Job<'_>) -> Answer<VerifyResult> {
    Ok(keeping::verify(register)?.into())
}

pub(super) fn backup(register: &Register, _request: WriteBackupRequest, _job: Job<'_>) -> Answer<BackupResult> {
    Ok(keeping::backup(register)?.into())
}

pub(super) fn backups(register: &Register, _request: ShowBackupsRequest, _job: Job<'_>) -> Answer<BackupListResult> {
    let backups = keeping::backups(register.store().path())?.into_iter();
    Ok(BackupListResult { backups: backups.map(BackupResult::from).collect() })
}

pub(super) fn catalogue(register: &Register, _request: ShowCatalogueRequest, _job: Job<'_>) -> Answer<CatalogueResult> {
    Ok(CatalogueResult::new(&register.desk().reference))
}

pub(super) fn rules(register: &Register, _request: ShowRulesRequest, _job: Job<'_>) -> Answer<RuleListResult> {
    Ok(RuleListResult { rules: judging::rules(register)? })
}

pub(super) fn save_rule(register: &Register, request: SaveRuleRequest, _job: Job<'_>) -> Answer<RuleListResult> {
    judging::save(register, &request)?;
    Ok(RuleListResult { rules: judging::rules(register)? })
}

pub(super) fn restore_rule(register: &Register, request: RestoreRuleRequest, _job: Job<'_>) -> Answer<RuleListResult> {
    judging::restore(register, &request)?;
    Ok(RuleListResult { rules: judging::rules(register)? })
}

pub(super) fn try_rule(register: &Register, request: TryRuleRequest, _job: Job<'_>) -> Answer<TryRuleResult> {
    judging::try_rule(register, &request)
}

pub(super) fn read_condition(
    register: &Register,
    request: ReadConditionRequest,
    _job: Job<'_>,
) -> Answer<ConditionResult> {
    judging::read_condition(register, &request)
}

pub(super) fn setting(register: &Register, request: GetSettingRequest, _job: Job<'_>) -> Answer<SettingResult> {
    let value = register.store().setting(&request.key)?;
    Ok(SettingResult { key: request.key, value })
}

pub(super) fn set_setting(register: &Register, request: SetSettingRequest, _job: Job<'_>) -> Answer<SettingResult> {
    register.store().set_setting(&request.key, &request.value)?;
    if request.key == crate::register::OPERATOR {
        register.outdate();
    }
    Ok(SettingResult { key: request.key, value: Some(request.value) })
}

pub(super) fn grid(register: &Register, request: ShowGridRequest, _job: Job<'_>) -> Answer<GridPage> {
    let window = Window { offset: request.offset, limit: request.limit };
    grids::page(register, &request.selection, window, &request.sums)
}

pub(super) fn sums(register: &Register, request: SumFieldsRequest, _job: Job<'_>) -> Answer<SumResult> {
    let window = Window { offset: request.offset, limit: request.limit };
    Ok(SumResult { sums: grids::sums(register, &request.selection, window, &request.sums)? })
}

pub(super) fn distinct(register: &Register, request: ListDistinctRequest, _job: Job<'_>) -> Answer<DistinctResult> {
    let asked = (request.field.as_str(), request.search.as_str());
    grids::distinct(register, &request.selection, asked, request.limit as usize)
}

pub(super) fn groups(register: &Register, request: ListGroupsRequest, _job: Job<'_>) -> Answer<GroupResult> {
    grids::groups(register, &request.selection, &request.field)
}

pub(super) fn remarked(register: &Register, request: CountRemarkedRequest, _job: Job<'_>) -> Answer<RemarkedResult> {
    grids::remarked(register, &request.selection)
}

pub(super) fn edit(register: &Register, request: EditCellsRequest, _job: Job<'_>) -> Answer<EditResult> {
    let EditCellsRequest { cells, why, dry_run, skip } = request;
    editing::edit(register, &cells, EditOptions { why: &why, dry_run, skip })
}

pub(super) fn edit_selection(register: &Register, request: EditSelectionRequest, job: Job<'_>) -> Answer<EditResult> {
    let EditSelectionRequest { selection, uids, field, text, why, dry_run, skip } = request;
    let options = EditOptions { why: &why, dry_run, skip };
    editing::edit_selection(register, &selection, &uids, (&field, &text), options, job)
}

pub(super) fn package(register: &Register, _request: ShowPackageRequest, _job: Job<'_>) -> Answer<PackageState> {
    crate::package::state(register)
}

pub(super) fn create_package(
    register: &Register,
    request: CreatePackageRequest,
    job: Job<'_>,
) -> Answer<PackageResult> {
    crate::package::create(register, &request, job)
}

pub(super) fn stage_merge(register: &Register, request: StageMergeRequest, job: Job<'_>) -> Answer<PackageMergeResult> {
    merge::stage(register, &request, job)
}

pub(super) fn coming(register: &Register, request: ListComingRequest, _job: Job<'_>) -> Answer<ComingPage> {
    merge::coming(register, &request)
}

pub(super) fn conflicts(register: &Register, request: ListConflictsRequest, _job: Job<'_>) -> Answer<ConflictPage> {
    merge::conflicts(register, &request)
}

pub(super) fn decide_conflicts(
    register: &Register,
    request: DecideConflictsRequest,
    _job: Job<'_>,
) -> Answer<PackageMergeResult> {
    merge::decide(register, &request)
}

pub(super) fn finish_merge(
    register: &Register,
    request: FinishMergeRequest,
    job: Job<'_>,
) -> Answer<PackageMergeResult> {
    merge::finish(register, &request, job)
}

pub(super) fn discard_merge(
    register: &Register,
    request: DiscardMergeRequest,
    _job: Job<'_>,
) -> Answer<DiscardMergeResult> {
    merge::discard(register, &request)
}

pub(super) fn check_sheet(register: &Register, request: ShowCheckSheetRequest, _job: Job<'_>) -> Answer<CheckSheet> {
    on_site::sheet(register, &request.uid)
}

pub(super) fn checked(register: &Register, request: ListCheckedRequest, _job: Job<'_>) -> Answer<CheckedPage> {
    on_site::checked(register, &request)
}

pub(super) fn check(register: &Register, request: CheckFieldsRequest, _job: Job<'_>) -> Answer<CheckResult> {
    on_site::check(register, &request)
}

pub(super) fn attach(register: &Register, request: AttachFileRequest, _job: Job<'_>) -> Answer<Attachment> {
    on_site::attach(register, &request.uid, &register.files().input(&request.file)?)
}

pub(super) fn attachment(
    register: &Register,
    request: ShowAttachmentRequest,
    _job: Job<'_>,
) -> Answer<AttachmentResult> {
    on_site::attachment(register, &request.uid)
}

pub(super) fn detach(register: &Register, request: DetachRequest, _job: Job<'_>) -> Answer<CheckSheet> {
    on_site::detach(register, &request.uid)
}

pub(super) fn add_record(register: &Register, request: AddRecordRequest, _job: Job<'_>) -> Answer<AddResult> {
    on_site::add(register, &request.cells)
}

pub(super) fn undo_edit(register: &Register, request: UndoEditRequest, _job: Job<'_>) -> Answer<EditResult> {
    editing::undo(register, request.set)
}

pub(super) fn redo_edit(register: &Register, _request: RedoEditRequest, _job: Job<'_>) -> Answer<EditResult> {
    editing::redo(register)
}

pub(super) fn views(register: &Register, _request: ShowViewsRequest, _job: Job<'_>) -> Answer<ViewListResult> {
    crate::views::views(register)
}

pub(super) fn save_view(register: &Register, request: SaveViewRequest, _job: Job<'_>) -> Answer<ViewListResult> {
    crate::views::save(register, &request.view, request.formerly.as_deref())
}

pub(super) fn remove_view(register: &Register, request: RemoveViewRequest, _job: Job<'_>) -> Answer<ViewListResult> {
    crate::views::remove(register, &request.name)
}

pub(super) fn export_view(register: &Register, request: ExportViewRequest, job: Job<'_>) -> Answer<ExportResult> {
    let ExportViewRequest { selection, title, out, unit } = request;
    grids::export_view(register, &selection, (&title, &unit), Path::new(&out), job)
}
