//! Makes sure that the folder of the fonts exists, so that a plain build works before the assets were built.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| ".".to_owned());
    let path = Path::new(&root).join("../../assets/dist-paper");
    std::fs::create_dir_all(&path)?;
    println!("cargo:rerun-if-changed={}", path.display());
    println!("cargo:rerun-if-changed=templates");
    Ok(())
}
