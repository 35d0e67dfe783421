//! The pages of the window: the same files that a browser gets.

use std::borrow::Cow;

use qingce_serve::ui::{INDEX, Ui};
use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{Assets, Runtime};

/// The built pages, or the page that says that there are none.
pub(crate) struct Pages;

impl<R: Runtime> Assets<R> for Pages {
    fn get(&self, key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        let path = key.as_ref();
        let missing = || path.ends_with(INDEX).then(|| Cow::Owned(qingce_serve::page::missing().into_bytes()));
        Ui::Built.asset(path).map(|asset| asset.bytes).or_else(missing)
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::empty())
    }

    fn csp_hashes(&self, _html_path: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}
