//! The sealed file: one plain line, the register encrypted with a passphrase (age), and a checksum.
//!
//! ```text
//! {"qingce":"package","format":1,"package":"0198…","team":"一组","schema":8,"program":"0.1.0"}\n
//! age, of the SQLite file
//! 32 bytes: SHA-256 of everything before
//! ```
//!
//! The line tells which package it is and nothing of its records. The checksum tells a damaged file from a wrong
//! passphrase; that nobody altered it is age's to prove.
//!
//! The invariant: the file appears under its name whole and read back, or not at all.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use qingce_sheets::read::Source;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::{Job, Phase};

/// What the first line calls the file.
const KIND: &str = "package";
/// How the file is laid out.
const FORMAT: u32 = 1;
/// How the first line begins, whatever else it tells.
const BEGINS: &[u8] = b"{\"qingce\":\"package\"";
/// Bytes of the longest first line.
const LINE: u64 = 4_096;
/// Bytes of the checksum.
const CHECKSUM: u64 = 32;
/// Bytes copied at a time.
const PORTION: usize = 256 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    qingce: String,
    format: u32,
    /// The package.
    pub package: String,
    /// Who carries it.
    pub team: String,
    /// Schema of the register inside.
    pub schema: i64,
    /// Version of the program that wrote it.
    pub program: String,
}

impl Line {
    /// Of a package that this program writes.
    pub fn new(package: &str, team: &str) -> Line {
        Line {
            qingce: KIND.into(),
            format: FORMAT,
            package: package.into(),
            team: team.into(),
            schema: qingce_store::Store::schema(),
            program: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

/// A sealed file that is being read.
pub(super) struct Sealed {
    name: String,
    from: Box<dyn ReadSeek>,
    /// The first line.
    pub line: Line,
    /// Where the encrypted part begins and ends.
    inside: (u64, u64),
}

pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Sealed {
    /// Opens a file and looks at its first line: is it a package, and one that this program can read?
    pub fn open(file: &InputFile) -> Result<Sealed, ApiError> {
        let name = file.name();
        let failed = |why: &io::Error| reading(&name, why);
        let mut from: Box<dyn ReadSeek> = match file.source() {
            Source::Path(path) => Box::new(File::open(path).map_err(|why| failed(&why))?),
            Source::Bytes { bytes, .. } => Box::new(Cursor::new(bytes.to_vec())),
        };
        let whole = from.seek(SeekFrom::End(0)).and_then(|whole| from.rewind().map(|()| whole));
        let whole = whole.map_err(|why| failed(&why))?;
        let mut first = Vec::new();
        let read = BufReader::new(from.by_ref().take(LINE)).read_until(b'\n', &mut first);
        let read = read.map_err(|why| failed(&why))? as u64;
        if !first.starts_with(BEGINS) {
            return Err(ApiError::new(Code::PackageForeign).with("file", name));
        }
        let line: Line = serde_json::from_slice(&first).map_err(|_| damaged(&name))?;
        if line.format > FORMAT || line.schema > qingce_store::Store::schema() {
            return Err(ApiError::new(Code::PackageTooNew).with("file", name).with("program", line.program));
        }
        if whole < read + CHECKSUM {
            return Err(damaged(&name));
        }
        Ok(Sealed { name, from, line, inside: (read, whole - CHECKSUM) })
    }

    /// Writes what is inside to a file, having looked that every byte is what was written.
    pub fn unseal(mut self, to: &Path, passphrase: &str, most_work: u8, job: Job<'_>) -> Result<Line, ApiError> {
        self.check(job)?;
        let name = self.name;
        let (begin, end) = self.inside;
        self.from.seek(SeekFrom::Start(begin)).map_err(|why| reading(&name, &why))?;
        let wrong = |why: DecryptError| match why {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
                ApiError::new(Code::PassphraseWrong).with("file", name.clone())
            }
            DecryptError::Io(why) => reading(&name, &why),
            _ => damaged(&name),
        };
        let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
        identity.set_max_work_factor(most_work);
        let sealed = BufReader::with_capacity(PORTION, self.from.take(end - begin));
        let decryptor = Decryptor::new_buffered(sealed).map_err(&wrong)?;
        let mut plain = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(&wrong)?;
        let mut file = File::create_new(to).map_err(|why| writing(to, &why))?;
        copy(
            &mut plain,
            &mut file,
            (job, Phase::Read),
            end - begin,
            |why| reading(&name, why),
            |why| writing(to, why),
        )?;
        file.sync_all().map_err(|why| writing(to, &why))?;
        Ok(self.line)
    }

    fn check(&mut self, job: Job<'_>) -> Result<(), ApiError> {
        let failed = |name: &str, why: &io::Error| reading(name, why);
        self.from.rewind().map_err(|why| failed(&self.name, &why))?;
        let mut digest = Digesting { to: io::sink(), digest: Sha256::new(), bytes: 0 };
        let mut before = self.from.by_ref().take(self.inside.1);
        let name = &self.name;
        copy(
            &mut before,
            &mut digest,
            (job, Phase::Read),
            self.inside.1,
            |why| failed(name, why),
            |why| failed(name, why),
        )?;
        let mut told = [0; CHECKSUM as usize];
        self.from.read_exact(&mut told).map_err(|why| failed(&self.name, &why))?;
        if told == *digest.digest.finalize() { Ok(()) } else { Err(damaged(&self.name)) }
    }
}

/// Seals a file under a passphrase. Gives the bytes written.
pub(super) fn seal(
    plain: &Path,
    out: &Path,
    line: &Line,
    passphrase: &str,
    work: u8,
    job: Job<'_>,
) -> Result<u64, ApiError> {
    let part = Part::beside(out);
    let (bytes, digest) = write_sealed(plain, &part.0, line, passphrase, work, job)?;
    read_back(&part.0, bytes, &digest)?;
    std::fs::rename(&part.0, out).map_err(|why| writing(out, &why))?;
    sync_folder(out);
    Ok(bytes)
}

fn write_sealed(
    plain: &Path,
    part: &Path,
    line: &Line,
    passphrase: &str,
    work: u8,
    job: Job<'_>,
) -> Result<(u64, [u8; 32]), ApiError> {
    let failed = |why: &io::Error| writing(part, why);
    let mut from = File::open(plain).map_err(|why| writing(plain, &why))?;
    let size = from.metadata().map(|about| about.len()).unwrap_or_default();
    let file = File::create(part).map_err(|why| failed(&why))?;
    let mut to = Digesting { to: BufWriter::with_capacity(PORTION, file), digest: Sha256::new(), bytes: 0 };
    let mut first = serde_json::to_vec(line).expect("BUG: our own types are JSON");
    first.push(b'\n');
    to.write_all(&first).map_err(|why| failed(&why))?;
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(work);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .expect("BUG: one passphrase is one recipient");
    let mut sealing = encryptor.wrap_output(to).map_err(|why| failed(&why))?;
    copy(&mut from, &mut sealing, (job, Phase::Write), size, |why| writing(plain, why), |why| failed(why))?;
    let mut to = sealing.finish().map_err(|why| failed(&why))?;
    let digest = to.digest.clone().finalize();
    to.write_all(&digest).map_err(|why| failed(&why))?;
    let whole = to.digest.finalize().into();
    let file = to.to.into_inner().map_err(|error| failed(error.error()))?;
    file.sync_all().map_err(|why| failed(&why))?;
    forget_cached(&file);
    Ok((to.bytes, whole))
}

/// Sticks lie: what was written is read again, from the stick where the system lets us.
fn read_back(part: &Path, bytes: u64, digest: &[u8; 32]) -> Result<(), ApiError> {
    let failed = |why: &io::Error| writing(part, why);
    let mut file = File::open(part).map_err(|why| failed(&why))?;
    let mut read = Digesting { to: io::sink(), digest: Sha256::new(), bytes: 0 };
    io::copy(&mut file, &mut read).map_err(|why| failed(&why))?;
    if read.bytes == bytes && *digest == *read.digest.finalize() {
        return Ok(());
    }
    Err(ApiError::new(Code::PackageReadBack).with("file", shown(part)))
}

/// Asks the system to forget what it keeps of a file, so that reading it again asks the drive.
#[cfg(target_os = "linux")]
fn forget_cached(file: &File) {
    // A wish only: without it the comparison is weaker, not wrong.
    let _unheard = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}
#[cfg(not(target_os = "linux"))]
fn forget_cached(_file: &File) {}

/// Makes the name last, where folders can be synced.
fn sync_folder(out: &Path) {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Windows opens no folders, and needs no sync of them.
    let _unsynced = File::open(folder).and_then(|folder| folder.sync_all());
}

/// A file in the making; gone unless it was renamed.
pub(super) struct Part(pub PathBuf);

impl Part {
    /// Of a file to be.
    pub fn beside(out: &Path) -> Part {
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        Part(out.with_file_name(name))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Renamed, never begun, or on a stick that is no longer there: nothing to remove.
        let _absent = std::fs::remove_file(&self.0);
    }
}

/// Copies, telling progress and stopping where asked.
fn copy(
    from: &mut dyn Read,
    to: &mut dyn Write,
    (job, phase): (Job<'_>, Phase),
    total: u64,
    reading: impl Fn(&io::Error) -> ApiError,
    writing: impl Fn(&io::Error) -> ApiError,
) -> Result<(), ApiError> {
    let mut portion = vec![0; PORTION];
    let mut done = 0;
    loop {
        let read = match from.read(&mut portion) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
            Err(why) => return Err(reading(&why)),
        };
        to.write_all(&portion[..read]).map_err(|why| writing(&why))?;
        done += read as u64;
        job.tell(phase, done, Some(total), 0);
        if job.cancel.is_cancelled() {
            return Err(ApiError::new(Code::Cancelled));
        }
    }
}

/// Writes on, digesting what passes.
struct Digesting<W> {
    to: W,
    digest: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.to.write(buffer)?;
        self.digest.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn damaged(name: &str) -> ApiError {
    ApiError::new(Code::PackageDamaged).with("file", name)
}

/// Why a package cannot be read: what the system says is the drive's fault, anything else the file's.
fn reading(name: &str, why: &io::Error) -> ApiError {
    match (why.kind(), why.raw_os_error()) {
        (io::ErrorKind::NotFound, _) => ApiError::new(Code::PackageMissing).with("file", name),
        (_, Some(_)) => ApiError::new(Code::PackageUnreadable).with("file", name).with("why", why.to_string()),
        _ => damaged(name),
    }
}

/// Why a file cannot be written, as a clerk can do something about it.
pub(super) fn writing(path: &Path, why: &io::Error) -> ApiError {
    use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull, WriteZero};
    let code = match why.kind() {
        // Too large: some sticks take no file of more than 4 GB.
        StorageFull | QuotaExceeded | FileTooLarge | WriteZero => Code::StickFull,
        ReadOnlyFilesystem | PermissionDenied => Code::StickReadOnly,
        _ => Code::StickGone,
    };
    ApiError::new(code).with("file", shown(path)).with("why", why.to_string())
}

/// The name that a clerk gave.
fn shown(path: &Path) -> String {
    let name = path.to_string_lossy();
    name.strip_suffix(".part").unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_drive_says_becomes_what_a_clerk_can_do() {
        let code = |kind: io::ErrorKind| writing(Path::new("U盘/一组.qcp.part"), &kind.into());
        assert!(code(io::ErrorKind::StorageFull).is(Code::StickFull), "no room");
        assert!(code(io::ErrorKind::WriteZero).is(Code::StickFull), "no room, told in another way");
        assert!(code(io::ErrorKind::FileTooLarge).is(Code::StickFull), "no room for a file of that size");
        assert!(code(io::ErrorKind::ReadOnlyFilesystem).is(Code::StickReadOnly), "the switch at the stick");
        assert!(code(io::ErrorKind::PermissionDenied).is(Code::StickReadOnly), "a folder of somebody else");
        let gone = code(io::ErrorKind::NotFound);
        assert!(gone.is(Code::StickGone), "pulled out");
        assert_eq!(gone.params[0].1, "U盘/一组.qcp", "told by the name that was given");
    }

    #[test]
    fn a_drive_that_fails_is_not_a_damaged_package() {
        let told = |why: &io::Error| reading("一组.qcp", why);
        assert!(told(&io::Error::from_raw_os_error(5)).is(Code::PackageUnreadable), "an error of the drive");
        assert!(told(&io::ErrorKind::UnexpectedEof.into()).is(Code::PackageDamaged), "an end too early is the file's");
    }
}
