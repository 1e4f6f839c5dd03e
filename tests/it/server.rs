//! The program as a server, and a client that says exactly what a test wants said.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::archive::Archive;

/// A server of a test; it ends with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    /// The address that was printed.
    pub(crate) address: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}\n{}", self.text()))
    }
}

impl Server {
    /// Serves the index of an archive, at a port that is free.
    pub(crate) fn of(archive: &Archive) -> Self {
        Self::with(archive, &[])
    }

    pub(crate) fn with(archive: &Archive, options: &[&str]) -> Self {
        let mut command: Command = archive.command();
        command.args(["serve", "--port", "0"]).args(options);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let address = line
            .trim()
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .to_owned();
        let port = address.split(':').nth(2).unwrap_or_default();
        let port = port.split('/').next().unwrap_or_default();
        let port = port
            .parse()
            .unwrap_or_else(|_| panic!("no port in {line:?}"));
        Self {
            child,
            port,
            address,
        }
    }

    /// A connection that waits for no answer longer than a minute.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .expect("set");
        stream
    }

    /// Asks with a request as it stands, to which the host and the end of the connection are added.
    pub(crate) fn ask(&self, line: &str, headers: &[&str], body: &[u8]) -> Answered {
        let mut head = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            let _ = write!(head, "Host: 127.0.0.1:{}\r\n", self.port);
        }
        for header in headers {
            let _ = write!(head, "{header}\r\n");
        }
        if !body.is_empty() {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        let mut stream = self.connect();
        stream
            .write_all(format!("{head}\r\n").as_bytes())
            .expect("sent");
        // Whoever is turned away may be so before everything was sent.
        let _ = stream.write_all(body);
        read(stream)
    }

    pub(crate) fn get(&self, path: &str) -> Answered {
        self.ask(&format!("GET {path}"), &[], b"")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer to the end of its connection.
pub(crate) fn read(mut stream: TcpStream) -> Answered {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no head: {:?}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let is_chunked = head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked");
    let body = &bytes[end + 4..];
    Answered {
        status: status.unwrap_or_else(|| panic!("no status: {head}")),
        body: if is_chunked {
            joined(body)
        } else {
            body.to_vec()
        },
        head,
    }
}

/// A body without the sizes of its chunks; empty where it breaks off.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|bytes| bytes == b"\r\n");
        let size = end.and_then(|end| {
            usize::from_str_radix(std::str::from_utf8(&chunks[..end]).ok()?, 16).ok()
        });
        match (end, size) {
            (Some(_), Some(0)) => return body,
            (Some(end), Some(size)) if chunks.len() >= end + 4 + size => {
                body.extend_from_slice(&chunks[end + 2..end + 2 + size]);
                chunks = &chunks[end + 4 + size..];
            }
            _ => return Vec::new(),
        }
    }
}
