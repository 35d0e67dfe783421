//! 退回修改: a unit's own tables go back with their faults marked, one workbook per imported file, and what came of it.
//!
//! Not in here: what a workbook looks like (core, sheets), what becomes of a reply ([`crate::import`]).
//!
//! The invariant: what is kept as returned was written; a project goes back in one workbook at a time.

mod gathered;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use qingce_core::finding::Severity;
use qingce_core::list::fill;
use qingce_core::returning::{CoverLine, ReturnBook, ReturnWords};
use qingce_core::token::{Marker, VERSION};
use qingce_sheets::write::write_return;
pub use qingce_store::Returned;
use qingce_store::{NewReturned, ReturnedRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::export;
use crate::job::{Job, Phase};
use crate::register::Register;
use gathered::{Gathered, gathered};

/// Writes the workbooks that go back to a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnUnitRequest {
    /// The reporting unit.
    pub unit: String,
    /// Only the file of this import.
    #[ts(optional)]
    pub batch: Option<i64>,
    /// Until when the unit is to reply, `2026-12-31`.
    #[ts(optional)]
    pub deadline: Option<String>,
    /// A workbook (`.xlsx`), or a folder for one workbook per file.
    pub out: String,
}

/// Asks what went back, and, of a unit, what may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowReturnsRequest {
    /// To this unit; to all where none is told.
    #[ts(optional)]
    pub unit: Option<String>,
}

/// What went back, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReturnList {
    /// Workbooks, the first first.
    pub returns: Vec<Returned>,
    /// Of the unit that was asked about: its files in which something is to be fixed or explained.
    pub files: Vec<ReturnableFile>,
}

/// A file that may go back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReturnableFile {
    /// The import.
    pub batch: i64,
    /// Name of the file.
    pub file: String,
    /// Projects of the unit in it.
    pub rows: u64,
    /// Those with something to fix or explain.
    pub faulty: u64,
}

/// One workbook that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReturnedFile {
    /// Its path.
    pub file: String,
    /// Name of the imported file that it gives back.
    pub source: String,
    /// The import.
    pub batch: i64,
    /// Its number.
    pub returned: i64,
    /// Projects in it.
    pub rows: u64,
    /// Those with something to fix or explain.
    pub faulty: u64,
    /// Remarks that must be fixed.
    pub must_fix: u64,
    /// Remarks that must be explained.
    pub explain: u64,
}

/// What goes back to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReturnResult {
    /// The unit.
    pub unit: String,
    /// Which return of the unit it is, from 1.
    pub cycle: i64,
    /// The workbook, where it is one alone: a browser downloads it.
    pub file: Option<String>,
    /// The workbooks.
    pub files: Vec<ReturnedFile>,
}

/// What went back; of a unit also what may.
pub fn returns(register: &Register, unit: Option<&str>) -> Result<ReturnList, ApiError> {
    let store = register.store();
    let Some(unit) = unit.map(|unit| canonical(register, unit)) else {
        return Ok(ReturnList { returns: store.returns()?, files: Vec::new() });
    };
    let files = gathered(register, &unit, None)?.into_iter().filter(Gathered::is_faulty);
    let files = files.map(|file| file.returnable(register)).collect();
    Ok(ReturnList { returns: store.returns_of_unit(&unit)?, files })
}

/// Writes what goes back to a unit: every file of it in which something is to be fixed or explained.
pub fn return_unit(register: &Register, request: &ReturnUnitRequest, job: Job<'_>) -> Result<ReturnResult, ApiError> {
    let unit = canonical(register, &request.unit);
    let deadline = request.deadline.as_deref().filter(|day| !day.is_empty()).map(day).transpose()?;
    let all = gathered(register, &unit, request.batch)?;
    if all.is_empty() {
        return Err(ApiError::new(Code::ReturnNothing).with("unit", unit));
    }
    let faulty: Vec<Gathered> = all.into_iter().filter(Gathered::is_faulty).collect();
    if faulty.is_empty() {
        return Err(ApiError::new(Code::ReturnNoFault).with("unit", unit));
    }
    let out = Path::new(&request.out);
    let one = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) && !out.is_dir();
    if one && faulty.len() > 1 {
        let batches: Vec<String> = faulty.iter().map(|file| file.batch.id.to_string()).collect();
        let error = ApiError::new(Code::ReturnSeveral).with("unit", unit).with("files", faulty.len().to_string());
        return Err(error.with("batches", batches.join("、")));
    }
    if !one {
        std::fs::create_dir_all(out).map_err(|why| crate::error::cannot_write(out, &why))?;
    }
    let desk = Writing {
        register,
        unit: &unit,
        deadline,
        words: words(register)?,
        cycle: register.store().next_cycle(&unit)?,
    };
    let of = faulty.len() as u64;
    let mut files = Vec::new();
    for (done, file) in (0u64..).zip(&faulty) {
        job.tell(Phase::Write, done, Some(of), 0);
        if job.cancel.is_cancelled() {
            return Err(ApiError::new(Code::Cancelled));
        }
        let path = if one { out.to_owned() } else { free(out, &desk.file_name(file)) };
        files.push(desk.write(file, &path)?);
    }
    let file = files.first().filter(|_| one).map(|written| written.file.clone());
    Ok(ReturnResult { cycle: desk.cycle, unit, file, files })
}

/// A unit as the register writes it.
fn canonical(register: &Register, unit: &str) -> String {
    let reference = &register.desk().reference;
    reference.units.canonical(unit.trim(), &reference.words.unit)
}

fn day(text: &str) -> Result<NaiveDate, ApiError> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| ApiError::new(Code::DayWrong).with("value", text))
}

fn words(register: &Register) -> Result<ReturnWords, ApiError> {
    let text = register.desk().seeds.text("return.toml")?;
    let parsed = ReturnWords::parse(&text);
    parsed.map_err(|why| ApiError::new(Code::SeedsWrong).with("file", "return.toml").with("why", why.to_string()))
}

/// A path in a folder that no file has yet.
fn free(folder: &Path, name: &str) -> PathBuf {
    let path = |number: u32| match number {
        1 => folder.join(format!("{name}.xlsx")),
        _ => folder.join(format!("{name}（{number}）.xlsx")),
    };
    (1..).map(path).find(|path| !path.exists()).expect("BUG: numbers do not end")
}

/// What all workbooks of one call share.
struct Writing<'a> {
    register: &'a Register,
    unit: &'a str,
    deadline: Option<NaiveDate>,
    words: ReturnWords,
    cycle: i64,
}

impl Writing<'_> {
    fn file_name(&self, file: &Gathered) -> String {
        let name = &file.batch.about.file_name;
        let stem = Path::new(name).file_stem().map_or(name.clone(), |stem| stem.to_string_lossy().into_owned());
        let cycle = self.cycle.to_string();
        let params = [("unit", self.unit), ("file", stem.as_str()), ("cycle", &cycle)];
        let told = fill(&self.words.file_name, &params).unwrap_or(stem.clone());
        told.chars().map(|c| if r#"\/:*?"<>|"#.contains(c) || c.is_control() { '_' } else { c }).collect()
    }

    fn write(&self, file: &Gathered, path: &Path) -> Result<ReturnedFile, ApiError> {
        let register = self.register;
        let id = register.store().next_returned()?;
        let marker = register.marker()?;
        let book = self.book(file, (id, &marker))?;
        write_return(path, &book)?;
        let of = |severity| book.problems.iter().filter(|p| p.severity == severity).count() as u64;
        let (must_fix, explain) = (of(Severity::MustFix), of(Severity::Explain));
        let rows: Vec<ReturnedRow> = file.returned_rows(register);
        let told = ReturnedFile {
            file: path.to_string_lossy().into_owned(),
            source: file.batch.about.file_name.clone(),
            batch: file.batch.id,
            returned: id,
            rows: rows.len() as u64,
            faulty: rows.iter().filter(|row| row.faulty).count() as u64,
            must_fix,
            explain,
        };
        let new = NewReturned {
            unit: self.unit.to_owned(),
            batch: file.batch.id,
            at: register.now(),
            who: register.operator().to_owned(),
            deadline: self.deadline.map(|day| day.to_string()),
            file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            must_fix,
            explain,
            rows,
        };
        // A workbook whose number is another's would be taken for that one.
        register.store().keep_returned(id, &new).inspect_err(|_| drop(std::fs::remove_file(path)))?;
        Ok(told)
    }

    fn book(&self, file: &Gathered, (id, marker): (i64, &Marker)) -> Result<ReturnBook, ApiError> {
        let register = self.register;
        let (sheets, problems) = file.sheets(register, &self.words, (id, marker))?;
        let words = &self.words;
        let date = |day: NaiveDate| day.format(DAY).to_string();
        let of = |severity| problems.iter().filter(|p| p.severity == severity).count().to_string();
        let rows = file.returned_rows(register);
        let classified: i64 =
            file.batch.classified.iter().filter(|(of, _)| of == self.unit).map(|(_, rows)| rows).sum();
        let received = crate::moment::day(&file.batch.finished_at).map(date);
        let mut told = vec![
            ("unit", self.unit.to_owned()),
            ("region", register.region()?),
            ("file", file.batch.about.file_name.clone()),
            ("batch", file.batch.id.to_string()),
            ("cycle", self.cycle.to_string()),
            ("rows", rows.len().to_string()),
            ("faulty", rows.iter().filter(|row| row.faulty).count().to_string()),
            ("must_fix", of(Severity::MustFix)),
            ("explain", of(Severity::Explain)),
            ("date", date(register.today())),
        ];
        told.extend(received.map(|day| ("received", day)));
        told.extend(self.deadline.map(|day| ("deadline", date(day))));
        if classified > 0 {
            told.push(("classified", classified.to_string()));
        }
        let params: Vec<(&str, &str)> = told.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let cover = words
            .cover
            .iter()
            .filter_map(|(label, text)| Some(CoverLine { label: label.clone(), text: fill(text, &params)? }));
        let known = |text: &String| qingce_core::compose::fill_known(text, &params);
        Ok(ReturnBook {
            title: fill(&words.cover_title, &params).unwrap_or_default(),
            cover: cover.collect(),
            steps: words.steps.clone(),
            sheets,
            problems,
            identity: self.identity(file, id, marker),
            words: ReturnWords { footer: words.footer.each_ref().map(known), ..words.clone() },
            layout: export::layout(register)?,
            date: register.today().to_string(),
        })
    }

    /// What the hidden sheet tells; the last line is a check of those before it.
    fn identity(&self, file: &Gathered, id: i64, marker: &Marker) -> Vec<(String, String)> {
        let catalogue = &self.register.desk().reference.catalogue;
        let lines = [
            ("kind", KIND.to_owned()),
            ("version", VERSION.to_string()),
            ("register", marker.register().to_owned()),
            ("returned", id.to_string()),
            ("unit", self.unit.to_owned()),
            ("batch", file.batch.id.to_string()),
            ("fields", fields_print(marker, catalogue)),
        ];
        let mut lines: Vec<(String, String)> = lines.map(|(name, text)| (name.to_owned(), text)).into();
        lines.push(("check".to_owned(), sheet_check(marker, &lines)));
        lines
    }
}

/// How days are written on the cover.
const DAY: &str = "%Y年%-m月%-d日";
/// What the hidden sheet calls a workbook that went back.
pub(crate) const KIND: &str = "return";

/// A check over the lines of the hidden sheet.
pub(crate) fn sheet_check(marker: &Marker, lines: &[(String, String)]) -> String {
    let parts: Vec<&str> = lines.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]).collect();
    marker.check(&parts)
}

/// A print of the fields: another one once fields were added, removed or made another kind.
pub(crate) fn fields_print(marker: &Marker, catalogue: &qingce_core::catalogue::Catalogue) -> String {
    let mut keys: Vec<String> = catalogue.fields().iter().map(|f| format!("{}:{:?}", f.key, f.kind)).collect();
    keys.sort();
    marker.check(&keys.iter().map(String::as_str).collect::<Vec<_>>())
}
