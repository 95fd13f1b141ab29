//! Log lines: to standard error, as much as `RUST_LOG` asks for.

/// Starts the log; a second start changes nothing.
pub(crate) fn start() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
