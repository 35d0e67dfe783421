//! `qingce batches`: the imports.

use clap::Args;
use qingce_core::value::Fen;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 列出历次导入的批次
#[derive(Debug, Args)]
#[command(override_usage = "qingce batches [选项]", after_help = "示例：\n  qingce batches")]
pub struct BatchesArgs {}

/// Runs the subcommand.
pub fn run(_args: &BatchesArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let batches = qingce_api::upkeep::batches(&register)?;
    if call.json {
        let told: Vec<Value> = batches
            .iter()
            .map(|batch| {
                let fates = batch.fates.iter().map(|(fate, tally)| {
                    let sum = json!({ "rows": tally.rows, "wan": Fen(tally.fen).to_string() });
                    (fate.key().to_owned(), sum)
                });
                json!({
                    "batch": batch.id, "state": batch.state.key(), "file": batch.about.file_name,
                    "sha256": batch.about.file_sha256, "operator": batch.about.operator, "at": batch.finished_at,
                    "read": { "rows": batch.read.rows, "wan": Fen(batch.read.fen).to_string() },
                    "fates": fates.collect::<serde_json::Map<_, _>>(),
                    "classified": batch.classified.iter().cloned().map(|(unit, rows)| (unit, rows.into())).collect::<serde_json::Map<_, _>>(),
                })
            })
            .collect();
        call.document(&json!({ "batches": told }))?;
        return Ok(Exit::Done);
    }
    if batches.is_empty() {
        call.say("no_batches", &[])?;
        return Ok(Exit::Done);
    }
    let header = ["batch", "state", "at", "operator", "file", "fates"].map(|key| call.head(key));
    let rows = batches.iter().map(|batch| {
        let fates = batch.fates.iter().map(|(fate, tally)| {
            call.phrase("fate_rows", &[("fate", &call.word("fate", fate)), ("rows", &tally.rows.to_string())])
        });
        let state = call.messages.word("batch_state", batch.state.key());
        let fates = fates.collect::<Vec<_>>().join(&call.phrase("comma", &[]));
        let about = &batch.about;
        vec![
            batch.id.to_string(),
            state,
            batch.finished_at.clone(),
            about.operator.clone(),
            about.file_name.clone(),
            fates,
        ]
    });
    print::line(&print::table(&header, rows))?;
    Ok(Exit::Done)
}
