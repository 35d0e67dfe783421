//! The register in one SQLite file. The only room that knows SQL.
//!
//! In here: opening and migrating, staging and promoting imports, undo, journal, tags, pages of the grid, verification.
//! Not in here: which record a row is (the orders judge that from [`Candidate`]s), what a value means, sentences.
//!
//! The invariant: the file holds all of a batch or none of it, and every change of a record stands in the journal.
//!
//! An import writes to a private temporary database of its own ([`Staging`]); the register is first touched by
//! [`Staging::promote`], in one transaction. See docs/storage.md.

mod alias;
mod attachment;
mod backup;
mod baseline;
mod batch;
mod brought;
mod candidates;
mod columns;
mod conflict;
mod cut;
mod deciding;
mod decision;
mod drive;
mod editing;
mod error;
mod evidence;
mod field_check;
mod finding;
mod grid;
mod held;
mod input;
mod join;
mod journal;
mod journal_page;
mod kind;
mod merging;
mod open;
mod package;
mod promote;
mod query;
mod record;
mod reference;
mod rejudge;
mod relation;
mod reporting;
mod retract;
mod returned;
mod rule_override;
mod said;
mod scope;
mod setting;
mod sql;
mod staging;
mod statistics;
mod tag;
mod touched;
mod turns;
mod twin;
mod undo;
mod unit_row;
mod unmerging;
mod verify;
mod view;

pub use attachment::Attachment;
pub use backup::{Backup, backups, restore};
pub use baseline::{BaselineBatch, BaselinePlace, BaselineRecord, BaselineStaging, BaselineWord, NewBaseline};
pub use batch::{Batch, BatchState, NewBatch, Tally};
pub use brought::{Brought, BroughtAnswer, BroughtDecision};
pub use candidates::{Candidate, Keys};
pub use conflict::{Choices, HeldConflict, StagedConflict};
pub use deciding::Watch;
pub use decision::{BulkDecision, Decision, NewDecision, UndoneDecisions, Verdict, Weighed};
pub use editing::{EditKind, Edited, EditedRecord, HandEdit, NewEdit, PastEdit, PastRecord};
pub use error::StoreError;
pub use field_check::{CheckCounts, FieldCheck, OnSite};
pub use grid::FieldSum;
pub use grid::{Affected, Facets, ReviewCounts, ReviewPage, ReviewQuery, ReviewState, RuleFigures, StateCounts};
pub use grid::{Ask, Figure, Remarks, Report};
pub use grid::{Group, Remarked};
pub use grid::{TagChange, TagFigures, WhatIf};
pub use held::{FindingCount, HeldChange, HeldFindings, HeldQuery, HeldRow, Holdings};
pub use input::{Source, ValueOrigin};
pub use join::Beside;
pub use journal::{Change, JournalLine};
pub use journal_page::{JournalFilter, JournalPage, JournalSet, SetBatch, SetChange};
pub use merging::{Merged, Merging, NewMerge};
pub use open::{Cancel, Notice, Role, Store};
pub use package::{MergeChoice, MergedPackage, NewPackage, Package, package_of};
pub use promote::Promoted;
pub use query::{Page, Query, Sort};
pub use reference::{ReferenceChange, ReferenceLine, UndoneReporting, reference_lines};
pub use relation::{Answer, Answered, NewAnswer};
pub use reporting::{Filled, ReportEvent};
pub use returned::{NewReply, NewReturned, Reply, Returned, ReturnedRow};
pub use rule_override::{NewOverride, RuleOverride};
pub use staging::{Finish, NewRecord, Place, Staged, StagedRow, Staging};
pub use statistics::{Measure, StatisticsRow};
pub use tag::{AssessmentRun, LastRun, RuleCount, Suggestion, TagState};
pub use touched::{Base, Touch};
pub use turns::{AnswerTurn, DecisionTurn, FieldTurn, MergingTurn, RecordTurn, RemovalTurn, Told, Turns, Word};
pub use undo::Undone;
pub use unit_row::UnitRow;
pub use unmerging::Unmerged;
pub use verify::{Checked, Problem};

/// What the rooms of this crate give back.
pub type Result<T> = std::result::Result<T, StoreError>;
