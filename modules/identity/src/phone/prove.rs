//! 验证手机号: the six digits that were sent, typed back.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, PhoneProof, Result, Seal};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::head::{Head, digest};
use web::page::Ask;
use web::phone::{proof_cookie, proof_path, returned};
use web::ui::{Field, FormView, Link};
use web::{Access, Act, App, Bound, Done, act};

use super::code::{MOST_ATTEMPTS, attempts_left, fits};
use super::{first_assembly, subject};
use crate::store::codes;

const ACT: Act = act("phone_codes.prove", "/phone/code").access(Access::Anyone).journals("phone.proven");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Proof {
    /// As the request for the code answered it.
    #[garde(length(chars, max = 100))]
    pub ask: String,
    #[garde(length(chars, min = 6, max = 12))]
    pub code: String,
    #[garde(length(chars, max = 1000))]
    pub return_to: String,
    #[serde(skip)]
    #[garde(skip)]
    checked: Option<Checked>,
}

/// Set when the digits were right.
struct Checked {
    id: Id,
    voice: [u8; 32],
    seal: Seal,
}

pub fn bound() -> Bound {
    ACT.bind_after(|app, _: Head, proof| Box::pin(check(app, proof)), prove).form(form)
}

fn form(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let return_to = returned(ask.get("return_to").unwrap_or_default());
    let token = ask.get("ask").unwrap_or_default();
    let found = codes::find(tx, &digest(token))?;
    let mut view = FormView::default()
        .field(Field::code("code", ask.t("phone_codes.code")).required().hint(ask.t("phone_codes.code.hint")))
        .field(Field::hidden("ask", token))
        .field(Field::hidden("return_to", return_to));
    view.lead = Some(match found {
        Some(code) => ask.locale.f("phone_codes.sent", &[("to", code.masked)]),
        None => ask.t("phone_codes.over").to_owned(),
    });
    view.cancel = Some(Link::new(ask.t("phone_codes.again"), proof_path(return_to)));
    Ok(view)
}

/// A refused act leaves nothing behind, so attempts are counted here, before the act's own transaction.
async fn check(app: App, mut proof: Proof) -> Result<Proof> {
    let place = digest(&proof.ask);
    let code = app.db.write(move |tx| codes::attempt(tx, &place, MOST_ATTEMPTS)).await?;
    let code = code.ok_or_else(|| Error::invalid("", "phone_codes.over"))?;
    let seal = app.settings.seal.clone();
    let voice = code.voice.as_deref().and_then(|voice| voice.try_into().ok());
    match voice {
        Some(voice) if fits(&seal, &place, &code.code, &proof.code) => {
            proof.checked = Some(Checked { id: code.id, voice, seal });
            Ok(proof)
        }
        _ => Err(attempts_left(code.attempts)),
    }
}

fn prove(tx: &mut Tx, who: &Actor, _: Id, proof: &Proof) -> Result<Done> {
    let checked = proof.checked.as_ref().ok_or_else(|| Error::invalid("", "phone_codes.over"))?;
    if !codes::use_up(tx, &digest(&proof.ask), checked.id)? {
        return Err(Error::invalid("", "phone_codes.over"));
    }
    let cookie = proof_cookie(&checked.seal, &PhoneProof { voice: checked.voice, proven_at: tx.now() })?;
    let assembly = first_assembly(tx)?;
    let done = Done::new(subject(checked.id), &json!({ "proven": true }))?.by(who.person, assembly);
    Ok(done.cookie(cookie).go(returned(&proof.return_to)).say("phone_codes.said.proven"))
}
