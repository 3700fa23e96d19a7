//! The data directory: `shangliang.db`, `files/`, `keys/`, `backups/`, and a lock that a second `serve` meets.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use kernel::db::{Migration, Options, Sealed, Target, wants_tls};
use kernel::files::Shelf;
use kernel::merkle::{NoteKey, NoteSigner};
use kernel::{Clock, Db, Seal};

use crate::authorities;
use crate::config::Config;
use crate::failure::{During, Failure, Outcome};
use crate::ring::Ring;

/// Where everything of one installation lies.
#[derive(Clone, Debug)]
pub struct Home {
    pub data: PathBuf,
    pub target: Target,
}

impl Home {
    pub fn of(data: &Path, config: &Config) -> Home {
        let target = match config.database.url.as_str() {
            "" => Target::File(data.join("shangliang.db")),
            url => Target::Postgres(url.to_owned()),
        };
        Home { data: data.to_owned(), target }
    }

    /// Makes the folders; keys and backups are for the owner alone.
    pub fn create(&self) -> Outcome<()> {
        for (folder, private) in [("", false), ("files", false), ("keys", true), ("backups", true)] {
            let path = self.data.join(folder);
            fs::create_dir_all(&path).during(path.display())?;
            if private {
                only_owner(&path, 0o700)?;
            }
        }
        Ok(())
    }

    /// Is there an installation here already?
    pub fn exists(&self) -> bool {
        match &self.target {
            Target::File(path) => path.exists(),
            Target::Postgres(_) => true,
        }
    }

    pub fn open(&self, config: &Config, clock: Arc<dyn Clock>) -> Outcome<Db> {
        let tls = match &self.target {
            Target::Postgres(url) if wants_tls(url)? => {
                Some(Arc::new(authorities::client("database.authorities", &config.database.authorities)?))
            }
            _ => None,
        };
        let size = |n: i64| usize::try_from(n).unwrap_or(1);
        let options = Options {
            readers: size(config.database.readers),
            queue: size(config.database.queue),
            writers: size(config.database.writers),
            tls,
            watch: None,
        };
        let db = Db::open(self.target.clone(), clock, options).during(self.describe())?;
        db.seal_with(self.seal(config)?);
        Ok(db)
    }

    /// Without the password.
    pub fn describe(&self) -> String {
        match &self.target {
            Target::File(path) => path.display().to_string(),
            Target::Postgres(url) => match url.rsplit_once('@') {
                Some((_, place)) => format!("postgres://{place}"),
                None => url.clone(),
            },
        }
    }

    pub fn shelf(&self) -> Outcome<Shelf> {
        Ok(Shelf::open(&self.data.join("files"))?)
    }

    /// Held as long as `serve` runs.
    pub fn lock(&self) -> Outcome<File> {
        let path = self.data.join("serve.lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path).during(path.display())?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(_) => Err(Failure::failed(format!("{} is in use by another `serve`", self.data.display()))),
        }
    }

    /// The key that signs the journal; made at the first start, unless the configuration brings it.
    pub fn signer(&self, config: &Config) -> Outcome<NoteSigner> {
        let path = self.data.join("keys/journal.key");
        let text = match config.audit.key.as_str() {
            "" if path.exists() => fs::read_to_string(&path).during(path.display())?,
            "" => {
                let text = fresh_key()?;
                write_private(&path, text.as_bytes())?;
                text
            }
            given => given.to_owned(),
        };
        let signer = signer_of(text.trim()).ok_or_else(|| Failure::config(format!("{}: not a key", path.display())))?;
        let public = self.data.join("keys/journal.pub");
        if !public.exists() {
            fs::write(&public, format!("{}\n", signer.public())).during(public.display())?;
        }
        Ok(signer)
    }

    /// What seals in the database: [`Home::ring`].
    pub fn seal(&self, config: &Config) -> Outcome<Seal> {
        Ok(self.ring(config)?.seal())
    }

    /// The keys that seal in the database; made at the first start, unless the configuration brings them.
    pub fn ring(&self, config: &Config) -> Outcome<Ring> {
        let path = self.secrets();
        let text = match config.sign_in.key.as_str() {
            "" if path.exists() => fs::read_to_string(&path).during(path.display())?,
            "" => {
                let ring = Ring::fresh()?;
                self.keep_ring(&ring)?;
                return Ok(ring);
            }
            given => given.to_owned(),
        };
        Ring::read(&text).ok_or_else(|| Failure::config(format!("{}: not 32 bytes in Base64, with older ones below", path.display())))
    }

    /// Puts these keys in the place of those that lie there.
    pub fn keep_ring(&self, ring: &Ring) -> Outcome<()> {
        write_private(&self.secrets(), ring.text().as_bytes())
    }

    fn secrets(&self) -> PathBuf {
        self.data.join("keys/secrets.key")
    }

    /// The public half, for verifying; without making a key.
    pub fn public_key(&self, config: &Config) -> Outcome<NoteKey> {
        let path = self.data.join("keys/journal.key");
        let text = match config.audit.key.as_str() {
            "" => fs::read_to_string(&path).during(path.display())?,
            given => given.to_owned(),
        };
        signer_of(text.trim()).map(|s| s.public()).ok_or_else(|| Failure::failed(format!("{}: not a key", path.display())))
    }
}

/// Every migration of every part, in the order of their dependence.
pub fn migrations(modules: &[web::Module]) -> Vec<Migration> {
    let own = kernel::MIGRATIONS.iter().chain(directory::MIGRATIONS).copied();
    own.chain(modules.iter().flat_map(|m| m.migrations.iter().copied())).collect()
}

/// Every column that lies sealed.
pub fn sealed(modules: &[web::Module]) -> Vec<Sealed> {
    directory::SEALED.iter().copied().chain(modules.iter().flat_map(|m| m.sealed.iter().copied())).collect()
}

/// `name:seed`, the seed being 32 bytes in Base64.
pub fn signer_of(text: &str) -> Option<NoteSigner> {
    let (name, seed) = text.split_once(':')?;
    let seed: [u8; 32] = BASE64.decode(seed).ok()?.try_into().ok()?;
    NoteSigner::new(name, &seed).ok()
}

fn fresh_key() -> Outcome<String> {
    let (mut seed, mut name) = ([0u8; 32], [0u8; 4]);
    getrandom::fill(&mut seed).map_err(Failure::failed)?;
    getrandom::fill(&mut name).map_err(Failure::failed)?;
    Ok(format!("shangliang/{:08x}:{}", u32::from_be_bytes(name), BASE64.encode(seed)))
}

/// Written whole or not at all, readable by the owner only.
pub fn write_private(path: &Path, content: &[u8]) -> Outcome<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let draft = path.with_extension("new");
    let mut file = File::options().create(true).truncate(true).write(true).mode(0o600).open(&draft).during(draft.display())?;
    file.write_all(content)?;
    file.sync_all()?;
    move_into(&draft, path)
}

/// Under its name for good: the folder that holds the name is synced too.
pub fn move_into(draft: &Path, path: &Path) -> Outcome<()> {
    fs::rename(draft, path).during(path.display())?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    kernel::files::sync_folder(folder).during(folder.display())
}

pub fn only_owner(path: &Path, mode: u32) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).during(path.display())
}
