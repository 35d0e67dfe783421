//! The lists (清单) of an office: those of the seeds and its own, told, made and taken away.
//!
//! Not in here: writing them ([`crate::export`]), laying out their first rows ([`crate::list_preview`]).
//! The invariant: a list that was saved can be read again, or it was refused.

use qingce_core::compose::fill_known;
use qingce_core::condition::Operand;
use qingce_core::list::{List, ListBook, ListError, ListKind, ListLine};
use qingce_store::{Ask, ReferenceChange};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::duplicates;
use crate::error::{ApiError, Code};
use crate::export::pair_scope;
use crate::records::condition;
use crate::register::Register;
use crate::told;

/// Stands in titles for the region of the register.
const REGION: &str = "{region}";
/// Kind of own lists among the lines an office keeps.
const KIND: &str = "list";
/// What all lists share.
const SHARED: &str = "lists/_shared.toml";

/// Asks for a list as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowListRequest {
    /// Its key.
    pub list: String,
}

/// Saves a list of the office's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaveListRequest {
    /// The list; under the key of an own list it takes its place, under any other it is a new one.
    pub definition: ListLine,
}

/// Takes a list of the office's own away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoveListRequest {
    /// Its key.
    pub list: String,
}

/// A list that can be exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListTitle {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its short name, as on the sheet's tab.
    pub sheet: String,
    /// Made by the office.
    pub own: bool,
    /// Rows: projects of its scope, groups of them, or what is told; none of pairs that were not looked for yet.
    pub rows: Option<u64>,
}

/// The lists that can be exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListResult {
    /// The lists: those of the seeds, then the office's own.
    pub lists: Vec<ListTitle>,
}

/// All lists of the seeds and of the office. An own list that cannot be read any more is left out, not the others with it.
pub(crate) fn book(register: &Register) -> Result<ListBook, ApiError> {
    let (seeds, catalogue) = (&register.desk().seeds, &register.desk().reference.catalogue);
    let shared = seeds.text(SHARED)?;
    let names = seeds.names("lists").into_iter().filter(|name| name != SHARED);
    let texts = names.map(|name| seeds.text(&name)).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    let mut book = ListBook::parse(&shared, &texts, catalogue).map_err(|why| wrong(&why))?;
    for line in register.store().reference(KIND)? {
        let own: ListLine = crate::reference::parsed(&line)?;
        if let Err(why) = book.add(&shared, own, catalogue) {
            tracing::warn!(%why, "an own list is left out");
        }
    }
    Ok(book)
}

/// Headers of what the program says of projects in any list.
pub fn told_headers(register: &Register) -> Result<Vec<String>, ApiError> {
    Ok(book(register)?.lists().iter().flat_map(List::told_headers).collect())
}

/// The lists with one put in its place, or added: what an unsaved change is tried in.
pub(crate) fn book_with(register: &Register, definition: ListLine) -> Result<ListBook, ApiError> {
    condition(register, &definition.scope)?;
    let (seeds, catalogue) = (&register.desk().seeds, &register.desk().reference.catalogue);
    let mut book = book(register)?;
    book.add(&seeds.text(SHARED)?, definition, catalogue).map_err(|why| match why {
        ListError::Field { field, .. } => ApiError::new(Code::NoField).with("field", field),
        other => ApiError::new(Code::BadRequest).with("why", other.to_string()),
    })?;
    Ok(book)
}

/// The list of a key that can be exported.
pub(crate) fn exported<'b>(book: &'b ListBook, key: &str) -> Result<&'b List, ApiError> {
    let reports = || book.lists().iter().filter(|list| list.kind != ListKind::Form);
    let known = || reports().map(|list| list.id.as_str()).collect::<Vec<_>>().join("、");
    let found = reports().find(|list| list.id == key);
    found.ok_or_else(|| ApiError::new(Code::NoList).with("list", key).with("lists", known()))
}

/// The lists that can be exported.
pub fn lists(register: &Register) -> Result<ListResult, ApiError> {
    let region = register.region()?;
    let book = book(register)?;
    let own: Vec<String> = register.store().reference(KIND)?.into_iter().map(|line| line.key).collect();
    let reports: Vec<&List> = book.lists().iter().filter(|list| list.kind != ListKind::Form).collect();
    let ask = |list: &&List| Ask {
        condition: list.scope.clone(),
        by: list.group_by.filter(|_| list.kind == ListKind::Groups).map(Operand::Field),
        sums: Vec::new(),
    };
    let asks: Vec<Ask> = reports.iter().map(ask).collect();
    let answers = register.store().figures(&asks, register.today())?;
    let rows = |(list, figures): (&List, &[qingce_store::Figure])| -> Result<Option<u64>, ApiError> {
        Ok(match list.kind {
            kind if kind.is_told() => Some(told::rows(register, list)?.len() as u64),
            ListKind::Groups => Some(figures.len() as u64),
            ListKind::Pairs => duplicates::known(register, &pair_scope(register, list))?.map(|pairs| 2 * pairs as u64),
            _ => Some(figures.iter().map(|figure| figure.records).sum()),
        })
    };
    let filled = |list: &List, text: &str| {
        fill_known(text, &[("region", &region), ("date", &register.today().format(&list.words.date).to_string())])
    };
    let title = |(list, figures): (&List, Vec<qingce_store::Figure>)| -> Result<ListTitle, ApiError> {
        Ok(ListTitle {
            key: list.id.clone(),
            title: filled(list, &list.title),
            sheet: filled(list, &list.sheet),
            own: own.contains(&list.id),
            rows: rows((list, &figures))?,
        })
    };
    Ok(ListResult { lists: reports.into_iter().zip(answers).map(title).collect::<Result<_, ApiError>>()? })
}

/// A list as written, its title with the region in it that it is printed with.
pub fn definition(register: &Register, key: &str) -> Result<ListLine, ApiError> {
    let book = book(register)?;
    let list = exported(&book, key)?;
    let mut line = book.line(&list.id).cloned().expect("BUG: every list was read from a line");
    line.title = line.title.replace(REGION, &register.region()?);
    Ok(line)
}

/// Saves a list of the office's own; tells it as kept, with its key. The region in its title goes on following the setting.
pub fn save(register: &Register, mut definition: ListLine) -> Result<ListLine, ApiError> {
    definition.sheet = definition.sheet.trim().to_owned();
    definition.title = definition.title.trim().to_owned();
    if definition.sheet.is_empty() || definition.title.is_empty() {
        return Err(ApiError::new(Code::NameBlank));
    }
    let shown = definition.title.clone();
    let region = register.region()?;
    if !region.is_empty() {
        definition.title = shown.replace(&region, REGION);
    }
    let book = book(register)?;
    let own: Vec<String> = register.store().reference(KIND)?.into_iter().map(|line| line.key).collect();
    if !own.contains(&definition.id) {
        let free = |key: &String| book.list(key).is_none() && !own.contains(key);
        definition.id = (1..).map(|number| format!("own_{number}")).find(free).expect("BUG: numbers do not end");
    }
    if let Some(same) = book.lists().iter().find(|list| list.sheet == definition.sheet && list.id != definition.id) {
        return Err(ApiError::new(Code::NameTaken).with("name", &definition.sheet).with("of", &same.title));
    }
    book_with(register, definition.clone())?;
    let line = serde_json::to_string(&definition).expect("BUG: our own types are JSON");
    keep(register, &definition.id, Some(line), &definition.sheet)?;
    Ok(ListLine { title: shown, ..definition })
}

/// Takes a list of the office's own away.
pub fn remove(register: &Register, key: &str) -> Result<ListResult, ApiError> {
    let definition = definition(register, key)?;
    keep(register, key, None, &definition.sheet)?;
    lists(register)
}

fn keep(register: &Register, key: &str, line: Option<String>, why: &str) -> Result<(), ApiError> {
    let change = ReferenceChange { kind: KIND, key: key.to_owned(), line };
    register.store().change_reference(&[change], why, register.operator(), &register.now())?;
    Ok(())
}

fn wrong(why: &ListError) -> ApiError {
    ApiError::new(Code::SeedsWrong).with("file", "lists").with("why", why.to_string())
}
