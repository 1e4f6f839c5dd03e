//! Lines of a press release that say who may be asked.

use crate::dates::written;

/// Whether a line says who may be asked, or where: `Media contact: Jane Doe`, a telephone number, an address for mail.
pub(super) fn is_contact(line: &str) -> bool {
    const CONTACTS: &[&str] = &[
        "contact",
        "contacts",
        "media contact",
        "media contacts",
        "press contact",
        "press contacts",
        "press office",
        "news contact",
        "for more information",
        "for further information",
        "for information",
        "media enquiries",
        "media inquiries",
        "press enquiries",
        "press inquiries",
        "kontakt",
        "pressekontakt",
        "contact presse",
        "contacto",
        "tel",
        "telephone",
        "phone",
        "fax",
        "mobile",
        "email",
        "e-mail",
    ];
    let line = line.trim();
    let named = line.split_once(':').is_some_and(|(name, _)| {
        let name = name.trim().trim_end_matches('.').to_lowercase();
        CONTACTS.contains(&name.as_str())
    });
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let number = (7..=15).contains(&digits)
        && line
            .chars()
            .all(|ch| ch.is_ascii_digit() || " ()+-./".contains(ch))
        && written::read(line, None, None).is_none();
    let mail = line.contains('@') && line.split_whitespace().count() <= 3;
    named || number || mail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_known() {
        for line in [
            "Contact: Ann Lee",
            "Press contacts: A, B",
            "+44 (0)20 5550134",
            "ann@example.org",
            "Tel.: 1",
        ] {
            assert!(is_contact(line), "{line}");
        }
        for line in [
            "9/3/2024",
            "2024-03-09",
            "Contact was lost on Monday.",
            "Ask @ann, she knows what it is",
            "1984",
        ] {
            assert!(!is_contact(line), "{line}");
        }
    }
}
