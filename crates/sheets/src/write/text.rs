//! Text as a cell can hold it, and how much room it takes.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

/// Most UTF-16 units that a cell holds; Excel refuses a file with more.
const MOST_UNITS: usize = 32_767;
/// Ends a text that was cut.
const CUT: char = '…';

/// A text ready for a cell: line breaks as Excel has them, without characters that no cell can hold or show.
/// The length in characters comes with it where the text had to be cut.
pub(super) fn fitting(text: &str) -> (Cow<'_, str>, Option<usize>) {
    let text = if text.chars().any(is_unfit) { Cow::Owned(mended(text)) } else { Cow::Borrowed(text) };
    if text.len() <= MOST_UNITS {
        return (text, None);
    }
    let mut units = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        units += c.len_utf16();
        (units >= MOST_UNITS).then_some(at)
    });
    let fits = text.encode_utf16().count() <= MOST_UNITS;
    match end {
        Some(end) if !fits => {
            let mut cut = text[..end].to_owned();
            cut.push(CUT);
            (Cow::Owned(cut), Some(text.chars().count()))
        }
        _ => (text, None),
    }
}

/// Control characters, carriage returns and the two code points that XML forbids.
fn is_unfit(c: char) -> bool {
    (c < ' ' && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn mended(text: &str) -> String {
    text.replace("\r\n", "\n").chars().map(|c| if c == '\r' { '\n' } else { c }).filter(|c| !is_unfit(*c)).collect()
}

/// Width of a line in half-width characters; a Chinese character takes two.
pub(super) fn width(text: &str) -> f64 {
    let widest = text.lines().map(UnicodeWidthStr::width_cjk).max().unwrap_or(0);
    f64::from(u32::try_from(widest).unwrap_or(u32::MAX))
}

/// Lines that a text takes in a cell of a width, wrapped. No character is wider than its bytes are many.
pub(super) fn lines(text: &str, cell_width: f64) -> u32 {
    let room = (cell_width - 1.0).max(2.0);
    if text.len() as f64 <= room && !text.contains('\n') {
        return 1;
    }
    let wrapped = |line: &str| (width(line) / room).ceil().max(1.0) as u32;
    text.lines().map(wrapped).sum::<u32>().max(1)
}
