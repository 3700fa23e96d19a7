//! 加密备份: an archive that only the holders of some keys can read, in the format of age (age-encryption.org/v1), so that the
//! tools of age open it as well.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor, IdentityFile};

use crate::failure::{During, Failure, Outcome};
use crate::home;

/// What an encrypted file begins with.
const MARK: &[u8] = b"age-encryption.org/";

/// Keys that an encrypted archive is tried with; none open a plain one.
#[derive(Default)]
pub struct Keys(Vec<Box<dyn age::Identity>>);

impl Keys {
    /// Of a file as `backup key` writes it.
    pub fn read(file: &Path) -> Outcome<Keys> {
        let text = BufReader::new(File::open(file).during(file.display())?);
        let wrong = |error: &dyn std::fmt::Display| Failure::failed(format!("{}: no key of a backup: {error}", file.display()));
        let found = IdentityFile::from_buffer(text).map_err(|e| wrong(&e))?;
        Ok(Keys(found.into_identities().map_err(|e| wrong(&e))?))
    }
}

/// Is this the public half of a key, `age1…`?
pub fn is_recipient(text: &str) -> bool {
    text.parse::<Recipient>().is_ok()
}

/// Writes a new key into `file`, readable by its owner only, and returns its public half.
///
/// Errors: the file is there already.
pub fn make_key(file: &Path) -> Outcome<String> {
    if file.exists() {
        return Err(Failure::failed(format!("{} exists already", file.display())));
    }
    let key = Identity::generate();
    let public = key.to_public().to_string();
    let text = format!("# public key: {public}\n{}\n", key.to_string().expose_secret());
    let draft = file.with_extension("part");
    File::create(&draft).during(draft.display())?;
    home::only_owner(&draft, 0o600)?;
    std::fs::write(&draft, text).during(draft.display())?;
    home::move_into(&draft, file)?;
    Ok(public)
}

/// What is written by `fill` lies encrypted in `out`. Beside the recipients a key is made that nobody keeps: with it the file is
/// proved by opening it, though this program cannot open it later.
pub(super) fn encrypted<W: Write>(out: W, recipients: &[String], fill: impl FnOnce(&mut dyn Write) -> Outcome<()>) -> Outcome<(W, Keys)> {
    let proof = Identity::generate();
    let parsed = recipients.iter().map(|text| text.parse::<Recipient>().map_err(|error| Failure::config(format!("{text}: {error}"))));
    let mut all = parsed.collect::<Outcome<Vec<_>>>()?;
    all.push(proof.to_public());
    let encryptor = Encryptor::with_recipients(all.iter().map(|r| r as _)).map_err(|e| Failure::failed(e.to_string()))?;
    let mut stream = encryptor.wrap_output(out)?;
    fill(&mut stream)?;
    Ok((stream.finish()?, Keys(vec![Box::new(proof)])))
}

/// The content of an archive, plain or encrypted for one of the keys.
pub(super) fn content(file: &Path, keys: &Keys) -> Outcome<Box<dyn Read>> {
    let mut plain = BufReader::new(File::open(file).during(file.display())?);
    if !plain.fill_buf().during(file.display())?.starts_with(MARK) {
        return Ok(Box::new(plain));
    }
    if keys.0.is_empty() {
        return Err(Failure::failed(format!("{} is encrypted: name the key with --identity FILE", file.display())));
    }
    let opened = Decryptor::new_buffered(plain).and_then(|d| d.decrypt(keys.0.iter().map(|key| &**key)));
    match opened {
        Ok(stream) => Ok(Box::new(BufReader::new(stream))),
        Err(DecryptError::NoMatchingKeys) => Err(Failure::failed(format!("{} was encrypted for other keys", file.display()))),
        Err(error) => Err(Failure::failed(format!("{} is damaged: {error}", file.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_opens_with_its_key_and_the_passing_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let [mine, other] = ["mine", "other"].map(|name| make_key(&path(name)).expect("made"));
        assert!(is_recipient(&mine) && !is_recipient("age1x") && mine != other);
        assert!(make_key(&path("mine")).is_err());
        let secret = b"what the office keeps".repeat(10_000);
        let file = File::create(path("a.tar.age")).expect("made");
        let (_, passing) = encrypted(file, &[mine], |out| Ok(out.write_all(&secret)?)).expect("encrypted");
        let read = |keys: &Keys| {
            let mut all = Vec::new();
            content(&path("a.tar.age"), keys)?.read_to_end(&mut all)?;
            Outcome::Ok(all)
        };
        let lies = std::fs::read(path("a.tar.age")).expect("read");
        assert!(!lies.windows(10).any(|part| part == b"the office"));
        assert_eq!(read(&passing).expect("opens"), secret);
        assert_eq!(read(&Keys::read(&path("mine")).expect("a key")).expect("opens"), secret);
        assert!(read(&Keys::read(&path("other")).expect("a key")).expect_err("closed").message.contains("other keys"));
        assert!(read(&Keys::default()).expect_err("closed").message.contains("--identity"));
        std::fs::write(path("a.tar.age"), &lies[..lies.len() - 1]).expect("cut");
        assert!(read(&Keys::read(&path("mine")).expect("a key")).is_err());
    }
}
