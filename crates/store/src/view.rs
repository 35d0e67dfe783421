//! The table `grid_view`: saved views of the grid. What a view says is for the orders; here it is JSON under a name.

use rusqlite::named_params;

use crate::Result;
use crate::open::Store;

impl Store {
    /// All saved views in their order: name and JSON.
    pub fn views(&self) -> Result<Vec<(String, String)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT name, view FROM grid_view ORDER BY place, name")?;
            let rows = statement.query_map([], |row| Ok((row.get("name")?, row.get("view")?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Saves a view under a name, in the place of the one called `formerly`, of the one of this name, or as the last.
    pub fn save_view(&self, name: &str, formerly: Option<&str>, view: &str) -> Result<()> {
        self.write(|db| {
            let old = formerly.unwrap_or(name);
            let place: i64 = db.query_row(
                "SELECT coalesce((SELECT place FROM grid_view WHERE name = :old), (SELECT max(place) + 1 FROM grid_view), 0) AS place",
                named_params! {":old": old},
                |row| row.get("place"),
            )?;
            db.execute("DELETE FROM grid_view WHERE name IN (:old, :name)", named_params! {":old": old, ":name": name})?;
            db.execute(
                "INSERT INTO grid_view (name, place, view) VALUES (:name, :place, :view)",
                named_params! {":name": name, ":place": place, ":view": view},
            )?;
            Ok(())
        })
    }

    /// Removes a view; nothing happens where there is none of the name.
    pub fn remove_view(&self, name: &str) -> Result<()> {
        self.write(|db| {
            db.execute("DELETE FROM grid_view WHERE name = :name", named_params! {":name": name})?;
            Ok(())
        })
    }
}
