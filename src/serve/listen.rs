//! Takes connections, so many at once, none of which may be slow for ever; and ends when it is interrupted.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::address::Hosts;
use super::followed::Followed;
use super::gate::Gate;
use super::login;
use super::metrics::Metrics;
use super::routes::routes;
use super::site::Site;
use crate::cli::{Error, Settings};

/// Connections at once.
const CONNECTIONS: usize = 1024;
/// How long the head of a request may take, and a connection may say nothing.
const HEAD: Duration = Duration::from_secs(15);
/// The longest head.
const HEAD_BYTES: usize = 64 << 10;
/// How long answers that are under way may take when the server ends.
const AT_THE_END: Duration = Duration::from_secs(5);

/// Serves until it is interrupted.
pub(super) async fn run(settings: Settings) -> Result<(), Error> {
    let Settings {
        folders,
        address,
        port,
        ..
    } = settings;
    let followed = Followed::open(folders).map_err(Error::from)?;
    let followed = Arc::new(followed);
    let listener = match handed_over()? {
        Some(listener) => listener,
        None => bind(SocketAddr::new(address, port)).await?,
    };
    let listens_at = listener.local_addr();
    let listens_at = listens_at.unwrap_or(SocketAddr::new(address, port));
    let (address, port) = (listens_at.ip(), listens_at.port());
    let token = match settings.token {
        None if !address.is_loopback() => {
            let made = login::made().ok_or_else(|| {
                Error::serving("no token can be made".into(), "name one with `--token`")
            })?;
            Some(made)
        }
        token => token,
    };
    let page = page(address, port, token.as_deref());
    let articles = followed.archive().len();
    // Somebody who started it and went away is no reason to end.
    let _ = writeln!(std::io::stdout().lock(), "{articles} articles at {page}");
    let site = Arc::new(Site {
        name: name(&followed),
        followed: Arc::clone(&followed),
        gate: Arc::new(Gate::new(settings.at_once)),
        token,
        hosts: Hosts::of(address, &settings.hosts),
        metrics: Metrics::default(),
        log: settings.log,
        started: Instant::now(),
    });
    tokio::spawn(followed.follow());
    if settings.open {
        // Where there is no browser, the address was printed.
        let _ = open::that_detached(&page);
    }
    accept(listener, site).await;
    Ok(())
}

/// The socket that the system opened for this process, where it did.
fn handed_over() -> Result<Option<TcpListener>, Error> {
    let failed = |error| {
        Error::serving(
            format!("cannot listen at what was handed over: {error}"),
            "",
        )
    };
    let listener = listenfd::ListenFd::from_env().take_tcp_listener(0);
    let Some(listener) = listener.map_err(failed)? else {
        return Ok(None);
    };
    listener.set_nonblocking(true).map_err(failed)?;
    TcpListener::from_std(listener).map(Some).map_err(failed)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Error> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| {
        let message = format!("cannot listen at {address}: {error}");
        Error::serving(
            message,
            "name another port with `--port`; 0 is any that is free",
        )
    })
}

/// The address of the page; with the token in it, which a browser then keeps.
fn page(address: IpAddr, port: u16, token: Option<&str>) -> String {
    let host = if address.is_unspecified() {
        "localhost".to_owned()
    } else if address.is_ipv6() {
        format!("[{address}]")
    } else {
        address.to_string()
    };
    match token {
        Some(token) => format!("http://{host}:{port}{}?token={token}", login::PATH),
        None => format!("http://{host}:{port}/"),
    }
}

/// What the archive is called: as the folder around its index.
fn name(followed: &Followed) -> String {
    let folder = followed.archive().folder();
    let folder = folder.as_ref().and_then(|folder| folder.file_name());
    let name = folder.map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "The archive".to_owned())
}

async fn accept(listener: TcpListener, site: Arc<Site>) {
    let service = TowerToHyperService::new(routes(site));
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES);
    let mut interrupted = std::pin::pin!(interrupted());
    loop {
        let accepted = async {
            let place = Arc::clone(&connections).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut interrupted => break,
        };
        let Ok((stream, _)) = accepted else {
            // Such as too many open files: it goes on when others have ended.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            // Whoever breaks off has ended it.
            let _ = connection.await;
        });
    }
    let _ = tokio::time::timeout(AT_THE_END, graceful.shutdown()).await;
}

/// Ends when the process is asked to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
