//! The harness of the journeys: the real `qingce` in a folder and an environment of its own.
//!
//! In here: finding the program, calling it, telling what happened. Not in here: what must come out; a journey says so.
//!
//! The invariant: a journey sees nothing of the machine it runs on, and a failure tells all that is needed to repeat it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

pub use qingce_testkit::Sandbox as Folder;

/// A folder with a register of its own, and the program to work on it.
#[derive(Debug, Default)]
pub struct Sandbox {
    folder: Folder,
}

impl Sandbox {
    /// An empty folder; the register in it is made by the first command that needs it.
    pub fn new() -> Sandbox {
        let sandbox = Sandbox { folder: Folder::new() };
        std::fs::create_dir(sandbox.path("temp")).expect("the sandbox can be written");
        sandbox
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// A path inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    /// The register that all commands use.
    pub fn register(&self) -> PathBuf {
        self.path("清册.db")
    }

    /// The program, ready to be called: its folder, and no environment but its own.
    pub fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder.root()).env_clear().stdin(Stdio::null());
        command.env("QINGCE_DB", self.register()).env("HOME", self.folder.root());
        command.env("TMPDIR", self.path("temp")).env("TMP", self.path("temp")).env("TEMP", self.path("temp"));
        for kept in ["SystemRoot", "PATH", "WINEPREFIX", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command
    }

    /// Calls the program and waits for it.
    pub fn qingce(&self, arguments: &[impl AsRef<OsStr>]) -> Run {
        self.qingce_with(&[], arguments)
    }

    /// The same with more of an environment.
    pub fn qingce_with(&self, environment: &[(&str, &str)], arguments: &[impl AsRef<OsStr>]) -> Run {
        let mut command = self.command(arguments);
        let output = command.envs(environment.iter().copied()).output().expect("the program starts");
        let shown = arguments.iter().map(|word| word.as_ref().to_string_lossy().into_owned()).collect::<Vec<_>>();
        Run { output, shown: shown.join(" "), folder: self.folder.root().to_owned(), files: self.folder.files() }
    }

    /// Calls the program, which must succeed, and gives the JSON document it prints.
    pub fn json(&self, arguments: &[impl AsRef<OsStr>]) -> Value {
        let mut all: Vec<&OsStr> = arguments.iter().map(AsRef::as_ref).collect();
        all.push(OsStr::new("--json"));
        self.qingce(&all).exits(0).json()
    }

    /// Starts the program without waiting for it; what it prints is dropped.
    pub fn start(&self, arguments: &[impl AsRef<OsStr>]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
    }
}

/// What one call of the program did.
#[derive(Debug)]
pub struct Run {
    output: Output,
    shown: String,
    folder: PathBuf,
    files: Vec<PathBuf>,
}

impl Run {
    /// The exit code; -1 where a signal ended it.
    pub fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    /// Asserts the exit code.
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code(), code, "the exit code tells a script what happened\n{}", self.report());
        self
    }

    /// What it printed for its reader.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// What it printed about its work.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// The JSON document it printed.
    pub fn json(&self) -> Value {
        let parsed = serde_json::from_slice(&self.output.stdout);
        parsed.unwrap_or_else(|error| unreachable!("--json prints one JSON document: {error}\n{}", self.report()))
    }

    /// Asserts that a text stands in what it printed, on either stream.
    pub fn tells(self, text: &str) -> Run {
        let told = self.stdout().contains(text) || self.stderr().contains(text);
        assert!(told, "a clerk must be told “{text}”\n{}", self.report());
        self
    }

    /// Everything needed to understand a failure.
    pub fn report(&self) -> String {
        let files: Vec<String> = self.files.iter().map(|path| path.display().to_string()).collect();
        format!(
            "command: qingce {}\nfolder: {}\nfiles:\n  {}\nexit code: {}\nstdout:\n{}\nstderr:\n{}",
            self.shown,
            self.folder.display(),
            files.join("\n  "),
            self.code(),
            self.stdout(),
            self.stderr()
        )
    }
}

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("BUG: the package lies in the workspace")
}

/// A folder of the registers that lie beside the workspace; `None`, with a message, where they do not.
pub fn registers(name: &str) -> Option<PathBuf> {
    let folder = root().join("../shared/registers").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&format!("{} is not here", folder.display()));
    None
}

/// Says that a journey, or a part of it, was left out, and why.
#[allow(clippy::print_stderr, reason = "a skipped journey must say so")]
pub fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// The program: that of `QINGCE_BIN`, or built now, so that no journey runs an old one.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| std::env::var_os("QINGCE_BIN").map_or_else(built, PathBuf::from))
}

fn built() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    let done = build.args(["build", "--quiet", "--package", "qingce-cli"]).current_dir(root()).status();
    assert!(done.is_ok_and(|status| status.success()), "the program must build before it can be tested");
    let test = std::env::current_exe().expect("a test knows where it lies");
    let folder = test.parent().and_then(Path::parent).expect("BUG: tests lie in deps");
    folder.join(format!("qingce{}", std::env::consts::EXE_SUFFIX))
}
