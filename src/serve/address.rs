//! Names under which the server may be asked. A page from elsewhere can give its own name the server's address (DNS rebinding) and
//! then read answers as its own; it cannot do so with a number or with a name of ours.

use std::net::IpAddr;

/// The names under which it may be asked.
pub(crate) struct Hosts {
    names: Vec<String>,
    /// Whether any number of an address will do: it listens at more than one.
    any_number: bool,
}

/// A host as it stands in a header, without its port.
fn name(host: &str) -> &str {
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or(host);
    }
    host.split(':').next().unwrap_or(host)
}

/// The address that a host is the number of.
fn number(host: &str) -> Option<IpAddr> {
    name(host).trim_matches(['[', ']']).parse().ok()
}

impl Hosts {
    /// The names of an address, and others.
    pub(crate) fn of(address: IpAddr, others: &[String]) -> Self {
        let others = others.iter().map(|other| name(other).to_ascii_lowercase());
        let mut names: Vec<String> = others.collect();
        names.push("localhost".to_owned());
        Self {
            names,
            any_number: !address.is_loopback(),
        }
    }

    /// Whether it may be asked so.
    pub(crate) fn allow(&self, host: &str) -> bool {
        match number(host) {
            Some(address) => self.any_number || address.is_loopback(),
            None => self
                .names
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name(host))),
        }
    }
}

/// Whether a page of that origin is one of this host.
pub(crate) fn is_of_host(origin: &str, host: &str) -> bool {
    let rest = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    rest.is_some_and(|rest| rest.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_names_and_numbers_may_be_asked() {
        let local = Hosts::of([127, 0, 0, 1].into(), &["archive.example".to_owned()]);
        for host in [
            "localhost:7878",
            "LOCALHOST",
            "127.0.0.1:1",
            "[::1]:7878",
            "archive.example",
        ] {
            assert!(local.allow(host), "{host}");
        }
        for host in [
            "evil.example:7878",
            "localhost.evil.example",
            "10.0.0.1",
            "",
            "127.0.0.1.evil.example",
        ] {
            assert!(!local.allow(host), "{host}");
        }
        let wide = Hosts::of([0, 0, 0, 0].into(), &[]);
        assert!(wide.allow("192.168.1.7:7878") && !wide.allow("evil.example"));
    }

    #[test]
    fn an_origin_is_compared_whole() {
        assert!(is_of_host("http://localhost:7878", "localhost:7878"));
        assert!(!is_of_host("http://localhost:78789", "localhost:7878"));
        assert!(!is_of_host("null", "localhost:7878"));
    }
}
