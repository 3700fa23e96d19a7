//! Pieces put together: below each other, beside each other, folded away until somebody wants them.

use askama::Template;

use super::Html;

/// Below each other; in a cell of a table too, where a card would put them in a row.
pub fn stack(pieces: impl IntoIterator<Item = Html>) -> Html {
    Html::of(&Stack { body: Html::join(pieces) })
}

/// The main piece, with a narrow one beside it where there is room.
pub fn beside(main: Html, side: Html) -> Html {
    Html::of(&Beside { main, side })
}

/// Behind its words until somebody opens it; needs no script.
pub fn folded(words: &str, body: Html) -> Html {
    Html::of(&Folded { words, body })
}

#[derive(Template)]
#[template(source = "<div class=\"stack\">{{ body }}</div>", ext = "html")]
struct Stack {
    body: Html,
}

#[derive(Template)]
#[template(source = "<div class=\"beside\"><div>{{ main }}</div><div>{{ side }}</div></div>", ext = "html")]
struct Beside {
    main: Html,
    side: Html,
}

#[derive(Template)]
#[template(source = "<details class=\"folded\"><summary>{{ words }}</summary>{{ body }}</details>", ext = "html")]
struct Folded<'a> {
    words: &'a str,
    body: Html,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_pieces_are_not() {
        let html = folded("<b>", stack([Html::drawing("<i>1</i>".into())])).into_string();
        assert_eq!(html, "<details class=\"folded\"><summary>&#60;b&#62;</summary><div class=\"stack\"><i>1</i></div></details>");
    }
}
