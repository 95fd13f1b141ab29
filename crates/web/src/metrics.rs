//! How the service does, in figures (`/metrics`, the text form of Prometheus), on a listener of its own: it is for who runs
//! the machine, and no page of the offices or the public leads there.
//!
//! Invariants: no figure tells of a person, a body or an address; counting costs a request nothing that grows. Not here:
//! who may connect (`gyokaku-cli` listens on this machine alone).

use std::fmt::Write as _;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::App;
use crate::router::{Limits, accept_plain};

/// The bounds of the classes of how long an answer took, in milliseconds.
const CLASSES: [u64; 8] = [10, 50, 100, 200, 500, 1_000, 5_000, 30_000];

/// The statuses that are counted, by their number less this.
const FIRST_STATUS: usize = 100;
const STATUSES: usize = 500;

/// What is counted.
#[derive(Debug)]
pub(crate) struct Metrics {
    begun: Instant,
    statuses: Vec<AtomicU64>,
    within: [AtomicU64; CLASSES.len()],
    milliseconds: AtomicU64,
    open: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            statuses: std::iter::repeat_with(AtomicU64::default)
                .take(STATUSES)
                .collect(),
            within: Default::default(),
            milliseconds: AtomicU64::default(),
            open: AtomicU64::default(),
        }
    }
}

/// A request that is being answered.
pub(crate) struct Answering<'a>(&'a Metrics);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Counts a request as being answered, as long as what is given lives.
    pub(crate) fn answering(&self) -> Answering<'_> {
        self.open.fetch_add(1, Ordering::Relaxed);
        Answering(self)
    }

    /// Counts an answer.
    pub(crate) fn answered(&self, status: StatusCode, took: Duration) {
        let at = usize::from(status.as_u16()).checked_sub(FIRST_STATUS);
        if let Some(count) = at.and_then(|at| self.statuses.get(at)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.milliseconds.fetch_add(milliseconds, Ordering::Relaxed);
        for (class, count) in CLASSES.iter().zip(&self.within) {
            if milliseconds <= *class {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// All of it as text; `is_well` is what `/health` says.
    fn text(&self, is_well: bool, statements: u64) -> String {
        let mut text = String::new();
        let head = |text: &mut String, name: &str, kind: &str, help: &str| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        };
        head(
            &mut text,
            "gyokaku_up",
            "gauge",
            "Whether the database takes what is written.",
        );
        let _ = writeln!(text, "gyokaku_up {}", u8::from(is_well));
        head(
            &mut text,
            "gyokaku_requests_total",
            "counter",
            "Requests by the status of their answer.",
        );
        let mut all = 0;
        for (at, count) in self.statuses.iter().enumerate() {
            let count = count.load(Ordering::Relaxed);
            all += count;
            if count > 0 {
                let status = at + FIRST_STATUS;
                let _ = writeln!(text, "gyokaku_requests_total{{status=\"{status}\"}} {count}");
            }
        }
        head(
            &mut text,
            "gyokaku_request_duration_seconds",
            "histogram",
            "How long answers took.",
        );
        for (class, count) in CLASSES.iter().zip(&self.within) {
            let count = count.load(Ordering::Relaxed);
            let bound = seconds(*class);
            let _ = writeln!(
                text,
                "gyokaku_request_duration_seconds_bucket{{le=\"{bound}\"}} {count}"
            );
        }
        let _ = writeln!(
            text,
            "gyokaku_request_duration_seconds_bucket{{le=\"+Inf\"}} {all}"
        );
        let sum = seconds(self.milliseconds.load(Ordering::Relaxed));
        let _ = writeln!(
            text,
            "gyokaku_request_duration_seconds_sum {sum}\ngyokaku_request_duration_seconds_count {all}"
        );
        for (name, kind, help, value) in [
            (
                "gyokaku_requests_open",
                "gauge",
                "Requests that are being answered.",
                Some(self.open.load(Ordering::Relaxed)),
            ),
            (
                "gyokaku_statements_total",
                "counter",
                "Statements that the database was given.",
                Some(statements),
            ),
            (
                "gyokaku_uptime_seconds",
                "gauge",
                "Since when the pages are served.",
                Some(self.begun.elapsed().as_secs()),
            ),
            (
                "process_resident_memory_bytes",
                "gauge",
                "Memory of the process.",
                resident(),
            ),
            (
                "process_open_fds",
                "gauge",
                "Open files and connections.",
                open_files(),
            ),
        ] {
            if let Some(value) = value {
                head(&mut text, name, kind, help);
                let _ = writeln!(text, "{name} {value}");
            }
        }
        text
    }
}

/// Milliseconds as seconds, to the digit.
fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// The memory of the process, in bytes, where the system says it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// How many files and connections the process has open, where the system says it.
fn open_files() -> Option<u64> {
    u64::try_from(std::fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}

async fn show(State(app): State<App>) -> impl IntoResponse {
    let is_well = crate::health::is_well(&app).await;
    let text = app.metrics().text(is_well, app.store().queries());
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
}

/// Serves the figures on a listener of their own until `until` is over.
pub async fn serve_metrics(
    listener: TcpListener,
    app: App,
    until: impl Future<Output = ()> + Send + 'static,
) {
    let router = Router::new().route("/metrics", get(show)).with_state(app);
    let limits = Limits {
        connections: 8,
        from_one_address: 8,
        end: Duration::from_secs(1),
        ..Limits::default()
    };
    accept_plain(listener, router, until, limits).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_status_and_duration() {
        let metrics = Metrics::default();
        let answering = metrics.answering();
        for (status, took) in [(200, 5), (200, 100), (503, 6_000), (303, 60_000)] {
            metrics.answered(
                StatusCode::from_u16(status).expect("a status"),
                Duration::from_millis(took),
            );
        }
        let text = metrics.text(true, 42);
        for line in [
            "gyokaku_up 1",
            "gyokaku_requests_total{status=\"200\"} 2",
            "gyokaku_requests_total{status=\"503\"} 1",
            "gyokaku_request_duration_seconds_bucket{le=\"0.010\"} 1",
            "gyokaku_request_duration_seconds_bucket{le=\"0.100\"} 2",
            "gyokaku_request_duration_seconds_bucket{le=\"30.000\"} 3",
            "gyokaku_request_duration_seconds_bucket{le=\"+Inf\"} 4",
            "gyokaku_request_duration_seconds_sum 66.105",
            "gyokaku_request_duration_seconds_count 4",
            "gyokaku_requests_open 1",
            "gyokaku_statements_total 42",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
        // Each line is a comment, or a name with one value.
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.rsplit_once(' ').expect("a value");
            assert!(!name.contains(' ') && value.parse::<f64>().is_ok(), "{line}");
        }
        drop(answering);
        assert!(metrics.text(false, 0).contains("gyokaku_requests_open 0"));
        assert!(metrics.text(false, 0).contains("gyokaku_up 0"));
    }
}
