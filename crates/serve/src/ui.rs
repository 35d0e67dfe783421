//! The built pages: part of the program in a release, read from `ui/dist` as it runs in other builds.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use rust_embed::Embed;

/// The page that all ways lead to.
pub const INDEX: &str = "index.html";

#[derive(Embed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Built;

/// Where pages come from.
#[derive(Debug, Clone, Default)]
pub enum Ui {
    /// What was built with the program.
    #[default]
    Built,
    /// A folder, for whoever works on the pages.
    Folder(PathBuf),
}

/// A file of the pages.
pub struct Asset {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type.
    pub mime: String,
}

impl Ui {
    /// A file by its path below the root; a way that names no file is the index's to follow. None if nothing was built.
    pub fn asset(&self, path: &str) -> Option<Asset> {
        let path = path.trim_start_matches('/');
        let is_way = !Path::new(path).components().next_back().is_some_and(|last| is_file_name(&last));
        let path = if is_way { INDEX } else { path };
        let bytes = match self {
            Ui::Built => Built::get(path)?.data,
            Ui::Folder(folder) => Cow::Owned(std::fs::read(below(folder, path)?).ok()?),
        };
        Some(Asset { bytes, mime: mime_guess::from_path(path).first_or_octet_stream().to_string() })
    }
}

fn is_file_name(last: &Component<'_>) -> bool {
    matches!(last, Component::Normal(name) if Path::new(name).extension().is_some())
}

/// The path, unless it leads out of the folder.
fn below(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_to_the_index_and_none_out_of_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("dist");
        std::fs::create_dir(&inside).expect("a folder");
        for (file, text) in
            [(folder.path().join("secret.txt"), "x"), (inside.join(INDEX), "<p>"), (inside.join("a.js"), "1")]
        {
            std::fs::write(file, text).expect("a file");
        }
        let ui = Ui::Folder(inside);
        let mime = |path: &str| ui.asset(path).map(|asset| asset.mime);
        assert_eq!(mime("/").as_deref(), Some("text/html"), "the root is the index");
        assert_eq!(mime("/register/3").as_deref(), Some("text/html"), "a way of the pages is the index's to follow");
        assert_eq!(mime("/a.js").as_deref(), Some("text/javascript"), "a browser runs only what is called a script");
        assert_eq!(mime("/b.js"), None, "a file that is not there is not the index");
        assert_eq!(mime("/../secret.txt"), None, "nothing beside the pages is served");
    }
}
