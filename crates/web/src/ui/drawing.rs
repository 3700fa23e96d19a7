//! 流程图 on a page: drawn once for each way through a process, as laying it out costs more than the rest of the page.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use kernel::workflow::{Process, Word, svg};

use super::Html;
use crate::i18n::Locale;

/// Ways that are kept; beyond, all are drawn anew.
const MOST: usize = 256;

static DRAWN: LazyLock<Mutex<HashMap<String, Html>>> = LazyLock::new(Mutex::default);

/// The process with where the record is and where it was, in order, in the words of the reader.
pub fn drawing<S: Word, A: Word, R: Word>(l: &Locale, process: &Process<S, A, R>, current: S, visited: &[&str]) -> Html {
    let key = key(l, process.name, current.name(), visited);
    if let Some(html) = drawn(|drawn| drawn.get(&key).cloned()) {
        return html;
    }
    let html = Html::drawing(svg(&process.drawing(), Some(current.name()), visited, &|key| l.t(key).to_owned()));
    drawn(|drawn| {
        if drawn.len() >= MOST {
            drawn.clear();
        }
        drawn.insert(key, html.clone());
    });
    html
}

fn drawn<T>(f: impl FnOnce(&mut HashMap<String, Html>) -> T) -> T {
    f(&mut DRAWN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Everything that a drawing depends on. No part has a line break in it, but for the words that an assembly chose.
fn key(l: &Locale, process: &str, current: &str, visited: &[&str]) -> String {
    let mut key = [l.lang.code(), process, current].join("\n");
    for state in visited {
        key.extend(["\n", state]);
    }
    for (word, text) in l.own_words() {
        key.push_str(&format!("\n={word}={}={text}", text.len()));
    }
    key
}

#[cfg(test)]
mod tests {
    use kernel::workflow::rule;

    use super::*;

    kernel::vocabulary! {
        enum Step { Open = "open", Shut = "shut" }
    }

    const PROCESS: Process<Step, Step, Step> = Process {
        name: "door",
        initial: &[Step::Open],
        finals: &[Step::Shut],
        rules: &[rule(Step::Open, Step::Shut, &[Step::Open], Step::Shut)],
        optional: &[],
        overrides: &[],
        system: Step::Shut,
    };

    #[test]
    fn a_drawing_is_kept_by_all_that_it_shows() {
        let plain = Locale::default();
        let renamed = Locale::default().renamed(vec![("door.state.open".into(), "ajar".into())]);
        let first = drawing(&plain, &PROCESS, Step::Open, &[]);
        assert_eq!(drawing(&plain, &PROCESS, Step::Open, &[]), first);
        assert_ne!(drawing(&plain, &PROCESS, Step::Shut, &["open"]), first);
        assert_ne!(drawing(&renamed, &PROCESS, Step::Open, &[]), first);
    }
}
