//! The pages: their libraries, their build, their tests. npm does the work, in `ui/`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::setup;
use crate::shell::{Done, expect, program, root};

/// Builds the pages into `ui/dist`, libraries first where they are not those of the lock file.
pub(crate) fn build() -> Done {
    libraries()?;
    expect(&mut npm(&["run", "build"])?, "npm run build")
}

/// Brings the libraries of the lock file.
pub(crate) fn libraries() -> Done {
    setup::ensure_pages()?;
    // npm writes the second when it has installed the first.
    let (asked, there) = (root().join("ui/package-lock.json"), root().join("ui/node_modules/.package-lock.json"));
    let written = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).ok();
    if written(&there).is_some_and(|there| written(&asked).is_some_and(|asked| there > asked)) {
        return Ok(());
    }
    expect(&mut npm(&["ci", "--no-fund", "--no-audit"])?, "npm ci")
}

/// npm in `ui/`, with a Node.js that is new enough.
pub(crate) fn npm(arguments: &[&str]) -> Result<Command, String> {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(root().join("ui")).env("NO_COLOR", "1");
    if let Some(folder) = setup::node()? {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&rest)));
        command.env("PATH", path.map_err(|error| format!("PATH: {error}"))?);
    }
    Ok(command)
}
