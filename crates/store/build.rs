//! Lists the migrations that stand in `migrations/`, so that a new one is a new file and nothing else.
//!
//! Each has a text for both engines in `common/`; one for an engine alone is there where it is needed.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("migrations");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.join("common"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        let version = name
            .strip_suffix(".sql")
            .and_then(|number| number.parse::<i64>().ok());
        let version =
            version.ok_or_else(|| io::Error::other(format!("{name} is no number of a migration")))?;
        let [common, sqlite, postgres] =
            ["common", "sqlite", "postgres"].map(|of| text(&folder.join(of).join(&name)));
        list += &format!(
            "Migration {{ version: {version}, common: {common}, sqlite: {sqlite}, postgres: {postgres} }},\n"
        );
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("migrations.rs"), list + "]")
}

/// The expression that is the text of a file; no text where there is no file.
fn text(file: &Path) -> String {
    match file.exists() {
        true => format!("include_str!({file:?})"),
        false => "\"\"".to_owned(),
    }
}
