//! The mark beside a row that the program gives out: which record it is, as of which revision, of which register.
//!
//! One text in one hidden cell, so that it goes wherever the row goes: sorted, copied, saved in another format.
//! Not in here: what becomes of a row whose mark is another's (the orders judge that).
//!
//! The invariant: a mark reads as [`Mark::Own`] only if this register wrote it and nobody changed a sign of it. That tells
//! accidents and tampering; it is no proof against whoever holds the register itself.

use sha2::{Digest, Sha256};

/// Name of the hidden sheet that tells what a workbook is; readers give its cells though it is hidden.
pub const IDENTITY_SHEET: &str = "_清册标识";
/// Version of marks and of that sheet. A later one is not guessed at.
pub const VERSION: u32 = 1;

/// Letters of a uid.
const UID: usize = 36;
/// Hexadecimal digits of a register's name and of a check.
const DIGITS: usize = 8;

/// What a register marks its rows with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    key: String,
    register: String,
}

/// A row as it was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The record.
    pub uid: String,
    /// Its revision then.
    pub revision: i64,
    /// Number of the workbook that went back to a unit; none for a list.
    pub returned: Option<i64>,
}

/// What stands in the cell of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A mark of this register, as written.
    Own(Given),
    /// A mark of another register; it cannot be checked.
    Other(Given),
    /// A uid alone, as older exports wrote it.
    Bare(String),
    /// A mark that was changed.
    Broken,
    /// A mark of a later version of the program.
    Newer,
}

impl Marker {
    /// The marker of a register, from its secret.
    pub fn new(key: &str) -> Marker {
        Marker { key: key.to_owned(), register: digest(&["register", key]) }
    }

    /// The name of the register in marks: says nothing about the secret.
    pub fn register(&self) -> &str {
        &self.register
    }

    /// The mark of a row.
    pub fn mark(&self, given: &Given) -> String {
        let Given { uid, revision, returned } = given;
        let body = format!("{uid}.{VERSION}.{revision}.{}.{}", returned.unwrap_or(0), self.register);
        let check = self.check(&[&body]);
        format!("{body}.{check}")
    }

    /// Reads the cell of a mark.
    pub fn read(&self, text: &str) -> Mark {
        let text = text.trim();
        if text.len() == UID && is_uid(text) {
            return Mark::Bare(text.to_ascii_lowercase());
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [uid, version, rest @ ..] = parts.as_slice() else { return Mark::Broken };
        match version.parse::<u32>() {
            Ok(VERSION) if is_uid(uid) => {}
            Ok(version) if version > VERSION && is_uid(uid) => return Mark::Newer,
            _ => return Mark::Broken,
        }
        let [revision, returned, register, check] = rest else { return Mark::Broken };
        let (Ok(revision), Ok(returned)) = (revision.parse::<i64>(), returned.parse::<i64>()) else {
            return Mark::Broken;
        };
        let returned = (returned > 0).then_some(returned);
        let given = Given { uid: (*uid).to_owned(), revision, returned };
        if *register != self.register {
            let whole = register.len() == DIGITS && check.len() == DIGITS;
            return if whole { Mark::Other(given) } else { Mark::Broken };
        }
        let body = &text[..text.len() - check.len() - 1];
        if *check == self.check(&[body]) { Mark::Own(given) } else { Mark::Broken }
    }

    /// A check of some texts: another one for every other text and every other register.
    pub fn check(&self, texts: &[&str]) -> String {
        let parts: Vec<&str> = std::iter::once(self.key.as_str()).chain(texts.iter().copied()).collect();
        digest(&parts)
    }
}

/// The uid in the cell of a mark of any register, where one stands there; whether it was changed is not asked.
pub fn uid_of(mark: &str) -> Option<&str> {
    let uid = mark.trim().get(..UID)?;
    is_uid(uid).then_some(uid)
}

fn is_uid(text: &str) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    text.len() == UID
        && text.bytes().enumerate().all(|(at, b)| if dash(at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// The first digits of a SHA-256 over parts, each preceded by its length.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0190a000-0000-7000-8000-000000000001";
    const OTHER: &str = "0190a000-0000-7000-8000-000000000002";

    fn given(uid: &str, returned: Option<i64>) -> Given {
        Given { uid: uid.into(), revision: 3, returned }
    }

    #[test]
    fn a_mark_reads_back_as_it_was_written() {
        let marker = Marker::new("secret");
        for returned in [None, Some(12)] {
            let mark = marker.mark(&given(ONE, returned));
            assert_eq!(marker.read(&mark), Mark::Own(given(ONE, returned)), "{mark}");
            assert_eq!(marker.read(&format!(" {mark}\n")), Mark::Own(given(ONE, returned)), "spaces are no change");
        }
        assert_eq!(marker.read(ONE), Mark::Bare(ONE.into()), "older exports wrote the uid alone");
        assert_eq!((uid_of(ONE), uid_of("短")), (Some(ONE), None), "a year is compared by the uid alone");
    }

    #[test]
    fn no_sign_of_a_mark_can_be_changed_unnoticed() {
        let marker = Marker::new("secret");
        let mark = marker.mark(&given(ONE, Some(12)));
        for (at, sign) in mark.char_indices() {
            let other = if sign == '1' { '2' } else { '1' };
            let forged = format!("{}{other}{}", &mark[..at], &mark[at + 1..]);
            assert!(!matches!(marker.read(&forged), Mark::Own(_)), "place {at} of {mark} must not be free: {forged}");
        }
        let of_other = mark.replace(ONE, OTHER);
        assert_eq!(marker.read(&of_other), Mark::Broken, "the uid of another record is no mark of it");
        assert_eq!(marker.read("随便写的"), Mark::Broken);
        assert_eq!(marker.read(""), Mark::Broken);
    }

    #[test]
    fn another_register_and_a_later_program_are_told_apart() {
        let (here, there) = (Marker::new("secret"), Marker::new("another"));
        let mark = there.mark(&given(ONE, Some(1)));
        assert_eq!(here.read(&mark), Mark::Other(given(ONE, Some(1))), "it was given out, but not here");
        let later = here.mark(&given(ONE, None)).replacen(".1.", ".2.", 1);
        assert_eq!(here.read(&later), Mark::Newer, "what a later version means is not guessed at");
        assert_eq!(here.register().len(), 8);
    }
}
