//! 外业包: a register, or a part of it, in one sealed file on a stick: made, opened elsewhere, and merged again.
//!
//! In here: making and opening. `seal` is the file, `workroom` where plain text lies meanwhile, `meet` how what two
//! registers say meets, `merge` a merge that waits for a person, `conflict` what it is asked, `coming` what it would bring, `writing` what becomes of it, `receipt` what is written back to the stick.
//! Why it is so: docs/decisions/0007.
//!
//! The invariant: whatever happens to the program or to the stick, registers and packages are as they were or as they are
//! to be; and no plain text stays outside of a register.

pub mod coming;
mod conflict;
mod meet;
pub mod merge;
mod met;
mod receipt;
mod seal;
mod waiting;
pub(crate) mod workroom;
mod writing;

pub use receipt::side_in_words;

use std::path::{Path, PathBuf};

use qingce_core::condition::Condition;
use qingce_core::field_work::FieldWork;
use qingce_core::journal::hex;
use qingce_store::{NewPackage, Package};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::Job;
use crate::records::Selection;
use crate::register::{OpenOptions, Register};
use seal::{Line, Sealed};
use workroom::Workroom;

/// Makes a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreatePackageRequest {
    /// The file to write; one of that name must be the same package, or not there.
    pub out: String,
    /// Who carries it; of a package that goes back, who carried it.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub team: String,
    /// Condition of the records that go along; empty for the register whole.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub condition: String,
    /// What seals it.
    pub passphrase: String,
}

/// Opens a package as a register of its own, which is then the open one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenPackageRequest {
    /// The package.
    pub file: String,
    /// What seals it.
    pub passphrase: String,
    /// The register to make of it, where there is no file; beside the open one unless told.
    #[serde(default)]
    #[ts(optional)]
    pub register: Option<String>,
    /// Of a register carried whole: it moves in and is a package no more.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub settle: bool,
}

/// Asks whether the register is a package, and what came back to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowPackageRequest {}

/// What a package is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackageLine {
    /// Its id, UUIDv7.
    pub package: String,
    /// Who carries it.
    pub team: String,
    /// Condition of its records; empty for all.
    pub scope: String,
    /// Whether it is a register carried whole.
    pub whole: bool,
    /// When it was made, UTC.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// The journal that it was made of: the number of its newest set and its head.
    pub base: String,
}

/// What the register knows of packages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PackageState {
    /// What it is itself; none where it is no package.
    pub package: Option<PackageLine>,
    /// What came back and is in force, the newest first.
    pub merged: Vec<merge::Receipt>,
    /// Shortest passphrase, in characters.
    pub passphrase: usize,
}

/// A package that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PackageResult {
    /// The file.
    pub file: String,
    /// What it is.
    pub package: PackageLine,
    /// Whether it is one that goes back.
    pub back: bool,
    /// Records in it.
    pub records: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

impl PackageLine {
    fn new(package: &Package) -> PackageLine {
        let NewPackage { id, team, scope, made_at, made_by, .. } = package.made.clone();
        let base = format!("{}-{}", package.seq, &hex(&package.head)[..12]);
        PackageLine { package: id, team, scope, whole: package.whole, made_at, made_by, base }
    }
}

/// What packages and the work on site are bound to.
pub(crate) fn field_work(register: &Register) -> Result<FieldWork, ApiError> {
    let text = register.desk().seeds.text("package.toml")?;
    FieldWork::parse(&text, &register.desk().reference.catalogue)
        .map_err(|why| ApiError::new(Code::SeedsWrong).with("file", "package.toml").with("why", why))
}

/// What the register is as a package, if it is one.
pub fn line(register: &Register) -> Result<Option<PackageLine>, ApiError> {
    Ok(register.store().package()?.as_ref().map(PackageLine::new))
}

/// Whether the register is a package, and what came back to it.
pub fn state(register: &Register) -> Result<PackageState, ApiError> {
    let merged = register.store().merges()?;
    let merged = merged.iter().map(|merged| receipt::read(&merged.receipt)).collect::<Result<_, ApiError>>()?;
    Ok(PackageState { package: line(register)?, merged, passphrase: field_work(register)?.passphrase })
}

/// Makes a package: of some records, of the register whole, or of a package that goes back.
pub fn create(register: &Register, request: &CreatePackageRequest, job: Job<'_>) -> Result<PackageResult, ApiError> {
    let bound = field_work(register)?;
    if request.passphrase.chars().count() < bound.passphrase {
        return Err(ApiError::new(Code::PassphraseShort).with("characters", bound.passphrase.to_string()));
    }
    let store = register.store();
    let out = Path::new(&request.out);
    let carried = store.package()?.filter(|_| request.condition.trim().is_empty());
    let back = carried.is_some();
    let new = match carried {
        Some(package) => package.made,
        None => new_package(register, request)?,
    };
    may_write(out, &new.id)?;
    let room = Workroom::beside(store.path())?;
    let plain = room.path("register.db");
    let records = if new.scope.is_empty() || back {
        store.carry(&plain, &new)?;
        store.count()?.unsigned_abs()
    } else {
        let selection = Selection { condition: new.scope.clone(), ..Selection::default() };
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        store.cut(&selection.query(register)?, register.amount_field(), &new, &name, &plain)?
    };
    let line = Line::new(&new.id, &new.team);
    let bytes = seal::seal(&plain, out, &line, &request.passphrase, bound.work, job)?;
    let package = qingce_store::package_of(&plain)?;
    Ok(PackageResult { file: request.out.clone(), package: PackageLine::new(&package), back, records, bytes })
}

fn new_package(register: &Register, request: &CreatePackageRequest) -> Result<NewPackage, ApiError> {
    if request.team.trim().is_empty() {
        return Err(ApiError::new(Code::TeamMissing));
    }
    // As it is written in one way, so that two packages of one scope can be seen to be so.
    let condition = crate::records::condition(register, &request.condition)?;
    let catalogue = &register.desk().reference.catalogue;
    let scope = if condition == Condition::Always { String::new() } else { condition.text(catalogue) };
    Ok(NewPackage {
        id: uuid::Uuid::now_v7().to_string(),
        team: request.team.trim().to_owned(),
        scope,
        made_at: register.now(),
        made_by: register.operator().to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// A file of the name may only be the same package: whatever else stands there may be somebody's work.
fn may_write(out: &Path, package: &str) -> Result<(), ApiError> {
    let same = || Sealed::open(&InputFile::from(out)).is_ok_and(|sealed| sealed.line.package == package);
    if !out.exists() || same() {
        return Ok(());
    }
    Err(ApiError::new(Code::PackageExists).with("file", out.to_string_lossy()))
}

/// Makes a register of a package, at a path where there is none. Gives what it is.
pub fn open(
    options: &OpenOptions,
    file: &InputFile,
    request: &OpenPackageRequest,
    to: &Path,
    job: Job<'_>,
) -> Result<PackageLine, ApiError> {
    if to.exists() {
        return Err(ApiError::new(Code::RegisterExists).with("path", to.to_string_lossy()));
    }
    let room = Workroom::beside(to)?;
    let plain = room.path("register.db");
    let package = {
        let inside = unsealed(options, file, &request.passphrase, &plain, job)?;
        let package = inside.store().package()?.ok_or_else(|| ApiError::new(Code::PackageDamaged))?;
        if request.settle {
            if !package.whole {
                return Err(ApiError::new(Code::PackageNotWhole));
            }
            inside.store().settle()?;
        }
        inside.store().fold()?;
        package
    };
    std::fs::rename(&plain, to).map_err(|why| seal::writing(to, &why))?;
    Ok(PackageLine::new(&package))
}

/// Unseals a package into a file and opens it, brought up to the schema of this program.
fn unsealed(
    options: &OpenOptions,
    file: &InputFile,
    passphrase: &str,
    plain: &Path,
    job: Job<'_>,
) -> Result<Register, ApiError> {
    let sealed = Sealed::open(file)?;
    // No register yet whose office could have changed it: as shipped.
    let text = options.seeds.text("package.toml")?;
    let reference = options.seeds.reference(&qingce_core::change::Changes::default())?;
    let bound = FieldWork::parse(&text, &reference.catalogue)
        .map_err(|why| ApiError::new(Code::SeedsWrong).with("file", "package.toml").with("why", why))?;
    let line = sealed.unseal(plain, passphrase, bound.most_work, job)?;
    let inside = Register::open(plain, options.clone())?;
    match inside.store().package()? {
        Some(package) if package.made.id == line.package => Ok(inside),
        _ => Err(ApiError::new(Code::PackageDamaged).with("file", file.name())),
    }
}

/// Where a package is opened that nobody named a place for: beside the open register.
pub(crate) fn beside(register: &Path, file: &InputFile) -> PathBuf {
    let name = file.name();
    let stem = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or(name);
    let named = |n: u32| if n == 1 { format!("{stem}.db") } else { format!("{stem}-{n}.db") };
    let path = |n| register.with_file_name(named(n));
    (1..).map(path).find(|path| !path.exists()).expect("BUG: some number is free")
}
