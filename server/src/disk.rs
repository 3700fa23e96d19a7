//! Space on a disk.

use std::path::Path;

/// What an ordinary user may still write; `None` where the system does not say.
pub fn free_bytes(path: &Path) -> Option<u64> {
    rustix::fs::statvfs(path).ok().map(|s| s.f_bavail.saturating_mul(s.f_frsize))
}
