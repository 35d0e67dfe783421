//! What readings know before they meet a sheet: the headers of the catalogue and the words of `seeds/layout.toml`.
//!
//! In here: the index from a header to fields, word lists, all folded once.
//! Not in here: how they are used on rows and cells.
//!
//! The invariant: a header without a group leads to at most one field, whatever the order of the catalogue.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::MoneyUnit;
use crate::catalogue::{Catalogue, FieldId, FieldType};
use crate::text::fold;

/// Why the words of layouts could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// Not TOML, or not of the form of `seeds/layout.toml`.
    #[error("layout words: {0}")]
    Toml(#[from] toml::de::Error),
    /// A field that the catalogue lacks.
    #[error("layout words name the field {0}, which the catalogue lacks")]
    Field(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rows: RowWords,
    sheets: SheetWords,
    headers: HeaderWords,
    secret: SecretWords,
    ambiguous: FxHashMap<String, Vec<String>>,
    context: Vec<ContextWords>,
    money_lines: MoneyLineWords,
    office: OfficeWords,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowWords {
    totals: Vec<String>,
    total_endings: Vec<String>,
    total_parts: Vec<String>,
    notes: Vec<String>,
    examples: Vec<String>,
    hints: Vec<String>,
    serial: Vec<String>,
    serial_if_counting: Vec<String>,
    column_numbers: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetWords {
    dictionary: Vec<String>,
    notes: Vec<String>,
    explaining: Vec<String>,
    dictionary_cell_chars: usize,
    told_titles: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderWords {
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    generic_leaves: Vec<String>,
    titles: Vec<String>,
    no_field: Vec<String>,
    alike: Vec<(String, String)>,
    money: FxHashMap<MoneyUnit, Vec<String>>,
    numbers: FxHashMap<String, String>,
    uid: Vec<String>,
    told: Vec<String>,
    unnamed: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretWords {
    words: Vec<String>,
    not: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextWords {
    field: Option<String>,
    labels: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyLineWords {
    labels: Vec<String>,
    topics: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeWords {
    endings: Vec<String>,
    not: Vec<String>,
    title_stops: Vec<String>,
    title_endings: Vec<String>,
    title_label: String,
    aside_label: String,
    sheet_label: String,
}

/// A set of folded words.
pub(super) type Words = FxHashSet<String>;

/// A field that a header may mean.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub field: FieldId,
    /// Folded group that must stand above the leaf.
    pub group: Option<String>,
    /// 0 for the field's own header, then its synonyms in their order.
    pub rank: u16,
}

/// What headers need to know of a field.
#[derive(Debug, Clone)]
pub(super) struct FieldFacts {
    pub key: String,
    pub kind: FieldType,
    pub unit: Option<String>,
    pub not_under: Vec<String>,
}

/// Words of layouts and headers of the catalogue, built once and used for every sheet.
#[derive(Debug, Clone)]
pub struct Layout {
    fields: Vec<FieldFacts>,
    index: FxHashMap<String, Vec<Entry>>,
    codes: FxHashMap<FieldId, Words>,
    pub(super) ambiguous: FxHashMap<String, Vec<FieldId>>,
    pub(super) labels: FxHashMap<String, Option<FieldId>>,
    pub(super) totals: Words,
    pub(super) total_endings: Vec<String>,
    pub(super) total_parts: Words,
    /// First and last characters of words of sums: a text without such a pair names none.
    pub(super) total_marks: Vec<[char; 2]>,
    pub(super) notes: Vec<String>,
    pub(super) examples: Vec<String>,
    pub(super) hints: Words,
    pub(super) serial: Words,
    pub(super) serial_if_counting: Words,
    pub(super) column_numbers: Words,
    pub(super) dictionary_sheets: Words,
    pub(super) note_sheets: Words,
    pub(super) explaining: Vec<String>,
    pub(super) dictionary_cell_chars: usize,
    pub(super) prefixes: Vec<String>,
    pub(super) suffixes: Vec<String>,
    pub(super) generic_leaves: Words,
    pub(super) titles: Vec<String>,
    pub(super) no_field: Words,
    pub(super) alike: Vec<(String, String)>,
    pub(super) numbers: FxHashMap<String, String>,
    pub(super) uid: Words,
    pub(super) told: Words,
    /// Titles of sheets that the program writes and nobody fills in.
    pub(super) told_titles: Vec<String>,
    pub(super) unnamed: String,
    pub(super) title_label: String,
    pub(super) aside_label: String,
    pub(super) sheet_label: String,
    pub(super) secret: Vec<String>,
    pub(super) not_secret: Vec<String>,
    pub(super) money_labels: Vec<String>,
    /// What a sentence speaks of that states the unit of amounts.
    pub(super) money_topics: Vec<String>,
    /// Money units in Chinese, longest first.
    pub(super) money_words: Vec<String>,
    pub(super) office_endings: Vec<String>,
    pub(super) office_not: Vec<String>,
    pub(super) title_stops: Vec<String>,
    pub(super) title_endings: Vec<String>,
    money: FxHashMap<String, MoneyUnit>,
    pub(super) credentials: crate::words::SecretWords,
}

impl Layout {
    /// Reads `seeds/layout.toml` and `seeds/codes.toml` beside a catalogue. By `credentials` headers and lines that
    /// tell an account or a password are known.
    pub fn parse(
        words: &str,
        codes: &str,
        credentials: &crate::words::SecretWords,
        catalogue: &Catalogue,
    ) -> Result<Layout, LayoutError> {
        let file: File = toml::from_str(words)?;
        let lists: FxHashMap<String, FxHashMap<String, Vec<String>>> = toml::from_str(codes)?;
        let headers = file.headers;
        let mut money = FxHashMap::default();
        for (unit, words) in headers.money {
            money.extend(words.iter().map(|word| (fold(word), unit)));
        }
        Ok(Layout {
            fields: catalogue.fields().iter().map(facts).collect(),
            index: index(catalogue),
            codes: codes_of(catalogue, &lists),
            ambiguous: ambiguous(file.ambiguous, catalogue)?,
            labels: labels(file.context, catalogue)?,
            total_marks: marks([&file.rows.totals, &file.rows.total_endings, &file.rows.total_parts]),
            totals: set(file.rows.totals),
            total_endings: list(file.rows.total_endings),
            total_parts: set(file.rows.total_parts),
            notes: list(file.rows.notes),
            examples: list(file.rows.examples),
            hints: set(file.rows.hints),
            serial: set(file.rows.serial),
            serial_if_counting: set(file.rows.serial_if_counting),
            column_numbers: set(file.rows.column_numbers),
            dictionary_sheets: set(file.sheets.dictionary),
            note_sheets: set(file.sheets.notes),
            explaining: list(file.sheets.explaining),
            dictionary_cell_chars: file.sheets.dictionary_cell_chars,
            prefixes: list(headers.prefixes),
            suffixes: list(headers.suffixes),
            generic_leaves: set(headers.generic_leaves),
            titles: list(headers.titles),
            no_field: set(headers.no_field),
            alike: headers.alike.iter().map(|(met, meant)| (fold(met), fold(meant))).collect(),
            numbers: headers.numbers.into_iter().map(|(met, kept)| (fold(&met), kept)).collect(),
            uid: set(headers.uid),
            told: set(headers.told),
            told_titles: list(file.sheets.told_titles),
            unnamed: headers.unnamed,
            title_label: file.office.title_label,
            aside_label: file.office.aside_label,
            sheet_label: file.office.sheet_label,
            secret: list(file.secret.words),
            not_secret: list(file.secret.not),
            money_labels: list(file.money_lines.labels),
            money_topics: list(file.money_lines.topics),
            money_words: list(money.keys().filter(|word| !word.is_ascii()).cloned().collect()),
            office_endings: list(file.office.endings),
            office_not: list(file.office.not),
            title_stops: list(file.office.title_stops),
            title_endings: list(file.office.title_endings),
            money,
            credentials: credentials.clone(),
        })
    }

    pub(super) fn facts(&self, field: FieldId) -> &FieldFacts {
        &self.fields[field.index()]
    }

    pub(super) fn by_key(&self, key: &str) -> Option<FieldId> {
        let at = self.fields.iter().position(|field| field.key == key)?;
        u16::try_from(at).ok().map(FieldId)
    }

    /// Fields that a folded header may mean, with their conditions.
    pub(super) fn entries(&self, folded: &str) -> &[Entry] {
        self.index.get(folded).map_or(&[], Vec::as_slice)
    }

    /// All folded headers.
    pub(super) fn known_headers(&self) -> impl Iterator<Item = (&str, &[Entry])> {
        self.index.iter().map(|(key, entries)| (key.as_str(), entries.as_slice()))
    }

    /// The unit of money that a folded text is, if it is one.
    pub(super) fn money(&self, folded: &str) -> Option<MoneyUnit> {
        self.money.get(folded).copied()
    }

    /// Whether a folded text is a spelling of a code of a field's list; `None` if the field has no list.
    pub(super) fn is_code(&self, field: FieldId, folded: &str) -> Option<bool> {
        self.codes.get(&field).map(|codes| codes.contains(folded))
    }

    /// The fields that have a list of codes.
    pub(super) fn coded_fields(&self) -> impl Iterator<Item = FieldId> {
        let mut fields: Vec<FieldId> = self.codes.keys().copied().collect();
        fields.sort_unstable_by_key(|field| field.index());
        fields.into_iter()
    }

    /// Whether a folded text reads like the name of a government office.
    pub(super) fn is_office(&self, folded: &str) -> bool {
        let chars = folded.chars().count();
        (2..=30).contains(&chars)
            && self.office_endings.iter().any(|ending| folded.ends_with(ending.as_str()))
            && !self.office_not.iter().any(|word| folded.contains(word.as_str()))
            && !folded.chars().any(|c| matches!(c, ':' | ',' | ';' | '。' | '、'))
    }
}

fn facts(field: &crate::catalogue::Field) -> FieldFacts {
    FieldFacts {
        key: field.key.clone(),
        kind: field.kind,
        unit: field.unit.clone(),
        not_under: field.not_under.iter().map(|group| fold(group)).collect(),
    }
}

fn set(words: Vec<String>) -> Words {
    words.iter().map(|word| fold(word)).collect()
}

/// First and last character of every word, without repeats; words of letters have none.
fn marks(lists: [&Vec<String>; 3]) -> Vec<[char; 2]> {
    let words = lists.into_iter().flatten().filter(|word| !word.is_ascii());
    let mut marks: Vec<[char; 2]> =
        words.filter_map(|word| Some([word.chars().next()?, word.chars().next_back()?])).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// Folded, longest first, so that the first that fits is the one that fits best.
fn list(words: Vec<String>) -> Vec<String> {
    let mut folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    folded.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    folded.dedup();
    folded
}

fn index(catalogue: &Catalogue) -> FxHashMap<String, Vec<Entry>> {
    let mut index: FxHashMap<String, Vec<Entry>> = FxHashMap::default();
    for field in catalogue.fields() {
        let spellings = std::iter::once(&field.header).chain(&field.synonyms);
        for (rank, spelling) in (0u16..).zip(spellings) {
            // A header may hold a slash of its own (对接/其他): as a whole it is a leaf too.
            let whole = fold(spelling);
            if let Some((group, leaf)) = whole.split_once('/') {
                let entry = Entry { field: field.id, group: Some(group.to_owned()), rank };
                index.entry(leaf.to_owned()).or_default().push(entry);
            }
            let leaves = index.entry(whole).or_default();
            if leaves.iter().all(|entry| entry.group.is_some()) {
                leaves.push(Entry { field: field.id, group: None, rank });
            }
        }
    }
    index
}

fn codes_of(
    catalogue: &Catalogue,
    lists: &FxHashMap<String, FxHashMap<String, Vec<String>>>,
) -> FxHashMap<FieldId, Words> {
    let mut codes = FxHashMap::default();
    for field in catalogue.fields() {
        let Some(list) = field.codes.as_ref().and_then(|name| lists.get(name)) else { continue };
        let spellings = list.iter().flat_map(|(code, met)| std::iter::once(code).chain(met));
        codes.insert(field.id, spellings.map(|text| fold(text.trim_start_matches('?'))).collect());
    }
    codes
}

fn ambiguous(
    lines: FxHashMap<String, Vec<String>>,
    catalogue: &Catalogue,
) -> Result<FxHashMap<String, Vec<FieldId>>, LayoutError> {
    let mut map = FxHashMap::default();
    for (header, keys) in lines {
        let fields = keys.into_iter().map(|key| catalogue.id(&key).ok_or(LayoutError::Field(key)));
        map.insert(fold(&header), fields.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(map)
}

fn labels(lines: Vec<ContextWords>, catalogue: &Catalogue) -> Result<FxHashMap<String, Option<FieldId>>, LayoutError> {
    let mut map = FxHashMap::default();
    for line in lines {
        let field = line.field.map(|key| catalogue.id(&key).ok_or(LayoutError::Field(key))).transpose()?;
        for label in line.labels {
            map.entry(fold(&label)).or_insert(field);
        }
    }
    Ok(map)
}
