//! What can go wrong, as codes. Sentences and next steps are in the message catalogue under the same codes.
//!
//! The one place where errors of the rooms below become what hosts see.

use qingce_core::message::Messages;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Codes of this room's own errors; errors from below keep their own code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// A file of reference data is missing or wrong: {file}, {why}.
    SeedsWrong,
    /// The job was cancelled; nothing was left behind.
    Cancelled,
    /// The workbook holds no table of projects: {file}.
    NoTable,
    /// Nothing was stored, because all-or-nothing was asked and {findings} findings must be fixed.
    MustFixFirst,
    /// No list of this name: {list}; there are {lists}.
    NoList,
    /// No field of this key: {field}.
    NoField,
    /// A name was left blank.
    NameBlank,
    /// A name is that of another already: {name}, {of}.
    NameTaken,
    /// A condition does not parse: {condition}, from its {at}th character on.
    ConditionWrong,
    /// A condition names a field that is none: {condition}, {at}, {name}.
    ConditionField,
    /// A condition that judges a record by itself names what only the register tells: {condition}, {at}, {name}.
    ConditionOfRegister,
    /// A condition compares a field with what is no value of it: {condition}, {at}, {field}, {value}.
    ConditionValue,
    /// A condition calls a value by a name of several: {condition}, {at}, {field}, {value}, {candidates}.
    ConditionSeveral,
    /// A reading given back does not fit: {why}.
    ReadingWrong,
    /// Rows or amounts do not add up; nothing was stored: {why}.
    NotReconciled,
    /// A workbook could not be written: {file}, {why}.
    CannotWrite,
    /// A request was not understood: {why}.
    BadRequest,
    /// The samples come only into an empty register.
    NotEmpty,
    /// A year that no register is of: {year}.
    YearWrong,
    /// No register of this year was imported: {year}.
    NoYear,
    /// No project of an earlier year has this uid: {uid}.
    NoYearRecord,
    /// No unit of this name is expected to report: {unit}.
    NoUnit,
    /// The workbook holds no list of units: {file}.
    NoUnitTable,
    /// No rule gives this tag: {tag}; there are {tags}.
    NoTag,
    /// A request names a file that is no upload, or one that was given up.
    UploadGone,
    /// No import of this number is held: it was promoted, discarded, or the program was started anew.
    ImportGone,
    /// The register cannot be closed, because somebody still works with it.
    RegisterAtWork,
    /// The program failed where it must not: {why}.
    Internal,
    /// No rule of this id: {rule}.
    NoRule,
    /// A rule would wait for its own tag: {rule}.
    RuleCircle,
    /// A reason must be told.
    ReasonMissing,
    /// A postponed decision needs a day or a reason.
    PostponeMissing,
    /// A text is no day: {value}.
    DayWrong,
    /// A typed text says that a project is 涉密; such projects are not kept here.
    EditClassified,
    /// A typed text tells an account or a password.
    EditCredential,
    /// An edit would leave a project without any name.
    EditNameMissing,
    /// A unit has nothing in the register that could go back: {unit}.
    ReturnNothing,
    /// Nothing of a unit is to be fixed or explained: {unit}.
    ReturnNoFault,
    /// Several files of a unit would go into one: {unit}, {files}, {batches}.
    ReturnSeveral,
    /// A workbook went back from another register: {cell}.
    ReturnOtherRegister,
    /// A workbook that went back to one unit was given for another: {unit}, {asked}.
    ReturnOtherUnit,
    /// A workbook was written by a later version of the program.
    ReturnNewer,
    /// The file is no package: {file}.
    PackageForeign,
    /// The package was written by a newer program: {file}, {program}.
    PackageTooNew,
    /// The package is damaged or cut: {file}.
    PackageDamaged,
    /// There is no such package: {file}.
    PackageMissing,
    /// The package cannot be read: {file}, {why}.
    PackageUnreadable,
    /// What was written to {file} could not be read back.
    PackageReadBack,
    /// Another file of this name is there: {file}.
    PackageExists,
    /// A part of a register cannot move in.
    PackageNotWhole,
    /// Another passphrase sealed {file}.
    PassphraseWrong,
    /// A passphrase has at least {characters} characters.
    PassphraseShort,
    /// Nobody was named who carries a package.
    TeamMissing,
    /// There is no room for {file}.
    StickFull,
    /// {file} may not be written.
    StickReadOnly,
    /// {file} could not be written: {why}.
    StickGone,
    /// A file is there where a register is to begin: {path}.
    RegisterExists,
    /// The merge does not wait any more.
    MergeGone,
    /// {count} conflicts are undecided.
    ConflictsOpen,
    /// There is no such conflict.
    ConflictGone,
    /// The file is no photo or scan: {file}.
    AttachmentKind,
    /// The file is larger than {limit} MB: {file}.
    AttachmentLarge,
    /// Only a field found wrong has a new value: {field}.
    CheckValue,
}

impl Code {
    /// Its name in the message catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Code::SeedsWrong => "seeds_wrong",
            Code::Cancelled => "cancelled",
            Code::NoTable => "no_table",
            Code::MustFixFirst => "must_fix_first",
            Code::NoList => "no_list",
            Code::NoField => "no_field",
            Code::NameBlank => "name_blank",
            Code::NameTaken => "name_taken",
            Code::ConditionWrong => "condition_wrong",
            Code::ConditionField => "condition_field",
            Code::ConditionOfRegister => "condition_of_register",
            Code::ConditionValue => "condition_value",
            Code::ConditionSeveral => "condition_several",
            Code::ReadingWrong => "reading_wrong",
            Code::NotReconciled => "not_reconciled",
            Code::CannotWrite => "cannot_write",
            Code::BadRequest => "bad_request",
            Code::NotEmpty => "not_empty",
            Code::YearWrong => "year_wrong",
            Code::NoYear => "no_year",
            Code::NoYearRecord => "no_year_record",
            Code::NoUnit => "no_unit",
            Code::NoUnitTable => "no_unit_table",
            Code::NoTag => "no_tag",
            Code::EditClassified => "edit_classified",
            Code::EditCredential => "edit_credential",
            Code::EditNameMissing => "edit_name_missing",
            Code::ReturnNothing => "return_nothing",
            Code::ReturnNoFault => "return_no_fault",
            Code::ReturnSeveral => "return_several",
            Code::ReturnOtherRegister => "return_other_register",
            Code::ReturnOtherUnit => "return_other_unit",
            Code::ReturnNewer => "return_newer",
            Code::UploadGone => "upload_gone",
            Code::ImportGone => "import_gone",
            Code::RegisterAtWork => "register_at_work",
            Code::Internal => "internal",
            Code::NoRule => "no_rule",
            Code::RuleCircle => "rule_circle",
            Code::ReasonMissing => "reason_missing",
            Code::PostponeMissing => "postpone_missing",
            Code::DayWrong => "day_wrong",
            Code::PackageForeign => "package_foreign",
            Code::PackageTooNew => "package_too_new",
            Code::PackageDamaged => "package_damaged",
            Code::PackageMissing => "package_missing",
            Code::PackageUnreadable => "package_unreadable",
            Code::PackageReadBack => "package_read_back",
            Code::PackageExists => "package_exists",
            Code::PackageNotWhole => "package_not_whole",
            Code::PassphraseWrong => "passphrase_wrong",
            Code::PassphraseShort => "passphrase_short",
            Code::TeamMissing => "team_missing",
            Code::StickFull => "stick_full",
            Code::StickReadOnly => "stick_read_only",
            Code::StickGone => "stick_gone",
            Code::RegisterExists => "register_exists",
            Code::MergeGone => "merge_gone",
            Code::ConflictsOpen => "conflicts_open",
            Code::ConflictGone => "conflict_gone",
            Code::AttachmentKind => "attachment_kind",
            Code::AttachmentLarge => "attachment_large",
            Code::CheckValue => "check_value",
        }
    }
}

/// An error as every host sees it: a code and the parameters of its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApiError {
    /// Code of its sentence in the message catalogue.
    pub code: String,
    /// Parameters by name.
    pub params: Vec<(String, String)>,
}

impl ApiError {
    /// An error of this room.
    pub fn new(code: Code) -> ApiError {
        ApiError { code: code.key().into(), params: Vec::new() }
    }
    /// The same error with one more parameter.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> ApiError {
        self.params.push((name.into(), value.into()));
        self
    }
    /// Whether it is this code.
    pub fn is(&self, code: Code) -> bool {
        self.code == code.key()
    }
    /// Its sentence for a clerk.
    pub fn sentence(&self, messages: &Messages) -> String {
        messages.sentence(&self.code, &self.params)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.code, self.params)
    }
}

impl std::error::Error for ApiError {}

/// A file or folder that cannot be written.
pub(crate) fn cannot_write(path: &std::path::Path, why: &dyn std::fmt::Display) -> ApiError {
    ApiError::new(Code::CannotWrite).with("file", path.to_string_lossy()).with("why", why.to_string())
}

impl From<qingce_sheets::error::ReadError> for ApiError {
    fn from(error: qingce_sheets::error::ReadError) -> ApiError {
        ApiError { code: error.code, params: error.params }
    }
}

impl From<qingce_sheets::write::WriteError> for ApiError {
    fn from(error: qingce_sheets::write::WriteError) -> ApiError {
        ApiError { code: error.code.into(), params: error.params }
    }
}

impl From<qingce_store::StoreError> for ApiError {
    fn from(error: qingce_store::StoreError) -> ApiError {
        ApiError { code: error.code().into(), params: error.params() }
    }
}
