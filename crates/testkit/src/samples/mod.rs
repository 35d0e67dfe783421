//! The sample registers: six made-up registers in the layouts that departments use. `cargo xtask samples` writes them
//! to `seeds/samples`, where a newcomer finds them.
//!
//! The projects stand in `projects.csv`, as met: with the spellings and the faults of real registers. All names, people
//! and telephone numbers are invented. Each sheet shows some of the columns; `layouts` says which and where.

mod layouts;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::book::{Book, Put};

/// One project by the keys of `projects.csv`.
type Project = HashMap<String, String>;

/// One sample register.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its file name.
    pub name: &'static str,
    /// Its sheets.
    pub book: Book,
}

impl Sample {
    /// Whether it is a text file in GB18030, not a workbook.
    pub fn is_csv(&self) -> bool {
        self.name.ends_with(".csv")
    }

    /// Writes it into a folder.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let path = folder.join(self.name);
        if self.is_csv() {
            fs::write(path, self.book.csv_gb18030())
        } else {
            self.book.save(&path);
            Ok(())
        }
    }
}

/// All samples in the order of their names.
pub fn all() -> Vec<Sample> {
    let projects = Projects::read();
    vec![
        Sample { name: "01_标准表头.xlsx", book: layouts::standard(&projects.of("standard")) },
        Sample { name: "02_两行表头.xlsx", book: layouts::grouped(&projects.of("grouped")) },
        Sample { name: "03_三行表头列号.xlsx", book: layouts::numbered(&projects.of("numbered")) },
        Sample { name: "04_分单位小计_金额元.xlsx", book: layouts::yuan(&projects.of("yuan")) },
        Sample { name: "05_一项一卡.xlsx", book: layouts::cards(&projects.of("card")) },
        Sample { name: "06_导出文本.csv", book: layouts::text(&projects.of("csv")) },
    ]
}

/// The projects of all samples.
struct Projects(Vec<Project>);

impl Projects {
    fn read() -> Projects {
        let mut reader = csv::Reader::from_reader(include_str!("projects.csv").as_bytes());
        Projects(reader.deserialize().collect::<Result<_, _>>().expect("BUG: projects.csv is a table"))
    }

    fn of(&self, book: &str) -> Vec<&Project> {
        self.0.iter().filter(|project| project["book"] == book).collect()
    }
}

/// The cell of a project's value: numbers as numbers, `d:2021-3-9` as a date cell, codes and phones as text.
fn cell(project: &Project, key: &str) -> Put {
    const NUMBERS: [&str; 4] = ["invest_total", "om_cost_year", "user_count", "active_users_month"];
    let text = &project[key];
    if let Some(date) = text.strip_prefix("d:") {
        let mut parts = date.split('-').map(|part| part.parse().expect("BUG: d: is followed by a date"));
        let mut next = || parts.next().expect("BUG: a date has three parts");
        let year: u16 = next();
        let mut small = || u8::try_from(next()).expect("BUG: months and days are small");
        return Put::Date(year, small(), small());
    }
    match text.parse::<f64>() {
        Ok(number) if NUMBERS.contains(&key) => Put::Number(number),
        _ => Put::Text(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_show_what_they_are_for() {
        let projects = Projects::read().0;
        assert_eq!(projects.len(), 47, "a newcomer meets a register of some size");
        let met = |key: &str, value: &str| projects.iter().filter(|p| p[key] == value).count();
        assert_eq!(met("secret_class", "涉密"), 1, "one classified row, so that its refusal is seen");
        assert_eq!(met("finish_date", "2021年底"), 1, "one vague date");
        assert_eq!(met("deploy_location", "老办公楼三楼"), 1, "one unknown code");
        assert_eq!(met("project_name", "河湖巡查移动管理平台"), 2, "one project reported by two units");
        assert!(projects.iter().all(|p| p["contact_phone"].starts_with("0791-0000")), "no telephone number is real");
    }

    #[test]
    fn dates_and_codes_keep_their_kind() {
        let project = HashMap::from(
            [("a", "d:2021-3-9"), ("invest_total", "12.5"), ("contact_phone", "07910000")]
                .map(|(key, value)| (key.to_owned(), value.to_owned())),
        );
        assert_eq!(cell(&project, "a"), Put::Date(2021, 3, 9));
        assert_eq!(cell(&project, "invest_total"), Put::Number(12.5));
        assert_eq!(cell(&project, "contact_phone"), Put::Text("07910000".into()), "leading zeros survive");
    }
}
