//! The forms of the module's acts, for the buttons of a record.

use std::sync::LazyLock;

use web::record::Forms;

pub static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::of(crate::acts::all()));
