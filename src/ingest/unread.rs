//! Kinds of files that often lie in archives and are not read: each is told by its name, with what makes something of it that is.

/// A kind of file that is known, and not read.
#[derive(Debug, PartialEq, Eq)]
pub struct UnreadKind {
    /// What it is.
    pub name: &'static str,
    /// What to do about it.
    pub hint: &'static str,
    /// How its bytes begin.
    marks: &'static [&'static [u8]],
    /// What else stands in its first bytes; empty where its beginning is enough.
    holds: &'static [u8],
    /// An extension that says as much as that.
    extension: Option<&'static str>,
}

/// The mark of the container of Office 97 to 2003, in which the names of streams stand in UTF-16.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
const ZIP: &[u8] = b"PK\x03\x04";

/// Every such kind, the more special of one beginning first.
static UNREAD_KINDS: &[UnreadKind] = &[
    UnreadKind {
        name: "a message of Outlook (.msg)",
        hint: "save it as .eml; `msgconvert FILES` does it for many",
        marks: &[OLE],
        holds: b"_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0_\0v\0e\0r\0s\0i\0o\0n\0",
        extension: Some("msg"),
    },
    UnreadKind {
        name: "a document of Office 97 to 2003 (.doc, .xls, .ppt)",
        hint: "save it as DOCX or XLSX; LibreOffice does it for many: `soffice --headless --convert-to docx FILES`",
        marks: &[OLE],
        holds: b"",
        extension: None,
    },
    UnreadKind {
        name: "a mail box of Outlook (.pst, .ost)",
        hint: "export it as mbox; `readpst -o FOLDER FILE` does it",
        marks: &[b"!BDN"],
        holds: b"",
        extension: None,
    },
    UnreadKind {
        name: "attachments of Outlook (winmail.dat)",
        hint: "unpack it first: `tnef FILE`",
        marks: &[b"\x78\x9f\x3e\x22"],
        holds: b"",
        extension: None,
    },
    UnreadKind {
        name: "a 7z archive",
        hint: "unpack it first: `7z x FILE`",
        marks: &[b"7z\xbc\xaf\x27\x1c"],
        holds: b"",
        extension: None,
    },
    UnreadKind {
        name: "a RAR archive",
        hint: "unpack it first: `unrar x FILE`",
        marks: &[b"Rar!\x1a\x07"],
        holds: b"",
        extension: None,
    },
    UnreadKind {
        name: "a file compressed with `compress` (.Z)",
        hint: "unpack it first: `gzip -d FILE`",
        marks: &[b"\x1f\x9d"],
        holds: b"",
        extension: None,
    },
    UnreadKind {
        name: "a file compressed with lz4 or lzip",
        hint: "unpack it first: `lz4 -d FILE` or `lzip -d FILE`",
        marks: &[b"\x04\x22\x4d\x18", b"LZIP"],
        holds: b"",
        extension: None,
    },
    UnreadKind {
        name: "slides",
        hint: "make PDF of them: `soffice --headless --convert-to pdf FILES`",
        marks: &[ZIP],
        holds: b"ppt/presentation.xml",
        extension: None,
    },
    UnreadKind {
        name: "slides",
        hint: "make PDF of them: `soffice --headless --convert-to pdf FILES`",
        marks: &[ZIP],
        holds: b"application/vnd.oasis.opendocument.presentation",
        extension: None,
    },
    UnreadKind {
        name: "a DjVu document",
        hint: "make text of it: `djvutxt FILE FILE.txt`",
        marks: &[b"AT&TFORM"],
        holds: b"",
        extension: None,
    },
];

/// The kind of a file that is called so, and begins with these bytes.
pub(super) fn of(name: &str, head: &[u8]) -> Option<&'static UnreadKind> {
    let holds = |text: &[u8]| memchr::memmem::find(head, text).is_some();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let is_named = |kind: &UnreadKind| {
        let own = kind.extension.zip(extension);
        own.is_some_and(|(own, extension)| own.eq_ignore_ascii_case(extension))
    };
    let is_of = |kind: &&UnreadKind| {
        let has_mark = kind.marks.iter().any(|mark| head.starts_with(mark));
        has_mark && (kind.holds.is_empty() || holds(kind.holds) || is_named(kind))
    };
    UNREAD_KINDS.iter().find(is_of)
}

/// Whether it is a document that Office has encrypted: an entry says so.
pub(super) fn is_encrypted_office(head: &[u8]) -> bool {
    head.starts_with(OLE) && memchr::memmem::find(head, ENCRYPTED).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_bytes_and_names() {
        let utf16 = |text: &str| -> Vec<u8> {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            OLE.iter().copied().chain(units).collect()
        };
        let properties = utf16("..__properties_version1.0");
        let encrypted = utf16("..EncryptedPackage");
        let cases: &[(&str, &[u8], &str)] = &[
            (
                "a.doc",
                OLE,
                "a document of Office 97 to 2003 (.doc, .xls, .ppt)",
            ),
            ("a", &properties, "a message of Outlook (.msg)"),
            // The names of its streams may stand at its end.
            ("a.MSG", OLE, "a message of Outlook (.msg)"),
            ("a.pst", b"!BDN\x01", "a mail box of Outlook (.pst, .ost)"),
            ("a.zip", b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
            (
                "a.tar.Z",
                b"\x1f\x9d\x90",
                "a file compressed with `compress` (.Z)",
            ),
            ("a.pptx", b"PK\x03\x04 ppt/presentation.xml", "slides"),
        ];
        for (name, head, expected) in cases {
            assert_eq!(of(name, head).unwrap().name, *expected, "{name}");
            assert!(!is_encrypted_office(head), "{name}");
        }
        assert!(is_encrypted_office(&encrypted));
        for (name, head) in [("a.msg", &b"Dear all"[..]), ("a.zip", ZIP), ("a.txt", b"")] {
            assert_eq!(of(name, head), None, "{name}");
        }
    }
}
