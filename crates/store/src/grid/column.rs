//! One column of the register in memory: every distinct value once, in order, and a code per record.

use std::cell::OnceCell;
use std::hash::Hash;

use memchr::memmem::Finder;
use qingce_core::catalogue::FieldType;
use qingce_core::text::{fold, is_ideograph};
use qingce_core::value::{Fen, PartialDate, Value};
use rusqlite::types::ValueRef;
use rustc_hash::FxHashMap;

use crate::{Result, StoreError};

/// A column: codes rise with the values, 0 = empty, so codes sort as values do.
pub(super) struct Column {
    pub codes: Codes,
    kind: FieldType,
    values: Distinct,
    lowered: OnceCell<Texts>,
    folded: OnceCell<Texts>,
}

/// Codes of all records, as narrow as the count of distinct values allows.
pub(super) enum Codes {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

/// The distinct values in order; code 1 is the first.
enum Distinct {
    Integers(Vec<i64>),
    Reals(Vec<f64>),
    Texts(Texts),
}

/// Texts one after the other.
#[derive(Default)]
struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    fn collect(texts: impl Iterator<Item = impl AsRef<str>>) -> Texts {
        let mut made = Texts::default();
        for text in texts {
            made.all.push_str(text.as_ref());
            made.all.push('\n');
            made.ends.push(made.all.len());
        }
        made
    }
    fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.all[start..self.ends[at] - 1]
    }
    /// The place of a text among ordered ones, or where it would stand.
    fn search(&self, text: &str) -> std::result::Result<usize, usize> {
        let (mut from, mut to) = (0, self.ends.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.get(middle).cmp(text) {
                std::cmp::Ordering::Equal => return Ok(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        Err(from)
    }
    fn insert(&mut self, at: usize, text: &str) {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.all.insert(start, '\n');
        self.all.insert_str(start, text);
        let length = text.len() + 1;
        self.ends.insert(at, start + length);
        self.ends[at + 1..].iter_mut().for_each(|end| *end += length);
    }
    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.get(at))
    }
    /// Calls `found` with the place of every text that holds the needle, by rising place.
    fn holding(&self, needle: &str, mut found: impl FnMut(usize)) {
        let finder = Finder::new(needle);
        let (mut at, mut from) = (0, 0);
        while let Some(hit) = finder.find(&self.all.as_bytes()[from..]) {
            // A needle may hold a line break itself; then a hit may reach into the next text and is none.
            let place = from + hit;
            while self.ends.get(at).is_some_and(|end| *end <= place) {
                at += 1;
            }
            let Some(end) = self.ends.get(at) else { return };
            if place + needle.len() < *end {
                found(at);
                from = *end;
            } else {
                from = place + 1;
            }
        }
    }
}

impl Codes {
    /// The codes of that many distinct values, as narrow as they can be.
    fn narrow(codes: Vec<u32>, distinct: usize) -> Codes {
        match distinct {
            0..=0xff => Codes::U8(codes.iter().map(|code| *code as u8).collect()),
            0x100..=0xffff => Codes::U16(codes.iter().map(|code| *code as u16).collect()),
            _ => Codes::U32(codes),
        }
    }

    fn set(&mut self, record: usize, code: usize) {
        match self {
            Codes::U8(codes) => codes[record] = code as u8,
            Codes::U16(codes) => codes[record] = code as u16,
            Codes::U32(codes) => codes[record] = code as u32,
        }
    }

    /// Adds one to every code from `first` on; `distinct` values there are now.
    fn raise(&mut self, first: usize, distinct: usize) {
        let wide: Option<Vec<u32>> = match self {
            Codes::U8(codes) if distinct > 0xff => Some(codes.iter().map(|code| u32::from(*code)).collect()),
            Codes::U16(codes) if distinct > 0xffff => Some(codes.iter().map(|code| u32::from(*code)).collect()),
            _ => None,
        };
        if let Some(wide) = wide {
            *self = Codes::narrow(wide, distinct);
        }
        match self {
            Codes::U8(codes) => codes.iter_mut().for_each(|code| *code += u8::from(usize::from(*code) >= first)),
            Codes::U16(codes) => codes.iter_mut().for_each(|code| *code += u16::from(usize::from(*code) >= first)),
            Codes::U32(codes) => codes.iter_mut().for_each(|code| *code += u32::from(*code as usize >= first)),
        }
    }
}

/// The code of a value found by search, or the place where it would stand.
fn found(searched: std::result::Result<usize, usize>) -> std::result::Result<usize, usize> {
    searched.map(|at| at + 1)
}

impl Column {
    /// The value of a code other than 0.
    pub fn value(&self, code: usize) -> Option<Value> {
        let at = code - 1;
        Some(match (&self.values, self.kind) {
            (Distinct::Integers(values), FieldType::Money) => Value::Money(Fen(values[at])),
            (Distinct::Integers(values), _) => Value::Int(values[at]),
            (Distinct::Reals(values), _) => Value::Number(values[at]),
            (Distinct::Texts(texts), FieldType::Multi) => Value::Multi(serde_json::from_str(texts.get(at)).ok()?),
            (Distinct::Texts(texts), FieldType::Date) => Value::Date(PartialDate::from_text(texts.get(at))?),
            (Distinct::Texts(texts), _) => Value::Text(texts.get(at).to_owned()),
        })
    }

    /// The value of any code; none for 0.
    pub fn value_of(&self, code: usize) -> Option<Value> {
        if code == 0 { None } else { self.value(code) }
    }

    /// The whole number of a record; 0 where it has none.
    pub fn integer(&self, record: usize) -> i64 {
        match (&self.values, self.code(record)) {
            (_, 0) => 0,
            (Distinct::Integers(values), code) => values[code - 1],
            _ => 0,
        }
    }

    /// The code of a record.
    pub fn code(&self, record: usize) -> usize {
        match &self.codes {
            Codes::U8(codes) => usize::from(codes[record]),
            Codes::U16(codes) => usize::from(codes[record]),
            Codes::U32(codes) => codes[record] as usize,
        }
    }

    /// How many distinct values there are.
    pub fn distinct(&self) -> usize {
        match &self.values {
            Distinct::Integers(values) => values.len(),
            Distinct::Reals(values) => values.len(),
            Distinct::Texts(texts) => texts.ends.len(),
        }
    }

    /// Whether its values are plain texts.
    pub fn is_text(&self) -> bool {
        self.kind.is_text() && matches!(self.values, Distinct::Texts(_))
    }

    /// Marks the codes of all texts that hold a needle, whatever its case.
    pub fn mark_matching(&self, needle: &str, marks: &mut [u8], mark: u8) {
        let Distinct::Texts(texts) = &self.values else { return };
        let lowered = self.lowered.get_or_init(|| Texts::collect(texts.iter().map(lowered)));
        lowered.holding(&needle.to_lowercase(), |at| marks[at + 1] = mark);
    }

    /// Marks the codes of all texts that hold a folded word.
    pub fn mark_folded(&self, word: &str, marks: &mut [u8], mark: u8) {
        let Distinct::Texts(texts) = &self.values else { return };
        let folded = self.folded.get_or_init(|| Texts::collect(texts.iter().map(fold)));
        folded.holding(word, |at| marks[at + 1] = mark);
    }

    /// Gives a record another value. A value that no record held before takes its place among the others; no where the
    /// column must be read anew, because its kind of value cannot be patched.
    pub fn set(&mut self, record: usize, value: ValueRef<'_>) -> bool {
        let code = match (&mut self.values, value) {
            (_, ValueRef::Null) => Ok(0),
            (Distinct::Integers(values), ValueRef::Integer(number)) => found(values.binary_search(&number)),
            (Distinct::Reals(values), ValueRef::Real(number)) => {
                found(values.binary_search_by(|known| known.total_cmp(&number)))
            }
            (Distinct::Texts(texts), ValueRef::Text(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => found(texts.search(text)),
                Err(_) => return false,
            },
            _ => return false,
        };
        let code = match code {
            Ok(code) => code,
            Err(at) => {
                self.insert(at, value);
                at + 1
            }
        };
        self.codes.set(record, code);
        true
    }

    /// Puts a value that was not there yet in its place and raises the codes behind it.
    fn insert(&mut self, at: usize, value: ValueRef<'_>) {
        match (&mut self.values, value) {
            (Distinct::Integers(values), ValueRef::Integer(number)) => values.insert(at, number),
            (Distinct::Reals(values), ValueRef::Real(number)) => values.insert(at, number),
            (Distinct::Texts(texts), ValueRef::Text(bytes)) => {
                let text = String::from_utf8_lossy(bytes);
                if let Some(texts) = self.lowered.get_mut() {
                    texts.insert(at, &lowered(&text));
                }
                if let Some(texts) = self.folded.get_mut() {
                    texts.insert(at, &fold(&text));
                }
                texts.insert(at, &text);
            }
            _ => {}
        }
        self.codes.raise(at + 1, self.distinct());
    }

    /// Makes ready what searches need.
    pub fn prepare_search(&self) {
        self.mark_folded("\u{1}", &mut vec![0; self.distinct() + 1], 1);
    }
}

/// The text in lower case; Chinese text with ASCII letters, which is nearly all of it, needs no tables for that.
fn lowered(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii() || is_ideograph(c)) { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// A column being loaded.
pub(super) struct Builder {
    kind: FieldType,
    codes: Vec<u32>,
    integers: FxHashMap<i64, u32>,
    reals: FxHashMap<u64, u32>,
    texts: FxHashMap<Box<str>, u32>,
}

impl Builder {
    pub fn new(kind: FieldType) -> Builder {
        Builder {
            kind,
            codes: Vec::new(),
            integers: FxHashMap::default(),
            reals: FxHashMap::default(),
            texts: FxHashMap::default(),
        }
    }

    /// Takes the next record's value.
    pub fn push(&mut self, value: ValueRef<'_>) -> Result<()> {
        let next = |count: usize| u32::try_from(count + 1).map_err(|_| StoreError::Content("too many values".into()));
        let code = match value {
            ValueRef::Null => 0,
            ValueRef::Integer(number) => {
                let fresh = next(self.integers.len())?;
                *self.integers.entry(number).or_insert(fresh)
            }
            ValueRef::Real(number) => {
                let fresh = next(self.reals.len())?;
                *self.reals.entry(number.to_bits()).or_insert(fresh)
            }
            ValueRef::Text(bytes) => {
                let text = std::str::from_utf8(bytes).map_err(|e| StoreError::Content(e.to_string()))?;
                match self.texts.get(text) {
                    Some(code) => *code,
                    None => {
                        let fresh = next(self.texts.len())?;
                        self.texts.insert(text.into(), fresh);
                        fresh
                    }
                }
            }
            ValueRef::Blob(_) => return Err(StoreError::Content("a blob among values".into())),
        };
        self.codes.push(code);
        Ok(())
    }

    /// Sorts the distinct values and renumbers the records' codes by them.
    pub fn finish(self) -> Column {
        let Builder { kind, mut codes, integers, reals, texts } = self;
        let values = match kind {
            FieldType::Money | FieldType::Int => Distinct::Integers(sorted(integers, &mut codes, Ord::cmp)),
            FieldType::Number => {
                let bits = sorted(reals, &mut codes, |a, b| f64::from_bits(*a).total_cmp(&f64::from_bits(*b)));
                Distinct::Reals(bits.into_iter().map(f64::from_bits).collect())
            }
            _ => Distinct::Texts(Texts::collect(sorted(texts, &mut codes, Ord::cmp).iter())),
        };
        let mut column =
            Column { codes: Codes::U32(Vec::new()), kind, values, lowered: OnceCell::new(), folded: OnceCell::new() };
        column.codes = Codes::narrow(codes, column.distinct());
        column
    }
}

fn sorted<T: Hash + Eq>(
    found: FxHashMap<T, u32>,
    codes: &mut [u32],
    order: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Vec<T> {
    let mut values: Vec<(T, u32)> = found.into_iter().collect();
    values.sort_unstable_by(|a, b| order(&a.0, &b.0));
    let mut renumbered = vec![0; values.len() + 1];
    for (code, (_, old)) in (1..).zip(&values) {
        renumbered[*old as usize] = code;
    }
    codes.iter_mut().for_each(|code| *code = renumbered[*code as usize]);
    values.into_iter().map(|(value, _)| value).collect()
}
