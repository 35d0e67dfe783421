//! `qingce fields`: the catalogue.

use clap::Args;
use qingce_core::catalogue::Field;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 列出全部字段
#[derive(Debug, Args)]
#[command(override_usage = "qingce fields [选项]", after_help = "示例：\n  qingce fields\n  qingce fields --json")]
pub struct FieldsArgs {}

/// Runs the subcommand.
pub fn run(_args: &FieldsArgs, call: &Call) -> Result<Exit, Failure> {
    let desk = call.desk()?;
    let fields = desk.reference.catalogue.fields();
    if call.json {
        let fields: Vec<Value> = fields.iter().map(field_json).collect();
        call.document(&json!({ "fields": fields }))?;
        return Ok(Exit::Done);
    }
    let header = ["key", "field", "group", "type", "unit"].map(|key| call.head(key));
    let rows = fields.iter().map(|field| {
        let kind = call.word("field_type", &field.kind);
        let unit = field.unit.clone().unwrap_or_default();
        vec![field.key.clone(), field.header.clone(), field.group.clone(), kind, unit]
    });
    print::line(&print::table(&header, rows))?;
    Ok(Exit::Done)
}

fn field_json(field: &Field) -> Value {
    json!({
        "key": field.key, "header": field.header, "group": field.group, "type": field.kind, "unit": field.unit,
        "codes": field.codes, "synonyms": field.synonyms, "own": field.own,
    })
}
