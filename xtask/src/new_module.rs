//! `new-module NAME`: a copy of `modules/_template` that compiles, listed everywhere it must be.

use std::fs;
use std::io;
use std::path::Path;

use crate::run::root;

pub fn run(args: &[String]) -> bool {
    let [name] = args else {
        eprintln!("cargo x new-module NAME");
        return false;
    };
    let plain = name.chars().all(|c| c.is_ascii_lowercase()) && !name.is_empty();
    if !plain {
        eprintln!("a name is a plural noun in small letters, such as `briefs`");
        return false;
    }
    match make(&root(), name) {
        Ok(()) => {
            println!("modules/{name} is there: say what it is in its README.md, then `cargo test -p {name}`");
            true
        }
        Err(error) => {
            eprintln!("modules/{name}: {error}");
            false
        }
    }
}

fn make(root: &Path, name: &str) -> io::Result<()> {
    let target = root.join("modules").join(name);
    if target.exists() {
        return Err(io::Error::other("exists already"));
    }
    copy(&root.join("modules/_template"), &target, name)?;
    edit(&root.join("Cargo.toml"), |text| {
        text.replacen("\"modules/proposals\"", &format!("\"modules/proposals\", \"modules/{name}\""), 1).replacen(
            "proposals = { path",
            &format!("{name} = {{ path = \"modules/{name}\" }}\nproposals = {{ path"),
            1,
        )
    })?;
    edit(&root.join("server/Cargo.toml"), |text| {
        text.replacen("proposals.workspace = true\n", &format!("proposals.workspace = true\n{name}.workspace = true\n"), 1)
    })?;
    edit(&root.join("server/src/modules.rs"), |text| {
        text.replacen("proposals::module()", &format!("proposals::module(), {name}::module()"), 1)
    })
}

/// `NAME` in names and texts becomes the module's; `.template` at the end of a file's name goes away, so that the template
/// is no package itself.
fn copy(from: &Path, to: &Path, name: &str) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().replace("NAME", name);
        let target = to.join(file.trim_end_matches(".template"));
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &target, name)?,
            false => fs::write(target, fs::read_to_string(entry.path())?.replace("NAME", name))?,
        }
    }
    Ok(())
}

fn edit(path: &Path, change: impl Fn(&str) -> String) -> io::Result<()> {
    let text = fs::read_to_string(path)?;
    let changed = change(&text);
    if changed == text {
        return Err(io::Error::other(format!("{} has no place for it", path.display())));
    }
    fs::write(path, changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On a copy of the files that it changes.
    #[test]
    fn a_module_is_listed_wherever_it_must_be() {
        let folder = std::env::temp_dir().join(format!("new-module-{}", std::process::id()));
        for file in ["Cargo.toml", "server/Cargo.toml", "server/src/modules.rs"] {
            let target = folder.join(file);
            fs::create_dir_all(target.parent().expect("a folder")).expect("made");
            fs::copy(root().join(file), target).expect("copied");
        }
        let template = folder.join("modules/_template/src");
        fs::create_dir_all(&template).expect("made");
        fs::write(template.join("lib.rs.template"), "//! NAME\n").expect("written");
        make(&folder, "briefs").expect("made");
        assert_eq!(fs::read_to_string(folder.join("modules/briefs/src/lib.rs")).expect("there"), "//! briefs\n");
        for file in ["Cargo.toml", "server/Cargo.toml", "server/src/modules.rs"] {
            assert!(fs::read_to_string(folder.join(file)).expect("there").contains("briefs"), "{file}");
        }
        assert!(make(&folder, "briefs").is_err());
        fs::remove_dir_all(folder).expect("removed");
    }
}
