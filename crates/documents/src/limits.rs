//! 上限: how much of a file is taken before it is refused.

/// The bounds of one file. The defaults are those of quality.md R33 and leave room for a city's ten years of proposals.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Of the file as it came.
    pub file_bytes: usize,
    /// Without the header.
    pub rows: usize,
    pub columns: usize,
    pub cell_chars: usize,
    /// Members of an archive (xlsx, docx).
    pub members: usize,
    /// Of one member, unpacked.
    pub member_bytes: u64,
    /// Of all members, unpacked.
    pub total_bytes: u64,
    /// Of the unpacked to the packed size.
    pub ratio: u64,
    /// Whether a leading `'` that [`crate::write_csv`] sets before formulas is taken away again.
    pub unescape_formulas: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            rows: 50_000,
            columns: 200,
            cell_chars: 100_000,
            members: 2_048,
            member_bytes: 64 << 20,
            total_bytes: 256 << 20,
            ratio: 1_000,
            unescape_formulas: true,
        }
    }
}
