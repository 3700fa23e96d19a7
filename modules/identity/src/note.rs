//! A plain sentence where a table would be, when there is nothing to show.

use web::ui::{Cell, Html};

pub fn note(text: &str) -> Html {
    Html::of(&Cell::text(text))
}
