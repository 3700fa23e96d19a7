//! The SQL texts in a source tree, so that a test can prepare each of them on both databases.

use std::path::Path;

use kernel::Tx;

/// Every text in `src` that begins like a statement, with constants of the same file filled in, and the file it is in.
/// Texts with other placeholders are left out: they are built, and the tests of their builders prepare them.
pub fn statements(src: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in sources(src) {
        let source = std::fs::read_to_string(&path).expect("a source file is text");
        let texts = literals(source.split("#[cfg(test)]").next().unwrap_or_default());
        let constants: Vec<(&str, &str)> = texts.iter().filter_map(|t| Some((t.constant.as_deref()?, t.text.as_str()))).collect();
        for text in texts.iter().filter(|t| is_statement(&t.text)) {
            let sql = constants.iter().fold(text.text.clone(), |sql, (name, value)| sql.replace(&format!("{{{name}}}"), value));
            if !sql.contains('{') {
                found.push((path.display().to_string(), sql));
            }
        }
    }
    found
}

/// Prepares all of them; panics naming the file of the first that this database refuses.
pub fn prepare_all(tx: &mut Tx, statements: &[(String, String)]) -> kernel::Result<usize> {
    for (file, sql) in statements {
        if let Err(error) = tx.prepare_only(sql) {
            panic!("{file}: {error}");
        }
    }
    Ok(statements.len())
}

/// Every Rust file below a folder, in order.
pub fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("a source folder").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    files.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

fn is_statement(text: &str) -> bool {
    let text = text.trim_start();
    ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "].iter().any(|verb| text.starts_with(verb))
}

struct Literal {
    /// `NAME` of `const NAME: &str = "…"`.
    constant: Option<String>,
    text: String,
}

/// The string literals of Rust source, their escapes resolved as far as SQL needs them.
fn literals(source: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut before = String::new();
    while let Some(at) = rest.find(['"', '/', '\'']) {
        before.push_str(&rest[..at]);
        let tail = &rest[at..];
        if tail.starts_with("//") {
            rest = tail.find('\n').map_or("", |end| &tail[end..]);
        } else if let Some(escaped) = tail.strip_prefix("'\\").or_else(|| tail.strip_prefix("'\"")) {
            rest = escaped.find('\'').map_or("", |end| &escaped[end + 1..]);
        } else if let Some(opened) = tail.strip_prefix('"') {
            let (text, after) = string(opened);
            let declared = before.rsplit("const ").next().filter(|d| d.trim_end().ends_with(": &str =") && !d.contains(';'));
            let constant = declared.and_then(|d| d.split(':').next()).map(|name| name.trim().to_owned());
            found.push(Literal { constant, text });
            before.clear();
            rest = after;
        } else {
            before.push_str(&tail[..1]);
            rest = &tail[1..];
        }
    }
    found
}

fn string(source: &str) -> (String, &str) {
    let mut text = String::new();
    let mut signs = source.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return (text, &source[at + 1..]),
            '\\' => match signs.next() {
                Some((_, '\n')) => text.push(' '),
                Some((_, 'n')) => text.push('\n'),
                Some((_, other)) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_constants_are_found() {
        let source = "const COLUMNS: &str = \"a, b\";\n// \"no\"\nlet q = '\"'; f(&format!(\"SELECT {COLUMNS} \\\n FROM x WHERE y = 'it''s'\"), \"z\\\"\");";
        let found = literals(source);
        assert_eq!(found[0].constant.as_deref(), Some("COLUMNS"));
        assert_eq!(found[1].text, "SELECT {COLUMNS}   FROM x WHERE y = 'it''s'");
        assert_eq!(found[2].text, "z\"");
        assert_eq!(found.len(), 3);
    }
}
