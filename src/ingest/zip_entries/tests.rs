use std::io::Write;

use super::*;

const TEXT: &[u8] = b"The ferry was late. The ferry was late. The ferry was late.";
const LIST_BYTES: usize = 1 << 20;

fn packed(method: CompressionMethod, bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    match method {
        CompressionMethod::DEFLATE => {
            let level = flate2::Compression::default();
            let mut encoder = flate2::write::DeflateEncoder::new(&mut packed, level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
        }
        CompressionMethod::BZIP2 => {
            let mut encoder = bzip2::write::BzEncoder::new(&mut packed, bzip2::Compression::best());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
        }
        CompressionMethod::ZSTD => packed = zstd::encode_all(bytes, 3).unwrap(),
        CompressionMethod::XZ => {
            let mut encoder = liblzma::write::XzEncoder::new(&mut packed, 6);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap();
        }
        CompressionMethod::LZMA => {
            let options = liblzma::stream::LzmaOptions::new_preset(6).unwrap();
            let stream = liblzma::stream::Stream::new_lzma_encoder(&options).unwrap();
            let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
            encoder.write_all(bytes).unwrap();
            let alone = encoder.finish().unwrap();
            packed = [&[9, 4, 5, 0], &alone[..5], &alone[13..]].concat();
        }
        _ => packed = bytes.to_vec(),
    }
    packed
}

/// An archive of files, each with sizes behind its data.
fn zip(files: &[(&str, CompressionMethod, &[u8])]) -> Vec<u8> {
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, method, bytes) in files {
        if name.ends_with('/') {
            archive.new_dir(name).create().unwrap();
            continue;
        }
        let file = archive.new_file(name).compression_method(*method);
        let (mut entry, config) = file.start().unwrap();
        let mut writer = config.wrap(io::sink());
        writer.write_all(bytes).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.write_all(&packed(*method, bytes)).unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

type Entries = (String, Vec<u8>, Option<Reason>);

/// Names with what was read of them, and what the listing lacks.
fn read(bytes: &[u8]) -> (Vec<Entries>, Option<Reason>) {
    let zip = Zip::of_bytes(bytes).unwrap();
    let listing = zip.list(LIST_BYTES);
    let entries = listing.entries.iter().map(|entry| {
        let (read, problem) = zip.read_told(entry, 1 << 20);
        (entry.name.clone(), read, problem)
    });
    (entries.collect(), listing.problem)
}

#[test]
fn entries_of_every_compression_are_read() {
    let methods = [
        CompressionMethod::STORE,
        CompressionMethod::DEFLATE,
        CompressionMethod::BZIP2,
        CompressionMethod::ZSTD,
        CompressionMethod::XZ,
        CompressionMethod::LZMA,
    ];
    let files = methods.map(|method| (method.name().unwrap(), method, TEXT));
    let bytes = zip(&files);
    let (entries, problem) = read(&bytes);
    assert_eq!(problem, None);
    assert_eq!(entries.len(), methods.len());
    for (name, read, problem) in entries {
        assert_eq!((read.as_slice(), problem), (TEXT, None), "{name}");
    }
}

#[test]
fn a_file_is_read_from_several_threads() {
    let deflate = CompressionMethod::DEFLATE;
    let bytes = zip(&[("a/b.txt", deflate, TEXT), ("c.txt", deflate, b"late")]);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"#!a program before it").unwrap();
    file.write_all(&bytes).unwrap();
    let zip = Zip::of_file(file).unwrap();
    let listing = zip.list(LIST_BYTES);
    assert_eq!(listing.problem, None);
    let threads = listing.entries.into_iter().map(|entry| {
        let zip = zip.clone();
        std::thread::spawn(move || {
            let mut read = Vec::new();
            zip.open(&entry).unwrap().read_to_end(&mut read).unwrap();
            read
        })
    });
    let threads: Vec<_> = threads.collect();
    let read: Vec<_> = threads.into_iter().map(|it| it.join().unwrap()).collect();
    assert_eq!(read, [TEXT, b"late"]);
}

#[test]
fn folders_links_and_copies_are_told() {
    let store = CompressionMethod::STORE;
    let bytes = zip(&[
        ("a/", store, b""),
        ("a/b", store, b"1"),
        ("A/B", store, b"2"),
        ("a/b", store, b"3"),
    ]);
    let zip = Zip::of_bytes(&bytes).unwrap();
    let listing = zip.list(LIST_BYTES);
    let shown = listing.entries.iter().map(|entry| (entry.kind, entry.copy));
    let shown: Vec<_> = shown.collect();
    let expected = [
        (Kind::Folder, 1),
        (Kind::File, 1),
        (Kind::File, 1),
        (Kind::File, 2),
    ];
    assert_eq!(shown, expected);
    let last = listing.named("A/b").unwrap();
    assert_eq!(zip.read_told(last, 10), (b"3".to_vec(), None));
    let few = zip.list(2 * size_of::<ZipEntry>());
    assert_eq!((few.entries.len(), few.problem.is_some()), (1, true));
}

#[test]
fn what_is_declared_is_not_believed() {
    let bytes = zip(&[("a", CompressionMethod::DEFLATE, TEXT)]);
    let archive = Zip::of_bytes(&bytes).unwrap();
    let entry = archive.list(LIST_BYTES).entries.remove(0);
    let told = |change: fn(&mut ZipEntry)| {
        let mut entry = entry.clone();
        change(&mut entry);
        let (read, problem) = archive.read_told(&entry, 1 << 20);
        let all = if problem.is_none() { read.len() } else { 0 };
        (all, problem.map(|reason| reason.code()))
    };
    let length = TEXT.len();
    assert_eq!(told(|_| {}), (length, None));
    assert_eq!(told(|entry| entry.bytes -= 1), (0, Some("unreadable")));
    assert_eq!(told(|entry| entry.bytes += 1), (0, Some("cut_short")));
    assert_eq!(told(|entry| entry.crc += 1), (0, Some("unreadable")));
    assert_eq!(told(|entry| entry.bytes = 1 << 40), (0, Some("unreadable")));
    assert_eq!(
        told(|entry| entry.is_encrypted = true),
        (0, Some("encrypted"))
    );
    assert_eq!(told(|entry| entry.method = 9), (0, Some("unreadable")));
    assert_eq!(told(|entry| entry.header_at = 7), (0, Some("unreadable")));
    assert_eq!(
        told(|entry| entry.header_at = 1 << 40),
        (0, Some("cut_short"))
    );
    let (read, problem) = archive.read_told(&entry, 9);
    assert_eq!(
        (read.as_slice(), problem),
        (&TEXT[..9], Some(Reason::TooLarge { limit_bytes: 9 }))
    );
}

/// Entries of one directory that all point at the same data, which is how a bomb grows without a limit.
#[test]
fn entries_that_claim_the_same_bytes_are_not_read() {
    let one = zip(&[("a", CompressionMethod::STORE, &[b'x'; 4000])]);
    let directory_at = memchr::memmem::find(&one, b"PK\x01\x02").unwrap();
    let end_at = memchr::memmem::find(&one, b"PK\x05\x06").unwrap();
    let record = &one[directory_at..end_at];
    let mut bytes = one[..end_at].to_vec();
    bytes.extend(record.repeat(3));
    let mut end = one[end_at..].to_vec();
    end[8..10].copy_from_slice(&4_u16.to_le_bytes());
    end[10..12].copy_from_slice(&4_u16.to_le_bytes());
    let length = u32::try_from(4 * record.len()).unwrap();
    end[12..16].copy_from_slice(&length.to_le_bytes());
    bytes.extend(end);
    let (entries, problem) = read(&bytes);
    let read: Vec<usize> = entries.iter().map(|(_, read, _)| read.len()).collect();
    assert_eq!((read, problem), (vec![4000, 0, 0, 0], None));
}

#[test]
fn an_archive_that_is_cut_short_gives_what_it_has() {
    let methods = [CompressionMethod::DEFLATE, CompressionMethod::STORE];
    let bytes = zip(&[
        ("a", methods[0], TEXT),
        ("b", methods[0], TEXT),
        ("c", methods[0], TEXT),
    ]);
    let third = memchr::memmem::rfind(&bytes, HEADER_MARK).unwrap();
    let (entries, problem) = read(&bytes[..third + 20]);
    let names: Vec<_> = entries
        .iter()
        .map(|(name, read, told)| (name.as_str(), read.as_slice(), told))
        .collect();
    assert_eq!(names, [("a", TEXT, &None), ("b", TEXT, &None)]);
    assert_eq!(problem.map(|reason| reason.code()), Some("cut_short"));
    assert!(Zip::of_bytes(b"").is_err() && Zip::of_bytes(b"PK").is_err());
}

#[test]
fn damage_is_told() {
    let bytes = zip(&[
        ("a", CompressionMethod::STORE, TEXT),
        ("b", CompressionMethod::DEFLATE, TEXT),
    ]);
    for at in 0..bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] ^= mask;
            if let Ok(zip) = Zip::of_bytes(&bytes) {
                for entry in zip.list(LIST_BYTES).entries {
                    let (read, problem) = zip.read_told(&entry, 1 << 20);
                    assert!(read == TEXT || problem.is_some(), "{at} {mask}");
                }
            }
        }
    }
}
