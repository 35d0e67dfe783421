//! 外业: what survey teams check on site, and which files they may attach. Read from `seeds/package.toml`.
//!
//! Not in here: packages themselves. The invariant: what was read names fields of its catalogue only.

use serde::Deserialize;

use crate::catalogue::{Catalogue, FieldId};

/// What packages and the work on site are bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWork {
    /// Steps by which a passphrase is stretched, as a power of two.
    pub work: u8,
    /// The most steps that a package of others may ask for.
    pub most_work: u8,
    /// Characters of the shortest passphrase.
    pub passphrase: usize,
    /// Bytes of the largest attachment.
    pub attachment: usize,
    /// What is checked on site, in the order shown.
    pub checks: Vec<FieldId>,
}

/// As written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    work: u8,
    most_work: u8,
    passphrase: usize,
    attachment: usize,
    checks: Vec<String>,
}

impl FieldWork {
    /// Reads it.
    ///
    /// # Errors
    /// A text that says what is wrong, for whoever writes seeds.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<FieldWork, String> {
        let Written { work, most_work, passphrase, attachment, checks } =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let field = |key: &String| catalogue.id(key).ok_or_else(|| format!("no field {key}"));
        let checks = checks.iter().map(field).collect::<Result<_, String>>()?;
        Ok(FieldWork { work, most_work, passphrase, attachment, checks })
    }
}

/// The kind of an attachment, by its first bytes; none of others.
pub fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("png"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("pdf"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_name_fields_of_the_catalogue() {
        let catalogue =
            Catalogue::parse(include_str!("../../../seeds/fields.toml"), &[]).expect("the seeds are readable");
        let read = FieldWork::parse(include_str!("../../../seeds/package.toml"), &catalogue).expect("so are these");
        assert!(!read.checks.is_empty(), "somebody goes there to check something");
        assert!(FieldWork::parse("work = 1", &catalogue).is_err(), "what is missing is told");
    }

    #[test]
    fn attachments_are_known_by_their_content() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n...."), Some("png"));
        assert_eq!(kind_of(b"\xff\xd8\xff\xe0"), Some("jpg"));
        assert_eq!(kind_of(b"%PDF-1.7"), Some("pdf"));
        assert_eq!(kind_of(b"MZ\x90"), None, "a program named x.jpg is no photo");
    }
}
