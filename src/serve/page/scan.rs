//! The scan of an article that was read on one: where its text and its matches stand, and the image, where it lies beside what was read.
//!
//! Of the files of the machine only an image is ever read that an article of the archive names, and that lies in the folder of the file
//! that the article was read from: see [`scan_file`].

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use unbury::Archive;
use unbury::article::{Article, WordBox};
use unbury::query::Query;
use unbury::span::ByteSpan;

use super::address::Address;
use super::shelf::Shelf;
use super::text::shown;
use crate::cli::Error;

/// Matches that are shown on a scan.
const MOST: usize = 50;
/// Bytes of an image that is shown.
const MOST_BYTES: u64 = 32 << 20;
/// The room around what is shown of a page, as a part of its size.
const MARGIN: u32 = 40;

/// Images that browsers show: how they are called, how they begin, what they are.
const IMAGES: [(&[&str], &[u8], &str); 2] = [
    (&["jpg", "jpeg"], b"\xff\xd8\xff", "image/jpeg"),
    (&["png"], b"\x89PNG\r\n\x1a\n", "image/png"),
];

/// A rectangle, in the unit of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rectangle {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) w: u32,
    pub(super) h: u32,
}

/// Where something stands.
pub(super) struct RegionShown {
    /// The number of the match, from 1; `None` of the text of a page.
    pub(super) number: Option<usize>,
    /// `p. 4, region 100,80,300,40`.
    pub(super) place: String,
}

/// The image of a page.
pub(super) struct Picture {
    pub(super) address: String,
    /// The size of the page.
    pub(super) width: u32,
    pub(super) height: u32,
    /// The part that is shown.
    pub(super) part: Rectangle,
    /// The lines of the matches.
    pub(super) marks: Vec<Rectangle>,
}

/// What is known of the scan of an article.
pub(super) struct ScanShown {
    /// The image as the source calls it.
    pub(super) name: Option<String>,
    /// The unit of the regions, where it is not the pixel.
    pub(super) unit: Option<String>,
    pub(super) regions: Vec<RegionShown>,
    pub(super) not_listed: usize,
    pub(super) picture: Option<Picture>,
}

impl Rectangle {
    fn of(word: &WordBox) -> Self {
        Self {
            x: word.x,
            y: word.y,
            w: word.w,
            h: word.h,
        }
    }

    /// The least that has both.
    fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let end = |at: u32, length: u32| at.saturating_add(length);
        Self {
            x,
            y,
            w: end(self.x, self.w).max(end(other.x, other.w)) - x,
            h: end(self.y, self.h).max(end(other.y, other.h)) - y,
        }
    }

    /// The same with some room around it, within a page.
    fn within(self, width: u32, height: u32) -> Self {
        let room = (width.max(height) / MARGIN).max(1);
        let (x, y) = (self.x.saturating_sub(room), self.y.saturating_sub(room));
        let end = |at: u32, length: u32| at.saturating_add(length).saturating_add(room);
        Self {
            x: x.min(width.saturating_sub(1)),
            y: y.min(height.saturating_sub(1)),
            w: end(self.x, self.w).min(width).saturating_sub(x).max(1),
            h: end(self.y, self.h).min(height).saturating_sub(y).max(1),
        }
    }

    /// As the region of an image is written in an address of IIIF.
    fn written(self) -> String {
        format!("{},{},{},{}", self.x, self.y, self.w, self.h)
    }
}

fn metadata<'a>(article: &'a Article, name: &str) -> Option<&'a str> {
    article.metadata.get(name)?.as_str()
}

/// `p. 4, region 100,80,300,40`.
fn place(page: Option<&str>, region: Rectangle) -> String {
    let page = page.map_or_else(String::new, |page| format!("p. {}, ", shown(page)));
    format!("{page}region {}", region.written())
}

/// Where the text of each page stands.
fn of_pages(article: &Article) -> Vec<(Option<&str>, Rectangle)> {
    let mut pages: Vec<(Option<&str>, Rectangle)> = Vec::new();
    for word in article.boxes.iter() {
        let page = article.page_at(word.start);
        let region = Rectangle::of(&word);
        match pages.last_mut() {
            Some((known, of_page)) if *known == page => *of_page = of_page.with(region),
            _ => pages.push((page, region)),
        }
    }
    pages
}

/// What is known of the scan of an article, with its matches; `None` of one that was not scanned.
pub(super) fn scan(
    archive: &Archive,
    article: &Article,
    matches: &[ByteSpan],
) -> Option<ScanShown> {
    let pages = of_pages(article);
    let &(_, first) = pages.first()?;
    let mut regions = Vec::new();
    let mut marks = Vec::new();
    for (at, span) in matches.iter().enumerate().take(MOST) {
        for line in article.boxes_of(*span) {
            let region = Rectangle::of(&line);
            marks.push(region);
            regions.push(RegionShown {
                number: Some(at + 1),
                place: place(article.page_at(span.start), region),
            });
        }
    }
    let of_text = pages.iter().take(MOST).map(|(page, region)| RegionShown {
        number: None,
        place: place(*page, *region),
    });
    let regions = of_text.chain(regions).collect();
    let size = |name: &str| {
        let size = article.metadata.get(name)?.as_u64()?;
        u32::try_from(size).ok().filter(|size| *size > 0)
    };
    let picture = size("page_width")
        .zip(size("page_height"))
        .filter(|_| pages.len() == 1 && scan_file(archive, article).is_some())
        .map(|(width, height)| Picture {
            address: Address::below("/scan/", &article.id.0).to_string(),
            width,
            height,
            part: first.within(width, height),
            marks,
        });
    Some(ScanShown {
        name: metadata(article, "image").map(shown),
        unit: metadata(article, "measurement_unit").map(shown),
        regions,
        not_listed: matches.len().saturating_sub(MOST),
        picture,
    })
}

/// The image of an article's page: a JPEG or PNG that the article names, or one of the same name but for its ending, in the very folder of
/// the file that the article was read from. Links that lead elsewhere are not followed.
fn scan_file(archive: &Archive, article: &Article) -> Option<PathBuf> {
    if article.boxes.is_empty() || article.origin.entry.is_some() {
        return None;
    }
    let named = metadata(article, "image")?;
    // Programs note the whole path on the machine where they ran.
    let name = named.rsplit(['/', '\\']).next()?;
    let name = Path::new(name).file_name()?;
    let folder = archive.file_of(&article.origin)?;
    let folder = folder.parent()?.canonicalize().ok()?;
    let endings = IMAGES.iter().flat_map(|(endings, ..)| *endings);
    let is_image = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let mut endings = IMAGES.iter().flat_map(|(endings, ..)| *endings);
        ending.is_some_and(|ending| endings.any(|known| known.eq_ignore_ascii_case(ending)))
    };
    let own = folder.join(name);
    let others = endings.map(|ending| own.with_extension(ending));
    let mut candidates = std::iter::once(own.clone()).chain(others);
    candidates.find_map(|path| {
        let file = path.canonicalize().ok()?;
        let is_there = file.parent() == Some(&*folder) && is_image(&file);
        let metadata = file.metadata().ok().filter(|_| is_there)?;
        (metadata.is_file() && metadata.len() <= MOST_BYTES).then_some(file)
    })
}

/// The image of an article's page, and what kind of image it is; `None` where the article has none that can be shown.
///
/// # Errors
/// When the index cannot be read.
pub(crate) fn image(shelf: &Shelf<'_>, id: &str) -> Result<Option<(&'static str, Vec<u8>)>, Error> {
    let none = || Error::NoArticle { id: id.to_owned() };
    let (article, _) = shelf.archive.show(id, &Query::all())?.ok_or_else(none)?;
    let Some(path) = scan_file(shelf.archive, &article) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    let kind = IMAGES
        .iter()
        .find(|(_, begins, _)| bytes.starts_with(begins));
    Ok(kind
        .filter(|_| read.is_ok())
        .map(|(.., kind)| (*kind, bytes)))
}
