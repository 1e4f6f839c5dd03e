//! mail-parser alone: a mail box taken into messages, their subjects and texts decoded, nothing kept.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use mail_parser::MessageParser;
use mail_parser::mailbox::mbox::MessageIterator;

use crate::Outcome;

/// Reads a mail box, and says how many messages and bytes of text it holds.
pub(crate) fn read(mailbox: &Path) -> Outcome<()> {
    let (mut messages, mut bytes) = (0, 0);
    for message in MessageIterator::new(BufReader::new(File::open(mailbox)?)) {
        let message = message.map_err(|error| format!("`{}`: {error:?}", mailbox.display()))?;
        if let Some(parsed) = MessageParser::default().parse(message.contents()) {
            messages += 1;
            bytes += parsed.subject().map_or(0, str::len);
            bytes += parsed.body_text(0).map_or(0, |text| text.len());
        }
    }
    writeln!(std::io::stdout(), "{messages} messages, {bytes} bytes")?;
    Ok(())
}
