//! The reader's side of the child process: what a host's `main` calls first.
//!
//! calamine can be driven to abort, to panic or to take gigabytes by a file of a few kilobytes, so files are read in a
//! process of their own. Not in here: the parent's side ([`crate::read::read_workbook`]).
//!
//! The invariant: the limits are set before the first byte of the file is looked at.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::ops::ControlFlow;

use crate::error::ReadError;
use crate::read::{Limits, Piece, frame, inside};

/// The hidden first argument that makes a host a reader.
pub const ARGUMENT: &str = "--qingce-read";

/// If this process was started as a reader, reads its file, writes the frames to standard output and exits.
/// Otherwise returns at once. To be called before anything else in `main` of every host.
pub fn run_if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == ARGUMENT) {
        std::process::exit(run(arguments));
    }
}

fn run(mut arguments: impl Iterator<Item = OsString>) -> i32 {
    let (Some(memory), Some(path)) = (arguments.next(), arguments.next()) else { return 2 };
    let Some(memory) = memory.to_str().and_then(|text| text.parse::<u64>().ok()) else { return 2 };
    limit_this_process(memory);
    let mut out = std::io::stdout().lock();
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read_to(&path, &mut out)));
    let result = match read {
        Ok(result) => result,
        Err(_) => Err(ReadError::damaged("panic")),
    };
    let last = frame::write(&mut out, &result.map(|()| Piece::End));
    i32::from(last.and_then(|()| out.flush().map_err(|error| ReadError::io(&error))).is_err())
}

fn read_to(path: &OsString, out: &mut impl Write) -> Result<(), ReadError> {
    let bytes = load(path)?;
    let mut unwritten = None;
    let read = inside::read(bytes, &mut |piece| match frame::write(out, &Ok(piece)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            unwritten = Some(error);
            ControlFlow::Break(())
        }
    });
    unwritten.map_or(read, Err)
}

/// The file's bytes: of the path, or of standard input where the path is `-`.
fn load(path: &OsString) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let limit = Limits::FILE_BYTES + 1;
    let read = if path == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| {
            bytes.reserve_exact(file.metadata().map_or(0, |m| m.len().min(limit)) as usize);
            file.take(limit).read_to_end(&mut bytes)
        })
    };
    read.map_err(|error| ReadError::io(&error))?;
    if bytes.len() as u64 >= limit {
        return Err(ReadError::new("file_too_large").with("detail", "file"));
    }
    Ok(bytes)
}

/// Memory on top of what the program itself occupies, and a processor time that outlives the parent's patience.
#[cfg(unix)]
fn limit_this_process(memory: u64) {
    use rlimit::Resource;
    let own = own_address_space();
    // A failure leaves the limits of the parent's watch: they hold without these.
    let _ = Resource::AS.set(own + memory, own + memory);
    let _ = Resource::CPU.set(Limits::CPU_SECONDS, Limits::CPU_SECONDS);
    let _ = Resource::CORE.set(0, 0);
}

#[cfg(unix)]
fn own_address_space() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_whitespace().next().and_then(|first| first.parse::<u64>().ok()));
    pages.unwrap_or(65_536) * 4096
}

/// On Windows the parent watches the memory: a job object's limit is set there.
#[cfg(not(unix))]
fn limit_this_process(_memory: u64) {}
