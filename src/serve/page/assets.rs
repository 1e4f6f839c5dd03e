//! The style sheet, the script and the icon: parts of the program. Their names hold what is in them, so that a browser may keep them for
//! good.

use std::sync::LazyLock;

/// A file that pages need.
pub(crate) struct Asset {
    /// Its name below `/assets/`.
    name: String,
    /// The same without what is in it.
    plain: String,
    /// What it is.
    pub(crate) media_type: &'static str,
    /// What is in it.
    pub(crate) text: &'static str,
}

impl Asset {
    fn of(stem: &str, extension: &str, media_type: &'static str, text: &'static str) -> Self {
        let hash = twox_hash::XxHash3_64::oneshot(text.as_bytes());
        Self {
            name: format!("{stem}-{hash:016x}.{extension}"),
            plain: format!("{stem}.{extension}"),
            media_type,
            text,
        }
    }

    /// Its address.
    fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        Asset::of(
            "style",
            "css",
            "text/css; charset=utf-8",
            include_str!("style.css"),
        ),
        Asset::of(
            "script",
            "js",
            "text/javascript; charset=utf-8",
            concat!(include_str!("script.js"), include_str!("suggest.js")),
        ),
        Asset::of("icon", "svg", "image/svg+xml", include_str!("icon.svg")),
    ]
});

/// The file of a name below `/assets/`, and whether it is the same for good: not where the name is `style.css` alone.
pub(crate) fn asset(name: &str) -> Option<(&'static Asset, bool)> {
    let named = ASSETS.iter().find(|asset| asset.name == name);
    let plain = || ASSETS.iter().find(|asset| asset.plain == name);
    named
        .map(|asset| (asset, true))
        .or_else(|| plain().map(|asset| (asset, false)))
}

/// The addresses of style sheet, script and icon.
pub(super) fn paths() -> [String; 3] {
    [&ASSETS[0], &ASSETS[1], &ASSETS[2]].map(Asset::path)
}
