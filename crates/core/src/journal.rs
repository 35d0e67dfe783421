//! The journal's canonical form and its hash chain.
//!
//! In here: how a value is written so that it reads back exactly, the digest of a record's values, and the head of a set
//! of changes. Not in here: where journals are kept.
//!
//! The invariant: every part is preceded by its length, so no two different journals have one canonical form. The chain
//! makes tampering evident only against a head that stands elsewhere: exports print it.

use sha2::{Digest, Sha256};

use crate::catalogue::Catalogue;
use crate::value::{Fen, PartialDate, Value, Values};

/// A SHA-256: a record's digest, or the head of the chain after a set of changes.
pub type Head = [u8; 32];

/// The head before the first set.
pub const GENESIS: Head = [0; 32];

/// A head as text: 64 hexadecimal digits.
pub fn hex(head: &Head) -> String {
    head.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A value in canonical text: a letter for its type, then the value. [`decode`] is its inverse.
pub fn encode(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("t{text}"),
        Value::Multi(codes) => format!("m{}", serde_json::Value::from(codes.clone())),
        Value::Int(number) => format!("i{number}"),
        Value::Number(number) => format!("n{number:?}"),
        Value::Money(fen) => format!("f{}", fen.0),
        Value::Date(date) => format!("d{date}"),
        Value::Unread(text) => format!("u{text}"),
    }
}

/// The value of a canonical text; `None` if it is none.
pub fn decode(text: &str) -> Option<Value> {
    let rest = text.get(1..)?;
    Some(match text.as_bytes()[0] {
        b't' => Value::Text(rest.into()),
        b'm' => Value::Multi(serde_json::from_str(rest).ok()?),
        b'i' => Value::Int(rest.parse().ok()?),
        b'n' => Value::Number(rest.parse().ok()?),
        b'f' => Value::Money(Fen(rest.parse().ok()?)),
        b'd' => Value::Date(PartialDate::from_text(rest)?),
        b'u' => Value::Unread(rest.into()),
        _ => return None,
    })
}

/// The fields of a catalogue in the order of their keys, so that a digest does not change when fields are rearranged.
#[derive(Debug, Clone)]
pub struct FieldOrder(Vec<(usize, String)>);

impl FieldOrder {
    /// Of a catalogue.
    pub fn new(catalogue: &Catalogue) -> FieldOrder {
        let mut order: Vec<(usize, String)> =
            catalogue.fields().iter().map(|f| (f.id.index(), f.key.clone())).collect();
        order.sort_by(|a, b| a.1.cmp(&b.1));
        FieldOrder(order)
    }
}

/// The digest of a record as created: its uid, its values by key, its extra columns.
pub fn record_digest(order: &FieldOrder, uid: &str, values: &Values, extra: &[(String, String)]) -> Head {
    let mut form = Canonical::default();
    form.part(uid);
    for (at, key) in &order.0 {
        if let Some(value) = values.0.get(*at).and_then(Option::as_ref) {
            form.part(key);
            form.value(value);
        }
    }
    for (header, text) in extra {
        form.part(header);
        form.part(text);
    }
    Sha256::digest(&form.0).into()
}

/// Bytes in canonical form.
#[derive(Default)]
struct Canonical(Vec<u8>);

impl Canonical {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }
    fn part(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }
    fn optional(&mut self, text: Option<&str>) {
        self.0.push(u8::from(text.is_some()));
        self.part(text.unwrap_or_default());
    }
    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }
    /// The same bytes as [`encode`], without a text of its own for the common case.
    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => {
                self.0.extend_from_slice(&(text.len() as u64 + 1).to_be_bytes());
                self.0.push(b't');
                self.0.extend_from_slice(text.as_bytes());
            }
            other => self.part(&encode(other)),
        }
    }
}

/// Who changed what, when and why: the first part of a set of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetInfo<'a> {
    /// Number of the set, from 1, without gaps.
    pub seq: i64,
    /// When, UTC, ISO 8601.
    pub at: &'a str,
    /// Who.
    pub who: &'a str,
    /// Why.
    pub why: &'a str,
    /// Kind of the set: import, undo, decision.
    pub kind: &'a str,
    /// The batch it belongs to.
    pub batch: Option<i64>,
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The record's id in this register.
    pub record: i64,
    /// changed, removed, decided, withdrawn.
    pub what: &'a str,
    /// The field, tag or mark that changed.
    pub field: &'a str,
    /// Canonical text before.
    pub old: Option<&'a str>,
    /// Canonical text after.
    pub new: Option<&'a str>,
}

/// The chain over one set of changes, fed as the set is made; what it is about is told at its end.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    created: Sha256,
    created_count: i64,
    entries: Sha256,
    entry_count: i64,
}

impl Chain {
    /// Adds a record that was created; by rising id.
    pub fn created(&mut self, record: i64, digest: &Head) {
        self.created.update(record.to_be_bytes());
        self.created.update(digest);
        self.created_count += 1;
    }
    /// Adds a change; in the order of the journal.
    pub fn entry(&mut self, entry: &Entry<'_>) {
        let mut form = Canonical::default();
        form.number(entry.record);
        form.part(entry.what);
        form.part(entry.field);
        form.optional(entry.old);
        form.optional(entry.new);
        self.entries.update(&form.0);
        self.entry_count += 1;
    }
    /// How many records were created.
    pub fn created_count(&self) -> i64 {
        self.created_count
    }
    /// How many changes there are.
    pub fn entry_count(&self) -> i64 {
        self.entry_count
    }
    /// The head after the set, given the head before it. Counts are part of it, so a tail cannot be cut.
    pub fn head(self, prev: &Head, info: &SetInfo<'_>) -> Head {
        let mut form = Canonical(prev.to_vec());
        form.number(info.seq);
        for part in [info.at, info.who, info.why, info.kind] {
            form.part(part);
        }
        form.optional(info.batch.map(|id| id.to_string()).as_deref());
        form.number(self.created_count);
        form.bytes(&self.created.finalize());
        form.number(self.entry_count);
        form.bytes(&self.entries.finalize());
        Sha256::digest(&form.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<String>().prop_map(Value::Text),
            proptest::collection::vec(any::<String>(), 0..4).prop_map(Value::Multi),
            any::<i64>().prop_map(Value::Int),
            any::<f64>().prop_filter("numbers of cells are finite", |n| n.is_finite()).prop_map(Value::Number),
            any::<i64>().prop_map(|fen| Value::Money(Fen(fen))),
            (1900..2100i32, 1..13u32).prop_map(|(y, m)| Value::Date(PartialDate::new(y, Some(m), None).unwrap())),
            any::<String>().prop_map(Value::Unread),
        ]
    }

    proptest! {
        #[test]
        fn values_read_back_exactly(value in any_value()) {
            prop_assert_eq!(decode(&encode(&value)), Some(value), "undo and verify rest on it");
        }

        #[test]
        fn the_short_cut_writes_what_encode_writes(value in any_value()) {
            let (mut short, mut long) = (Canonical::default(), Canonical::default());
            short.value(&value);
            long.part(&encode(&value));
            prop_assert_eq!(short.0, long.0, "a digest must not depend on the way it was computed");
        }
    }

    fn info(seq: i64) -> SetInfo<'static> {
        SetInfo { seq, at: "2026-01-01T00:00:00Z", who: "张", why: "导入", kind: "import", batch: Some(1) }
    }

    #[test]
    fn every_part_of_a_set_is_in_its_head() {
        let entry = Entry { record: 1, what: "changed", field: "remark", old: None, new: Some("ta") };
        let head = |prev: &Head, info: &SetInfo<'_>, entries: &[Entry<'_>]| {
            let mut chain = Chain::default();
            entries.iter().for_each(|e| chain.entry(e));
            chain.head(prev, info)
        };
        let base = head(&GENESIS, &info(1), std::slice::from_ref(&entry));
        let others = [
            head(&[1; 32], &info(1), std::slice::from_ref(&entry)),
            head(&GENESIS, &info(2), std::slice::from_ref(&entry)),
            head(&GENESIS, &SetInfo { who: "张导", why: "入", ..info(1) }, std::slice::from_ref(&entry)),
            head(&GENESIS, &info(1), &[]),
            head(&GENESIS, &info(1), &[entry.clone(), entry.clone()]),
            head(&GENESIS, &info(1), &[Entry { old: Some(""), ..entry.clone() }]),
            head(&GENESIS, &info(1), &[Entry { field: "remar", new: Some("kta"), ..entry.clone() }]),
        ];
        for other in others {
            assert_ne!(base, other, "a journal that differs anywhere must not verify");
        }
    }
}
