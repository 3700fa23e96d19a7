//! The page that shows every component in every state: for designers, and for the accessibility tests.

use super::{MessageView, Shell};
use crate::i18n::Locale;

/// The whole document of `/components`.
pub fn gallery(locale: Locale) -> String {
    let shell = Shell::new(locale, "");
    let body = MessageView::default().render(&shell.locale);
    shell.render(body)
}
