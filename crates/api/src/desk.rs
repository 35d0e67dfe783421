//! The desk: reference data and the reader, everything a use case needs but the register itself.

use qingce_core::change::Changes;
use qingce_core::message::Messages;
use qingce_core::reading::layout::Layout;
use qingce_core::reference::Reference;
use qingce_core::rule::RuleBook;
use qingce_sheets::read::ReaderCommand;

use crate::error::{ApiError, Code};
use crate::seeds::Seeds;

/// Reference data and the reader.
pub struct Desk {
    /// The files it came from.
    pub seeds: Seeds,
    /// What the office changed of them.
    pub changes: Changes,
    /// Fields, codes, units, regions.
    pub reference: Reference,
    /// What tables look like.
    pub layout: Layout,
    /// Sentences.
    pub messages: Messages,
    /// Rules.
    pub rules: RuleBook,
    /// How a reader is started.
    pub reader: ReaderCommand,
}

impl Desk {
    /// Reads the seeds and lays what an office changed over them.
    pub fn new(seeds: Seeds, reader: ReaderCommand, changes: Changes) -> Result<Desk, ApiError> {
        let reference = seeds.reference(&changes)?;
        let wrong = |file: &str, why: String| ApiError::new(Code::SeedsWrong).with("file", file).with("why", why);
        let (words, codes) = (seeds.text("layout.toml")?, seeds.text("codes.toml")?);
        let layout = Layout::parse(&words, &codes, &reference.words.secret, &reference.catalogue)
            .map_err(|e| wrong("layout.toml", e.to_string()))?;
        let rules = RuleBook::parse(&seeds.text("rules.toml")?, &reference.catalogue)
            .map_err(|e| wrong("rules.toml", e.to_string()))?;
        let messages = seeds.messages()?;
        Ok(Desk { seeds, changes, reference, layout, messages, rules, reader })
    }
}
