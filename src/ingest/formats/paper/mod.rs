//! Printed pages: PDF, and what was read of scans.

pub(crate) mod alto;
mod alto_pages;
pub(crate) mod hocr;
pub(crate) mod mets;
mod ocr;
pub(crate) mod page_xml;
pub(crate) mod pdf;

#[cfg(test)]
mod pdf_corpus;
#[cfg(test)]
mod scan_corpus;
