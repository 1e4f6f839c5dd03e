//! Names under which the server may be asked. A page from elsewhere can give its own name the server's address (DNS rebinding) and
//! then read answers as its own; it cannot do so with a number or with a name of ours.

use std::net::{IpAddr, Ipv6Addr};

/// The names under which it may be asked.
pub(crate) struct Hosts {
    names: Vec<String>,
    /// Whether any number of an address will do: it listens at more than one.
    any_number: bool,
}

/// A host as it stands in a header, without its port; `None` where anything else stands behind it.
fn name(host: &str) -> Option<&str> {
    let end = match host.strip_prefix('[') {
        Some(_) => host.find(']')? + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (name, port) = host.split_at(end);
    let mut digits = port.strip_prefix(':').unwrap_or(port).bytes();
    let is_port = port.is_empty() || port.starts_with(':');
    (is_port && digits.all(|sign| sign.is_ascii_digit())).then_some(name)
}

/// The address that a name is the number of.
fn number(name: &str) -> Option<IpAddr> {
    let in_brackets = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    match in_brackets {
        Some(number) => number.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => name.parse().ok(),
    }
}

impl Hosts {
    /// The names of an address, and others.
    pub(crate) fn of(address: IpAddr, others: &[String]) -> Self {
        let others = others.iter().map(|other| name(other).unwrap_or(other));
        let others = others.map(str::to_ascii_lowercase);
        let mut names: Vec<String> = others.collect();
        names.push("localhost".to_owned());
        Self {
            names,
            any_number: !address.is_loopback(),
        }
    }

    /// Whether it may be asked so.
    pub(crate) fn allow(&self, host: &str) -> bool {
        let Some(name) = name(host) else { return false };
        match number(name) {
            Some(address) => self.any_number || address.is_loopback(),
            None => self
                .names
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name)),
        }
    }
}

/// The address under which a request came, of a host that [`Hosts`] allows: what links lead to that are for elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnAddress(pub(crate) String);

impl OwnAddress {
    /// That of a host; `forwarded` is how a proxy before us was asked, where it says so.
    pub(crate) fn of(host: &str, forwarded: Option<&str>) -> Self {
        let first = forwarded.and_then(|schemes| schemes.split(',').next());
        let is_secure = first.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"));
        let scheme = if is_secure { "https" } else { "http" };
        Self(format!("{scheme}://{host}"))
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
            "localhost:@evil.example",
            "localhost:80/evil.example",
            "localhost#",
            "[::1].evil.example",
            "[localhost]",
            "[127.0.0.1]",
            "127.0.0.1]",
            "[",
        ] {
            assert!(!local.allow(host), "{host}");
        }
        let wide = Hosts::of([0, 0, 0, 0].into(), &[]);
        assert!(wide.allow("192.168.1.7:7878") && !wide.allow("evil.example"));
    }

    #[test]
    fn an_own_address_is_of_http_whatever_a_proxy_says() {
        for (forwarded, address) in [
            (None, "http://archive.example"),
            (Some("https"), "https://archive.example"),
            (Some("HTTPS, http"), "https://archive.example"),
            (Some("http, https"), "http://archive.example"),
            (Some("javascript"), "http://archive.example"),
            (Some("https://evil.example/"), "http://archive.example"),
        ] {
            let own = OwnAddress::of("archive.example", forwarded);
            assert_eq!(own.0, address, "{forwarded:?}");
        }
    }

    #[test]
    fn an_origin_is_compared_whole() {
        assert!(is_of_host("http://localhost:7878", "localhost:7878"));
        assert!(!is_of_host("http://localhost:78789", "localhost:7878"));
        assert!(!is_of_host("null", "localhost:7878"));
    }
}
