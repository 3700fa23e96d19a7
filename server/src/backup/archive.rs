//! The tar file: the manifest first, then every member as the manifest says.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use kernel::Timestamp;
use sha2::{Digest, Sha256};

use super::envelope::{self, Keys};
use super::{MANIFEST, Manifest, Member};
use crate::failure::{During, Failure, Outcome};

const FORMAT: u32 = 1;

/// Every file below `folder`, named from `prefix` on, in order.
pub(super) fn collect(folder: &Path, prefix: &str, members: &mut Vec<(PathBuf, String)>) -> Outcome<()> {
    let mut entries: Vec<_> = fs::read_dir(folder).during(folder.display())?.collect::<Result<_, _>>()?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let name = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        match entry.file_type()?.is_dir() {
            true => collect(&entry.path(), &name, members)?,
            false => members.push((entry.path(), name)),
        }
    }
    Ok(())
}

/// Written under another name and moved into place when it is whole and on disk.
pub(super) fn write(file: &Path, now: Timestamp, members: &[(PathBuf, String)], recipients: &[String]) -> Outcome<Keys> {
    let listed = members.iter().map(|(path, name)| member(path, name)).collect::<Outcome<Vec<_>>>()?;
    let manifest = Manifest { format: FORMAT, program: env!("CARGO_PKG_VERSION").into(), made_at: now.rfc3339(), members: listed };
    let draft = file.with_extension("part");
    let outcome = fill(&draft, &manifest, members, recipients);
    if outcome.is_err() {
        let _ = fs::remove_file(&draft);
    }
    let keys = outcome?;
    crate::home::move_into(&draft, file)?;
    Ok(keys)
}

fn fill(draft: &Path, manifest: &Manifest, members: &[(PathBuf, String)], recipients: &[String]) -> Outcome<Keys> {
    let target = File::create(draft).during(draft.display())?;
    crate::home::only_owner(draft, 0o600)?;
    let mut out = io::BufWriter::new(target);
    let keys = match recipients {
        [] => {
            pack(&mut out, manifest, members)?;
            Keys::default()
        }
        _ => envelope::encrypted(&mut out, recipients, |out| pack(out, manifest, members))?.1,
    };
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(keys)
}

fn pack(out: &mut dyn Write, manifest: &Manifest, members: &[(PathBuf, String)]) -> Outcome<()> {
    let mut tar = tar::Builder::new(out);
    tar.mode(tar::HeaderMode::Deterministic);
    let text = serde_json::to_vec_pretty(manifest)?;
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o600);
    header.set_cksum();
    tar.append_data(&mut header, MANIFEST, text.as_slice())?;
    for (path, name) in members {
        tar.append_path_with_name(path, name).during(path.display())?;
    }
    tar.into_inner()?;
    Ok(())
}

fn member(path: &Path, name: &str) -> Outcome<Member> {
    let mut file = File::open(path).during(path.display())?;
    let (bytes, sha256) = hash(&mut file, &mut io::sink())?;
    Ok(Member { path: name.into(), bytes, sha256 })
}

/// Unpacks into an empty folder; every difference from the manifest is a problem.
pub(super) fn unpack(file: &Path, keys: &Keys, into: &Path) -> Outcome<(Manifest, Vec<String>)> {
    let mut archive = tar::Archive::new(envelope::content(file, keys)?);
    let mut entries = archive.entries().during(file.display())?;
    let no_backup = || Failure::failed(format!("{} is not a backup of this program", file.display()));
    let mut first = entries.next().ok_or_else(no_backup)?.map_err(|_| no_backup())?;
    if first.path()?.as_os_str() != MANIFEST {
        return Err(no_backup());
    }
    let mut text = String::new();
    first.read_to_string(&mut text).map_err(|_| no_backup())?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| no_backup())?;
    if manifest.format != FORMAT {
        return Err(Failure::failed(format!("{} has format {}, this program reads {FORMAT}", file.display(), manifest.format)));
    }
    let mut expected: std::collections::BTreeMap<&str, &Member> = manifest.members.iter().map(|m| (m.path.as_str(), m)).collect();
    let mut problems = Vec::new();
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(format!("the archive is damaged: {error}"));
                break;
            }
        };
        let path = entry.path()?.into_owned();
        let name = path.to_string_lossy().into_owned();
        let Some(member) = expected.remove(name.as_str()) else {
            problems.push(format!("{name}: not in the manifest"));
            continue;
        };
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            problems.push(format!("{name}: leads out of the archive"));
            continue;
        }
        let target = into.join(&path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut out = File::create(&target).during(target.display())?;
        match hash(&mut entry, &mut out) {
            Ok((bytes, sha256)) if (bytes, &sha256) == (member.bytes, &member.sha256) => {}
            Ok(_) => problems.push(format!("{name}: not the content that was backed up")),
            Err(failure) => problems.push(format!("{name}: {}", failure.message)),
        }
        out.sync_all()?;
    }
    problems.extend(expected.keys().map(|name| format!("{name}: missing")));
    Ok((manifest, problems))
}

fn hash(from: &mut impl Read, to: &mut impl Write) -> Outcome<(u64, String)> {
    let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0u64, vec![0u8; 1 << 16]);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            let hex = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            return Ok((bytes, hex));
        }
        digest.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        bytes += read as u64;
    }
}
