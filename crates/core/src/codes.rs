//! Code lists: canonical values and the spellings met in real registers. Read from `seeds/codes.toml`.
//!
//! The invariant: one spelling, once folded, stands for one code of its list.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::change::SpellingChange;
use crate::text::fold_name;

/// One list of codes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodeList {
    codes: Vec<String>,
    written: Vec<Vec<String>>,
    spellings: FxHashMap<String, Spelling>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Spelling {
    code: usize,
    ambiguous: bool,
}

/// All lists by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Codes {
    lists: BTreeMap<String, CodeList>,
}

/// Why code lists could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    /// Not TOML, or not lists of spellings.
    #[error("code lists: {0}")]
    Toml(#[from] toml::de::Error),
    /// Spellings of a code that is not there.
    #[error("code list {list}: there is no code {code}")]
    Unknown {
        /// Name of the list.
        list: String,
        /// The code.
        code: String,
    },
    /// A spelling of two codes.
    #[error("code list {list}: {spelling} stands for both {one} and {other}")]
    Twice {
        /// Name of the list.
        list: String,
        /// The spelling.
        spelling: String,
        /// The code it already stands for.
        one: String,
        /// The other code.
        other: String,
    },
}

impl CodeList {
    /// The code that a spelling stands for, whatever its width, case, spaces and brackets; and whether a person should
    /// confirm it.
    pub fn find(&self, text: &str) -> Option<(&str, bool)> {
        let spelling = self.spellings.get(&fold_name(text))?;
        Some((&self.codes[spelling.code], spelling.ambiguous))
    }
    /// The codes in their order.
    pub fn codes(&self) -> &[String] {
        &self.codes
    }
    /// The spellings of each code as written, besides itself; `?` in front of one that a person should confirm.
    pub fn written(&self) -> &[Vec<String>] {
        &self.written
    }
}

impl Codes {
    /// Reads `seeds/codes.toml`.
    pub fn parse(text: &str) -> Result<Codes, CodesError> {
        let file: toml::map::Map<String, toml::Value> = toml::from_str(text)?;
        let mut lists = BTreeMap::new();
        for (name, table) in file {
            let table: toml::map::Map<String, toml::Value> = table.try_into()?;
            let mut list = CodeList::default();
            for (code, spellings) in table {
                let spellings: Vec<String> = spellings.try_into()?;
                list.add(&name, &code, &spellings)?;
            }
            lists.insert(name, list);
        }
        Ok(Codes { lists })
    }

    /// Adds spellings of a code that is there.
    pub(crate) fn add_spellings(&mut self, change: &SpellingChange) -> Result<(), CodesError> {
        let SpellingChange { list: name, code, spellings } = change;
        let unknown = || CodesError::Unknown { list: name.clone(), code: code.clone() };
        let list = self.lists.get_mut(name).ok_or_else(unknown)?;
        let at = list.codes.iter().position(|known| known == code).ok_or_else(unknown)?;
        list.spell(name, at, spellings.iter().map(String::as_str))
    }

    /// The list of a name.
    pub fn list(&self, name: &str) -> Option<&CodeList> {
        self.lists.get(name)
    }
    /// All lists by name.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &CodeList)> {
        self.lists.iter().map(|(name, list)| (name.as_str(), list))
    }
}

impl CodeList {
    fn add(&mut self, list: &str, code: &str, spellings: &[String]) -> Result<(), CodesError> {
        let at = self.codes.len();
        self.codes.push(code.to_owned());
        self.written.push(Vec::new());
        self.spell(list, at, std::iter::once(code).chain(spellings.iter().map(String::as_str)))
    }

    fn spell<'a>(&mut self, list: &str, at: usize, spellings: impl Iterator<Item = &'a str>) -> Result<(), CodesError> {
        for written in spellings {
            let (spelling, ambiguous) = written.strip_prefix('?').map_or((written, false), |rest| (rest, true));
            if spelling != self.codes[at] {
                self.written[at].push(written.to_owned());
            }
            let met = Spelling { code: at, ambiguous };
            if let Some(earlier) = self.spellings.insert(fold_name(spelling), met).filter(|earlier| earlier.code != at)
            {
                return Err(CodesError::Twice {
                    list: list.to_owned(),
                    spelling: spelling.to_owned(),
                    one: self.codes[earlier.code].clone(),
                    other: self.codes[at].clone(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_lead_to_their_code() {
        let codes = Codes::parse(include_str!("../../../seeds/codes.toml")).unwrap();
        let find = |list: &str, text: &str| codes.list(list).unwrap().find(text);
        assert_eq!(find("dj_level", "Ⅲ"), Some(("三级", false)));
        assert_eq!(find("dj_level", "S3A3G3"), Some(("三级", false)));
        assert_eq!(find("dj_level", "无"), Some(("未定级", false)), "无 is a code here");
        assert_eq!(find("deploy_location", "阿里云"), Some(("公有云", true)), "it may be a government cloud: ask");
        assert_eq!(find("arch", " ｂ／ｓ "), Some(("B/S", false)));
        assert_eq!(find("status", "随便"), None);
    }

    #[test]
    fn a_spelling_of_two_codes_is_refused() {
        let error = Codes::parse("[a]\n\"x\" = [\"1\"]\n\"y\" = [\"１\"]").unwrap_err();
        assert!(matches!(error, CodesError::Twice { .. }), "{error}: nobody could tell which one is meant");
    }
}
