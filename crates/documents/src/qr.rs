//! 二维码: as SVG for pages and printed forms.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code that scanners need (ISO/IEC 18004).
const QUIET: usize = 4;

/// The text as an SVG of one path, dark on light whatever the theme, without any style attribute (the content security policy allows none).
/// It is hidden from screen readers: the page says beside it what it leads to. Nothing if the text is too long for a code (about 2,300 bytes).
pub fn qr_svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, line) in modules.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = line[x..].iter().take_while(|module| **module == Color::Dark).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    let side = width + 2 * QUIET;
    Some(format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\" focusable=\"false\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::{QUIET, qr_svg};
    use qrcode::{Color, EcLevel, QrCode};

    #[test]
    fn the_path_draws_every_dark_module() {
        let text = "https://example.org/proposals/0012?code=甲";
        let svg = qr_svg(text).expect("short enough");
        let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("a code");
        let mut drawn = vec![Color::Light; code.width() * code.width()];
        let path = svg.split("d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
        for piece in path.split('M').skip(1) {
            let numbers: Vec<usize> = piece.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            let (x, y, run) = (numbers[0] - QUIET, numbers[1] - QUIET, numbers[2]);
            drawn[y * code.width() + x..][..run].fill(Color::Dark);
        }
        assert_eq!(drawn, code.to_colors());
    }

    #[test]
    fn it_fits_the_content_security_policy() {
        let svg = qr_svg("甲").expect("short enough");
        assert!(!svg.contains("style") && !svg.contains("script"));
        assert_eq!(qr_svg(&"长".repeat(2_000)), None);
    }
}
