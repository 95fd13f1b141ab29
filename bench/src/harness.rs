//! Two things measured in turns (A B A B …) so that a slow moment of the machine meets both.
//!
//! Not here: what is measured.

use std::fmt;
use std::time::{Duration, Instant};

/// The medians of two things.
pub(crate) struct Line {
    ours: Duration,
    reference: Option<(&'static str, Duration)>,
    note: String,
}

impl Line {
    /// A reference that is not there.
    pub(crate) fn skipped(ours: Duration, note: impl Into<String>) -> Self {
        Self {
            ours,
            reference: None,
            note: note.into(),
        }
    }

    /// Two figures that were measured elsewhere.
    pub(crate) fn of(ours: Duration, name: &'static str, reference: Duration) -> Self {
        Self {
            ours,
            reference: Some((name, reference)),
            note: String::new(),
        }
    }

    /// A time as it is printed.
    pub(crate) fn shown(time: Duration) -> String {
        Shown(time).to_string()
    }

    /// Our median.
    pub(crate) fn ours(&self) -> Duration {
        self.ours
    }

    /// Adds what the measurement was made of.
    pub(crate) fn with(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reference {
            Some((name, time)) => {
                let ratio = self.ours.as_secs_f64() / time.as_secs_f64().max(f64::MIN_POSITIVE);
                write!(
                    f,
                    "{ratio:>9.3} × {name:<16} ({} : {})",
                    Shown(self.ours),
                    Shown(*time)
                )?;
            }
            None => write!(f, "{:>9}   {:<16} ({})", "-", "", Shown(self.ours))?,
        }
        if self.note.is_empty() {
            Ok(())
        } else {
            write!(f, "  {}", self.note)
        }
    }
}

struct Shown(Duration);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.as_secs_f64() * 1e6;
        if micros < 1_000.0 {
            write!(f, "{micros:.1} µs")
        } else {
            write!(f, "{:.2} ms", micros / 1e3)
        }
    }
}

/// How long `work` takes once.
pub(crate) fn timed<T>(work: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let result = std::hint::black_box(work());
    let took = start.elapsed();
    // Giving memory back is not part of the work of either side.
    drop(result);
    took
}

/// Runs both `rounds` times in turns, after one turn that does not count.
pub(crate) fn compare<A, B>(
    rounds: usize,
    mut ours: impl FnMut() -> A,
    name: &'static str,
    mut reference: impl FnMut() -> B,
) -> Line {
    let (mut a, mut b) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    for round in 0..=rounds {
        let (left, right) = (timed(&mut ours), timed(&mut reference));
        if round > 0 {
            a.push(left);
            b.push(right);
        }
    }
    Line {
        ours: median(a),
        reference: Some((name, median(b))),
        note: String::new(),
    }
}

/// The same for a reference that measures itself, in another process.
pub(crate) fn compare_measured<A>(
    rounds: usize,
    mut ours: impl FnMut() -> A,
    name: &'static str,
    mut reference: impl FnMut() -> Result<Duration, String>,
) -> Result<Line, String> {
    let (mut a, mut b) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    for _ in 0..rounds {
        a.push(timed(&mut ours));
        b.push(reference()?);
    }
    Ok(Line {
        ours: median(a),
        reference: Some((name, median(b))),
        note: String::new(),
    })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
