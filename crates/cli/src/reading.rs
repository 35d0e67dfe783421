//! Readings as `preview --json` prints them and `import --reading` takes them back: columns by letters, as Excel shows them.

use std::path::Path;

use qingce_core::cell::{column_letters, column_number};
use qingce_core::reading::SheetReading;
use serde_json::Value;

use crate::failure::Failure;

/// A reading as JSON with columns by letters.
pub fn shown(reading: &SheetReading) -> Value {
    let mut value = serde_json::to_value(reading).expect("BUG: a reading is JSON");
    for_columns(&mut value, &mut |column| {
        if let Some(number) = column.as_u64().and_then(|number| u32::try_from(number).ok()) {
            *column = column_letters(number).into();
        }
        Ok(())
    })
    .expect("BUG: letters can be written for every number");
    value
}

/// The readings of a document that `preview --json` printed and a person edited; keys that are only shown are ignored.
/// The error says what does not fit.
pub fn given(document: &str) -> Result<Vec<SheetReading>, String> {
    let mut document: Value = serde_json::from_str(document).map_err(|error| error.to_string())?;
    let sheets = document.get_mut("sheets").map(Value::take).ok_or("sheets")?;
    let Value::Array(mut sheets) = sheets else { return Err("sheets".into()) };
    let number = &mut |column: &mut Value| {
        if let Some(letters) = column.as_str() {
            let number = if letters.is_empty() { Some(0) } else { column_number(letters) };
            *column = number.ok_or_else(|| letters.to_owned())?.into();
        }
        Ok(())
    };
    for sheet in &mut sheets {
        for_columns(sheet, number)?;
    }
    sheets.into_iter().map(|sheet| serde_json::from_value(sheet).map_err(|error| error.to_string())).collect()
}

/// The readings in a file.
pub fn file(path: &Path) -> Result<Vec<SheetReading>, Failure> {
    let wrong = |why: String| Failure::refused("reading_wrong", &[("why", &why)]);
    given(&std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?).map_err(wrong)
}

/// Visits every `column` inside a reading.
fn for_columns(value: &mut Value, visit: &mut impl FnMut(&mut Value) -> Result<(), String>) -> Result<(), String> {
    match value {
        Value::Array(values) => values.iter_mut().try_for_each(|value| for_columns(value, visit)),
        Value::Object(entries) => entries
            .iter_mut()
            .try_for_each(|(key, value)| if key == "column" { visit(value) } else { for_columns(value, visit) }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qingce_core::reading::{ColumnReading, ContextValue, MatchReason, TableForm, TableReading};

    fn reading() -> SheetReading {
        let column = ColumnReading {
            column: 28,
            header: "资金/总投资".into(),
            field: Some("invest_total".into()),
            reason: MatchReason::Path,
            money: None,
            number_unit: None,
        };
        let context = ContextValue { field: None, label: "填报人".into(), text: "甲".into(), row: 2, column: 3 };
        let table = TableReading {
            form: TableForm::Rows,
            title: None,
            header_rows: vec![3, 4],
            first_row: 5,
            columns: vec![column],
            card: vec![],
            context: vec![context],
            row_kinds: vec![],
            fingerprint: "f".into(),
            remembered: false,
        };
        SheetReading { name: "表".into(), hidden: false, skipped: None, tables: vec![table] }
    }

    #[test]
    fn a_reading_that_is_shown_can_be_given_back() {
        let shown = shown(&reading());
        assert_eq!(shown["tables"][0]["columns"][0]["column"], "AB", "columns as Excel counts them");
        let document = serde_json::json!({ "file": "x.xlsx", "sheets": [shown] }).to_string();
        assert_eq!(given(&document), Ok(vec![reading()]), "what is saved can be given back");
    }

    #[test]
    fn what_is_no_reading_is_told() {
        assert!(given("{}").is_err() && given("[").is_err());
        let wrong = r#"{"sheets":[{"name":"表","hidden":false,"tables":[{"column":"?"}]}]}"#;
        assert_eq!(given(wrong), Err("?".into()), "a column that Excel does not have");
    }
}
