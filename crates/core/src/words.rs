//! Words that the reading of values rests on: "as above", about, suffixes of amounts, accounts, markings. Read from
//! `seeds/words.toml`.
//!
//! Not in here: code lists ([`crate::codes`]) and words of headers and rows (seeds/layout.toml).
//!
//! The invariant: every word is folded as [`crate::text::fold`] folds, and in lists that are tried one by one the
//! longest stands first.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use crate::text::fold;

/// All of them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// A cell that says "as above".
    pub repeats: Vec<String>,
    /// Amounts and counts.
    pub amount: AmountWords,
    /// Families of units of measured numbers.
    pub measure: Vec<Scale>,
    /// Dates.
    pub date: DateWords,
    /// Yes and no.
    pub flag: FlagWords,
    /// Codes.
    pub code: OtherWords,
    /// Accounts and passwords.
    pub secret: SecretWords,
    /// 涉密.
    pub classified: ClassifiedWords,
    /// Persons with their telephone numbers.
    pub phone: PhoneWords,
    /// Names of projects.
    pub name: NameWords,
    /// Names of units.
    pub unit: UnitWords,
}

/// Suffixes with what one of them counts, longest first.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "std::collections::BTreeMap<String, i64>")]
pub struct Scale(pub Vec<(String, i64)>);

impl From<std::collections::BTreeMap<String, i64>> for Scale {
    fn from(map: std::collections::BTreeMap<String, i64>) -> Scale {
        let mut scale: Vec<(String, i64)> = map.iter().map(|(word, count)| (fold(word), *count)).collect();
        scale.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Scale(scale)
    }
}

impl Scale {
    /// What one of a unit counts, if the scale knows it.
    pub fn of(&self, unit: &str) -> Option<i64> {
        let unit = fold(unit);
        self.0.iter().find(|(word, _)| *word == unit).map(|(_, count)| *count)
    }
    /// The longest suffix that a folded text begins with: what one counts, and the text behind it.
    pub fn leading<'a>(&self, text: &'a str) -> Option<(i64, &'a str)> {
        self.0.iter().find_map(|(word, count)| text.strip_prefix(word.as_str()).map(|rest| (*count, rest)))
    }
}

/// See seeds/words.toml, `[amount]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct AmountWords {
    pub about_before: Vec<String>,
    pub about_after: Vec<String>,
    pub neutral_before: Vec<String>,
    pub neutral_after: Vec<String>,
    pub counters: Vec<String>,
    pub ratio_headers: Vec<String>,
    pub other_units: Vec<String>,
    pub unit_columns: Vec<String>,
    pub doubtful_wan: i64,
    pub money: Scale,
    pub count: Scale,
}

/// See seeds/words.toml, `[date]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct DateWords {
    pub vague: Vec<String>,
    pub ranges: Vec<String>,
}

/// See seeds/words.toml, `[flag]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct FlagWords {
    pub yes_before: Vec<String>,
    pub no_before: Vec<String>,
    pub unknown: Vec<String>,
}

/// See seeds/words.toml, `[code]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct OtherWords {
    pub other: Vec<String>,
    pub tails: Vec<String>,
}

/// See seeds/words.toml, `[secret]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct SecretWords {
    pub passwords: Vec<String>,
    pub password_labels: Vec<String>,
    pub made_of: Vec<String>,
    pub logins: Vec<String>,
    pub accounts: Vec<String>,
    pub names: Vec<String>,
    pub between: Vec<String>,
    pub not_passwords: Vec<String>,
    pub methods: Vec<String>,
    pub products: Vec<String>,
    #[serde(skip)]
    naming: OnceLock<AhoCorasick>,
}

impl SecretWords {
    /// Whether a text holds a word that names an account or a password, in letters of either case.
    pub(crate) fn names_one(&self, text: &str) -> bool {
        let all = || {
            let words = self.accounts.iter().chain(&self.passwords).chain(&self.password_labels);
            let built = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
            built.expect("BUG: a few dozen short words fit")
        };
        self.naming.get_or_init(all).is_match(text)
    }
}

/// See seeds/words.toml, `[classified]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct ClassifiedWords {
    pub headers: Vec<String>,
    pub negatives: Vec<String>,
    pub marks: Vec<String>,
    pub whole: Vec<String>,
    pub denials: Vec<String>,
}

/// See seeds/words.toml, `[phone]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct PhoneWords {
    pub labels: Vec<String>,
}

/// See seeds/words.toml, `[name]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct NameWords {
    pub generic: Vec<String>,
}

/// See seeds/words.toml, `[unit]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each word list is told in the seeds")]
pub struct UnitWords {
    pub before_region: Vec<String>,
    pub level_before: std::collections::BTreeMap<String, String>,
    pub ends: Vec<String>,
    pub strong_ends: Vec<String>,
    pub not_units: Vec<String>,
    pub notes: Vec<String>,
}

impl Words {
    /// Reads `seeds/words.toml`.
    pub fn parse(text: &str) -> Result<Words, toml::de::Error> {
        let mut words: Words = toml::from_str(text)?;
        for list in words.lists() {
            for word in list.iter_mut() {
                *word = fold(word);
            }
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Ok(words)
    }

    fn lists(&mut self) -> [&mut Vec<String>; 35] {
        [
            &mut self.repeats,
            &mut self.amount.about_before,
            &mut self.amount.about_after,
            &mut self.amount.neutral_before,
            &mut self.amount.neutral_after,
            &mut self.amount.counters,
            &mut self.date.vague,
            &mut self.date.ranges,
            &mut self.flag.yes_before,
            &mut self.flag.no_before,
            &mut self.flag.unknown,
            &mut self.code.other,
            &mut self.code.tails,
            &mut self.secret.passwords,
            &mut self.secret.password_labels,
            &mut self.secret.accounts,
            &mut self.secret.names,
            &mut self.secret.between,
            &mut self.secret.not_passwords,
            &mut self.secret.methods,
            &mut self.secret.products,
            &mut self.classified.headers,
            &mut self.classified.negatives,
            &mut self.classified.marks,
            &mut self.classified.whole,
            &mut self.classified.denials,
            &mut self.phone.labels,
            &mut self.name.generic,
            &mut self.unit.before_region,
            &mut self.unit.ends,
            &mut self.unit.strong_ends,
            &mut self.unit.not_units,
            &mut self.unit.notes,
            &mut self.amount.ratio_headers,
            &mut self.amount.other_units,
        ]
    }
}

/// The text behind the first of these words that it begins with.
pub fn after_one<'a>(text: &'a str, words: &[String]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_words() {
        let words = Words::parse(include_str!("../../../seeds/words.toml")).unwrap();
        assert_eq!(words.amount.money.leading("万元整"), Some((1_000_000, "整")), "the longest suffix is taken");
        assert!(words.measure.len() == 2 && words.measure[0].of("tb").is_some(), "units are known in any case");
    }
}
