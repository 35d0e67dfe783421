//! Cutting a package out of a register: the records of a scope are staged into a new register as an import would be, with
//! the same uids and values, so that everything that verifies a register holds there by construction.
//!
//! With them come what their rows were (file, sheet, row), remarks, tags, decisions, answers, checks and attachments, and what the
//! office set: reference data, rules, readings, views. The journals and the rows of others stay at home.
//!
//! The invariant: the register that is cut is only read, and in one state.

use std::collections::BTreeMap;
use std::path::Path;

use qingce_core::catalogue::FieldId;
use qingce_core::journal::{Entry, encode};
use qingce_core::reading::SheetReading;
use qingce_core::record::Record;
use qingce_core::value::Value;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, Transaction, named_params, params_from_iter};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Result;
use crate::alias::CALLED;
use crate::batch::{NewBatch, Tally};
use crate::columns::RECORDS;
use crate::decision::{Decision, all_decisions, put};
use crate::input::Source;
use crate::journal::NewSet;
use crate::kind::{JUDGED, Kind, touched_since};
use crate::open::{Role, Store};
use crate::package::{NewPackage, Package};
use crate::query::{Query, filter};
use crate::relation::{Answer, NewAnswer};
use crate::sql::Sql;
use crate::staging::{Finish, NewRecord, Place, Staged, StagedRow, Staging};

/// How the batch of a package is called.
pub(crate) const MODE: &str = "package";
/// The record of a change that is none of a record.
const NO_RECORD: i64 = 0;

impl Store {
    /// Cuts the records of a query into a new register at a path where there is none; `name` is what the batch is called,
    /// `amount` the field that is summed. Gives how many records there are.
    pub fn cut(&self, query: &Query, amount: FieldId, new: &NewPackage, name: &str, to: &Path) -> Result<u64> {
        let register = self.register_id()?;
        let part = Store::open(to, Role::Owner, self.catalogue())?;
        let records = self.read(|db| {
            let staging = part.stage(NewBatch {
                file_name: name.to_owned(),
                file_sha256: new.id.clone(),
                operator: new.made_by.clone(),
                mode: MODE.to_owned(),
                started_at: new.made_at.clone(),
            })?;
            let mut cut = Cut { staging, new, amount, ids: Vec::new(), sheets: Vec::new(), read: Tally::default() };
            cut.records(self, db, query)?;
            let Cut { staging, ids, sheets, read, .. } = cut;
            let finish = Finish { readings: sheets, read, finished_at: new.made_at.clone(), replies: Vec::new() };
            staging.promote(&part, &finish)?;
            part.write(|copy| {
                settings(db, copy, new)?;
                judgements(db, copy, new, &ids)?;
                let (seq, head) = crate::journal::last(db)?;
                let (base_seq, _) = crate::journal::last(copy)?;
                let package =
                    Package { made: new.clone(), whole: false, register: register.clone(), seq, head, base_seq };
                crate::package::write(copy, &package)
            })?;
            Ok(ids.len() as u64)
        })?;
        part.fold()?;
        Ok(records)
    }
}

struct Cut<'a> {
    staging: Staging,
    new: &'a NewPackage,
    amount: FieldId,
    /// Every record: its id at home, its id in the package, its uid.
    ids: Vec<(i64, i64, String)>,
    sheets: Vec<SheetReading>,
    read: Tally,
}

/// Where a record stood last: batch and sheet, table, row.
type Origin = ((i64, u16), u16, u32);

impl Cut<'_> {
    fn records(&mut self, home: &Store, db: &Connection, query: &Query) -> Result<()> {
        let shape = &home.shape;
        let (origins, names) = (origins(db)?, sheet_names(db)?);
        let mut numbers: FxHashMap<(i64, u16), u16> = FxHashMap::default();
        let mut sql = Sql::new(&shape.catalogue, query.today);
        let filter = filter(&mut sql, query);
        let text = format!(
            "SELECT {}, r.code_key, r.name_key FROM {RECORDS} WHERE {filter} ORDER BY r.id",
            shape.columns.selection(None)
        );
        let mut statement = db.prepare(&text)?;
        let mut rows = statement.query(params_from_iter(&sql.params))?;
        while let Some(row) = rows.next()? {
            let record = shape.columns.read(row, None)?;
            let at = shape.columns.selected();
            let (code, name): (Option<String>, Option<String>) = (row.get(at)?, row.get(at + 1)?);
            let ((batch, sheet), table, stood) = origins.get(&record.id).copied().unwrap_or_default();
            let number = *numbers.entry((batch, sheet)).or_insert_with(|| {
                let name = names.get(&(batch, sheet)).cloned().unwrap_or_else(|| self.new.id.clone());
                self.sheets.push(SheetReading { name, hidden: false, skipped: None, tables: Vec::new() });
                u16::try_from(self.sheets.len() - 1).unwrap_or(u16::MAX)
            });
            let row =
                if origins.contains_key(&record.id) { stood } else { u32::try_from(self.ids.len()).unwrap_or(0) + 1 };
            let place = Place { sheet: number, table, row };
            self.record(db, &record, (code.as_deref(), name.as_deref()), place)?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        db: &Connection,
        record: &Record,
        (code_key, name_key): (Option<&str>, Option<&str>),
        place: Place,
    ) -> Result<()> {
        let fen = match record.values.get(self.amount) {
            Some(Value::Money(fen)) => fen.0,
            _ => 0,
        };
        let given = record.values.0.iter().zip(0u16..).filter(|(value, _)| value.is_some());
        let source = |(_, at)| Source { field: FieldId(at), row: place.row, column: 0, text: None };
        let sources: Vec<Source> = given.map(source).collect();
        let findings = crate::finding::of_record(db, record.id)?;
        let what = Staged::New(NewRecord {
            uid: &record.uid,
            values: &record.values,
            extra: &record.extra,
            to_return: record.to_return,
            facts: &record.facts,
            name_key,
            code_key,
            remarks: None,
        });
        let id = self.staging.add(&StagedRow {
            place,
            what,
            fen,
            sources: &sources,
            findings: &findings,
            conflicts: &[],
            evidence: &[],
        })?;
        self.read += Tally { rows: 1, fen };
        self.ids.extend(id.map(|id| (record.id, id, record.uid.clone())));
        Ok(())
    }
}

/// Where every record stood in the newest file that told it.
fn origins(db: &Connection) -> Result<FxHashMap<i64, Origin>> {
    let mut statement = db.prepare(
        "SELECT i.record, i.batch, i.sheet, i.place, i.row FROM input_row AS i JOIN batch AS b ON b.id = i.batch
         WHERE b.state = 'promoted' AND i.fate IN ('new', 'changed', 'unchanged') ORDER BY i.batch",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get("record")?, ((row.get("batch")?, row.get("sheet")?), row.get("place")?, row.get("row")?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Every sheet as Excel names one of another file: `[登记表.xlsx]Sheet1`.
fn sheet_names(db: &Connection) -> Result<FxHashMap<(i64, u16), String>> {
    let mut statement = db.prepare(
        "SELECT DISTINCT t.batch, t.sheet, '[' || b.file_name || ']' || t.sheet_name AS name
         FROM input_table AS t JOIN batch AS b ON b.id = t.batch",
    )?;
    let rows = statement.query_map([], |row| Ok(((row.get("batch")?, row.get("sheet")?), row.get("name")?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the office set: reference data and rules, which are journaled, and what is only remembered.
fn settings(db: &Connection, copy: &Transaction<'_>, new: &NewPackage) -> Result<()> {
    let lines = "SELECT kind || '/' || key AS field, line FROM reference_line ORDER BY id";
    tell(db, copy, new, Kind::Reference, lines)?;
    let rules =
        "SELECT 'rule/' || rule AS field, change AS line FROM rule_override WHERE change IS NOT NULL ORDER BY rule";
    tell(db, copy, new, Kind::Rule, rules)?;
    for (table, columns, only) in [
        ("reference_line", "id, kind, key, line, why, who, at", "1"),
        ("rule_override", "rule, revision, change, base, why, who, at", "1"),
        ("rule_run", "rule, line, operands, run_at, met, unknown, place", "1"),
        ("grid_view", "name, place, view", "1"),
        ("setting", "key, value", "key NOT IN ('operator', 'register_id')"),
    ] {
        rows(db, copy, table, columns, &format!("SELECT {columns} FROM {table} WHERE {only}"), [])?;
    }
    let columns = "fingerprint, reading, remembered_at, batch";
    let sql = "SELECT fingerprint, reading, remembered_at, 1 FROM reading";
    rows(db, copy, "reading", columns, sql, [])
}

/// Journals lines that come along as one set of a kind.
fn tell(db: &Connection, copy: &Transaction<'_>, new: &NewPackage, kind: Kind, sql: &str) -> Result<()> {
    let mut statement = db.prepare(sql)?;
    let lines = statement.query_map([], |row| Ok((row.get("field")?, row.get("line")?)))?;
    let lines = lines.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    let lines: Vec<(String, String)> =
        lines.into_iter().map(|(field, line)| (field, encode(&Value::Text(line)))).collect();
    let entries: Vec<Entry<'_>> = lines
        .iter()
        .map(|(field, line)| Entry { record: NO_RECORD, what: "changed", field, old: None, new: Some(line) })
        .collect();
    if !entries.is_empty() {
        let set = NewSet { at: &new.made_at, who: &new.made_by, why: &new.team, kind, batch: None };
        crate::journal::write(copy, &set, &entries)?;
    }
    Ok(())
}

/// Copies what a query gives into a table as it is.
fn rows<P: rusqlite::Params>(
    db: &Connection,
    copy: &Connection,
    table: &str,
    columns: &str,
    sql: &str,
    params: P,
) -> Result<()> {
    let count = columns.split(',').count();
    let marks = vec!["?"; count].join(", ");
    let mut insert = copy.prepare_cached(&format!("INSERT INTO {table} ({columns}) VALUES ({marks})"))?;
    let mut statement = db.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    while let Some(row) = found.next()? {
        let cells = (0..count).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Cell>>>()?;
        insert.execute(params_from_iter(cells))?;
    }
    Ok(())
}

/// What rules and people said of the records: tags, decisions, checks, attachments.
fn judgements(db: &Connection, copy: &Transaction<'_>, new: &NewPackage, ids: &[(i64, i64, String)]) -> Result<()> {
    for (home, id, uid) in ids {
        let sql = "SELECT :id, tags, duplicate_group_size, told FROM assessment WHERE record = :home";
        let columns = "record, tags, duplicate_group_size, told";
        rows(db, copy, "assessment", columns, sql, named_params! {":id": id, ":home": home})?;
        for (table, columns) in [
            ("field_check", "record, uid, field, verdict, note, who, at"),
            ("attachment", "record, uid, name, kind, sha256, who, at, bytes"),
        ] {
            let others = columns.split_once(", ").map_or("", |(_, others)| others);
            let sql = format!(
                "{CALLED} SELECT :uid AS record, {others} FROM {table}
                 WHERE record = :uid OR record IN (SELECT c.uid FROM called AS c WHERE c.record = :uid)"
            );
            rows(db, copy, table, columns, &sql, named_params! {":uid": uid})?;
        }
    }
    answers(db, copy, &ids.iter().map(|(_, _, uid)| uid.as_str()).collect())?;
    decisions(db, copy, &ids.iter().map(|(home, id, _)| (*home, *id)).collect())?;
    let (last, _) = crate::journal::last(copy)?;
    let mut statement = db.prepare("SELECT run, journal, run_at FROM rule_state")?;
    let mut states = statement.query([])?;
    if let Some(state) = states.next()? {
        let current = !touched_since(db, state.get("journal")?, JUDGED)?;
        copy.execute(
            "INSERT INTO rule_state (one, run, journal, run_at) VALUES (1, :run, :journal, :at)",
            named_params! {
                ":run": state.get::<_, i64>("run")?, ":journal": if current { last } else { 0 },
                ":at": state.get::<_, String>("run_at")?,
            },
        )?;
    }
    tracing::debug!(package = new.id, records = ids.len(), "cut");
    Ok(())
}

/// The decisions on the records, each in a set of who decided, when and why. Their tags came with the assessments.
fn decisions(db: &Connection, copy: &Transaction<'_>, ids: &FxHashMap<i64, i64>) -> Result<()> {
    let mut sets: BTreeMap<[String; 3], Vec<(i64, Decision)>> = BTreeMap::new();
    for (home, decisions) in all_decisions(db)? {
        let Some(record) = ids.get(&home).copied() else { continue };
        for decision in decisions {
            let set = [decision.decided_at.clone(), decision.who.clone(), decision.reason.clone()];
            sets.entry(set).or_default().push((record, decision));
        }
    }
    for ([at, who, why], mut decisions) in sets {
        decisions.sort_by(|a, b| (a.0, &a.1.tag).cmp(&(b.0, &b.1.tag)));
        let texts: Vec<String> = decisions.iter().map(|(_, d)| encode(&Value::Text(d.text()))).collect();
        let entries: Vec<Entry<'_>> = decisions
            .iter()
            .zip(&texts)
            .map(|((record, decision), text)| Entry {
                record: *record,
                what: "decided",
                field: &decision.tag,
                old: None,
                new: Some(text),
            })
            .collect();
        let set = NewSet { at: &at, who: &who, why: &why, kind: Kind::Decision, batch: None };
        crate::journal::write(copy, &set, &entries)?;
        for (record, decision) in &decisions {
            put(copy, *record, decision)?;
        }
    }
    Ok(())
}

/// The answers on pairs of the records, each as a set of who gave it.
fn answers(db: &Connection, copy: &Transaction<'_>, uids: &FxHashSet<&str>) -> Result<()> {
    for answer in crate::relation::all(db)? {
        let Answer { one, other, relation, why, who, at } = &answer;
        if uids.contains(one.as_str()) && uids.contains(other.as_str()) {
            crate::relation::answer(copy, &NewAnswer { one, other, relation: Some(*relation), why, who, at }, None)?;
        }
    }
    Ok(())
}
