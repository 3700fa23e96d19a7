//! 代录: the fields by which an office registers a decision that was signed on paper.

use kernel::db::Tx;
use kernel::{Actor, Result};

use crate::act::Act;
use crate::i18n::Locale;
use crate::page::Ask;
use crate::ui::{Choice, Field, FieldKind, FormView};

/// Adds signer, date and scan to the form where this person may register for others.
pub fn offer(tx: &mut Tx, act: &Act, who: &Actor, ask: &Ask, view: FormView) -> Result<FormView> {
    if act.paper.is_empty() || !who.holds_any(act.paper) {
        return Ok(view);
    }
    let mut view = view;
    view.multipart = true;
    if !view.fields.iter().any(offers) {
        let unit = who.offices.iter().find_map(|o| o.unit);
        let signers = signers(tx, who, unit)?;
        view.fields.push(fieldset(&ask.locale, signers));
    }
    Ok(view)
}

/// The questions, for a form that knows better than the shell who may have signed.
pub fn fieldset(l: &Locale, signers: Vec<Choice>) -> Field {
    Field::fieldset(
        l.t("web.paper.legend"),
        vec![
            Field::select("paper_signer", l.t("web.paper.signer"), signers).hint(l.t("web.paper.signer.hint")),
            Field::date("paper_signed_on", l.t("web.paper.signed-on")),
            Field::file("paper_scan", l.t("web.paper.scan"), ".pdf,.jpg,.jpeg,.png"),
        ],
    )
}

fn offers(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Fieldset { fields, .. } => fields.iter().any(offers),
        _ => field.name == "paper_signer",
    }
}

/// Persons with an office in the assembly, or in the registrar's own unit.
fn signers(tx: &mut Tx, who: &Actor, unit: Option<kernel::Id>) -> Result<Vec<Choice>> {
    let now = tx.now();
    tx.query(
        "SELECT DISTINCT p.id, p.name, p.post FROM role_grant g JOIN person p ON p.id = g.person
         WHERE g.assembly = $1 AND COALESCE(g.unit, 0) = $2 AND g.approved_at IS NOT NULL AND g.revoked_at IS NULL
           AND g.from_at <= $3 AND (g.until_at IS NULL OR g.until_at > $3) AND p.id <> $4 ORDER BY p.name LIMIT 300",
        kernel::params![who.assembly, unit.map_or(0, |u| u.0), now, who.person],
        |row| Ok(Choice::new(row.get::<kernel::Id>(0)?.to_string(), row.get::<String>(1)?).hint(row.get::<String>(2)?)),
    )
}
