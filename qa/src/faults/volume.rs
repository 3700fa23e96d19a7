//! A small file system of its own in a file: what happens on it happens to nobody else.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::program::Outcome;

pub struct Volume {
    home: tempfile::TempDir,
}

impl Volume {
    /// Needs the right to mount.
    pub fn of_mb(megabytes: u64) -> Outcome<Volume> {
        let volume = Volume { home: tempfile::tempdir()? };
        let (image, place) = (volume.home.path().join("image"), volume.path());
        std::fs::File::create(&image)?.set_len(megabytes << 20)?;
        std::fs::create_dir(&place)?;
        ran(Command::new("mkfs.ext4").args(["-q", "-m", "0"]).arg(&image))?;
        ran(Command::new("mount").args(["-o", "loop"]).arg(&image).arg(&place))?;
        Ok(volume)
    }

    pub fn path(&self) -> PathBuf {
        self.home.path().join("mounted")
    }

    /// Writes until nothing more goes in.
    pub fn fill(&self) -> Outcome<()> {
        let filler = format!("of={}", self.filler().display());
        Command::new("dd").args(["if=/dev/zero", "bs=64K", "conv=fsync", &filler]).stderr(Stdio::null()).status()?;
        let rest = format!("of={}", self.filler().with_extension("rest").display());
        Command::new("dd").args(["if=/dev/zero", "bs=512", "conv=fsync", &rest]).stderr(Stdio::null()).status()?;
        Ok(())
    }

    pub fn free(&self) -> Outcome<()> {
        std::fs::remove_file(self.filler())?;
        Ok(std::fs::remove_file(self.filler().with_extension("rest"))?)
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

pub fn ran(command: &mut Command) -> Outcome<()> {
    let out = command.output()?;
    if out.status.success() { Ok(()) } else { Err(format!("{command:?}: {}", String::from_utf8_lossy(&out.stderr)).into()) }
}
