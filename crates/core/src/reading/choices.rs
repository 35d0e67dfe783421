//! What a column may be: the fields that its header or its values speak for, for a person who chooses.
//!
//! Not in here: which field the program proposes (`columns`).

use super::MatchReason;
use super::columns::fits_value;
use super::layout::Layout;
use crate::catalogue::FieldId;
use crate::cell::Cell;
use crate::text::{fold, says_nothing};

/// Most choices told.
const CHOICES: usize = 6;

/// A field that a column may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The field.
    pub field: FieldId,
    /// What speaks for it.
    pub reason: MatchReason,
    /// How many of the values can be values of the field.
    pub fits: usize,
    /// How many values were looked at.
    pub of: usize,
}

impl Layout {
    /// The fields that a column may be, the likeliest first. `header`: its path as readings tell it; `sample`: some values.
    pub fn choices(&self, header: &str, sample: &[Cell]) -> Vec<Choice> {
        let path: Vec<_> = header.split('/').map(|part| self.header(part)).collect();
        let values: Vec<(&Cell, String)> =
            sample.iter().map(|cell| (cell, fold(&cell.text()))).filter(|(_, text)| !says_nothing(text)).collect();
        let choice = |field: FieldId, reason: MatchReason| {
            let fits = values.iter().filter(|(cell, text)| fits_value(self, field, cell, text)).count();
            Choice { field, reason, fits, of: values.len() }
        };
        let mut found: Vec<Choice> =
            self.candidates(&path).iter().map(|candidate| choice(candidate.field, candidate.reason)).collect();
        let ambiguous = path.last().and_then(|leaf| self.ambiguous_fields(&leaf.bare)).unwrap_or_default();
        let coded = self.coded_fields().map(|field| choice(field, MatchReason::Content));
        let coded = coded.filter(|choice| choice.of > 1 && choice.fits * 10 >= choice.of * 7);
        for choice in ambiguous.iter().map(|field| choice(*field, MatchReason::Content)).chain(coded) {
            if !found.iter().any(|known| known.field == choice.field) {
                found.push(choice);
            }
        }
        found.truncate(CHOICES);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::tests::{catalogue, layout};

    #[test]
    fn headers_and_values_speak_for_fields() {
        let (layout, catalogue) = (layout(), catalogue());
        let texts = |texts: &[&str]| texts.iter().map(|text| Cell::Text((*text).into())).collect::<Vec<_>>();
        let by_header = layout.choices("建设资金/总投资（万元）", &texts(&["120", "很多"]));
        let first = by_header.first().expect("the header names a field");
        assert_eq!(catalogue.field(first.field).key, "invest_total", "the header speaks for it");
        assert_eq!((first.fits, first.of), (1, 2), "one of two values is an amount");
        let by_values = layout.choices("现状", &texts(&["在建", "已建在用", "在建"]));
        assert!(
            by_values.iter().any(|choice| catalogue.field(choice.field).key == "status" && choice.fits == 3),
            "values of a code list speak for its field: {by_values:?}"
        );
        assert!(layout.choices("备用列乙", &[]).is_empty(), "nothing speaks for anything");
    }
}
