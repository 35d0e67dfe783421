// Written by `QINGCE_WRITE_CONTRACT=1 cargo test -p qingce-api contract`; not to be edited.

/**
 * Adds a record by hand.
 */
export type AddRecordRequest = {
/**
 * What it says.
 */
cells: Array<NewCell>, };

/**
 * A record that was added.
 */
export type AddResult = {
/**
 * The record; none where something was refused.
 */
uid: string | null,
/**
 * The batch that takes it back when it is undone.
 */
batch: number | null,
/**
 * What cannot be taken. Nothing is written while there is anything.
 */
refused: Array<CellRefusal>,
/**
 * What is to be said of it.
 */
findings: Array<Finding>, };

/**
 * A record that a change of the rules would touch.
 */
export type AffectedLine = {
/**
 * The record.
 */
uid: string,
/**
 * Its name.
 */
name: string,
/**
 * Its reporting unit.
 */
unit: string,
/**
 * Its amount, 万元; none where empty.
 */
amount: string | null,
/**
 * Tags it would be suggested.
 */
gained: Array<string>,
/**
 * Tags it would no longer be suggested.
 */
lost: Array<string>,
/**
 * Tags a person decided, whose evidence would change. The decision stays.
 */
decided: Array<string>, };

/**
 * Where cells stand in their column.
 */
export type Align = "left" | "center" | "right";

/**
 * A person's word on a pair.
 */
export type AnswerLine = {
/**
 * uid of the first when it was said.
 */
one: string,
/**
 * uid of the second.
 */
other: string,
/**
 * The first is … the second.
 */
relation: Relation,
/**
 * Why; may be empty.
 */
why: string,
/**
 * Who.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * An error as every host sees it: a code and the parameters of its sentence.
 */
export type ApiError = {
/**
 * Code of its sentence in the message catalogue.
 */
code: string,
/**
 * Parameters by name.
 */
params: Array<[string, string]>, };

/**
 * What is compared.
 */
export type Aspect = "name" | "unit" | "approval" | "amount" | "year" | "contractor";

/**
 * Attaches a photo or a scan.
 */
export type AttachFileRequest = {
/**
 * The record.
 */
uid: string,
/**
 * The file, as requests name files.
 */
file: string, };

/**
 * What is known of an attachment besides its bytes.
 */
export type Attachment = {
/**
 * UUIDv7.
 */
uid: string,
/**
 * uid of the record.
 */
record: string,
/**
 * Name of its file.
 */
name: string,
/**
 * `jpg`, `png` or `pdf`, by its content.
 */
kind: string,
/**
 * SHA-256 of its bytes, hexadecimal.
 */
sha256: string,
/**
 * How many bytes it has.
 */
bytes: number,
/**
 * Who attached it.
 */
who: string,
/**
 * When, UTC, ISO 8601.
 */
at: string, };

/**
 * An attachment with its bytes.
 */
export type AttachmentResult = {
/**
 * What it is.
 */
about: Attachment,
/**
 * Its bytes, base64.
 */
content: string, };

/**
 * The backups of the register, the newest first.
 */
export type BackupListResult = {
/**
 * The backups.
 */
backups: Array<BackupResult>, };

/**
 * One backup.
 */
export type BackupResult = {
/**
 * Its file.
 */
file: string,
/**
 * Its size in bytes.
 */
bytes: number,
/**
 * When it was written, UTC, ISO 8601; none where somebody else named the file.
 */
at: string | null,
/**
 * Before what: import, undo, migration; or manual, replaced.
 */
why: string | null, };

/**
 * One file of an earlier year.
 */
export type BaselineLine = {
/**
 * Its number, counted apart from the imports of this year.
 */
batch: number,
/**
 * The year.
 */
year: number,
/**
 * Name of the file.
 */
file: string,
/**
 * Who imported it.
 */
operator: string,
/**
 * When, UTC.
 */
at: string,
/**
 * Whether it is in force.
 */
state: BatchState,
/**
 * Rows and amounts read.
 */
read: FateSum,
/**
 * What became of them.
 */
fates: { [key in Fate]?: FateSum },
/**
 * Refused 涉密 rows by unit.
 */
classified: { [key in string]: number }, };

/**
 * The files of earlier years.
 */
export type BaselineList = {
/**
 * The years that have projects, the newest first.
 */
years: Array<YearLine>,
/**
 * The files, the newest first.
 */
batches: Array<BaselineLine>, };

/**
 * One import.
 */
export type BatchLine = {
/**
 * Its number.
 */
batch: number,
/**
 * Whether it is in force.
 */
state: BatchState,
/**
 * Name of its file.
 */
file: string,
/**
 * SHA-256 of the file.
 */
sha256: string,
/**
 * Who imported.
 */
operator: string,
/**
 * When it was promoted, UTC.
 */
at: string,
/**
 * Rows and amounts read.
 */
read: FateSum,
/**
 * What became of them; their sum is `read`.
 */
fates: { [key in Fate]?: FateSum },
/**
 * Refused 涉密 rows by unit.
 */
classified: { [key in string]: number }, };

/**
 * All imports, the newest first.
 */
export type BatchListResult = {
/**
 * The imports.
 */
batches: Array<BatchLine>, };

/**
 * Whether a batch is in force.
 */
export type BatchState = "promoted" | "undone";

/**
 * Numbers before and after a change.
 */
export type BeforeAfter = {
/**
 * As the rules are.
 */
before: number,
/**
 * As they would be.
 */
after: number, };

/**
 * A field of a card form and the cell its value stands in.
 */
export type CardCell = {
/**
 * How the label is read; its `column` is the value's column.
 */
reading: ColumnReading,
/**
 * Row of the value.
 */
row: number, };

/**
 * All fields, in the order of the register.
 */
export type CatalogueResult = {
/**
 * The fields.
 */
fields: Array<FieldShape>,
/**
 * Facts beside them, as conditions name them.
 */
facts: Array<FactShape>,
/**
 * What a form of a condition offers, by type.
 */
operators: Array<OperatorShape>, };

/**
 * A cell that an edit changes.
 */
export type CellChange = {
/**
 * The record.
 */
uid: string,
/**
 * Name of its project.
 */
name: string,
/**
 * Key of the field.
 */
field: string,
/**
 * Before; none where empty.
 */
old: FieldJson | null,
/**
 * After; none where empty.
 */
new: FieldJson | null,
/**
 * What is to be said about the new value.
 */
findings: Array<Finding>, };

/**
 * How many cells of records an import changes, and how many it leaves because they changed here. The columns of a record
 * that fit no field count as one.
 */
export type CellCounts = {
/**
 * Another value in place of one.
 */
replaced: number,
/**
 * A value where there was none.
 */
filled: number,
/**
 * No value any more.
 */
cleared: number,
/**
 * Conflicts in which what is here stays.
 */
kept: number, };

/**
 * How the cells of a column are written.
 */
export type CellFormat = "text" | "money" | "int" | "number" | "percent";

/**
 * A cell whose text cannot be taken.
 */
export type CellRefusal = {
/**
 * The record.
 */
uid: string,
/**
 * Name of its project.
 */
name: string,
/**
 * Key of the field.
 */
field: string,
/**
 * Code of the sentence that says why.
 */
code: string, };

/**
 * A cell as a person typed it.
 */
export type CellText = {
/**
 * The record.
 */
uid: string,
/**
 * The revision that the person looked at; another one now is a conflict. None = whatever it is now.
 */
revision?: number,
/**
 * Key of the field.
 */
field: string,
/**
 * The text; empty clears the field.
 */
text: string, };

/**
 * How sure a column's reading is.
 */
export type Certainty = "sure" | "inferred" | "look" | "extra" | "out";

/**
 * One change of a record.
 */
export type ChangeLine = {
/**
 * When, UTC.
 */
at: string,
/**
 * Who.
 */
who: string,
/**
 * Why.
 */
why: string,
/**
 * The batch it belongs to.
 */
batch: number | null,
/**
 * Name of that batch's file.
 */
file: string | null,
/**
 * created, changed, kept, taken, removed, restored, merged, decided, withdrawn, related.
 */
what: string,
/**
 * Key of the field, `extra`, the tag, or `relation/UID/UID`; none where the record was created or removed.
 */
field: string | null,
/**
 * Before; none where empty.
 */
old: FieldJson | null,
/**
 * After; none where empty.
 */
new: FieldJson | null, };

/**
 * Changes a piece of reference data.
 */
export type ChangeReferenceRequest = {
/**
 * The change. A field without a key is a new one.
 */
change: OfficeChange,
/**
 * Why, for the journal.
 */
why: string, };

/**
 * What was changed.
 */
export type ChangeResult = {
/**
 * What it is of.
 */
kind: string,
/**
 * Its name.
 */
key: string, };

/**
 * How many fields of a record were checked, by what was found last.
 */
export type CheckCounts = {
/**
 * 属实.
 */
right: number,
/**
 * 有误.
 */
wrong: number,
/**
 * 未见.
 */
unseen: number, };

/**
 * Keeps what somebody found of fields of a record.
 */
export type CheckFieldsRequest = {
/**
 * The record.
 */
uid: string,
/**
 * The revision that the person looked at; another one now is a conflict. None = whatever it is now.
 */
revision?: number,
/**
 * What was found.
 */
checks: Array<NewFieldCheck>, };

/**
 * A field that is checked on site.
 */
export type CheckLine = {
/**
 * Its key.
 */
field: string,
/**
 * What the register says; none where empty.
 */
value: FieldJson | null,
/**
 * What was found of it, the newest first.
 */
found: Array<FieldCheck>, };

/**
 * What was kept. Nothing is where a value was refused or the record changed meanwhile.
 */
export type CheckResult = {
/**
 * What became of new values.
 */
edit: EditResult,
/**
 * The record as it is then.
 */
sheet: CheckSheet, };

/**
 * What is to be checked of a record, what was found, what is attached.
 */
export type CheckSheet = {
/**
 * The record.
 */
uid: string,
/**
 * Its revision.
 */
revision: number,
/**
 * What it is called.
 */
title: RecordTitle,
/**
 * The fields of the seeds, and others of which something was found.
 */
lines: Array<CheckLine>,
/**
 * How many fields of the seeds were checked.
 */
counts: CheckCounts,
/**
 * Photos and scans.
 */
attachments: Array<Attachment>, };

/**
 * Which records, by how far they are checked.
 */
export type CheckState = "untouched" | "begun" | "done";

/**
 * How far a record is checked.
 */
export type CheckedLine = {
/**
 * What it is called.
 */
title: RecordTitle,
/**
 * Fields checked, by what was found.
 */
counts: CheckCounts,
/**
 * How far it is.
 */
state: CheckState, };

/**
 * How far records are checked.
 */
export type CheckedPage = {
/**
 * How many there are of the state asked for.
 */
total: number,
/**
 * How many fields each has to be checked.
 */
fields: number,
/**
 * Records of which nothing was checked.
 */
untouched: number,
/**
 * Records of which some fields were.
 */
begun: number,
/**
 * Records of which all were.
 */
done: number,
/**
 * Those asked for.
 */
rows: Array<CheckedLine>, };

/**
 * What a person says where a value here changed since the base of a row.
 */
export type Choice = "keep" | "take";

/**
 * Says what is to become of cells that changed here and differ from the files of a held import.
 */
export type ChooseStagedRequest = {
/**
 * The import.
 */
id: number,
/**
 * Places of the files, from 0; all where none are named.
 */
files?: Array<number>,
/**
 * The record; all where none is named.
 */
uid?: string,
/**
 * Key of the field; all where none is named.
 */
field?: string,
/**
 * What is said.
 */
choice: Choice, };

/**
 * A code and its spellings.
 */
export type CodeLine = {
/**
 * The code.
 */
code: string,
/**
 * Spellings of the seeds; `?` in front of one that a person should confirm.
 */
spellings: Array<string>,
/**
 * Spellings that the office added.
 */
own: Array<string>, };

/**
 * A code list.
 */
export type CodeListLine = {
/**
 * Its name.
 */
list: string,
/**
 * Headers of the fields that take their values from it.
 */
fields: Array<string>,
/**
 * Its codes in their order.
 */
codes: Array<CodeLine>, };

/**
 * One column as written; what is left out is as the catalogue has it.
 */
export type ColumnLine = {
/**
 * What it shows: `serial`, `field KEY`, `count CONDITION` …
 */
show: string,
/**
 * Its name for a ratio.
 */
id?: string | null,
/**
 * Header.
 */
header?: string | null,
/**
 * Group header above it.
 */
group?: string | null,
/**
 * Width in half-width characters.
 */
width?: number | null,
/**
 * Where its cells stand.
 */
align?: Align | null,
/**
 * Summed in 小计 and 合计.
 */
sum?: boolean | null,
/**
 * Forms: must be filled in.
 */
required: boolean,
/**
 * Forms: how to fill it in.
 */
hint: string, };

/**
 * What is known of a column beside its reading.
 */
export type ColumnLook = {
/**
 * How sure it is.
 */
certainty: Certainty,
/**
 * Cells of records that hold something.
 */
values: number,
/**
 * How many of them have a remark that must be fixed or explained.
 */
doubtful: number,
/**
 * What it may be, the likeliest first.
 */
choices: Array<FieldChoice>, };

/**
 * How one column is read.
 */
export type ColumnReading = {
/**
 * Column, 1 = A. In card forms 0.
 */
column: number,
/**
 * Header path as met, folded to one line: `建设资金/总投资（万元）`.
 */
header: string,
/**
 * Key of the field, or none.
 */
field: string | null,
/**
 * Why.
 */
reason: MatchReason,
/**
 * Unit of its amounts, for money columns.
 */
money?: [MoneyUnit, UnitSource] | null,
/**
 * Unit of its numbers where the header states one other than the field's (TB in a GB field, MB …).
 */
number_unit?: string | null, };

/**
 * What a line of a merge is about.
 */
export type ComingKind = "new" | "cells" | "taken_out" | "mergings" | "decisions" | "answers";

/**
 * One thing that a merge would bring.
 */
export type ComingLine = {
/**
 * What it is about.
 */
kind: ComingKind,
/**
 * The record.
 */
record: ConflictRecord,
/**
 * Key of the field, or the tag; empty where it is about the record.
 */
field: string,
/**
 * The other record of an answer.
 */
other: ConflictRecord | null,
/**
 * What is here, as of a conflict.
 */
ours: FieldJson | null,
/**
 * What it becomes.
 */
theirs: FieldJson | null,
/**
 * Who said so there, and when; none where nobody knows.
 */
said: Said | null, };

/**
 * Some of what a merge would bring.
 */
export type ComingPage = {
/**
 * How many there are of the kind asked for.
 */
total: number,
/**
 * Those asked for.
 */
lines: Array<ComingLine>, };

/**
 * Asks for the comparison with an earlier year.
 */
export type CompareYearsRequest = {
/**
 * The earlier year; none for the newest there is.
 */
year?: number,
/**
 * Only these projects.
 */
fate?: YearFate,
/**
 * Only those that are gone without a reason.
 */
unexplained?: boolean,
/**
 * Only those of this reporting unit, now or then.
 */
unit?: string,
/**
 * Part of a name.
 */
search?: string,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * A condition both ways.
 */
export type ConditionResult = {
/**
 * Its text.
 */
condition: string,
/**
 * Its form; none where it is too rich for one.
 */
form: Form | null, };

/**
 * What is to hold of a conflict.
 */
export type ConflictChoice = { "keep": "ours" } | { "keep": "theirs" } | { "keep": "text",
/**
 * As typed.
 */
text: string, };

/**
 * What a conflict is about.
 */
export type ConflictKind = "field" | "extra" | "gone" | "removed" | "decision" | "answer";

/**
 * A conflict.
 */
export type ConflictLine = {
/**
 * Its number, from 0.
 */
number: number,
/**
 * The record.
 */
uid: string,
/**
 * Its name.
 */
name: string,
/**
 * Its reporting unit.
 */
unit: string,
/**
 * What it is about.
 */
kind: ConflictKind,
/**
 * Key of the field, or the tag; empty where it is about the record.
 */
field: string,
/**
 * The other record of an answer.
 */
other: ConflictRecord | null,
/**
 * Whether it is known what both began with.
 */
based: boolean,
/**
 * What both began with; none where empty.
 */
base: FieldJson | null,
/**
 * What is here. Of a decision its verdict, with class or day, as `accept/CLASS`, `postpone@DAY`; of an answer the
 * relation, with `<` behind it where the other record is the first.
 */
ours: FieldJson | null,
/**
 * What came; of a record that became part of another there, the uid of that one.
 */
theirs: FieldJson | null,
/**
 * Who wrote what is here.
 */
ours_by: Said | null,
/**
 * Who wrote what came.
 */
theirs_by: Said | null,
/**
 * What was decided.
 */
choice: ConflictChoice | null, };

/**
 * Some conflicts of a merge.
 */
export type ConflictPage = {
/**
 * How many there are.
 */
total: number,
/**
 * On how many nobody decided.
 */
undecided: number,
/**
 * Those asked for.
 */
conflicts: Array<ConflictLine>, };

/**
 * A record that a conflict is about.
 */
export type ConflictRecord = {
/**
 * Its uid.
 */
uid: string,
/**
 * Its name.
 */
name: string,
/**
 * Its reporting unit.
 */
unit: string, };

/**
 * A value for the whole table that stands outside its rows (填报单位：… above the table, a section's unit).
 */
export type ContextValue = {
/**
 * Key of the field it is for, or none if it is only shown (填报人, 审核人).
 */
field: string | null,
/**
 * Label as met: 填报单位（盖章）.
 */
label: string,
/**
 * Value as met.
 */
text: string,
/**
 * Row of the cell that holds the value.
 */
row: number,
/**
 * Column of the cell that holds the value.
 */
column: number, };

/**
 * Some records, and the condition that shows them.
 */
export type Count = {
/**
 * Projects.
 */
records: number,
/**
 * Sum of 总投资, 分.
 */
fen: number,
/**
 * The condition that shows them.
 */
condition: string, };

/**
 * Projects by a value: of a place, of a year.
 */
export type CountOf = {
/**
 * The value; none where it is empty.
 */
value: string | null,
/**
 * Everything before this year, which is not part of it.
 */
before: boolean,
/**
 * Its projects.
 */
count: Count, };

/**
 * Asks how many records have open remarks.
 */
export type CountRemarkedRequest = {
/**
 * Among which records.
 */
selection: Selection, };

/**
 * Asks how many suggestions there are.
 */
export type CountSuggestionsRequest = {
/**
 * The tag whose missing fields are counted; those of all tags without it.
 */
tag?: string,
/**
 * Of which records.
 */
selection?: Selection, };

/**
 * Makes a package.
 */
export type CreatePackageRequest = {
/**
 * The file to write; one of that name must be the same package, or not there.
 */
out: string,
/**
 * Who carries it; of a package that goes back, who carried it.
 */
team?: string,
/**
 * Condition of the records that go along; empty for the register whole.
 */
condition?: string,
/**
 * What seals it.
 */
passphrase: string, };

/**
 * A person's word on conflicts.
 */
export type DecideConflictsRequest = {
/**
 * The merge.
 */
id: number,
/**
 * Numbers of the conflicts, from 0; all that are undecided where none are told.
 */
conflicts?: Array<number>,
/**
 * What is to hold.
 */
choice: ConflictChoice, };

/**
 * A person's word on a tag of many records.
 */
export type DecideManyRequest = {
/**
 * The tag, without class.
 */
tag: string,
/**
 * What is decided.
 */
verdict: Verdict,
/**
 * Why; must be told to reject, and to postpone without a day. A trial needs none.
 */
reason?: string,
/**
 * To postpone: the day from which it waits again, `2026-12-01`.
 */
until?: string,
/**
 * The records; all of the filter without them.
 */
uids?: Array<string>,
/**
 * Which suggestions, where no records are given.
 */
filter?: ReviewFilter,
/**
 * Replaces what people decided otherwise before.
 */
replace?: boolean,
/**
 * Tells what would be done, and does nothing.
 */
dryRun?: boolean, };

/**
 * What a bulk decision did, or would do.
 */
export type DecideManyResult = {
/**
 * Records decided.
 */
decided: number,
/**
 * Sum of their amounts, 万元.
 */
amount: string,
/**
 * Records that had this very decision already.
 */
same: number,
/**
 * Records that people decided otherwise before, by what they decided; replaced only if that was asked for.
 */
earlier: Array<[Verdict, number]>,
/**
 * Some of the records decided.
 */
examples: Array<RecordTitle>,
/**
 * Number of its set in the journal, for the undo; none where nothing was decided.
 */
set: number | null, };

/**
 * A person's word on a tag of a record.
 */
export type DecideTagRequest = {
/**
 * The record.
 */
uid: string,
/**
 * `tag` or `tag/class`.
 */
tag: string,
/**
 * What is decided.
 */
verdict: Verdict,
/**
 * Why.
 */
reason: string, };

/**
 * Whose decision on a tag holds.
 */
export type DecisionChoice = {
/**
 * The tag, without class.
 */
tag: string,
/**
 * Of which record.
 */
take: Side, };

/**
 * What a person decided on a tag.
 */
export type DecisionLine = {
/**
 * The tag, without class.
 */
tag: string,
/**
 * Class inside the tag.
 */
class: string | null,
/**
 * What was decided.
 */
verdict: Verdict,
/**
 * For a postponed one: the day from which it waits again.
 */
until: string | null,
/**
 * Why.
 */
reason: string,
/**
 * Who.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * Takes an attachment away.
 */
export type DetachRequest = {
/**
 * The attachment.
 */
uid: string, };

/**
 * Gives a merge up. What was said of its conflicts is kept for the next time.
 */
export type DiscardMergeRequest = {
/**
 * The merge.
 */
id: number, };

/**
 * That a merge was given up.
 */
export type DiscardMergeResult = {
/**
 * The merge.
 */
id: number, };

/**
 * That a held import was given up.
 */
export type DiscardResult = {
/**
 * Its number.
 */
id: number, };

/**
 * Gives a held import up.
 */
export type DiscardStagedRequest = {
/**
 * The import.
 */
id: number, };

/**
 * The values of a field.
 */
export type DistinctResult = {
/**
 * How many different values there are.
 */
total: number,
/**
 * The most frequent of them; the empty one first.
 */
values: Array<DistinctValue>, };

/**
 * A value of a field, and how many records hold it.
 */
export type DistinctValue = {
/**
 * The value as text; none where empty.
 */
text: string | null,
/**
 * Records.
 */
records: number, };

/**
 * A part of the likely pairs, the likeliest first.
 */
export type DuplicatePage = {
/**
 * How many there are of the state and relation asked for.
 */
total: number,
/**
 * All pairs of the selection, by relation.
 */
counts: Array<RelationCount>,
/**
 * The keys of the fields that are compared, in the order of the catalogue.
 */
fields: Array<string>,
/**
 * Those asked for.
 */
rows: Array<DuplicatePair>, };

/**
 * Two records that may belong together.
 */
export type DuplicatePair = {
/**
 * The record that is … the other.
 */
one: RecordRow,
/**
 * The other.
 */
other: RecordRow,
/**
 * From 0 to 1: how likely they belong together.
 */
score: number,
/**
 * What they seem to be to each other.
 */
relation: Relation,
/**
 * What says so, one line per aspect.
 */
evidence: Array<Evidence>,
/**
 * What a person said; then the first is … the second as they said it.
 */
answer: AnswerLine | null, };

/**
 * Changes cells.
 */
export type EditCellsRequest = {
/**
 * The cells with their new texts.
 */
cells: Array<CellText>,
/**
 * Why; may be empty.
 */
why?: string,
/**
 * Write nothing: tell what would be.
 */
dryRun?: boolean,
/**
 * Leave out what cannot be taken, and write the rest.
 */
skip?: boolean, };

/**
 * A record that is not what the person looked at.
 */
export type EditConflict = {
/**
 * The record.
 */
uid: string,
/**
 * Name of its project; empty where it is gone.
 */
name: string,
/**
 * Its revision now; none where it is gone.
 */
revision: number | null, };

/**
 * A value that a person wrote.
 */
export type EditLine = {
/**
 * Key of the field.
 */
field: string,
/**
 * Who.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * What an edit did, or would do.
 */
export type EditResult = {
/**
 * Its set in the journal; none where nothing was written.
 */
seq: number | null,
/**
 * Records changed.
 */
records: number,
/**
 * Cells changed.
 */
changed: number,
/**
 * Cells that hold what was typed already.
 */
unchanged: number,
/**
 * The first of the changed cells.
 */
cells: Array<CellChange>,
/**
 * Cells that cannot be taken. Nothing is written while there are any.
 */
refused: Array<CellRefusal>,
/**
 * Records that changed meanwhile. Nothing is written while there are any.
 */
conflicts: Array<EditConflict>, };

/**
 * Gives a field of many records one text.
 */
export type EditSelectionRequest = {
/**
 * Which records, unless they are named.
 */
selection: Selection,
/**
 * The records, by uid.
 */
uids?: Array<string>,
/**
 * Key of the field.
 */
field: string,
/**
 * The text; empty clears the field.
 */
text: string,
/**
 * Why; may be empty.
 */
why?: string,
/**
 * Write nothing: tell what would be.
 */
dryRun?: boolean,
/**
 * Leave out what cannot be taken, and write the rest.
 */
skip?: boolean, };

/**
 * What one aspect says.
 */
export type Evidence = {
/**
 * The aspect.
 */
aspect: Aspect,
/**
 * How alike they are in it.
 */
level: Level,
/**
 * What that weighs, in bits; 0 where it says nothing for this relation.
 */
weight: number, };

/**
 * An accepted tag that rests on a field which an import changes.
 */
export type EvidenceLine = {
/**
 * The record.
 */
uid: string,
/**
 * Name of its project.
 */
name: string,
/**
 * The tag, without class.
 */
tag: string,
/**
 * Key of the field; that of the unit where a fact that follows from it changes.
 */
field: string, };

/**
 * What an office changed: a line it added, or one that it does not expect.
 */
export type ExpectedChange = {
/**
 * The office or region by its full name.
 */
name: string,
/**
 * Id of the group it belongs to.
 */
group: string,
/**
 * Not expected to report.
 */
off: boolean,
/**
 * Code of the office; empty where it has none.
 */
code?: string,
/**
 * Its 主管部门; empty where it reports by itself.
 */
above?: string,
/**
 * Code of the region that it stands for; empty for an office.
 */
region?: string, };

/**
 * Exports a list.
 */
export type ExportListRequest = {
/**
 * Key of the list.
 */
list: string,
/**
 * Path of the workbook; a file of that name is replaced.
 */
out: string,
/**
 * Who sends it, for the line under the title.
 */
unit?: string,
/**
 * What is made of the list this once: another title, scope, other columns.
 */
definition?: ListLine, };

/**
 * What an export wrote.
 */
export type ExportResult = {
/**
 * Id of the list.
 */
list: string,
/**
 * Its title.
 */
title: string,
/**
 * The file.
 */
file: string,
/**
 * What its rows are.
 */
kind: ListKind,
/**
 * What was written: projects, also of a list of groups; rows of a list that is told; both projects of every pair.
 */
records: number,
/**
 * Texts that did not fit their cell.
 */
findings: Array<Finding>, };

/**
 * Exports records as the grid shows them.
 */
export type ExportViewRequest = {
/**
 * Which records, in what order, with which fields as columns.
 */
selection: Selection,
/**
 * Title and name of the sheet.
 */
title: string,
/**
 * Path of the workbook; a file of that name is replaced.
 */
out: string,
/**
 * Who sends it, for the line under the title.
 */
unit?: string, };

/**
 * Another day for one unit.
 */
export type ExtensionLine = {
/**
 * Why.
 */
reason: string,
/**
 * Who gave it.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * A fact that conditions name like a field.
 */
export type FactShape = {
/**
 * Its name in conditions.
 */
key: string,
/**
 * Type of its values.
 */
type: FieldType,
/**
 * Only the register tells it: for filters and scopes, not for rules.
 */
of_register: boolean, };

/**
 * The fate of one input row.
 */
export type Fate = "new" | "changed" | "unchanged" | "duplicate" | "rejected" | "classified" | "not_record";

/**
 * Rows and their amounts.
 */
export type FateSum = {
/**
 * Rows.
 */
rows: number,
/**
 * Sum of their 总投资 in 分; 涉密 rows are not summed.
 */
fen: number, };

/**
 * What somebody found of a field.
 */
export type FieldCheck = {
/**
 * UUIDv7.
 */
uid: string,
/**
 * uid of the record.
 */
record: string,
/**
 * Key of the field.
 */
field: string,
/**
 * What was found.
 */
verdict: OnSite,
/**
 * What was noted; may be empty.
 */
note: string,
/**
 * Who.
 */
who: string,
/**
 * When, UTC, ISO 8601.
 */
at: string, };

/**
 * A field that a column may be.
 */
export type FieldChoice = {
/**
 * Key of the field.
 */
field: string,
/**
 * What speaks for it.
 */
reason: MatchReason,
/**
 * How many of the values looked at can be values of it.
 */
fits: number,
/**
 * How many were looked at.
 */
of: number, };

/**
 * A value as JSON: amounts as decimal text in 万元, several codes as an array.
 */
export type FieldJson = string | number | Array<string>;

/**
 * One `[[field]]` of the catalogue's file, as written.
 */
export type FieldLine = {
/**
 * See [`Field::key`].
 */
key: string,
/**
 * See [`Field::header`].
 */
header: string,
/**
 * See [`Field::group`].
 */
group: string,
/**
 * See [`Field::kind`].
 */
type: FieldType,
/**
 * See [`Field::unit`].
 */
unit?: string | null,
/**
 * See [`Field::codes`].
 */
codes?: string | null,
/**
 * `optional`, `required`, `any(a;b)` or `when(CONDITION)`.
 */
need: string,
/**
 * See [`Field::synonyms`].
 */
synonyms: Array<string>,
/**
 * See [`Field::not_under`].
 */
not_under: Array<string>,
/**
 * See [`Field::search`].
 */
search: boolean, };

/**
 * When a field must hold a value.
 */
export type FieldNeed = { "kind": "optional" } | { "kind": "required" } | { "kind": "any",
/**
 * Their keys.
 */
fields: Array<string>, } | { "kind": "when",
/**
 * The condition as text.
 */
condition: string, };

/**
 * One field, as forms and grids need it.
 */
export type FieldShape = {
/**
 * Stable name, key in JSON.
 */
key: string,
/**
 * Standard Chinese header.
 */
header: string,
/**
 * Group header above it.
 */
group: string,
/**
 * Type of its values.
 */
type: FieldType,
/**
 * Unit of numbers, as shown: 万元, GB, 台.
 */
unit: string | null,
/**
 * The codes its values are taken from, in their order; empty where it has no list.
 */
codes: Array<string>,
/**
 * When it must hold a value.
 */
need: FieldNeed,
/**
 * Part of the full-text search.
 */
search: boolean,
/**
 * Added by a user, not by the seeds.
 */
own: boolean, };

/**
 * The type of a field's values.
 */
export type FieldType = "text" | "unit" | "region" | "uscc" | "phone" | "enum" | "multi" | "bool" | "date" | "money" | "int" | "number";

/**
 * A file that is to be staged.
 */
export type FileToStage = {
/**
 * The file, as requests name files.
 */
file: string,
/**
 * The reporting unit of rows that name none.
 */
unit?: string,
/**
 * Readings of sheets that a person corrected.
 */
readings?: Array<SheetReading>, };

/**
 * One remark: where, what, and the parameters of its sentence.
 */
export type Finding = {
/**
 * Code of the sentence in `seeds/messages.toml`, e.g. `money_unreadable`.
 */
code: string,
/**
 * How much it weighs. Given by the message catalogue; see [`crate::message`].
 */
severity: Severity,
/**
 * Sheet as named on its tab.
 */
sheet: string,
/**
 * Row, 1 = the first; 0 where the finding is about a whole table.
 */
row: number,
/**
 * Column, 1 = A; 0 where the finding is about a whole row.
 */
column: number,
/**
 * Key of the field it is about, if it is about one.
 */
field: string | null,
/**
 * Parameters of the sentence by name, as text.
 */
params: Array<[string, string]>, };

/**
 * How many remarks of one kind there are.
 */
export type FindingCountLine = {
/**
 * Weight.
 */
severity: Severity,
/**
 * Code of the sentence.
 */
code: string,
/**
 * Key of the field.
 */
field: string | null,
/**
 * How many.
 */
count: number, };

/**
 * Open remarks.
 */
export type FindingCounts = {
/**
 * 须改正.
 */
must_fix: number,
/**
 * 须核实.
 */
explain: number,
/**
 * 提示.
 */
info: number, };

/**
 * A part of the findings of a batch.
 */
export type FindingPage = {
/**
 * How many findings the batch has.
 */
total: number,
/**
 * Those asked for.
 */
findings: Array<Finding>, };

/**
 * Puts a merge into the register.
 */
export type FinishMergeRequest = {
/**
 * The merge.
 */
id: number, };

/**
 * Rows that are not shown.
 */
export type Fold = {
/**
 * First of them.
 */
from: number,
/**
 * Last of them.
 */
to: number,
/**
 * How many of each kind.
 */
kinds: { [key in RowKind]?: number },
/**
 * How many of the records are 涉密.
 */
classified: number, };

/**
 * A condition as rows: groups joined by `join`, the rows inside a group by the other word.
 */
export type Form = {
/**
 * How groups are joined.
 */
join: Join,
/**
 * The groups; one of a single row is just that row.
 */
groups: Array<Array<FormRow>>, };

/**
 * One row of a form.
 */
export type FormRow = {
/**
 * Key of the field or fact; empty for a row about a tag.
 */
field: string,
/**
 * What is said of it.
 */
operator: Operator,
/**
 * The values as text: amounts in 万元, dates as `2021-06`, a tag as `tag` or `tag/class`.
 */
values: Array<string>, };

/**
 * A format that is read.
 */
export type Format = "xlsx" | "xlsb" | "xls" | "ods" | "text";

/**
 * Asks for a setting.
 */
export type GetSettingRequest = {
/**
 * Its key; `region` is the name of the region in titles of lists.
 */
key: string, };

/**
 * A window of the grid.
 */
export type GridPage = {
/**
 * How many records are selected.
 */
total: number,
/**
 * How many records the register holds.
 */
all: number,
/**
 * Sums over all records selected, by key of the field.
 */
sums: { [key in string]: SumLine },
/**
 * The rows asked for.
 */
rows: Array<GridRow>, };

/**
 * A record as a row of the grid.
 */
export type GridRow = {
/**
 * The record with the fields asked for.
 */
record: RecordRow,
/**
 * Keys of those fields whose text could not be read as a value.
 */
unread: Array<string>,
/**
 * Its tags, suggested and decided.
 */
tags: Array<GridTag>,
/**
 * Remarks on it as it is.
 */
findings: Array<Finding>,
/**
 * Keys of the fields that the newest import in force changed.
 */
changed: Array<string>, };

/**
 * A tag of a record.
 */
export type GridTag = {
/**
 * The tag, without class.
 */
tag: string,
/**
 * Its classes that are met or decided.
 */
classes: Array<string>,
/**
 * How it stands.
 */
standing: TagStanding, };

/**
 * A saved view.
 */
export type GridView = {
/**
 * Its name, as on its tab.
 */
name: string,
/**
 * A condition; empty for all.
 */
condition: string,
/**
 * Words searched for.
 */
search: string,
/**
 * Keys sorted by; `-` in front for falling.
 */
sort: Array<string>,
/**
 * The columns from left to right.
 */
columns: Array<ViewColumn>,
/**
 * How many of them stay in place.
 */
frozen: number,
/**
 * Key of the field that its rows are grouped by; empty for none.
 */
group?: string,
/**
 * Values of the groups that are folded; an empty one for the group without a value.
 */
folded?: Array<string>, };

/**
 * Rows of a selection that stand together because they share a value.
 */
export type GroupLine = {
/**
 * The value as text; none where it is empty.
 */
text: string | null,
/**
 * How many rows.
 */
records: number,
/**
 * The sum of their 总投资, 分.
 */
fen: number, };

/**
 * The groups of a selection, in its order.
 */
export type GroupResult = {
/**
 * They are as many rows as the selection, one after the other.
 */
groups: Array<GroupLine>, };

/**
 * Another header of a field, and more spellings of it. The header of the seeds stays one of them.
 */
export type HeaderChange = {
/**
 * Key of the field.
 */
field: string,
/**
 * Its header; none to keep that of the seeds.
 */
header: string | null,
/**
 * More spellings.
 */
synonyms: Array<string>, };

/**
 * Headers of a field.
 */
export type HeaderLine = {
/**
 * Key of the field.
 */
field: string,
/**
 * Its header as it is.
 */
header: string,
/**
 * Group header above it.
 */
group: string,
/**
 * Spellings of it, those that the office added too.
 */
synonyms: Array<string>,
/**
 * What the office changed of it.
 */
change: HeaderChange | null, };

/**
 * One value that is to change.
 */
export type HeldChangeLine = {
/**
 * Key of the field, or `extra`.
 */
field: string,
/**
 * In the register; none where empty.
 */
old: FieldJson | null,
/**
 * In the file.
 */
new: FieldJson | null,
/**
 * The cell as Excel names it; empty where the value stood in none.
 */
cell: string,
/**
 * The text as met, where it differs from the new value.
 */
text: string | null,
/**
 * Accepted tags that rest on the field.
 */
tags: Array<string>, };

/**
 * A cell that changed here since its row's base and differs from the file.
 */
export type HeldConflictLine = {
/**
 * Key of the field, or `extra`.
 */
field: string,
/**
 * What is here; none where empty.
 */
ours: FieldJson | null,
/**
 * What the file would make of it.
 */
theirs: FieldJson | null,
/**
 * The cell as Excel names it; empty where the value stood in none.
 */
cell: string,
/**
 * The text as met, where it differs from the value.
 */
text: string | null,
/**
 * Who changed it here.
 */
who: string,
/**
 * When, UTC.
 */
at: string,
/**
 * The import that did, where it was no person.
 */
batch: number | null,
/**
 * What is said of it.
 */
choice: Choice,
/**
 * Accepted tags that rest on the field.
 */
tags: Array<string>, };

/**
 * One file of a held import.
 */
export type HeldFileLine = {
/**
 * Its name.
 */
file: string,
/**
 * What it holds and what becomes of it; its findings are asked for page by page. Its batch, once it is promoted.
 */
result: ImportResult | null,
/**
 * Why it could not be read.
 */
refused: ApiError | null,
/**
 * It was compared and is not in the register yet.
 */
waiting: boolean, };

/**
 * A remark with its file.
 */
export type HeldFindingLine = {
/**
 * Place of its file.
 */
file: number,
/**
 * The remark.
 */
finding: Finding, };

/**
 * A part of the remarks of a held import.
 */
export type HeldFindingPage = {
/**
 * How many are selected in all.
 */
total: number,
/**
 * Those asked for.
 */
findings: Array<HeldFindingLine>,
/**
 * All remarks of the files, counted by kind.
 */
counts: Array<FindingCountLine>, };

/**
 * Which remarks of a held import.
 */
export type HeldFindingSelection = {
/**
 * Places of the files among those staged, from 0; all where none are named.
 */
files?: Array<number>,
/**
 * Of this weight.
 */
severity?: Severity,
/**
 * About this field.
 */
field?: string,
/**
 * Of this code.
 */
code?: string, };

/**
 * A part of the rows of a held import.
 */
export type HeldPage = {
/**
 * How many rows are selected in all.
 */
total: number,
/**
 * Those asked for.
 */
rows: Array<HeldRowLine>, };

/**
 * A held import.
 */
export type HeldResult = {
/**
 * Its number; gone with the process.
 */
id: number,
/**
 * Where it stands.
 */
state: HeldState,
/**
 * How its rows meet the records that they are.
 */
merge: MergeMode,
/**
 * The files, in the order asked for.
 */
files: Array<HeldFileLine>,
/**
 * What the register holds.
 */
before: HoldingsLine,
/**
 * What it will hold once all files that wait are promoted; 待退回 as if every conflict kept what is here.
 */
after: HoldingsLine, };

/**
 * One row of a held import.
 */
export type HeldRowLine = {
/**
 * Place of its file.
 */
file: number,
/**
 * Sheet as named on its tab.
 */
sheet: string,
/**
 * Row, 1 = the first.
 */
row: number,
/**
 * What becomes of it.
 */
fate: Fate,
/**
 * Its amount, 分.
 */
fen: number,
/**
 * The record; none of duplicates and rejected rows.
 */
uid: string | null,
/**
 * What the record is to be, by key of the fields asked for; empty ones are left out.
 */
values: { [key in string]?: FieldJson },
/**
 * What differs from the register.
 */
changes: Array<HeldChangeLine>,
/**
 * Cells that changed here since the row's base; those taken when staged are among the changes too.
 */
conflicts: Array<HeldConflictLine>,
/**
 * Remarks on it.
 */
findings: Array<Finding>, };

/**
 * Which rows of a held import.
 */
export type HeldSelection = {
/**
 * Places of the files among those staged, from 0; all where none are named.
 */
files?: Array<number>,
/**
 * What becomes of them.
 */
fate?: Fate,
/**
 * Part of the unit or the name.
 */
search?: string,
/**
 * Only rows with a remark that must be fixed or explained.
 */
remarked?: boolean,
/**
 * Only rows with a cell that changed here since their base.
 */
conflicting?: boolean,
/**
 * Only rows that change what an accepted tag rests on.
 */
evident?: boolean,
/**
 * Keys of the fields told; empty for those that name and sum a record.
 */
fields?: Array<string>, };

/**
 * Where a held import stands.
 */
export type HeldState = "waiting" | "compared_again" | "refused" | "promoted";

/**
 * What the register holds, in figures.
 */
export type HoldingsLine = {
/**
 * Records, and the sum of their 总投资 in 分.
 */
records: FateSum,
/**
 * Records marked 待退回.
 */
to_return: number,
/**
 * Units that reported.
 */
units: number, };

/**
 * Imports a file of an earlier year's register.
 */
export type ImportBaselineRequest = {
/**
 * The workbook.
 */
file: string,
/**
 * The year whose register it is.
 */
year: number,
/**
 * The reporting unit of rows that name none.
 */
unit?: string, };

/**
 * Imports a workbook.
 */
export type ImportFileRequest = {
/**
 * Path of the file.
 */
file: string,
/**
 * The reporting unit of rows that name none.
 */
unit?: string,
/**
 * Readings of sheets that a person corrected.
 */
readings?: Array<SheetReading>,
/**
 * Store nothing if anything must be fixed.
 */
allOrNothing?: boolean,
/**
 * How rows meet the records that they are.
 */
merge?: MergeMode,
/**
 * What is to become of cells that changed here and differ from the file.
 */
conflicts?: Choice, };

/**
 * What an import did.
 */
export type ImportResult = {
/**
 * Name of the file.
 */
file: string,
/**
 * SHA-256 of its bytes.
 */
sha256: string,
/**
 * How it ended.
 */
state: ImportState,
/**
 * The batch, if one was promoted.
 */
batch: number | null,
/**
 * Rows and amounts read.
 */
read: FateSum,
/**
 * What became of them; their sum is `read`.
 */
fates: { [key in Fate]?: FateSum },
/**
 * Refused 涉密 rows by unit.
 */
classified: { [key in string]: number },
/**
 * The sheets.
 */
sheets: Array<SheetResult>,
/**
 * How many findings there are.
 */
findings_total: number,
/**
 * How many of them must be fixed.
 */
must_fix: number,
/**
 * The findings, up to 5 000.
 */
findings: Array<Finding>,
/**
 * How rows met the records that they are.
 */
merge: MergeMode,
/**
 * Cells of records changed, and kept because they changed here.
 */
cells: CellCounts,
/**
 * Cells that changed here and differ from the file: kept or taken.
 */
conflicts: number,
/**
 * How many accepted tags rest on a field that changes.
 */
evidence_total: number,
/**
 * The first 500 of them.
 */
evidence: Array<EvidenceLine>,
/**
 * The workbooks that went back to a unit and that the file answers.
 */
replies: Array<ReplyLine>, };

/**
 * How an import ended.
 */
export type ImportState = "promoted" | "nothing_changed" | "refused";

/**
 * Takes a list of units.
 */
export type ImportUnitsRequest = {
/**
 * The workbook.
 */
file: string,
/**
 * Only tell what it would do.
 */
dryRun?: boolean, };

/**
 * What a job tells.
 */
export type JobEvent = { "progress": Progress } | { "done": JsonValue } | { "failed": ApiError };

/**
 * How parts are joined.
 */
export type Join = "and" | "or";

/**
 * A part of the journal, the newest set first.
 */
export type JournalResult = {
/**
 * How many sets there are in all.
 */
total: number,
/**
 * Those asked for.
 */
sets: Array<SetLine>,
/**
 * Everybody who stands in the journal.
 */
people: Array<string>,
/**
 * Every kind of set in it.
 */
kinds: Array<string>, };

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/**
 * Where a list's layout differs from the shared one.
 */
export type LayoutLine = {
/**
 * Paper.
 */
paper?: Paper | null,
/**
 * Broad side up.
 */
landscape?: boolean | null,
/**
 * Smallest scale, per cent.
 */
smallest_scale?: number | null,
/**
 * Leading columns repeated on every page abreast.
 */
repeat_columns?: number | null, };

/**
 * How alike two records are in an aspect.
 */
export type Level = "equal" | "close" | "alike" | "short" | "marked" | "within" | "parent" | "kind" | "partly" | "numbers" | "apart" | "same" | "builder" | "below" | "beside" | "other" | "round" | "near" | "next" | "unknown";

/**
 * Asks how far records are checked.
 */
export type ListCheckedRequest = {
/**
 * Which records, in what order.
 */
selection: Selection,
/**
 * Only those that are so far.
 */
state?: CheckState,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks what a merge that waits would bring.
 */
export type ListComingRequest = {
/**
 * The merge.
 */
id: number,
/**
 * Only lines of this kind.
 */
kind?: ComingKind,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for conflicts of a merge that waits.
 */
export type ListConflictsRequest = {
/**
 * The merge.
 */
id: number,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for the values of a field.
 */
export type ListDistinctRequest = {
/**
 * In which records.
 */
selection: Selection,
/**
 * Key of the field.
 */
field: string,
/**
 * Words that the values must hold.
 */
search?: string,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for likely pairs.
 */
export type ListDuplicatesRequest = {
/**
 * Answered or not.
 */
state?: PairState,
/**
 * Of this relation: the answer's, or the proposed one where there is no answer.
 */
relation?: Relation,
/**
 * Of which one record is this.
 */
uid?: string,
/**
 * Of which one record is among these; its order and fields count for nothing.
 */
selection?: Selection,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for a page of the findings of a batch.
 */
export type ListFindingsRequest = {
/**
 * The batch.
 */
batch: number,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for the groups of a selection.
 */
export type ListGroupsRequest = {
/**
 * Which records; their order should begin with the field.
 */
selection: Selection,
/**
 * Key of the field.
 */
field: string, };

/**
 * What the rows of a list are.
 */
export type ListKind = "projects" | "groups" | "pairs" | "units" | "years" | "year_sums" | "form";

/**
 * One list as written. What it says is told in `seeds/lists/_shared.toml`.
 */
export type ListLine = {
/**
 * Stable name.
 */
id: string,
/**
 * Name of the sheet's tab.
 */
sheet: string,
/**
 * Title over the table, with `{params}`.
 */
title: string,
/**
 * What its rows are.
 */
kind: ListKind,
/**
 * Which projects, as a condition; empty for all.
 */
scope: string,
/**
 * Lists of units or of years: only rows of these kinds (`overdue`, `missing`, `gone` …); empty for all.
 */
only?: Array<string>,
/**
 * Key of the field whose equal values make a section or a row.
 */
group_by?: string | null,
/**
 * Heading of projects without that value.
 */
no_group: string,
/**
 * Keys of the fields that order the rows.
 */
sort: Array<string>,
/**
 * Leave out columns of fields that no project of the list has a value of.
 */
only_used: boolean,
/**
 * The line under the title.
 */
context: Array<string>,
/**
 * Remarks below the table.
 */
notes: Array<string>,
/**
 * Forms: blank rows.
 */
blank_rows: number,
/**
 * Where its layout differs from the one that all lists share.
 */
layout: LayoutLine,
/**
 * Columns from left to right.
 */
column: Array<ColumnLine>, };

/**
 * The first rows of a list.
 */
export type ListPreview = {
/**
 * Title over the table.
 */
title: string,
/**
 * The line under the title, from left to right.
 */
context: Array<string>,
/**
 * Columns from left to right.
 */
columns: Array<PreviewColumn>,
/**
 * The first rows.
 */
rows: Array<PreviewRow>,
/**
 * All rows are shown.
 */
whole: boolean,
/**
 * Projects in the list.
 */
records: number,
/**
 * Sum of their 总投资, 分.
 */
fen: number,
/**
 * Labels of sums, and what stands in place of rows.
 */
subtotal: string,
/**
 * See [`ListPreview::subtotal`].
 */
total: string,
/**
 * See [`ListPreview::subtotal`].
 */
empty: string,
/**
 * Remarks below the table.
 */
notes: Array<string>,
/**
 * Paper.
 */
paper: Paper,
/**
 * Broad side up.
 */
landscape: boolean, };

/**
 * Asks for a page of records.
 */
export type ListRecordsRequest = {
/**
 * Which records, in what order, with which fields.
 */
selection: Selection,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * The lists that can be exported.
 */
export type ListResult = {
/**
 * The lists: those of the seeds, then the office's own.
 */
lists: Array<ListTitle>, };

/**
 * Asks for a page of the remarks of a held import.
 */
export type ListStagedFindingsRequest = {
/**
 * The import.
 */
id: number,
/**
 * Which of its remarks.
 */
selection: HeldFindingSelection,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for a page of the rows of a held import.
 */
export type ListStagedRequest = {
/**
 * The import.
 */
id: number,
/**
 * Which of its rows.
 */
selection: HeldSelection,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for a page of suggestions.
 */
export type ListSuggestionsRequest = {
/**
 * Which.
 */
filter: ReviewFilter,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * A list that can be exported.
 */
export type ListTitle = {
/**
 * Its key.
 */
key: string,
/**
 * Its title.
 */
title: string,
/**
 * Its short name, as on the sheet's tab.
 */
sheet: string,
/**
 * Made by the office.
 */
own: boolean,
/**
 * Rows: projects of its scope, groups of them, or what is told; none of pairs that were not looked for yet.
 */
rows: number | null, };

/**
 * Asks for the sample registers.
 */
export type LoadSamplesRequest = Record<symbol, never>;

/**
 * Why a column was given its field, or none.
 */
export type MatchReason = "header" | "synonym" | "path" | "decorated" | "misprint" | "content" | "person" | "no_field" | "serial" | "secret" | "uid" | "told";

/**
 * What a person chose for a field.
 */
export type MergeChoice = {
/**
 * Key of the field.
 */
field: string,
/**
 * Where its value is to come from.
 */
take: Origin,
/**
 * The text, where a person writes one; empty clears the field.
 */
text?: string, };

/**
 * A tag on which people decided differently.
 */
export type MergeDecision = {
/**
 * The tag, without class.
 */
tag: string,
/**
 * The decision on the first record.
 */
one: DecisionLine,
/**
 * The decision on the second.
 */
other: DecisionLine,
/**
 * Which holds; none as long as nobody said.
 */
take: Side | null, };

/**
 * A field in which two records differ.
 */
export type MergeField = {
/**
 * Key of the field.
 */
field: string,
/**
 * In the first record; none where empty.
 */
one: FieldJson | null,
/**
 * In the second.
 */
other: FieldJson | null,
/**
 * Where the value comes from.
 */
origin: Origin,
/**
 * What it is to be.
 */
value: FieldJson | null,
/**
 * Both may be taken: codes of either.
 */
unites: boolean, };

/**
 * How the cells of a row meet those of its record.
 */
export type MergeMode = "replace_nonblank" | "replace_all" | "fill";

/**
 * Makes two records one.
 */
export type MergeRecordsRequest = {
/**
 * The record that stays.
 */
one: string,
/**
 * The record that becomes part of it.
 */
other: string,
/**
 * The revisions that were looked at; other ones now are refused. None = whatever they are now.
 */
revisions?: [number, number],
/**
 * Choices; of fields that are not named, the filled value counts, else the one told later.
 */
fields?: Array<MergeChoice>,
/**
 * Choices of tags on which people decided differently; each must be told.
 */
decisions?: Array<DecisionChoice>,
/**
 * Why; may be empty.
 */
why?: string,
/**
 * Write nothing: tell what would be.
 */
dryRun?: boolean, };

/**
 * What a merging did, or would do.
 */
export type MergeResult = {
/**
 * Its set in the journal; none where nothing was written.
 */
set: number | null,
/**
 * The record that stays, as it was.
 */
one: RecordRow,
/**
 * The record that becomes part of it, as it was.
 */
other: RecordRow,
/**
 * Which of them was told later.
 */
later: Side,
/**
 * The fields in which they differ.
 */
fields: Array<MergeField>,
/**
 * The tags on which people decided differently.
 */
decisions: Array<MergeDecision>,
/**
 * Remarks on the merged record.
 */
findings: Array<Finding>, };

/**
 * Changes how the rows of a held import meet the records that they are.
 */
export type MergeStagedRequest = {
/**
 * The import.
 */
id: number,
/**
 * How.
 */
merge: MergeMode, };

/**
 * A record that was merged into another.
 */
export type MergedLine = {
/**
 * The set of the merging.
 */
set: number,
/**
 * Who merged them.
 */
who: string,
/**
 * When, UTC.
 */
at: string,
/**
 * Why.
 */
why: string,
/**
 * The record as it was.
 */
record: RecordRow,
/**
 * Where its values came from.
 */
sources: Array<SourceLine>,
/**
 * Where the value of every field that differed came from, by key.
 */
origins: Array<[string, Origin]>, };

/**
 * A merged range; corners included, counted from 1.
 */
export type MergedRange = {
/**
 * First row.
 */
top: number,
/**
 * First column.
 */
left: number,
/**
 * Last row.
 */
bottom: number,
/**
 * Last column.
 */
right: number, };

/**
 * One code of the catalogue.
 */
export type Message = {
/**
 * Weight of a finding; errors have none, they stop what they meet.
 */
severity: Severity | null,
/**
 * What is wrong, with `{name}` for parameters.
 */
text: string,
/**
 * What to do or to write instead, with `{name}` for parameters.
 */
hint: string | null, };

/**
 * The message catalogue: `{name}` in a text is filled from the parameters of a finding or an error.
 */
export type MessageResult = {
/**
 * Sentences by code.
 */
messages: { [key in string]: Message },
/**
 * Words of stable keys, by kind and key: `words.fate.new`.
 */
words: { [key in string]: { [key in string]: string } }, };

/**
 * Records that wait for a field.
 */
export type MissingLine = {
/**
 * Key of the field or fact.
 */
field: string,
/**
 * How many records wait for it.
 */
records: number, };

/**
 * The unit in which a column's amounts stand.
 */
export type MoneyUnit = "yuan" | "qian" | "wan" | "bai_wan" | "yi";

/**
 * A field of a record that is written by hand.
 */
export type NewCell = {
/**
 * Key of the field.
 */
field: string,
/**
 * The text.
 */
text: string, };

/**
 * What somebody found of a field.
 */
export type NewFieldCheck = {
/**
 * Key of the field.
 */
field: string,
/**
 * What was found.
 */
verdict: OnSite,
/**
 * Of a wrong one: the right value as typed; empty clears the field. None leaves it.
 */
text?: string,
/**
 * What to note.
 */
note?: string, };

/**
 * What a node of the tree is.
 */
export type NodeKind = "whole" | "level" | "above" | "unit" | "reporter";

/**
 * One change.
 */
export type OfficeChange = { "field": FieldLine } | { "header": HeaderChange } | { "spelling": SpellingChange } | { "unit": UnitChange } | { "expected": ExpectedChange };

/**
 * What is open.
 */
export type OfficeResult = {
/**
 * The file of the register.
 */
register: string,
/**
 * Version of the program.
 */
version: string,
/**
 * Who works, for the journal; absent where the register does not open.
 */
operator: string | null,
/**
 * Why the register does not open.
 */
why: ApiError | null,
/**
 * What is worth telling of it, e.g. that it lies on a network drive.
 */
notices: Array<ProblemLine>,
/**
 * What it is as a package, if it is one.
 */
package?: PackageLine, };

/**
 * What was found.
 */
export type OnSite = "right" | "wrong" | "unseen";

/**
 * Opens a package as a register of its own, which is then the open one.
 */
export type OpenPackageRequest = {
/**
 * The package.
 */
file: string,
/**
 * What seals it.
 */
passphrase: string,
/**
 * The register to make of it, where there is no file; beside the open one unless told.
 */
register?: string,
/**
 * Of a register carried whole: it moves in and is a package no more.
 */
settle?: boolean, };

/**
 * Opens another register, or begins one where there is no file.
 */
export type OpenRegisterRequest = {
/**
 * Its file.
 */
file: string, };

/**
 * Rows of a sheet that are to be shown even where they would be folded.
 */
export type OpenRows = {
/**
 * The sheet.
 */
sheet: string,
/**
 * First of them.
 */
from: number,
/**
 * Last of them.
 */
to: number, };

/**
 * What a row says of its field.
 */
export type Operator = "equal" | "not_equal" | "less" | "at_most" | "greater" | "at_least" | "is" | "is_not" | "in" | "not_in" | "has_any" | "has_all" | "lacks" | "matches" | "empty" | "not_empty" | "older_than_months" | "tagged" | "not_tagged";

/**
 * The operators that a form offers for a type of field.
 */
export type OperatorShape = {
/**
 * The type.
 */
type: FieldType,
/**
 * The most used first.
 */
operators: Array<Operator>, };

/**
 * Where a value of the merged record comes from.
 */
export type Origin = "one" | "other" | "both" | "typed";

/**
 * The figures of 工作台.
 */
export type OverviewResult = {
/**
 * Everything.
 */
all: Count,
/**
 * Sum of 年运维费, 分.
 */
running_cost_fen: number,
/**
 * Projects in use: the whole of 上云率.
 */
in_use: Count,
/**
 * Those of them on a government cloud: its part.
 */
on_cloud: Count,
/**
 * Units by level and state.
 */
units: Array<UnitCounts>,
/**
 * Open remarks.
 */
findings: FindingCounts,
/**
 * Projects that have remarks that must be fixed.
 */
to_return: Count,
/**
 * Suggestions that wait, by tag.
 */
suggestions: Array<TagCount>,
/**
 * 总投资 by year; without a year last.
 */
years: Array<CountOf>,
/**
 * Where projects in use are deployed, the most frequent first; not told last.
 */
places: Array<CountOf>,
/**
 * Those on a government cloud by its level, from the highest down.
 */
clouds: Array<CountOf>,
/**
 * The last imports, the newest first.
 */
imports: Array<BatchLine>,
/**
 * All imports.
 */
batches: number,
/**
 * What waits, the most pressing first.
 */
todos: Array<TodoCount>, };

/**
 * What a package is.
 */
export type PackageLine = {
/**
 * Its id, UUIDv7.
 */
package: string,
/**
 * Who carries it.
 */
team: string,
/**
 * Condition of its records; empty for all.
 */
scope: string,
/**
 * Whether it is a register carried whole.
 */
whole: boolean,
/**
 * When it was made, UTC.
 */
made_at: string,
/**
 * Who made it.
 */
made_by: string,
/**
 * The journal that it was made of: the number of its newest set and its head.
 */
base: string, };

/**
 * A merge.
 */
export type PackageMergeResult = {
/**
 * Its number; gone with the process, or once it is done.
 */
id: number,
/**
 * Where it stands.
 */
state: PackageMergeState,
/**
 * Name of the file.
 */
file: string,
/**
 * What the package is.
 */
package: PackageLine,
/**
 * Whether it was merged up to some point before: only what was done since counts.
 */
again: boolean,
/**
 * Whether the two have a common past; without one records are found as an import finds them.
 */
common: boolean,
/**
 * Records that come in.
 */
new: number,
/**
 * Records that change without a conflict, or beside one.
 */
changed: number,
/**
 * Values that change.
 */
cells: number,
/**
 * Values that both sides changed to the same.
 */
same: number,
/**
 * Records that are gone there, and that nobody worked on here: they go.
 */
taken_out: number,
/**
 * Decisions on tags that come in, or are taken back.
 */
decisions: number,
/**
 * Answers of 查重 that come in, or are taken back.
 */
answers: number,
/**
 * Records that become part of others, as there.
 */
mergings: number,
/**
 * Headers of fields that this register does not have; their values do not come in.
 */
unknown: Array<string>,
/**
 * Words of people on fields.
 */
checks: number,
/**
 * Photos and scans.
 */
attachments: number,
/**
 * Conflicts.
 */
conflicts: number,
/**
 * Those on which nobody decided.
 */
undecided: number,
/**
 * The batch that it became.
 */
batch: number | null,
/**
 * The receipt that was written beside the package.
 */
receipt: string | null,
/**
 * Why no receipt could be written there; the merge holds.
 */
receipt_failed: ApiError | null, };

/**
 * Where a merge stands.
 */
export type PackageMergeState = "waiting" | "compared_again" | "nothing_new" | "merged";

/**
 * A package that was made.
 */
export type PackageResult = {
/**
 * The file.
 */
file: string,
/**
 * What it is.
 */
package: PackageLine,
/**
 * Whether it is one that goes back.
 */
back: boolean,
/**
 * Records in it.
 */
records: number,
/**
 * Bytes of the file.
 */
bytes: number, };

/**
 * What the register knows of packages.
 */
export type PackageState = {
/**
 * What it is itself; none where it is no package.
 */
package: PackageLine | null,
/**
 * What came back and is in force, the newest first.
 */
merged: Array<Receipt>,
/**
 * Shortest passphrase, in characters.
 */
passphrase: number, };

/**
 * Which pairs, by whether they were answered.
 */
export type PairState = "open" | "answered" | "all";

/**
 * A size of paper.
 */
export type Paper = "A3" | "A4";

/**
 * One of several files of a job.
 */
export type Part = {
/**
 * Its number, from 1.
 */
number: number,
/**
 * How many there are.
 */
of: number, };

/**
 * What a job is doing.
 */
export type Phase = "read" | "backup" | "promote" | "compare" | "judge" | "write" | "verify";

/**
 * A row of the picture.
 */
export type PictureRow = {
/**
 * Row, 1 = the first.
 */
row: number,
/**
 * Which table it belongs to, from 0; none where the sheet is not read.
 */
table: number | null,
/**
 * Its kind there.
 */
kind: RowKind | null,
/**
 * 涉密: nothing of it is told.
 */
classified: boolean,
/**
 * Texts by column letters.
 */
cells: { [key in string]: string },
/**
 * Columns, 1 = A, whose cell is withheld: accounts and passwords.
 */
withheld: Array<number>, };

/**
 * What a workbook looks like.
 */
export type Preview = {
/**
 * Name of the file.
 */
file: string,
/**
 * Format by content.
 */
format: Format,
/**
 * SHA-256 of its bytes.
 */
sha256: string,
/**
 * The sheets.
 */
sheets: Array<SheetPreview>, };

/**
 * A cell: text, a number, or 分 in a column of amounts.
 */
export type PreviewCell = string | number | null;

/**
 * A column.
 */
export type PreviewColumn = {
/**
 * Header.
 */
header: string,
/**
 * Group header above it; neighbours of one group share one.
 */
group: string,
/**
 * Width in half-width characters.
 */
width: number,
/**
 * Where its cells stand.
 */
align: Align,
/**
 * How its cells are written.
 */
format: CellFormat,
/**
 * Not shown and not printed; for machines.
 */
hidden: boolean,
/**
 * Its sum over the whole list, as a cell; empty where it is not summed.
 */
total: PreviewCell, };

/**
 * Looks at a workbook.
 */
export type PreviewFileRequest = {
/**
 * Path of the file.
 */
file: string,
/**
 * Record rows shown per table; 20 unless told.
 */
rows?: number,
/**
 * Readings of sheets that a person corrected.
 */
readings?: Array<SheetReading>,
/**
 * Header rows that a person pointed at: those sheets are proposed anew from there.
 */
headers?: Array<SheetHeader>,
/**
 * Draws the sheets, these rows unfolded.
 */
picture?: Array<OpenRows>, };

/**
 * Asks for the first rows of a list.
 */
export type PreviewListRequest = {
/**
 * The list, saved or not.
 */
definition: ListLine,
/**
 * Who sends it, for the line under the title.
 */
unit?: string,
/**
 * How many projects or groups to lay out.
 */
rows: number, };

/**
 * A row.
 */
export type PreviewRow = { "kind": "section",
/**
 * Its text.
 */
text: string, } | { "kind": "data",
/**
 * The cells.
 */
cells: Array<PreviewCell>, } | { "kind": "subtotal",
/**
 * The cells.
 */
cells: Array<PreviewCell>, };

/**
 * Something that is not as it must be.
 */
export type ProblemLine = {
/**
 * Code of its sentence in the message catalogue.
 */
code: string,
/**
 * Parameters by name.
 */
params: Array<[string, string]>, };

/**
 * How far a job is.
 */
export type Progress = {
/**
 * What it is doing.
 */
phase: Phase,
/**
 * Rows (or records) done in this phase.
 */
done: number,
/**
 * How many there are, where that is known.
 */
total: number | null,
/**
 * Findings so far.
 */
findings: number,
/**
 * Which file it is working on, where it works on several.
 */
part?: Part, };

/**
 * The state of all units.
 */
export type ProgressResult = {
/**
 * Today, `2023-12-31`: what is overdue is so by this day.
 */
today: string,
/**
 * The deadlines of the rounds, the first report first.
 */
rounds: Array<RoundLine>,
/**
 * The levels.
 */
groups: Array<ReportGroup>,
/**
 * Units that are expected, by level.
 */
units: Array<ReportLine>,
/**
 * Units that reported and are not expected; also projects without a unit, under an empty name.
 */
others: Array<ReportLine>,
/**
 * The sums of all of them, from the whole down; a node is followed by those below it.
 */
tree: Array<ReportNode>,
/**
 * How the score is made, one line per rule.
 */
scoring: Array<string>, };

/**
 * Promotes a held import.
 */
export type PromoteStagedRequest = {
/**
 * The import.
 */
id: number,
/**
 * Places of the files to promote, from 0; all that wait where none are named.
 */
files?: Array<number>,
/**
 * Store nothing if anything must be fixed.
 */
allOrNothing?: boolean, };

/**
 * Reads a condition, from its text or from its form.
 */
export type ReadConditionRequest = {
/**
 * Its text; empty for all records.
 */
condition?: string,
/**
 * Its form; wins over the text.
 */
form?: Form, };

/**
 * What came in with a package, and what did not.
 */
export type Receipt = {
/**
 * The package.
 */
package: string,
/**
 * Who carried it.
 */
team: string,
/**
 * Name of its file.
 */
file: string,
/**
 * When it was merged, UTC.
 */
at: string,
/**
 * Who merged it.
 */
who: string,
/**
 * The batch that it became.
 */
batch: number,
/**
 * The journal after it: the number of its newest set and its head. Only on the stick.
 */
head: string | null,
/**
 * Records that came in.
 */
new: number,
/**
 * Records that changed.
 */
changed: number,
/**
 * Values that changed.
 */
cells: number,
/**
 * Values that both sides had changed to the same.
 */
same: number,
/**
 * Records that went.
 */
taken_out: number,
/**
 * Decisions on tags.
 */
decisions: number,
/**
 * Answers of 查重.
 */
answers: number,
/**
 * Records that became part of others.
 */
mergings: number,
/**
 * Words of people on fields.
 */
checks: number,
/**
 * Photos and scans.
 */
attachments: number,
/**
 * Headers of fields that this register does not have.
 */
unknown: Array<string>,
/**
 * What both sides had changed differently, and what holds.
 */
conflicts: Array<ReceiptConflict>, };

/**
 * A conflict that was decided.
 */
export type ReceiptConflict = {
/**
 * The record.
 */
uid: string,
/**
 * Its name.
 */
name: string,
/**
 * Header of the field, or the tag; empty where it was about the record, or columns that fit no field.
 */
header: string,
/**
 * What it was about.
 */
kind: ConflictKind,
/**
 * Key of the field, or the tag.
 */
field: string,
/**
 * The other record of an answer.
 */
other: ConflictRecord | null,
/**
 * What was here.
 */
ours: string | null,
/**
 * What came.
 */
theirs: string | null,
/**
 * What holds.
 */
kept: string | null,
/**
 * Whether what came holds.
 */
took_theirs: boolean, };

/**
 * Everything about one record.
 */
export type RecordHistory = {
/**
 * The record as it is, with all fields.
 */
record: RecordRow,
/**
 * Where its values came from.
 */
sources: Array<SourceLine>,
/**
 * The records that were merged into it, with where their values came from.
 */
merged: Array<MergedLine>,
/**
 * The values that a person wrote since.
 */
edits: Array<EditLine>,
/**
 * Its tags.
 */
tags: RecordTags,
/**
 * Remarks on it: those of the batch that wrote it last.
 */
findings: Array<Finding>,
/**
 * Its changes, the oldest first.
 */
changes: Array<ChangeLine>, };

/**
 * A part of the records selected.
 */
export type RecordPage = {
/**
 * How many records are selected in all.
 */
total: number,
/**
 * Those asked for.
 */
rows: Array<RecordRow>, };

/**
 * A record for a host.
 */
export type RecordRow = {
/**
 * UUIDv7, the same for ever and everywhere.
 */
uid: string,
/**
 * Counts its changes, from 1.
 */
revision: number,
/**
 * Values by key of the field, in the order asked for; empty ones are left out.
 */
values: { [key in string]?: FieldJson },
/**
 * Columns that fit no field: header and text, in the order met.
 */
extra: Array<[string, string]>,
/**
 * Tags in force, `tag` or `tag/class`.
 */
tags: Array<string>,
/**
 * Marked 待退回: it has findings that must be fixed.
 */
to_return: boolean, };

/**
 * The tags of a record.
 */
export type RecordTags = {
/**
 * Tags in force, `tag` or `tag/class`.
 */
in_force: Array<string>,
/**
 * What the rules said.
 */
suggestions: Array<SuggestionLine>,
/**
 * What people decided.
 */
decisions: Array<DecisionLine>, };

/**
 * What a record is called in lists of a few words.
 */
export type RecordTitle = {
/**
 * The record.
 */
uid: string,
/**
 * Its project name, or its system name where it has none.
 */
name: string,
/**
 * Its reporting unit.
 */
unit: string,
/**
 * Its total investment, 万元; none where it is empty or could not be read.
 */
amount: string | null, };

/**
 * Takes an undo back.
 */
export type RedoEditRequest = Record<symbol, never>;

/**
 * The reference data.
 */
export type ReferenceResult = {
/**
 * Fields with their headers, in the order of the register.
 */
headers: Array<HeaderLine>,
/**
 * Fields of the office's own.
 */
fields: Array<FieldLine>,
/**
 * Code lists.
 */
lists: Array<CodeListLine>,
/**
 * Offices.
 */
units: Array<UnitLine>,
/**
 * Regions.
 */
regions: Array<RegionLine>, };

/**
 * A region.
 */
export type RegionLine = {
/**
 * Six digits of GB/T 2260.
 */
code: string,
/**
 * Full name.
 */
name: string,
/**
 * 省级, 市级 or 县级.
 */
level: string,
/**
 * Name of the region above it; empty for the province.
 */
above: string,
/**
 * What it was called before, and the code it had then.
 */
old: Array<string>, };

/**
 * Answers a pair, or takes the answer back.
 */
export type RelateRecordsRequest = {
/**
 * The first record.
 */
one: string,
/**
 * The second record.
 */
other: string,
/**
 * The first is … the second; null takes the answer back.
 */
relation: Relation | null,
/**
 * Why; may be empty.
 */
why?: string, };

/**
 * What an answer replaced.
 */
export type RelateResult = {
/**
 * The answer before; sent again, it undoes this one.
 */
before: AnswerLine | null, };

/**
 * How two records stand to each other; the first is … the second.
 */
export type Relation = "same" | "phase" | "maintenance" | "part" | "different" | "unsure";

/**
 * Pairs of one relation.
 */
export type RelationCount = {
/**
 * The answer's relation, or the proposed one where there is no answer.
 */
relation: Relation,
/**
 * Pairs that wait for an answer.
 */
open: number,
/**
 * Pairs answered.
 */
answered: number, };

/**
 * How many records of a selection have open remarks. `must_fix > 0` and `explain > 0` show them.
 */
export type RemarkedResult = {
/**
 * Records with some that must be fixed.
 */
must_fix: number,
/**
 * Records with some that must be explained.
 */
explain: number, };

/**
 * An import whose reading is remembered.
 */
export type RememberedFrom = {
/**
 * Its batch.
 */
batch: number,
/**
 * Name of its file.
 */
file: string,
/**
 * When it was promoted, UTC.
 */
at: string, };

/**
 * Takes a list of the office's own away.
 */
export type RemoveListRequest = {
/**
 * Its key.
 */
list: string, };

/**
 * Removes a view.
 */
export type RemoveViewRequest = {
/**
 * Its name.
 */
name: string, };

/**
 * What came back for a workbook.
 */
export type Reply = {
/**
 * When, UTC.
 */
at: string,
/**
 * Who imported it.
 */
who: string,
/**
 * Name of the file.
 */
file_name: string,
/**
 * The batch it became; none where it changed nothing.
 */
batch: number | null,
/**
 * Records of the workbook that were in the reply.
 */
came: number,
/**
 * Records of the workbook that were not in it; they stay as they are.
 */
absent: number,
/**
 * Records that were marked 待退回 and are no more.
 */
mended: number,
/**
 * Records of the reply that are marked 待退回.
 */
faulty: number, };

/**
 * A workbook that went back to a unit and that a file answers.
 */
export type ReplyLine = {
/**
 * Number of the workbook.
 */
returned: number,
/**
 * The unit.
 */
unit: string,
/**
 * Which return of the unit it was.
 */
cycle: number,
/**
 * Projects of the workbook that are in the file.
 */
came: number,
/**
 * Projects of the workbook that are not in the file; they stay as they are.
 */
absent: number,
/**
 * Projects that were marked 待退回 and are no more.
 */
mended: number,
/**
 * Projects of the file that are marked 待退回.
 */
faulty: number, };

/**
 * One level of units.
 */
export type ReportGroup = {
/**
 * Stable name.
 */
id: string,
/**
 * What it is called.
 */
title: string, };

/**
 * One line: a unit that is expected to report, or one that reported without being expected.
 */
export type ReportLine = {
/**
 * The office, or the region for all its offices.
 */
name: string,
/**
 * Id of its level; empty for a unit that is not expected.
 */
group: string,
/**
 * Code of the region, where it stands for one.
 */
region: string | null,
/**
 * Name of the city above it, for a county.
 */
city: string | null,
/**
 * Code of the office, as the office keeps it; may be empty.
 */
code: string,
/**
 * Its 主管部门, where the office says so; may be empty.
 */
above: string,
/**
 * Added by the office.
 */
own: boolean,
/**
 * How far it is.
 */
state: ReportState,
/**
 * The rule that says so, as a sentence.
 */
rule: string,
/**
 * Who made it so: who said it, or who imported what the unit sent last; empty where nothing came.
 */
who: string,
/**
 * What a person said of it. 零报告 does not hold any more once it reports something.
 */
said: SaidLine | null,
/**
 * It sent something after it was 已核定.
 */
changed_since: boolean,
/**
 * Reporting units that count for it.
 */
reporters: Array<Reporter>,
/**
 * Projects.
 */
records: number,
/**
 * Sum of 总投资, 分.
 */
fen: number,
/**
 * Projects marked 待退回.
 */
to_return: number,
/**
 * Open remarks that must be fixed.
 */
must_fix: number,
/**
 * Open remarks that must be explained.
 */
explain: number,
/**
 * The newest batch that wrote one of its projects, and when it was promoted, UTC.
 */
batch: number | null,
/**
 * See [`ReportLine::batch`].
 */
at: string | null,
/**
 * When its first report was promoted, UTC.
 */
first_at: string | null,
/**
 * Batches that brought something of it.
 */
reports: number,
/**
 * Its replies: to workbooks that went back or, of units to which none went, batches that changed what it had sent;
 * where several units report for the line, those of the one with most.
 */
cycles: number,
/**
 * Rows that it sent with all of them, and those with something to fix.
 */
rows: number,
/**
 * See [`ReportLine::rows`].
 */
faulty: number,
/**
 * Required cells of its projects, and those that hold a value.
 */
cells_asked: number,
/**
 * See [`ReportLine::cells_asked`].
 */
cells: number,
/**
 * The report that is due, or was last: 1 is the first report, 2 the first reply.
 */
round: number,
/**
 * The day it is due, `2023-12-31`; none where none was set.
 */
deadline: string | null,
/**
 * The office gave it another day than the others.
 */
extension: ExtensionLine | null,
/**
 * Days after the deadline of what is still due; 0 where nothing is.
 */
overdue: number,
/**
 * Days late in all: first report, replies, and what is still due; none where no deadline was set.
 */
late_days: number | null,
/**
 * Its score; none before it can be judged.
 */
score: ScoreLine | null,
/**
 * When the workbook that waits for its reply went back, UTC.
 */
returned_at: string | null, };

/**
 * A node of the tree, with the sums of everything below it.
 */
export type ReportNode = {
/**
 * How deep it stands; 0 is the whole.
 */
depth: number,
/**
 * What it is.
 */
kind: NodeKind,
/**
 * Its name.
 */
name: string,
/**
 * Expected units in it, itself counted where it is one.
 */
units: number,
/**
 * Of them: not 未报.
 */
done: number,
/**
 * Of them: past their deadline.
 */
overdue: number,
/**
 * Projects.
 */
records: number,
/**
 * Sum of 总投资, 分.
 */
fen: number,
/**
 * Projects marked 待退回.
 */
to_return: number,
/**
 * Open remarks that must be fixed.
 */
must_fix: number, };

/**
 * How far a unit is.
 */
export type ReportState = "missing" | "reported" | "returned" | "again" | "verified" | "zero";

/**
 * A reporting unit that counts for a line.
 */
export type Reporter = {
/**
 * As it stands in the register; empty for projects without a unit.
 */
name: string,
/**
 * Projects.
 */
records: number,
/**
 * Sum of 总投资, 分.
 */
fen: number,
/**
 * Projects marked 待退回.
 */
to_return: number,
/**
 * Open remarks that must be fixed.
 */
must_fix: number, };

/**
 * Puts a backup in the place of the register, which is kept among the backups.
 */
export type RestoreBackupRequest = {
/**
 * The backup, as `backups` names it.
 */
file: string, };

/**
 * Takes a change back, so that the seeds hold again. Fields stay: records may hold values of them.
 */
export type RestoreReferenceRequest = {
/**
 * header, spelling, unit or expected.
 */
kind: string,
/**
 * The name that was changed.
 */
key: string,
/**
 * Why, for the journal.
 */
why: string, };

/**
 * Restores the default of a rule.
 */
export type RestoreRuleRequest = {
/**
 * Id of the rule.
 */
rule: string,
/**
 * Why; must be told.
 */
why: string, };

/**
 * What went back, and what came of it.
 */
export type ReturnList = {
/**
 * Workbooks, the first first.
 */
returns: Array<Returned>,
/**
 * Of the unit that was asked about: its files in which something is to be fixed or explained.
 */
files: Array<ReturnableFile>, };

/**
 * What goes back to a unit.
 */
export type ReturnResult = {
/**
 * The unit.
 */
unit: string,
/**
 * Which return of the unit it is, from 1.
 */
cycle: number,
/**
 * The workbook, where it is one alone: a browser downloads it.
 */
file: string | null,
/**
 * The workbooks.
 */
files: Array<ReturnedFile>, };

/**
 * Writes the workbooks that go back to a unit.
 */
export type ReturnUnitRequest = {
/**
 * The reporting unit.
 */
unit: string,
/**
 * Only the file of this import.
 */
batch?: number,
/**
 * Until when the unit is to reply, `2026-12-31`.
 */
deadline?: string,
/**
 * A workbook (`.xlsx`), or a folder for one workbook per file.
 */
out: string, };

/**
 * A file that may go back.
 */
export type ReturnableFile = {
/**
 * The import.
 */
batch: number,
/**
 * Name of the file.
 */
file: string,
/**
 * Projects of the unit in it.
 */
rows: number,
/**
 * Those with something to fix or explain.
 */
faulty: number, };

/**
 * A workbook that went back, and its replies.
 */
export type Returned = {
/**
 * Its number.
 */
id: number,
/**
 * The reporting unit.
 */
unit: string,
/**
 * The import whose file it gave back.
 */
batch: number,
/**
 * Which return of the unit it belongs to, from 1.
 */
cycle: number,
/**
 * When, UTC.
 */
at: string,
/**
 * Who.
 */
who: string,
/**
 * Until when the unit is to reply, `2026-12-31`.
 */
deadline: string | null,
/**
 * Name of the workbook.
 */
file_name: string,
/**
 * Records in it.
 */
rows: number,
/**
 * Those with something to fix or explain.
 */
faulty: number,
/**
 * Remarks that must be fixed.
 */
must_fix: number,
/**
 * Remarks that must be explained.
 */
explain: number,
/**
 * What came back, the first reply first.
 */
replies: Array<Reply>, };

/**
 * One workbook that was written.
 */
export type ReturnedFile = {
/**
 * Its path.
 */
file: string,
/**
 * Name of the imported file that it gives back.
 */
source: string,
/**
 * The import.
 */
batch: number,
/**
 * Its number.
 */
returned: number,
/**
 * Projects in it.
 */
rows: number,
/**
 * Those with something to fix or explain.
 */
faulty: number,
/**
 * Remarks that must be fixed.
 */
must_fix: number,
/**
 * Remarks that must be explained.
 */
explain: number, };

/**
 * Which suggestions.
 */
export type ReviewFilter = {
/**
 * On this tag, without class; on any without it.
 */
tag?: string,
/**
 * For which this rule speaks, or which it could not judge.
 */
rule?: string,
/**
 * In this state.
 */
state?: ReviewState,
/**
 * Not judged because this field or fact is empty; its key.
 */
missing?: string,
/**
 * Of which records, in what order.
 */
selection?: Selection, };

/**
 * Where a suggestion stands.
 */
export type ReviewState = "open" | "accepted" | "rejected" | "postponed" | "unknown";

/**
 * What became of a row of the list.
 */
export type RosterFate = "added" | "changed" | "unchanged" | "rejected";

/**
 * What a list of units did.
 */
export type RosterResult = {
/**
 * Name of the file.
 */
file: string,
/**
 * Whether it is kept, or only told.
 */
kept: boolean,
/**
 * The set of the journal that took it, by which it can be taken back; none where nothing was changed.
 */
set: number | null,
/**
 * Its rows.
 */
rows: Array<RosterRow>,
/**
 * Rows by fate.
 */
fates: { [key in string]: number },
/**
 * Remarks on its cells.
 */
findings: Array<Finding>, };

/**
 * One row of the list.
 */
export type RosterRow = {
/**
 * Where it stands: `名单!A5`.
 */
place: string,
/**
 * The unit.
 */
name: string,
/**
 * Id of its level; empty of a row that was not taken.
 */
group: string,
/**
 * Its code.
 */
code: string,
/**
 * Its 主管部门.
 */
above: string,
/**
 * The day its first report is due, `2023-12-31`; none for that of the round.
 */
deadline: string | null,
/**
 * What became of it.
 */
fate: RosterFate, };

/**
 * The deadline of a round.
 */
export type RoundLine = {
/**
 * 1 for the first report, 2 for the first reply.
 */
round: number,
/**
 * The day, `2023-12-31`.
 */
deadline: string,
/**
 * Why it was set.
 */
reason: string,
/**
 * Who set it.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * The kind of a row inside a sheet.
 */
export type RowKind = "record" | "section" | "subtotal" | "column_numbers" | "note" | "blank" | "title" | "header";

/**
 * What an office changed of a rule of the seeds.
 */
export type RuleChange = {
/**
 * Its condition as text.
 */
when: string,
/**
 * Why, as a sentence for a person.
 */
reason: string,
/**
 * Switched off.
 */
off: boolean, };

/**
 * What the office changed of a rule.
 */
export type RuleChanged = {
/**
 * What the seeds say.
 */
default: RuleChange,
/**
 * The seeds brought a new default since; `default` is the new one.
 */
default_is_new: boolean,
/**
 * The change does not fit the fields any more, so the default is run instead: the code and parameters of why.
 */
broken: ApiError | null,
/**
 * Why.
 */
why: string,
/**
 * Who.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * The suggestions of one rule.
 */
export type RuleFigureLine = {
/**
 * Id of the rule.
 */
rule: string,
/**
 * Its version in the seeds, as it was run.
 */
version: number,
/**
 * How often the office had changed it, as it was run.
 */
revision: number,
/**
 * The tag it suggests.
 */
tag: string,
/**
 * Class inside the tag.
 */
class: string | null,
/**
 * Why, as its sentence.
 */
reason: string,
/**
 * Records by the state of the tag; under 待核实 those it could not judge.
 */
states: StateFigures, };

/**
 * One `[[rule]]` as written.
 */
export type RuleLine = {
/**
 * Stable id: C1, N2.
 */
id: string,
/**
 * Raised whenever its condition changes in the seeds.
 */
version: number,
/**
 * How often the office that runs it changed it; 0 = as the seeds have it.
 */
revision?: number,
/**
 * The tag it suggests.
 */
tag: string,
/**
 * Class inside the tag: 直接迁移, 对接.
 */
class?: string | null,
/**
 * Its condition as text.
 */
when: string,
/**
 * Why, as a sentence for a person.
 */
reason: string,
/**
 * The policy item it rests on.
 */
basis: string,
/**
 * Switched off by a person.
 */
off?: boolean, };

/**
 * The rules, in the order of their run.
 */
export type RuleListResult = {
/**
 * The rules as the office runs them.
 */
rules: Array<RuleShape>, };

/**
 * What one rule said of the register.
 */
export type RuleResult = {
/**
 * Id of the rule.
 */
rule: string,
/**
 * The tag it suggests.
 */
tag: string,
/**
 * Class inside the tag.
 */
class: string | null,
/**
 * Why, as its sentence.
 */
reason: string,
/**
 * The policy item it rests on.
 */
basis: string,
/**
 * Projects it met.
 */
met: number,
/**
 * Projects it could not judge because data is missing: 待核实.
 */
unknown: number, };

/**
 * A rule as the office runs it.
 */
export type RuleShape = {
/**
 * The rule in force.
 */
line: RuleLine,
/**
 * Its place in the order of the run, from 1.
 */
place: number,
/**
 * Tags that its condition looks at: rules that give them run before it.
 */
looks_at: Array<string>,
/**
 * Its condition as a form; none where it is too rich and is edited as text.
 */
form: Form | null,
/**
 * What the office changed; none where the rule is as the seeds have it.
 */
changed: RuleChanged | null, };

/**
 * Runs the rules.
 */
export type RunRulesRequest = Record<symbol, never>;

/**
 * Who said something, and when.
 */
export type Said = {
/**
 * Who.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * What a person said of a unit.
 */
export type SaidLine = {
/**
 * 已核定 or 零报告.
 */
state: ReportState,
/**
 * Why.
 */
reason: string,
/**
 * Who.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * What came with the samples.
 */
export type SamplesResult = {
/**
 * Files that were imported, each undoable.
 */
files: number,
/**
 * Projects in the register then.
 */
records: number, };

/**
 * Saves a list of the office's own.
 */
export type SaveListRequest = {
/**
 * The list; under the key of an own list it takes its place, under any other it is a new one.
 */
definition: ListLine, };

/**
 * Saves readings.
 */
export type SaveReadingRequest = {
/**
 * Path of the file; a file of that name is replaced.
 */
out: string,
/**
 * The readings of a workbook's sheets.
 */
readings: Array<SheetReading>, };

/**
 * Changes a rule.
 */
export type SaveRuleRequest = {
/**
 * Id of the rule.
 */
rule: string,
/**
 * What holds from now on.
 */
change: RuleChange,
/**
 * Why; must be told.
 */
why: string, };

/**
 * Saves a view.
 */
export type SaveViewRequest = {
/**
 * The view.
 */
view: GridView,
/**
 * What it was called before.
 */
formerly?: string, };

/**
 * A file of readings.
 */
export type SavedReading = {
/**
 * Its path.
 */
file: string, };

/**
 * Says something of a project of an earlier year.
 */
export type SayOfYearRequest = {
/**
 * The earlier year.
 */
year: number,
/**
 * uid of the project then.
 */
uid: string,
/**
 * uid of the record now; none where it is gone.
 */
record: string | null,
/**
 * What is said; none to take it back.
 */
word: YearWord | null,
/**
 * Why; must be told of a project that is gone.
 */
why: string, };

/**
 * The score of a unit.
 */
export type ScoreLine = {
/**
 * The score, with at most two decimals.
 */
total: string,
/**
 * The same in hundredths, for sorting.
 */
hundredths: number,
/**
 * The parts that could be judged; none of a unit that did not report.
 */
parts: Array<ScorePartLine>,
/**
 * The sum with the numbers put in, or the rule of a unit that did not report.
 */
told: string, };

/**
 * One part of a unit's score.
 */
export type ScorePartLine = {
/**
 * Stable name.
 */
id: string,
/**
 * What it is called.
 */
title: string,
/**
 * What it is reckoned from, and the formula with the numbers put in.
 */
told: string,
/**
 * Its points.
 */
points: string, };

/**
 * Which records, in what order.
 */
export type Selection = {
/**
 * A condition; empty for all.
 */
condition?: string,
/**
 * Words that stand in the searched fields.
 */
search?: string,
/**
 * Keys of the fields wanted; empty for all.
 */
fields?: Array<string>,
/**
 * Keys to sort by; `-` in front for falling.
 */
sort?: Array<string>, };

/**
 * One change of a set.
 */
export type SetChangeLine = {
/**
 * The record; none where it is of no record or the record is gone.
 */
uid: string | null,
/**
 * Its name, as it is now.
 */
name: string | null,
/**
 * created, changed, removed, decided, withdrawn.
 */
what: string,
/**
 * Key of the field, `extra`, the tag, or `KIND/KEY` of reference data; empty where a record was created or removed.
 */
field: string,
/**
 * Before; none where empty.
 */
old: FieldJson | null,
/**
 * After; none where empty.
 */
new: FieldJson | null, };

/**
 * A part of the changes of a set.
 */
export type SetChangePage = {
/**
 * How many the set holds.
 */
total: number,
/**
 * Those asked for.
 */
changes: Array<SetChangeLine>, };

/**
 * Sets the deadline of a round, or another day for some units.
 */
export type SetDeadlineRequest = {
/**
 * 1 for the first report, 2 for the first reply, and so on.
 */
round: number,
/**
 * The day, `2023-12-31`; none to take it back.
 */
deadline: string | null,
/**
 * The units that get another day; none of them for the round itself.
 */
units: Array<string>,
/**
 * Why, for the journal; units that get another day must have a reason.
 */
reason: string, };

/**
 * A set of changes.
 */
export type SetLine = {
/**
 * Its number.
 */
set: number,
/**
 * When, UTC.
 */
at: string,
/**
 * Who.
 */
who: string,
/**
 * Why; of an import the name of its file.
 */
why: string,
/**
 * import, undo, decision …
 */
kind: string,
/**
 * The batch it belongs to.
 */
batch: number | null,
/**
 * Name of that batch's file.
 */
file: string | null,
/**
 * How that batch met records: a way of merging an import, `package`, `package_merge`, `hand`.
 */
mode: string | null,
/**
 * Whether that batch is in force.
 */
state: BatchState | null,
/**
 * It is an edit or a merging that was taken back, or decisions or words on reporting that all were.
 */
taken_back: boolean,
/**
 * Records created.
 */
created: number,
/**
 * Changes of records.
 */
changes: number,
/**
 * Head of the chain after it, hexadecimal.
 */
head: string, };

/**
 * Sets what a person says of units.
 */
export type SetReportStateRequest = {
/**
 * The units, by the names of their lines.
 */
units: Array<string>,
/**
 * 已核定 or 零报告; none for what the register itself tells.
 */
state: ReportState | null,
/**
 * Why, for the journal.
 */
reason: string, };

/**
 * Changes a setting.
 */
export type SetSettingRequest = {
/**
 * Its key.
 */
key: string,
/**
 * Its value; what it means is for whoever reads it.
 */
value: string, };

/**
 * A setting of the register.
 */
export type SettingResult = {
/**
 * Its key.
 */
key: string,
/**
 * Its value; none where it was never set.
 */
value: string | null, };

/**
 * How much a finding weighs.
 */
export type Severity = "info" | "explain" | "must_fix";

/**
 * Rows of a sheet that are the headers of its tables; no other table begins in it.
 */
export type SheetHeader = {
/**
 * The sheet.
 */
sheet: string,
/**
 * The header rows of every table, by rising number, from the top down.
 */
tables: Array<Array<number>>, };

/**
 * The picture of one sheet.
 */
export type SheetPicture = {
/**
 * The last column that holds something in the rows shown.
 */
columns: number,
/**
 * Merged ranges that touch the rows shown.
 */
merges: Array<MergedRange>,
/**
 * The rows shown.
 */
rows: Array<PictureRow>,
/**
 * The rows between them.
 */
folds: Array<Fold>,
/**
 * How sure the columns of each table are: as many as the reading has tables, and columns (or cells of a card).
 */
looks: Array<Array<ColumnLook>>,
/**
 * Remarks on cells and rows, the first ones.
 */
findings: Array<Finding>,
/**
 * How many remarks there are by weight.
 */
counts: { [key in Severity]?: number }, };

/**
 * One sheet.
 */
export type SheetPreview = {
/**
 * How it would be read.
 */
reading: SheetReading,
/**
 * Its tables, as many as the reading has.
 */
tables: Array<TablePreview>,
/**
 * Its cells, where a picture was asked for.
 */
picture?: SheetPicture | null, };

/**
 * How one sheet is read. This is what `preview` shows, `--reading` takes, and the window draws.
 */
export type SheetReading = {
/**
 * Name as on the tab.
 */
name: string,
/**
 * Hidden sheets are named, not read.
 */
hidden: boolean,
/**
 * Why it was not read, if it was not.
 */
skipped?: SkipReason | null,
/**
 * Its tables from top to bottom; those beside each other from left to right.
 */
tables: Array<TableReading>, };

/**
 * One sheet of the file.
 */
export type SheetResult = {
/**
 * How it was read.
 */
reading: SheetReading,
/**
 * Its tables, as many as the reading has.
 */
tables: Array<TableResult>, };

/**
 * Asks for an attachment.
 */
export type ShowAttachmentRequest = {
/**
 * The attachment.
 */
uid: string, };

/**
 * Asks which backups there are.
 */
export type ShowBackupsRequest = Record<symbol, never>;

/**
 * Asks for the files of earlier years.
 */
export type ShowBaselinesRequest = Record<symbol, never>;

/**
 * Asks for all imports.
 */
export type ShowBatchesRequest = Record<symbol, never>;

/**
 * Asks for the fields.
 */
export type ShowCatalogueRequest = Record<symbol, never>;

/**
 * Asks for a page of the changes of a set.
 */
export type ShowChangesRequest = {
/**
 * Number of the set.
 */
set: number,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks what is to be checked of a record.
 */
export type ShowCheckSheetRequest = {
/**
 * The record.
 */
uid: string, };

/**
 * Asks for a window of the grid.
 */
export type ShowGridRequest = {
/**
 * Which records, in what order, with which fields.
 */
selection: Selection,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number,
/**
 * Keys of the fields summed over all records selected.
 */
sums?: Array<string>, };

/**
 * Asks for a page of the journal; what is left out does not matter.
 */
export type ShowJournalRequest = {
/**
 * By whom.
 */
who?: string,
/**
 * Of what kind: import, undo, decision …
 */
kind?: string,
/**
 * Of this batch.
 */
batch?: number,
/**
 * That change this record.
 */
uid?: string,
/**
 * That change this field or tag.
 */
field?: string,
/**
 * Not before this moment, UTC.
 */
from?: string,
/**
 * Before this moment, UTC.
 */
until?: string,
/**
 * How many to skip.
 */
offset?: number,
/**
 * How many to tell.
 */
limit: number, };

/**
 * Asks for a list as written.
 */
export type ShowListRequest = {
/**
 * Its key.
 */
list: string, };

/**
 * Asks which lists there are.
 */
export type ShowListsRequest = Record<symbol, never>;

/**
 * Asks for the sentences.
 */
export type ShowMessagesRequest = Record<symbol, never>;

/**
 * Asks what is open.
 */
export type ShowOfficeRequest = Record<symbol, never>;

/**
 * Asks for the figures of 工作台.
 */
export type ShowOverviewRequest = Record<symbol, never>;

/**
 * Asks whether the register is a package, and what came back to it.
 */
export type ShowPackageRequest = Record<symbol, never>;

/**
 * Asks for the state of all units.
 */
export type ShowProgressRequest = Record<symbol, never>;

/**
 * Asks for everything about one record.
 */
export type ShowRecordRequest = {
/**
 * The record.
 */
uid: string, };

/**
 * Asks for the reference data.
 */
export type ShowReferenceRequest = Record<symbol, never>;

/**
 * Asks what went back, and, of a unit, what may.
 */
export type ShowReturnsRequest = {
/**
 * To this unit; to all where none is told.
 */
unit?: string, };

/**
 * Asks for the rules.
 */
export type ShowRulesRequest = Record<symbol, never>;

/**
 * Asks for the saved views.
 */
export type ShowViewsRequest = Record<symbol, never>;

/**
 * Asks for pairs that may be one project.
 */
export type ShowYearPairsRequest = {
/**
 * The earlier year; none for the newest there is.
 */
year?: number,
/**
 * How many to tell, the likeliest first.
 */
limit: number, };

/**
 * A record row as it stands in the sheet, vertical merges filled down.
 */
export type ShownRow = {
/**
 * Row, 1 = the first.
 */
row: number,
/**
 * Texts by column letters.
 */
cells: { [key in string]: string }, };

/**
 * One of two records.
 */
export type Side = "one" | "other";

/**
 * Why a sheet was not read.
 */
export type SkipReason = "hidden" | "empty" | "notes" | "dictionary" | "told";

/**
 * The cell that a value came from.
 */
export type SourceLine = {
/**
 * Key of the field.
 */
field: string,
/**
 * The batch.
 */
batch: number,
/**
 * Name of its file.
 */
file: string,
/**
 * SHA-256 of the file.
 */
sha256: string,
/**
 * Sheet as named on its tab.
 */
sheet: string,
/**
 * The cell as Excel names it; empty where the value stood in none.
 */
cell: string,
/**
 * The text as met, where it differs from the canonical value.
 */
text: string | null, };

/**
 * More spellings of a code.
 */
export type SpellingChange = {
/**
 * Name of the code list.
 */
list: string,
/**
 * The code they stand for.
 */
code: string,
/**
 * The spellings; `?` in front of one that a person should confirm.
 */
spellings: Array<string>, };

/**
 * Asks how suggestions are spread over fields, for drop-downs.
 */
export type SpreadSuggestionsRequest = {
/**
 * Which.
 */
filter: ReviewFilter,
/**
 * Keys of the fields.
 */
fields: Array<string>, };

/**
 * Stages workbooks.
 */
export type StageFilesRequest = {
/**
 * The files, in the order in which they are to be promoted.
 */
files: Array<FileToStage>,
/**
 * How rows meet the records that they are.
 */
merge?: MergeMode, };

/**
 * Compares a package with the register.
 */
export type StageMergeRequest = {
/**
 * The package.
 */
file: string,
/**
 * What seals it.
 */
passphrase: string, };

/**
 * How many units are in a state.
 */
export type StateCount = {
/**
 * The state.
 */
state: ReportState,
/**
 * Units in it.
 */
units: number, };

/**
 * Records by state.
 */
export type StateFigures = {
/**
 * 待判.
 */
open: number,
/**
 * 已采纳.
 */
accepted: number,
/**
 * 不采纳.
 */
rejected: number,
/**
 * 暂缓.
 */
postponed: number,
/**
 * 待核实.
 */
unknown: number, };

/**
 * Counts of suggestions.
 */
export type SuggestionCounts = {
/**
 * By tag, in the order of the rules.
 */
tags: Array<TagFigureLine>,
/**
 * By rule, in the order of their run.
 */
rules: Array<RuleFigureLine>,
/**
 * Records in 待核实 by the field that is missing; the most missed first.
 */
missing: Array<MissingLine>,
/**
 * Records in 待核实 in all.
 */
unknown: number,
/**
 * When the rules were last run, UTC; none where they never were.
 */
run_at: string | null,
/**
 * Records or rules were changed since.
 */
stale: boolean, };

/**
 * What a rule said of the record in the last run, and why.
 */
export type SuggestionLine = {
/**
 * Id of the rule.
 */
rule: string,
/**
 * Its version in the seeds.
 */
version: number,
/**
 * How often the office had changed it; 0 = as the seeds have it.
 */
revision: number,
/**
 * The tag it suggests.
 */
tag: string,
/**
 * Class inside the tag.
 */
class: string | null,
/**
 * Met; otherwise data is missing: 待核实.
 */
met: boolean,
/**
 * Why, as its sentence.
 */
reason: string,
/**
 * The policy item it rests on.
 */
basis: string,
/**
 * What it looked at, by key of field or fact, and the value found; none where empty.
 */
evidence: Array<[string, string | null]>, };

/**
 * A part of the suggestions asked for.
 */
export type SuggestionPage = {
/**
 * How many there are in all.
 */
total: number,
/**
 * Sum of their amounts, 万元.
 */
amount: string,
/**
 * Those asked for.
 */
rows: Array<SuggestionRow>, };

/**
 * One record with its suggestions.
 */
export type SuggestionRow = {
/**
 * What it is called.
 */
title: RecordTitle,
/**
 * Everything about its tags.
 */
tags: RecordTags, };

/**
 * Values with how many records have them.
 */
export type SuggestionSpread = {
/**
 * Per field asked for, the most frequent value first.
 */
fields: Array<Array<[string, number]>>,
/**
 * Tags in force, `tag` or `tag/class`.
 */
tags: Array<[string, number]>, };

/**
 * Projects and their amounts, 分. Of a difference both may be negative.
 */
export type Sum = {
/**
 * Projects.
 */
rows: number,
/**
 * Sum of their 总投资, 分.
 */
fen: number, };

/**
 * Asks for sums over a window of the grid.
 */
export type SumFieldsRequest = {
/**
 * Which records, in what order.
 */
selection: Selection,
/**
 * Keys of the fields.
 */
sums: Array<string>,
/**
 * How many records to skip.
 */
offset?: number,
/**
 * How many to sum.
 */
limit: number, };

/**
 * The sum of a field.
 */
export type SumLine = {
/**
 * How many records hold a number.
 */
count: number,
/**
 * Their sum; amounts as decimal text in 万元. None where the field holds no numbers.
 */
sum: FieldJson | null, };

/**
 * Sums of fields.
 */
export type SumResult = {
/**
 * The sums, by key of the field.
 */
sums: { [key in string]: SumLine }, };

/**
 * The form of a table.
 */
export type TableForm = "rows" | "card";

/**
 * One table with its counts.
 */
export type TablePreview = {
/**
 * Rows by kind.
 */
kinds: { [key in RowKind]?: number },
/**
 * Rows refused as 涉密; not shown.
 */
classified: number,
/**
 * The first record rows.
 */
shown: Array<ShownRow>,
/**
 * The import whose reading of this layout is followed.
 */
remembered_from?: RememberedFrom | null, };

/**
 * How one table is read.
 */
export type TableReading = {
/**
 * Rows below a header, or a card.
 */
form: TableForm,
/**
 * Title above it, if any.
 */
title?: string | null,
/**
 * Header rows; empty where the table has none.
 */
header_rows: Array<number>,
/**
 * First row of the body.
 */
first_row: number,
/**
 * Columns by rising number.
 */
columns: Array<ColumnReading>,
/**
 * Card forms: the labels and where their values stand. The card's one record comes as a row whose cell of column
 * `i + 1` is the value of `card[i]`; sources and findings tell the place that `card[i]` names.
 */
card?: Array<CardCell>,
/**
 * Values for the whole table.
 */
context?: Array<ContextValue>,
/**
 * Rows whose kind a person corrected.
 */
row_kinds?: Array<[number, RowKind]>,
/**
 * Identity of the layout: the folded header paths with their columns. Equal for equal forms of other units.
 */
fingerprint: string,
/**
 * The proposal was remembered from an earlier completed import of this layout.
 */
remembered?: boolean, };

/**
 * One table as it was read, and what became of its rows.
 */
export type TableResult = {
/**
 * Rows by kind.
 */
kinds: { [key in RowKind]?: number },
/**
 * Rows and amounts by fate.
 */
fates: { [key in Fate]?: FateSum }, };

/**
 * How many records a tag would gain and lose.
 */
export type TagChangeLine = {
/**
 * `tag` or `tag/class`.
 */
tag: string,
/**
 * Records that would be suggested it.
 */
gained: number,
/**
 * Records that would no longer be suggested it.
 */
lost: number, };

/**
 * Suggestions of a tag on which nobody decided.
 */
export type TagCount = {
/**
 * The tag.
 */
tag: string,
/**
 * How many.
 */
waiting: number, };

/**
 * The suggestions on one tag.
 */
export type TagFigureLine = {
/**
 * The tag.
 */
tag: string,
/**
 * Records by state.
 */
states: StateFigures, };

/**
 * What a run of the rules told.
 */
export type TagResult = {
/**
 * Projects judged.
 */
records: number,
/**
 * What each rule said, in the order of their run.
 */
rules: Array<RuleResult>, };

/**
 * How a tag stands with a record.
 */
export type TagStanding = "suggested" | "accepted" | "rejected" | "postponed" | "unknown";

/**
 * Something that waits for a person.
 */
export type TodoCount = {
/**
 * Stable name.
 */
id: string,
/**
 * What waits.
 */
title: string,
/**
 * What to know of it.
 */
note: string,
/**
 * The word of the link.
 */
action: string,
/**
 * The page it leads to.
 */
view: string,
/**
 * How many.
 */
count: number,
/**
 * The condition that shows them, where they are records.
 */
condition: string | null,
/**
 * The tag, where they are suggestions.
 */
tag: string | null,
/**
 * The state, where they are units.
 */
state: ReportState | null, };

/**
 * Asks what a change of a rule would alter; changes nothing.
 */
export type TryRuleRequest = {
/**
 * Id of the rule.
 */
rule: string,
/**
 * What would hold.
 */
change: RuleChange,
/**
 * How many of the records touched to skip.
 */
offset?: number,
/**
 * How many of them to tell.
 */
limit: number, };

/**
 * What a change of a rule would alter.
 */
export type TryRuleResult = {
/**
 * Records that the rule meets.
 */
met: BeforeAfter,
/**
 * Records that it cannot judge: 待核实.
 */
unknown: BeforeAfter,
/**
 * Tags that records would gain or lose, by this rule or by those that look at its tag.
 */
tags: Array<TagChangeLine>,
/**
 * Decided tags whose evidence would change, by verdict. The decisions stay.
 */
decided: Array<[Verdict, number]>,
/**
 * How many records would be touched in all.
 */
total: number,
/**
 * Those asked for.
 */
affected: Array<AffectedLine>, };

/**
 * Takes a file of an earlier year back.
 */
export type UndoBaselineRequest = {
/**
 * Its number.
 */
batch: number, };

/**
 * Takes a batch back.
 */
export type UndoBatchRequest = {
/**
 * The batch.
 */
batch: number, };

/**
 * Takes one decision back.
 */
export type UndoDecisionRequest = {
/**
 * The record.
 */
uid: string,
/**
 * The tag, without class.
 */
tag: string, };

/**
 * Takes a set of decisions back.
 */
export type UndoDecisionsRequest = {
/**
 * Number of the set in the journal.
 */
set: number, };

/**
 * What the undo of decisions did.
 */
export type UndoDecisionsResult = {
/**
 * Records that wait for a decision again.
 */
withdrawn: number,
/**
 * Records that have their earlier decision again.
 */
restored: number,
/**
 * Records decided again since; left as they are.
 */
kept: number, };

/**
 * Takes an edit back.
 */
export type UndoEditRequest = {
/**
 * The set of the journal that it is; the newest of the person at the desk without it.
 */
set?: number, };

/**
 * Takes a merging back.
 */
export type UndoMergeRequest = {
/**
 * Its set in the journal.
 */
set: number, };

/**
 * What taking a merging back did.
 */
export type UndoMergeResult = {
/**
 * uid of the record that had stayed.
 */
one: string,
/**
 * uid of the record that is back.
 */
other: string, };

/**
 * Takes a set about reporting back.
 */
export type UndoReportingRequest = {
/**
 * Number of the set in the journal.
 */
set: number, };

/**
 * What was taken back.
 */
export type UndoReportingResult = {
/**
 * The set that was to be taken back.
 */
set: number,
/**
 * How many lines are as they were before.
 */
back: number,
/**
 * Units whose lines were changed again since, and are left.
 */
left: Array<string>, };

/**
 * What an undo did.
 */
export type UndoResult = {
/**
 * The batch.
 */
batch: number,
/**
 * Records taken out.
 */
removed: number,
/**
 * Records that are again what they were.
 */
restored: number,
/**
 * Decisions on removed records that went with them; the journal keeps them.
 */
withdrawn: number,
/**
 * The backup made before it.
 */
backup: BackupResult, };

/**
 * An office that the table lacks, or more names of one that it has.
 */
export type UnitChange = {
/**
 * Its full name.
 */
name: string,
/**
 * Other names of it.
 */
aliases: Array<string>, };

/**
 * The units of one level by state.
 */
export type UnitCounts = {
/**
 * Id of the level.
 */
group: string,
/**
 * What it is called.
 */
title: string,
/**
 * Units expected.
 */
expected: number,
/**
 * Units by state; their sum is `expected`.
 */
states: Array<StateCount>, };

/**
 * An office.
 */
export type UnitLine = {
/**
 * Full name.
 */
name: string,
/**
 * Other names of the seeds.
 */
aliases: Array<string>,
/**
 * Other names that the office added.
 */
own: Array<string>,
/**
 * What kind of office it is; empty for one that was added.
 */
category: string,
/**
 * Added by the office.
 */
added: boolean, };

/**
 * Where the unit of a column's amounts was found.
 */
export type UnitSource = "header" | "line" | "assumed" | "person";

/**
 * A person's word on a tag.
 */
export type Verdict = "accept" | "reject" | "postpone";

/**
 * Checks the register.
 */
export type VerifyRegisterRequest = Record<symbol, never>;

/**
 * What a verification looked at and found.
 */
export type VerifyResult = {
/**
 * Records in the register.
 */
records: number,
/**
 * Sets of changes in the journal.
 */
sets: number,
/**
 * Batches in force and undone.
 */
batches: number,
/**
 * Head of the journal, hexadecimal.
 */
head: string,
/**
 * Everything found; none = all is well.
 */
problems: Array<ProblemLine>, };

/**
 * A column of a view.
 */
export type ViewColumn = {
/**
 * Key of the field, or `tags`.
 */
key: string,
/**
 * Width in CSS pixels; its own unless told.
 */
width?: number, };

/**
 * A view with the number of records it shows.
 */
export type ViewLine = {
/**
 * The view.
 */
view: GridView,
/**
 * Records.
 */
records: number, };

/**
 * All views in the order of their tabs.
 */
export type ViewListResult = {
/**
 * The views.
 */
views: Array<ViewLine>,
/**
 * Records in the register.
 */
all: number, };

/**
 * Backs the register up.
 */
export type WriteBackupRequest = Record<symbol, never>;

/**
 * Exports the blank form.
 */
export type WriteTemplateRequest = {
/**
 * Path of the workbook; a file of that name is replaced.
 */
out: string, };

/**
 * A value that changed.
 */
export type YearChange = {
/**
 * Key of the field.
 */
field: string,
/**
 * As it was.
 */
old: string | null,
/**
 * As it is.
 */
new: string | null, };

/**
 * What became of a project.
 */
export type YearFate = "new" | "gone" | "changed" | "unchanged";

/**
 * An earlier year.
 */
export type YearLine = {
/**
 * The year.
 */
year: number,
/**
 * Its projects and their amounts.
 */
records: FateSum, };

/**
 * Where a project of an earlier year stands in its file.
 */
export type YearOrigin = {
/**
 * Name of the file.
 */
file: string,
/**
 * Name of the sheet.
 */
sheet: string,
/**
 * Row, 1 = the first.
 */
row: number, };

/**
 * The comparison with an earlier year.
 */
export type YearPage = {
/**
 * The earlier year; none where no year was imported.
 */
year: number | null,
/**
 * The years there are, the newest first.
 */
years: Array<number>,
/**
 * The account of all units.
 */
all: YearSum,
/**
 * The accounts of the units, by name.
 */
units: Array<YearSum>,
/**
 * Projects that were asked for.
 */
total: number,
/**
 * A part of them, by unit.
 */
rows: Array<YearRow>, };

/**
 * A project that is gone and one that is new.
 */
export type YearPair = {
/**
 * The one that is gone.
 */
then: YearRow,
/**
 * The one that is new.
 */
now: YearRow,
/**
 * From 0 to 1.
 */
score: number,
/**
 * What they seem to be to each other.
 */
relation: Relation,
/**
 * What says so.
 */
told: string, };

/**
 * Pairs that may be one project.
 */
export type YearPairList = {
/**
 * How many there are.
 */
total: number,
/**
 * The likeliest.
 */
pairs: Array<YearPair>, };

/**
 * Why a project is gone.
 */
export type YearReason = { "kind": "status",
/**
 * Its 项目状态 now.
 */
text: string, } | { "kind": "said",
/**
 * Why.
 */
text: string,
/**
 * Who.
 */
who: string,
/**
 * When, UTC.
 */
at: string, };

/**
 * One project of the comparison.
 */
export type YearRow = {
/**
 * What became of it.
 */
fate: YearFate,
/**
 * Its reporting unit: now, or then where it is gone.
 */
unit: string,
/**
 * Its reporting unit then, where that was another one.
 */
unit_then: string | null,
/**
 * Its name then.
 */
name_then: string | null,
/**
 * Its name now.
 */
name: string | null,
/**
 * Its 总投资 then, 分.
 */
fen_then: number | null,
/**
 * Its 总投资 now, 分.
 */
fen: number | null,
/**
 * uid then.
 */
uid_then: string | null,
/**
 * uid now.
 */
uid: string | null,
/**
 * What changed, in the order of the catalogue.
 */
changes: Array<YearChange>,
/**
 * Why it is gone; none where nobody said so.
 */
reason: YearReason | null,
/**
 * A person said that both are one.
 */
confirmed: boolean,
/**
 * Where it stood then.
 */
origin: YearOrigin | null, };

/**
 * What was said.
 */
export type YearSaid = {
/**
 * The earlier year.
 */
year: number,
/**
 * uid of the project then.
 */
uid: string, };

/**
 * The account of a unit, or of all.
 */
export type YearSum = {
/**
 * The reporting unit; empty for all, or for projects without one.
 */
unit: string,
/**
 * 上年在册.
 */
then: Sum,
/**
 * 注销, with the amounts of then.
 */
gone: Sum,
/**
 * Of them: not reported any more, and nobody said why.
 */
unexplained: Sum,
/**
 * 新增, with the amounts of now.
 */
new: Sum,
/**
 * 划转: came from other units less went to others, with the amounts of then.
 */
moved: Sum,
/**
 * 变更: how many, and by how much their amounts grew.
 */
changed: Sum,
/**
 * 未变.
 */
unchanged: Sum,
/**
 * 本年在册.
 */
now: Sum,
/**
 * Registered this year, but not 在册.
 */
aside: Sum, };

/**
 * A person's word.
 */
export type YearWord = "same" | "different" | "gone";

/** All commands: what each is asked, and what it answers. */
export type Commands = {
  /** The figures of 工作台, each with the condition that shows its records. */
  overview: [ShowOverviewRequest, OverviewResult];
  /** Who is expected to report, and how far each of them is. */
  progress: [ShowProgressRequest, ProgressResult];
  /** Imports the sample registers into an empty register and runs the rules. */
  load_samples: [LoadSamplesRequest, SamplesResult];
  /** Sets what a person says of units: 已核定, 零报告, or nothing any more. */
  set_report_state: [SetReportStateRequest, ProgressResult];
  /** Sets the deadline of a round, or gives units another day. */
  set_deadline: [SetDeadlineRequest, ProgressResult];
  /** Takes a list of the units that are expected to report. */
  import_units: [ImportUnitsRequest, RosterResult];
  /** Takes a set about reporting back: a list of units, a deadline, a word on units. */
  undo_reporting: [UndoReportingRequest, UndoReportingResult];
  /** Imports a file of an earlier year's register, to compare with. */
  import_baseline: [ImportBaselineRequest, ImportResult];
  /** The files of earlier years. */
  baselines: [ShowBaselinesRequest, BaselineList];
  /** Takes a file of an earlier year back. */
  undo_baseline: [UndoBaselineRequest, BaselineList];
  /** What is new, gone and changed since an earlier year: accounts of the units, a page of the projects. */
  compare_years: [CompareYearsRequest, YearPage];
  /** Projects that are gone and new, and may be one. */
  year_pairs: [ShowYearPairsRequest, YearPairList];
  /** Keeps a person's word on a project of an earlier year, or takes it back. */
  say_of_year: [SayOfYearRequest, YearSaid];
  /** A page of the journal. */
  journal: [ShowJournalRequest, JournalResult];
  /** A page of the changes of a set of the journal. */
  changes: [ShowChangesRequest, SetChangePage];
  /** Fields, codes, units and regions, and what the office changed of them. */
  reference: [ShowReferenceRequest, ReferenceResult];
  /** Changes a piece of reference data. */
  change_reference: [ChangeReferenceRequest, ChangeResult];
  /** Takes a change of reference data back. */
  restore_reference: [RestoreReferenceRequest, ChangeResult];
  /** Shows how a workbook would be read; stores nothing. */
  preview: [PreviewFileRequest, Preview];
  /** Writes readings into a file, for another import of such a workbook. */
  save_reading: [SaveReadingRequest, SavedReading];
  /** Imports a workbook: stages, compares, backs up, promotes. */
  import: [ImportFileRequest, ImportResult];
  /** Reads and compares workbooks with the register, and holds what they bring for a person to look at. */
  stage: [StageFilesRequest, HeldResult];
  /** Compares a held import anew, its rows meeting records in another way. */
  merge_staged: [MergeStagedRequest, HeldResult];
  /** Says what is to become of cells that changed here and differ from a held import. */
  choose_staged: [ChooseStagedRequest, HeldResult];
  /** A page of the rows of a held import. */
  staged: [ListStagedRequest, HeldPage];
  /** A page of the remarks of a held import. */
  staged_findings: [ListStagedFindingsRequest, HeldFindingPage];
  /** Puts a held import, or some of its files, into the register. */
  promote: [PromoteStagedRequest, HeldResult];
  /** Gives a held import up. */
  discard: [DiscardStagedRequest, DiscardResult];
  /** A page of the records. */
  list: [ListRecordsRequest, RecordPage];
  /** A window of the grid: rows with tags, remarks and what the newest import changed, and sums. */
  grid: [ShowGridRequest, GridPage];
  /** Sums of fields over a window of the grid. */
  sums: [SumFieldsRequest, SumResult];
  /** The values of a field with their counts, for filters. */
  distinct: [ListDistinctRequest, DistinctResult];
  /** The rows of a selection in runs of one value, with counts and sums. */
  groups: [ListGroupsRequest, GroupResult];
  /** How many records of a selection have open remarks. */
  remarked: [CountRemarkedRequest, RemarkedResult];
  /** Changes cells, as one edit. */
  edit: [EditCellsRequest, EditResult];
  /** Gives a field of many records one text, as one edit. */
  edit_selection: [EditSelectionRequest, EditResult];
  /** Takes back the last edit of the person at the desk. */
  undo_edit: [UndoEditRequest, EditResult];
  /** Takes back their last undo. */
  redo_edit: [RedoEditRequest, EditResult];
  /** The saved views of the grid. */
  views: [ShowViewsRequest, ViewListResult];
  /** Saves a view. */
  save_view: [SaveViewRequest, ViewListResult];
  /** Removes a view. */
  remove_view: [RemoveViewRequest, ViewListResult];
  /** Writes records as the grid shows them. */
  export_view: [ExportViewRequest, ExportResult];
  /** Everything about one record. */
  record: [ShowRecordRequest, RecordHistory];
  /** Runs all rules over all records. */
  tag: [RunRulesRequest, TagResult];
  /** Records a person's word on a tag; tells the tags as they are then. */
  decide: [DecideTagRequest, RecordTags];
  /** Records a person's word on a tag of many records, or tells what that would do. */
  decide_many: [DecideManyRequest, DecideManyResult];
  /** Takes a set of decisions back. */
  undo_decisions: [UndoDecisionsRequest, UndoDecisionsResult];
  /** Takes the decision on a tag of one record back; tells the tags as they are then. */
  undo_decision: [UndoDecisionRequest, RecordTags];
  /** Suggestions counted by tag, rule, state and missing field. */
  suggestion_counts: [CountSuggestionsRequest, SuggestionCounts];
  /** A page of suggestions with their evidence. */
  suggestions: [ListSuggestionsRequest, SuggestionPage];
  /** How suggestions are spread over fields and tags. */
  suggestion_spread: [SpreadSuggestionsRequest, SuggestionSpread];
  /** A page of likely pairs (查重), with what says so and what people answered. */
  duplicates: [ListDuplicatesRequest, DuplicatePage];
  /** Keeps a person's word on two records, or takes it back. */
  relate: [RelateRecordsRequest, RelateResult];
  /** Makes two records one, or tells what that would be. */
  merge_records: [MergeRecordsRequest, MergeResult];
  /** Takes a merging back: both records are what they were. */
  undo_merge: [UndoMergeRequest, UndoMergeResult];
  /** The lists that can be exported. */
  lists: [ShowListsRequest, ListResult];
  /** A list as written. */
  list_definition: [ShowListRequest, ListLine];
  /** The first rows of a list as they would be laid out, its count and sums. */
  preview_list: [PreviewListRequest, ListPreview];
  /** Saves a list of the office's own. */
  save_list: [SaveListRequest, ListLine];
  /** Takes a list of the office's own away. */
  remove_list: [RemoveListRequest, ListResult];
  /** Writes a list as a workbook. */
  export: [ExportListRequest, ExportResult];
  /** Writes the blank form. */
  template: [WriteTemplateRequest, ExportResult];
  /** All imports, the newest first. */
  batches: [ShowBatchesRequest, BatchListResult];
  /** A page of the findings of a batch, in the order of its rows. */
  findings: [ListFindingsRequest, FindingPage];
  /** Writes the workbooks that go back to a unit (退回修改). */
  return_unit: [ReturnUnitRequest, ReturnResult];
  /** What went back to units, and what came of it. */
  returns: [ShowReturnsRequest, ReturnList];
  /** What the register is as a package, and which packages were merged. */
  package: [ShowPackageRequest, PackageState];
  /** Makes a package: some records, the register whole, or a package that goes back. */
  create_package: [CreatePackageRequest, PackageResult];
  /** Opens a package that came back and compares it with the register. */
  stage_merge: [StageMergeRequest, PackageMergeResult];
  /** A page of what a merge that waits would bring without being asked. */
  coming: [ListComingRequest, ComingPage];
  /** A page of the conflicts of a merge that waits. */
  conflicts: [ListConflictsRequest, ConflictPage];
  /** Takes a person's word on conflicts. */
  decide_conflicts: [DecideConflictsRequest, PackageMergeResult];
  /** Puts a merge into the register, whole, and writes a receipt beside the package. */
  finish_merge: [FinishMergeRequest, PackageMergeResult];
  /** Gives a merge up. */
  discard_merge: [DiscardMergeRequest, DiscardMergeResult];
  /** What is to be checked of a record on site, what was found, and what is attached. */
  check_sheet: [ShowCheckSheetRequest, CheckSheet];
  /** How far the records are checked. */
  checked: [ListCheckedRequest, CheckedPage];
  /** Keeps what somebody found on site. */
  check: [CheckFieldsRequest, CheckResult];
  /** Attaches a photo or a scan to a record. */
  attach: [AttachFileRequest, Attachment];
  /** An attachment with its bytes. */
  attachment: [ShowAttachmentRequest, AttachmentResult];
  /** Takes an attachment away. */
  detach: [DetachRequest, CheckSheet];
  /** Adds a record by hand. */
  add_record: [AddRecordRequest, AddResult];
  /** Takes a batch back. */
  undo: [UndoBatchRequest, UndoResult];
  /** Checks database, journal and reconciliation. */
  verify: [VerifyRegisterRequest, VerifyResult];
  /** Copies the register into its folder of backups. */
  backup: [WriteBackupRequest, BackupResult];
  /** The backups, the newest first. */
  backups: [ShowBackupsRequest, BackupListResult];
  /** The fields with their codes, for forms and grids. */
  catalogue: [ShowCatalogueRequest, CatalogueResult];
  /** The rules in the order of their run. */
  rules: [ShowRulesRequest, RuleListResult];
  /** Changes a rule from the next run on; tells the rules as they are then. */
  save_rule: [SaveRuleRequest, RuleListResult];
  /** Restores the default of a rule; tells the rules as they are then. */
  restore_rule: [RestoreRuleRequest, RuleListResult];
  /** What a change of a rule would alter; changes nothing. */
  try_rule: [TryRuleRequest, TryRuleResult];
  /** A condition as text and as form. */
  read_condition: [ReadConditionRequest, ConditionResult];
  /** A setting of the register. */
  setting: [GetSettingRequest, SettingResult];
  /** Changes a setting of the register. */
  set_setting: [SetSettingRequest, SettingResult];
  /** All sentences and words, for a host that shows them itself. */
  messages: [ShowMessagesRequest, MessageResult];
  /** Which register is open, or why it is not. */
  office: [ShowOfficeRequest, OfficeResult];
  /** Opens another register. */
  open_register: [OpenRegisterRequest, OfficeResult];
  /** Puts a backup in the place of the register. */
  restore: [RestoreBackupRequest, OfficeResult];
  /** Makes a register of a package and opens it. */
  open_package: [OpenPackageRequest, OfficeResult];
};
