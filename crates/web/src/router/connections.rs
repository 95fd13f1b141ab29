//! Connections as they come in: how many, and how long each may keep the server waiting.
//!
//! Invariant: nobody is waited for without a limit; not for a head, a body, the next request on a line that stays
//! open, nor for a peer that does not take its answer. Not here: what is answered (`super`).

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Sleep, sleep, timeout};
use tower::Layer as _;
use tower::util::MapRequestLayer;
use tower_http::timeout::{RequestBodyDeadlineLayer, RequestBodyTimeoutLayer};

use super::tls::Tls;
use crate::client::Client;

/// How many connections there may be, and how long each may keep the server waiting.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many connections at once; who comes later waits until one ends.
    pub connections: usize,
    /// How many of them from one address; further ones are closed at once.
    pub from_one_address: usize,
    /// Addresses of proxies, through which many come; no such limit applies to them.
    pub proxies: Vec<IpAddr>,
    /// How long the head of a request may take, and how long a line may stay open without one.
    pub head: Duration,
    /// How long the next part of a body may take.
    pub part: Duration,
    /// How long a whole body may take.
    pub body: Duration,
    /// How long a peer may take nothing of its answer.
    pub answer: Duration,
    /// How long requests under way are waited for when the program ends.
    pub end: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_000,
            from_one_address: 200,
            // A proxy on the same machine is the way in that is described.
            proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            head: Duration::from_secs(10),
            part: Duration::from_secs(20),
            body: Duration::from_secs(600),
            answer: Duration::from_secs(60),
            end: Duration::from_secs(10),
        }
    }
}

/// How large the head of a request may be, in bytes.
const MOST_BYTES_OF_A_HEAD: usize = 64 * 1024;

/// How long accepting rests after the system refused a connection.
const REST: Duration = Duration::from_secs(1);

/// How many connections each address has.
#[derive(Clone, Debug, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// The connection of an address, as long as it lasts.
struct Held {
    addresses: Addresses,
    address: IpAddr,
}

impl Addresses {
    /// One more connection of an address, where it has fewer than `most`.
    fn hold(&self, address: IpAddr, most: usize) -> Option<Held> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(address).or_default();
        (*count < most).then(|| {
            *count += 1;
            Held {
                addresses: self.clone(),
                address,
            }
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.address);
            }
        }
    }
}

/// Serves until `until` is over; requests under way are finished, but not waited for without a limit.
pub(super) async fn accept(
    listener: TcpListener,
    router: Router,
    until: impl Future<Output = ()>,
    (limits, tls): (Limits, Option<Tls>),
) {
    let seats = Arc::new(Semaphore::new(limits.connections));
    let addresses = Addresses::default();
    let (stop, stopped) = watch::channel(());
    let mut serving = JoinSet::new();
    let mut until = pin!(until);
    let mut is_full = false;
    loop {
        if seats.available_permits() == 0 && !is_full {
            tracing::warn!(
                "接続が上限の{}件に達しました。空くまで新しい接続を待たせます。",
                limits.connections
            );
        }
        is_full = seats.available_permits() == 0;
        let next = async {
            let seat = seats.clone().acquire_owned().await.ok()?;
            Some((seat, listener.accept().await))
        };
        let (seat, accepted) = tokio::select! {
            () = &mut until => break,
            Some(_) = serving.join_next() => continue,
            next = next => match next {
                Some(next) => next,
                None => break,
            },
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // A peer that is gone already is no fault; without descriptors the next try would fail as well.
                if !is_of_the_peer(&error) {
                    tracing::error!(
                        "接続を受け付けられません（{error}）。開けるファイルの数の上限（ulimit -n）をご確認ください。"
                    );
                    sleep(REST).await;
                }
                continue;
            }
        };
        let address = peer.ip().to_canonical();
        let most = match limits.proxies.contains(&address) {
            true => usize::MAX,
            false => limits.from_one_address,
        };
        let Some(held) = addresses.hold(address, most) else {
            tracing::info!(%address, "too many connections of one address");
            continue;
        };
        let (router, limits, stopped) = (router.clone(), limits.clone(), stopped.clone());
        let tls = tls.clone();
        serving.spawn(async move {
            let _held = (seat, held);
            let _ = stream.set_nodelay(true);
            let stream = Impatient::new(stream, limits.answer);
            match tls {
                None => converse((stream, address), router, &limits, stopped).await,
                Some(tls) => {
                    // Who does not shake hands is waited for as one who sends no head.
                    match timeout(limits.head, tls.acceptor().accept(stream)).await {
                        Ok(Ok(stream)) => converse((stream, address), router, &limits, stopped).await,
                        Ok(Err(error)) => tracing::debug!("no handshake: {error}"),
                        Err(_) => tracing::debug!("a handshake took too long"),
                    }
                }
            }
        });
    }
    drop(listener);
    let _ = stop.send(());
    let rest = async { while serving.join_next().await.is_some() {} };
    if timeout(limits.end, rest).await.is_err() {
        tracing::warn!("{}件の接続が終わらないため、打ち切ります。", serving.len());
        serving.shutdown().await;
    }
}

/// Whether accepting failed because of the one who came.
fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// One connection, from its first request to its last.
async fn converse(
    (stream, peer): (impl AsyncRead + AsyncWrite + Unpin, IpAddr),
    router: Router,
    limits: &Limits,
    mut stopped: watch::Receiver<()>,
) {
    let proxies = limits.proxies.clone();
    let known = MapRequestLayer::new(move |mut request: Request<_>| {
        let client = Client::of(peer, request.headers(), &proxies);
        request.extensions_mut().insert(client);
        request
    });
    let patient = RequestBodyDeadlineLayer::new(limits.body)
        .layer(RequestBodyTimeoutLayer::new(limits.part).layer(known.layer(router)));
    let io = TokioIo::new(stream);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MOST_BYTES_OF_A_HEAD)
        .serve_connection(io, TowerToHyperService::new(patient));
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!("a connection ended: {error}");
    }
}

/// A stream whose peer has to take what is sent.
struct Impatient {
    stream: TcpStream,
    longest: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    fn new(stream: TcpStream, longest: Duration) -> Self {
        Self {
            stream,
            longest,
            waiting: None,
        }
    }

    /// What a write came to; one that waits for too long has failed.
    fn bounded<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let longest = self.longest;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(longest)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.bounded(written, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, parts);
        this.bounded(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
