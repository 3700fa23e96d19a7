//! Writes the component page and every sample view, in every theme and language, into a folder, to be looked at:
//! `cargo run -p web --example look -- FOLDER`.

use std::error::Error;
use std::path::Path;

use web::i18n::{Catalogue, Lang};
use web::ui::{ASSETS, MESSAGES, SAMPLES, Theme, gallery_in, gallery_shell, sample};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: look FOLDER")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for asset in ASSETS {
        std::fs::write(folder.join(asset.name), asset.content)?;
    }
    let catalogue = Catalogue::build(MESSAGES)?;
    for lang in Lang::ALL {
        for theme in Theme::ALL {
            let mut shell = gallery_shell(catalogue.locale(lang));
            shell.theme = theme;
            let name = |view: &str| folder.join(format!("{view}-{}-{}.html", lang.code(), theme.code()));
            std::fs::write(name("gallery"), local(&gallery_in(&shell)))?;
            for view in SAMPLES {
                let page = sample(view, &shell).ok_or("a sample without a view")?;
                std::fs::write(name(view), local(&page))?;
            }
        }
    }
    Ok(())
}

/// The assets lie beside the pages.
fn local(page: &str) -> String {
    page.replace("/assets/", "")
}
