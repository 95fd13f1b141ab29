//! A text as a picture that a camera reads (QR code), drawn as SVG on the server.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The blank around it that readers need, in modules.
const MARGIN: usize = 4;

/// How wide it is at most, in pixels.
const MOST_PIXELS: usize = 280;

/// The picture of a text, with what it is called; none where the text is too long for one.
pub(crate) fn qr(text: &str, called: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        for (column, module) in modules.iter().enumerate() {
            if *module == Color::Dark {
                let _ = write!(path, "M{} {}h1v1h-1z", column + MARGIN, row + MARGIN);
            }
        }
    }
    let side = width + 2 * MARGIN;
    // Four pixels a module are enough for a camera at arm's length; a narrow window has no more than this.
    let pixels = (side * 4).min(MOST_PIXELS);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{pixels}\" height=\"{pixels}\" \
         role=\"img\" aria-label=\"{called}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_square_of_dark_and_light() {
        let secret = gyokaku_office::factor::secret();
        let address = gyokaku_office::factor::address(&secret, &"a".repeat(40), "上富良野町外二町村組合");
        let drawn = qr(&address, "設定用の図").expect("a picture");
        assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>"));
        assert!(drawn.contains("aria-label=\"設定用の図\""));
        assert!(drawn.matches("h1v1h-1z").count() > 500);
        assert!(!drawn.contains(&secret), "the secret is drawn and not written");
        assert_eq!(qr(&"a".repeat(5000), ""), None);
    }
}
