//! Log lines: to standard error, as much as `RUST_LOG` asks for.
//!
//! Invariant: a standard error that nobody reads any more stops nothing that is served.

use std::io;

/// Standard error; what cannot be written is lost.
struct Lenient;

impl io::Write for Lenient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = io::stderr().flush();
        Ok(())
    }
}

/// Starts the log; a second start changes nothing.
pub(crate) fn start() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Lenient)
        .try_init();
}
