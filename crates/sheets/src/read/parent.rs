//! The parent's side: starts the reader, hands its pieces on, and ends it when it is silent, too large or not wanted.
//!
//! The invariant: the child is gone when [`read_workbook`] returns, and at most [`AHEAD`] frames were held at a time.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::frame::{self, Frame};
use super::{Limits, Piece, ReaderCommand, Source};
use crate::error::ReadError;

/// Frames decoded ahead of the caller: reading and parsing overlap, memory stays small.
const AHEAD: usize = 4;
/// How often cancelling, silence and memory are looked at.
const LOOK: Duration = Duration::from_millis(100);
/// What is kept of the child's last words.
const LAST_WORDS: u64 = 4096;

/// Reads a workbook in a child process and hands its pieces on as they come.
///
/// `Break` from `take` ends the reading without an error. Setting `cancel` ends it within a fraction of a second with
/// `reader_cancelled`. Every error carries the parameter `file`.
pub fn read_workbook(
    command: &ReaderCommand,
    source: Source<'_>,
    limits: &Limits,
    cancel: &AtomicBool,
    take: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    run(command, source, limits, cancel, take).map_err(|error| error.with("file", name(source)))
}

fn name(source: Source<'_>) -> String {
    match source {
        Source::Path(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        Source::Bytes { name, .. } => name.to_owned(),
    }
}

fn run(
    command: &ReaderCommand,
    source: Source<'_>,
    limits: &Limits,
    cancel: &AtomicBool,
    take: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let size = match source {
        Source::Path(path) => std::fs::metadata(path).map_err(|error| ReadError::io(&error))?.len(),
        Source::Bytes { bytes, .. } => bytes.len() as u64,
    };
    if size > Limits::FILE_BYTES {
        return Err(ReadError::new("file_too_large").with("detail", "file"));
    }
    let silence = limits.silence + limits.silence_per_mb * u32::try_from(size >> 20).unwrap_or(u32::MAX);
    std::thread::scope(|scope| {
        let mut reader = Running::start(command, source, limits)?;
        if let Source::Bytes { bytes, .. } = source {
            let pipe = reader.child.stdin.take();
            // A child that ends early breaks the pipe: its frames tell why.
            scope.spawn(move || pipe.map(|mut pipe| pipe.write_all(bytes)));
        }
        let ended = reader.relay(limits, silence, cancel, take);
        reader.stop();
        ended.unwrap_or_else(|| Err(reader.post_mortem()))
    })
}

/// A started child and the threads that empty its pipes.
struct Running {
    child: Child,
    frames: Receiver<Result<Frame, ReadError>>,
    last_words: Option<JoinHandle<String>>,
    /// Windows: what ends the child with its parent, however the parent ends. Elsewhere the broken pipe does.
    _leash: Leash,
}

impl Running {
    fn start(command: &ReaderCommand, source: Source<'_>, limits: &Limits) -> Result<Self, ReadError> {
        let mut started = Command::new(&command.program);
        started.args(&command.args).arg(limits.memory.to_string());
        match source {
            // Made absolute, no path can be taken for standard input.
            Source::Path(path) => {
                started.arg(std::path::absolute(path).map_err(|error| ReadError::io(&error))?).stdin(Stdio::null())
            }
            Source::Bytes { .. } => started.arg("-").stdin(Stdio::piped()),
        };
        started.stdout(Stdio::piped()).stderr(Stdio::piped());
        without_window(&mut started);
        let mut child =
            started.spawn().map_err(|error| ReadError::new("reader_missing").with("detail", error.to_string()))?;
        let leash = leash(&child);
        let mut out = child.stdout.take().expect("BUG: standard output was piped");
        let (sender, frames) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            while let Some(frame) = frame::read(&mut out).transpose() {
                let broken = frame.is_err();
                if sender.send(frame).is_err() || broken {
                    return;
                }
            }
        });
        let errors = child.stderr.take().expect("BUG: standard error was piped");
        let last_words = Some(std::thread::spawn(move || last_words(errors)));
        Ok(Self { child, frames, last_words, _leash: leash })
    }

    /// Hands frames on until the end; `None` if the child ended without saying why.
    fn relay(
        &mut self,
        limits: &Limits,
        silence: Duration,
        cancel: &AtomicBool,
        take: &mut dyn FnMut(Piece) -> ControlFlow<()>,
    ) -> Option<Result<(), ReadError>> {
        let (mut heard, mut looked) = (Instant::now(), Instant::now());
        loop {
            if cancel.load(Ordering::Relaxed) {
                return Some(Err(ReadError::new("reader_cancelled")));
            }
            match self.frames.recv_timeout(LOOK) {
                Ok(Ok(Ok(piece))) => {
                    let end = piece == Piece::End;
                    if take(piece).is_break() || end {
                        return Some(Ok(()));
                    }
                    heard = Instant::now();
                }
                Ok(Ok(Err(error)) | Err(error)) => return Some(Err(error)),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if heard.elapsed() > silence => {
                    return Some(Err(ReadError::new("reader_timeout")));
                }
                Err(RecvTimeoutError::Timeout) => (),
            }
            if looked.elapsed() > LOOK {
                looked = Instant::now();
                if takes_too_much(&self.child, limits) {
                    return Some(Err(ReadError::new("file_too_large").with("detail", "memory")));
                }
            }
        }
    }

    fn stop(&mut self) {
        // Both fail only for a child that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Why a child that said nothing died, by its last words.
    fn post_mortem(&mut self) -> ReadError {
        let words = self.last_words.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        if words.contains("memory allocation of") || words.contains("Cannot allocate memory") {
            return ReadError::new("file_too_large").with("detail", "memory");
        }
        ReadError::new("reader_crashed").with("detail", words.lines().next().unwrap_or_default())
    }
}

fn last_words(mut errors: impl Read) -> String {
    let mut words = Vec::new();
    let _ = errors.by_ref().take(LAST_WORDS).read_to_end(&mut words);
    let _ = std::io::copy(&mut errors, &mut std::io::sink());
    String::from_utf8_lossy(&words).into_owned()
}

#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_window(_command: &mut Command) {}

/// Also when the caller panics: the thread that feeds the child would wait for ever.
impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(windows)]
type Leash = Option<win32job::Job>;

#[cfg(not(windows))]
struct Leash;

/// A job that ends with this process. Without one (a host that forbids jobs) the limits still hold.
#[cfg(windows)]
fn leash(child: &Child) -> Leash {
    use std::os::windows::io::AsRawHandle;
    let mut info = win32job::ExtendedLimitInfo::new();
    info.limit_kill_on_job_close();
    let job = win32job::Job::create_with_limit_info(&info).ok()?;
    job.assign_process(child.as_raw_handle() as isize).ok()?;
    Some(job)
}

#[cfg(not(windows))]
fn leash(_child: &Child) -> Leash {
    Leash
}

/// Windows has no limit a process can set itself without unsafe code: the parent watches.
#[cfg(windows)]
fn takes_too_much(child: &Child, limits: &Limits) -> bool {
    use std::os::windows::io::AsRawHandle;
    let used = win32job::utils::get_process_memory_info(child.as_raw_handle() as isize);
    used.is_ok_and(|used| used.private_usage.max(used.working_set_size) as u64 > limits.memory)
}

/// Elsewhere the child's own limit holds.
#[cfg(not(windows))]
fn takes_too_much(_child: &Child, _limits: &Limits) -> bool {
    false
}
