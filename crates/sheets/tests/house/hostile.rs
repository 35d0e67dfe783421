//! Files that try to crash, fill or fool the reader: each refused with its code, with the program alive.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use qingce_core::message::Messages;
use qingce_sheets::error::CODES;
use qingce_sheets::{Limits, ReadError, Source, read_workbook};
use qingce_testkit::biff::{Biff8, BiffSheet};
use qingce_testkit::hostile;

use crate::run::{command, good, read_bytes};

/// The code with which bytes are refused; afterwards a good file must still be read.
fn refused(bytes: &[u8]) -> ReadError {
    let started = Instant::now();
    let error = read_bytes(bytes).expect_err("this file must be refused");
    assert!(started.elapsed() < Duration::from_secs(10), "{error}: an answer must come in under 10 s");
    assert!(error.params.iter().any(|(name, _)| name == "file"), "{error}: the sentence names the file");
    let book = read_bytes(&good()).expect("a bad file must not spoil the next one");
    assert_eq!(book.sheets[0].text(2, 1), "001", "the good file comes whole");
    error
}

fn param<'a>(error: &'a ReadError, name: &str) -> &'a str {
    error.params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

#[test]
fn a_stray_cell_is_named() {
    let bytes = hostile::far_cell();
    assert!(bytes.len() < 2048, "the trap is a small file");
    let error = refused(&bytes);
    assert_eq!(error.code, "file_far_cell");
    assert_eq!((param(&error, "sheet"), param(&error, "cell")), ("登记表", "XFD1048576"), "the clerk must find it");
}

#[test]
fn a_bomb_is_too_large() {
    let honest = hostile::shared_strings_bomb(500, None);
    assert!(honest.len() < 2 << 20, "the trap is a small file");
    assert_eq!(refused(&honest).code, "file_too_large", "the directory states what is inside");
}

#[test]
fn a_bomb_that_lies_is_damage() {
    let code = refused(&hostile::shared_strings_bomb(500, Some(1000))).code;
    assert_eq!(code, "file_damaged", "nothing is unpacked beyond the stated size");
}

#[test]
fn a_sector_loop_is_damage() {
    assert_eq!(refused(&hostile::fat_loop()).code, "file_damaged");
}

#[test]
fn a_panic_in_the_parser_is_damage() {
    assert_eq!(refused(&hostile::parser_panic()).code, "file_damaged");
}

#[test]
fn repeated_cells_are_too_large() {
    assert_eq!(refused(&hostile::repeated_cells()).code, "file_too_large");
}

#[test]
fn a_cut_off_file_is_damaged() {
    let sheet = hostile::RawSheet { name: "登记表", kind: "worksheet", xml: "<sheetData/>" };
    let whole = hostile::package(&[sheet], "");
    assert_eq!(read_bytes(&whole).map(|book| book.sheets.len()), Ok(1), "whole, it is a workbook");
    for length in [30, whole.len() / 2, whole.len() - 10] {
        assert_eq!(refused(&whole[..length]).code, "file_damaged", "{length} bytes of {}", whole.len());
    }
}

#[test]
fn far_corners_of_an_old_workbook_are_named() {
    let corner = |row, column| (row, column, "角".to_owned());
    let texts = vec![corner(0, 0), corner(0, 255), corner(65_535, 0), corner(65_535, 255)];
    let sheet = BiffSheet { name: "登记表".into(), texts, ..BiffSheet::default() };
    let error = refused(&Biff8 { code_page: 1200, sheets: vec![sheet], ..Biff8::default() }.bytes());
    assert_eq!((error.code.as_str(), param(&error, "cell")), ("file_far_cell", "IV65536"));
}

#[test]
fn passwords_are_said() {
    assert_eq!(refused(&hostile::encrypted()).code, "file_password", "new Excel encrypts the whole package");
    let sheet = BiffSheet { name: "登记表".into(), ..BiffSheet::default() };
    let old = Biff8 { code_page: 936, encrypted: true, sheets: vec![sheet], ..Biff8::default() };
    assert_eq!(refused(&old.bytes()).code, "file_password", "old Excel says so in a record");
}

#[test]
fn what_is_no_workbook_is_named() {
    let utf16_html: Vec<u8> = "\u{feff}<html><table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut dbf = vec![0u8; 66];
    dbf[..12].copy_from_slice(&[3, 123, 6, 30, 1, 0, 0, 0, 65, 0, 11, 0]);
    for (bytes, code) in [
        (&b""[..], "not_sheet_empty"),
        (b"\r\n \0", "not_sheet_empty"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "not_sheet_html"),
        (b"\r\n<!DOCTYPE HTML PUBLIC><html>", "not_sheet_html"),
        (b"\xef\xbb\xbf<table border=1>", "not_sheet_html"),
        (&utf16_html, "not_sheet_html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "not_sheet_html"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "not_sheet_sylk"),
        (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>", "not_sheet_xml"),
        (b"%PDF-1.7\n%\xe2\xe3", "not_sheet_pdf"),
        (b"\x89PNG\r\n\x1a\n", "not_sheet_picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "not_sheet_picture"),
        (b"Rar!\x1a\x07\x01\0", "not_sheet_archive"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "not_sheet_archive"),
        (b"{\\rtf1\\ansi", "not_sheet_word"),
        (&dbf, "not_sheet_dbf"),
        (b"\x09\x04\x06\0\0\0\x10\0\0\0", "file_too_old"),
        (b"\x09\0\x04\0\x02\0\x10\0", "file_too_old"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0\x40", "not_sheet_unknown"),
        (&hostile::docx(), "not_sheet_word"),
        (&qingce_testkit::biff::compound(&[("WordDocument", &[1; 64])]), "not_sheet_word"),
        (&hostile::zip(&[("说明.txt", "文件")]), "not_sheet_archive"),
        (&hostile::zip(&[("OFD.xml", "<ofd/>")]), "not_sheet_ofd"),
    ] {
        assert_eq!(read_bytes(bytes).expect_err("no workbook").code, code, "{:?}", bytes.get(..bytes.len().min(20)));
    }
}

#[test]
fn a_missing_file_and_a_missing_reader_are_said() {
    let nowhere = std::path::Path::new("没有这个文件.xlsx");
    let never = AtomicBool::new(false);
    let mut ignore = |_| std::ops::ControlFlow::Continue(());
    let read = read_workbook(&command(), Source::Path(nowhere), &Limits::default(), &never, &mut ignore);
    assert_eq!(read.expect_err("it is not there").code, "file_missing");
    let absent = qingce_sheets::ReaderCommand::program("没有这个程序");
    let source = Source::Bytes { name: "a.csv", bytes: b"1,2" };
    let read = read_workbook(&absent, source, &Limits::default(), &never, &mut ignore);
    assert_eq!(read.expect_err("it is not there").code, "reader_missing");
}

#[cfg(windows)]
#[test]
fn a_file_open_elsewhere_is_said() {
    use std::os::windows::fs::OpenOptionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("登记表.csv");
    std::fs::write(&path, good()).unwrap();
    let holder = std::fs::OpenOptions::new().read(true).write(true).share_mode(0).open(&path).unwrap();
    assert_eq!(crate::run::read_path(&path).expect_err("Excel has it open").code, "file_locked");
    drop(holder);
    assert!(crate::run::read_path(&path).is_ok(), "closed there, it is read here");
}

#[test]
fn a_silent_reader_is_given_up() {
    let limits = Limits { silence: Duration::from_millis(200), silence_per_mb: Duration::ZERO, ..Limits::default() };
    // Allowed, but it takes a while until the first row comes.
    let slow = hostile::shared_strings_bomb(200, None);
    let source = Source::Bytes { name: "慢.xlsx", bytes: &slow };
    let read = read_workbook(&command(), source, &limits, &AtomicBool::new(false), &mut |_| {
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(read.expect_err("200 MB take their time").code, "reader_timeout", "nobody waits for ever");
}

#[test]
fn a_reader_that_dies_is_told_from_a_bad_file() {
    let deaf = qingce_sheets::ReaderCommand { args: vec![], ..command() };
    let source = Source::Bytes { name: "a.csv", bytes: b"1,2" };
    let read = read_workbook(&deaf, source, &Limits::default(), &AtomicBool::new(false), &mut |_| {
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(read.expect_err("it says nothing and goes").code, "reader_crashed");
}

#[test]
fn every_error_has_its_sentence_and_a_next_step() {
    let messages = Messages::parse(include_str!("../../../../seeds/messages.toml")).expect("the catalogue is read");
    for code in CODES {
        let message = messages.get(code).unwrap_or_else(|| panic!("{code} has no sentence"));
        assert!(message.text.contains("{file}"), "{code}: of twenty files, which one");
        let step = messages.hint(code, &[]).unwrap_or_default();
        assert!(!step.is_empty(), "{code}: a clerk must know what to do next");
    }
}

/// A few bytes of good files changed at random: rows or an error of the list come out, and the program lives.
#[test]
fn changed_bytes_do_no_harm() {
    let mut random = fastrand::Rng::with_seed(7);
    let text = |row: u16, column: u16| (row, column, "河长制平台".to_owned());
    let sheet = BiffSheet { name: "登记表".into(), texts: vec![text(0, 0), text(1, 3)], ..BiffSheet::default() };
    let old = Biff8 { code_page: 1200, sheets: vec![sheet], ..Biff8::default() }.bytes();
    let xml = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    let new = hostile::package(&[hostile::RawSheet { name: "登记表", kind: "worksheet", xml }], "");
    let files = [old, new, hostile::parser_panic(), hostile::repeated_cells(), hostile::fat_loop()];
    for turn in 0..100 {
        let mut bytes = files[turn % files.len()].clone();
        for _ in 0..random.usize(1..8) {
            let at = random.usize(0..bytes.len());
            bytes[at] = random.u8(..);
        }
        if let Err(error) = read_bytes(&bytes) {
            assert!(CODES.contains(&error.code.as_str()), "turn {turn}: {error}");
        }
    }
}

#[test]
fn a_small_memory_limit_ends_as_too_large() {
    let strings: String = (0..400_000).map(|n| format!("{n}项目,{n}名称\n")).collect();
    let limits = Limits { memory: 24 << 20, ..Limits::default() };
    let source = Source::Bytes { name: "大.csv", bytes: strings.as_bytes() };
    let read = read_workbook(&command(), source, &limits, &AtomicBool::new(false), &mut |_| {
        std::thread::sleep(Duration::from_millis(20));
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(read.expect_err("24 MB are not enough for it").code, "file_too_large", "the limit holds and is said");
}

#[test]
fn cancelling_ends_the_reader_within_a_second() {
    let rows: String = (0..300_000).map(|n| format!("{n},项目,名称,单位,金额\n")).collect();
    let cancel = AtomicBool::new(false);
    let mut cancelled = None;
    let source = Source::Bytes { name: "大.csv", bytes: rows.as_bytes() };
    let read = read_workbook(&command(), source, &Limits::default(), &cancel, &mut |piece| {
        if matches!(piece, qingce_sheets::Piece::Rows(_)) {
            cancel.store(true, Ordering::Relaxed);
            cancelled.get_or_insert_with(Instant::now);
        }
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(read.expect_err("it was cancelled").code, "reader_cancelled");
    let took = cancelled.expect("rows came").elapsed();
    assert!(took < Duration::from_secs(1), "cancelling took {took:?}: a person waits for it");
}
