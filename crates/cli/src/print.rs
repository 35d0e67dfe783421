//! Standard output and standard error: lines, tables, JSON.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use qingce_api::moment;
use qingce_core::message::Messages;

/// One line to standard output.
pub fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")
}

/// What went wrong and what to do, to standard error.
pub fn errors(sentence: &str, hint: Option<&str>) {
    let mut error = io::stderr().lock();
    // There is nobody left to tell that telling failed.
    let _unread = writeln!(error, "{sentence}");
    if let Some(hint) = hint {
        let _unread = writeln!(error, "{hint}");
    }
}

/// A phrase of the command line; moments in it by the clock here.
pub fn phrase(messages: &Messages, key: &str, params: &[(&str, &str)]) -> String {
    let shown: Vec<_> = params.iter().map(|(name, text)| (*name, moment::shown(text))).collect();
    let params: Vec<(&str, &str)> = shown.iter().map(|(name, text)| (*name, text.as_ref())).collect();
    messages.phrase("cli", key, &params)
}

/// A table without lines: columns apart by spaces, as wide as its texts. Moments stand by the clock here.
pub fn table(header: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if !header.is_empty() {
        table.set_header(header);
    }
    table.add_rows(
        rows.into_iter().map(|row| row.iter().map(|cell| moment::shown(cell).into_owned()).collect::<Vec<_>>()),
    );
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// A text shortened to a width in columns of a terminal, with an ellipsis; line breaks become spaces.
pub fn shortened(text: &str, width: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut used = 0;
    for (at, c) in flat.char_indices() {
        let wide = c.width().unwrap_or(0);
        if used + wide > width {
            return format!("{}…", &flat[..at]);
        }
        used += wide;
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_counts_double() {
        assert_eq!(shortened("河湖巡查平台", 8), "河湖巡查…", "columns of a terminal, not characters");
        assert_eq!(shortened("a\nb", 8), "a b", "a cell is one line");
    }
}
