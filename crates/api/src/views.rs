//! Saved views of the grid: a name for what is searched, filtered, sorted and shown.
//!
//! The invariant: a view that is saved can be shown; its condition and fields are checked before.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::records::Selection;
use crate::register::Register;

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    /// Key of the field, or `tags`.
    pub key: String,
    /// Width in CSS pixels; its own unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub width: Option<u32>,
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GridView {
    /// Its name, as on its tab.
    pub name: String,
    /// A condition; empty for all.
    #[serde(default)]
    pub condition: String,
    /// Words searched for.
    #[serde(default)]
    pub search: String,
    /// Keys sorted by; `-` in front for falling.
    #[serde(default)]
    pub sort: Vec<String>,
    /// The columns from left to right.
    #[serde(default)]
    pub columns: Vec<ViewColumn>,
    /// How many of them stay in place.
    #[serde(default)]
    pub frozen: u32,
    /// Key of the field that its rows are grouped by; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(as = "Option<_>", optional)]
    pub group: String,
    /// Values of the groups that are folded; an empty one for the group without a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<_>", optional)]
    pub folded: Vec<String>,
}

/// A view with the number of records it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewLine {
    /// The view.
    pub view: GridView,
    /// Records.
    pub records: u64,
}

/// All views in the order of their tabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewListResult {
    /// The views.
    pub views: Vec<ViewLine>,
    /// Records in the register.
    pub all: u64,
}

/// All views. One whose condition names a field that is gone shows no records.
pub fn views(register: &Register) -> Result<ViewListResult, ApiError> {
    let store = register.store();
    let mut views = Vec::new();
    for (name, text) in store.views()? {
        let unreadable = |e: serde_json::Error| ApiError::new(Code::BadRequest).with("why", format!("{name}: {e}"));
        let view: GridView = serde_json::from_str(&text).map_err(unreadable)?;
        let records = match view.selection().query(register) {
            Ok(query) => store.page(&query, 0, 0)?.total,
            Err(_) => 0,
        };
        views.push(ViewLine { view, records });
    }
    Ok(ViewListResult { views, all: u64::try_from(store.count()?).unwrap_or(0) })
}

/// Saves a view, in the place of the one called `formerly` or of its own name.
pub fn save(register: &Register, view: &GridView, formerly: Option<&str>) -> Result<ViewListResult, ApiError> {
    view.selection().query(register)?;
    let text = serde_json::to_string(view).expect("BUG: our own types are JSON");
    register.store().save_view(&view.name, formerly, &text)?;
    views(register)
}

/// Removes a view.
pub fn remove(register: &Register, name: &str) -> Result<ViewListResult, ApiError> {
    register.store().remove_view(name)?;
    views(register)
}

impl GridView {
    fn selection(&self) -> Selection {
        let (condition, search, sort) = (self.condition.clone(), self.search.clone(), self.sort.clone());
        Selection { condition, search, sort, fields: Vec::new() }
    }
}
