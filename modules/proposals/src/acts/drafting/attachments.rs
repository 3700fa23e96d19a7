//! 附件: photographs, plans and surveys that go with the text. Added while it is written, taken away by whoever may edit it;
//! read by everybody who may read the proposal, and by nobody else.

use kernel::db::Tx;
use kernel::files::{self, File};
use kernel::{Error, Id, Result};
use serde_json::{Value, json};
use web::Ask;
use web::ui::{Choice, Field, FormView};

use crate::acts::subject;
use crate::model::Proposal;

/// The field of the form, and what the files are kept as.
const ATTACHMENTS: &str = "attachments";
const KINDS: &str = ".pdf,.ofd,.docx,.doc,.wps,.xlsx,.xls,.et,.pptx,.jpg,.jpeg,.png";

/// Of the proposal's files those that belong to its text, oldest first.
pub fn of(tx: &mut Tx, p: &Proposal) -> Result<Vec<File>> {
    let all = files::of(tx, &subject(p))?;
    Ok(all.into_iter().filter(|file| file.purpose == ATTACHMENTS).collect())
}

/// As the API shows them.
pub fn json(files: &[File]) -> Value {
    files.iter().map(|f| json!({ "id": f.id, "name": f.name, "media_type": f.media_type, "bytes": f.bytes, "sha256": f.sha256 })).collect()
}

/// Asks for more, and which of those that are there go.
pub fn asked(tx: &mut Tx, ask: &Ask, p: Option<&Proposal>, mut form: FormView) -> Result<FormView> {
    form.multipart = true;
    let kept = p.map(|p| of(tx, p)).transpose()?.unwrap_or_default();
    if !kept.is_empty() {
        let choices = kept.into_iter().map(|f| Choice::new(f.id.to_string(), f.name));
        form = form.field(Field::checkboxes("remove", ask.t("proposals.field.remove"), choices.collect()));
    }
    let hint = ask.t("proposals.hint.attachments");
    Ok(form.field(Field::files(ATTACHMENTS, ask.t("proposals.field.attachments"), KINDS).hint(hint)))
}

/// Takes some away; answers their names.
///
/// # Errors
/// `Invalid` for a file that is none of this proposal's.
pub fn remove(tx: &mut Tx, p: &Proposal, ids: &[Id]) -> Result<Vec<String>> {
    let gone = |id: &Id| match files::detach(tx, &subject(p), ATTACHMENTS, *id) {
        Err(Error::NotFound) => Err(Error::invalid("remove", "proposals.attachment.unknown")),
        other => Ok(other?.name),
    };
    ids.iter().map(gone).collect()
}
