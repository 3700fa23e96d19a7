//! 登录: login and password.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use web::head::Head;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Access, Act, App, Bound, Done, act};

use super::attempt::{failed, look_up};
use super::{Here, STEP_MS, Stage, arrived, code_by_sms, next};
use crate::password::hash::fits_behind;
use crate::phone::{Fresh, fresh};
use crate::profile::Policy;
use crate::store::accounts::{self, Account};
use crate::store::failures::{self, Keys};
use crate::store::sign_ins::{self, NewSignIn};

pub const ACT: Act = act("identity.sign-in", "/sign-in").access(Access::Anyone).journals("account.signed-in");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Entry {
    #[garde(length(chars, min = 1, max = 100))]
    pub login: String,
    #[garde(length(chars, min = 1, max = 128))]
    pub password: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    checked: Option<Checked>,
}

/// Set when the password was right: for whom, and against which hash.
struct Checked {
    person: Id,
    hash: Option<String>,
    keys: Keys,
    here: Here,
    fresh: Fresh,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, entry| Box::pin(check::<P>(app, head, entry)), enter::<P>).form(form)
}

fn form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView::default()
        .field(Field::text("login", ask.t("identity.login")).required().autocomplete("username"))
        .field(Field::password("password", ask.t("identity.password")).required().autocomplete("current-password"))
        .field(Field::hidden("back", ask.get("back").unwrap_or_default()));
    view.lead = Some(ask.t("identity.sign-in.lead").to_owned());
    view.cancel = Some(Link::new(ask.t("identity.sign-in.public"), "/public"));
    Ok(view)
}

async fn check<P: Policy>(app: App, head: Head, mut entry: Entry) -> Result<Entry> {
    let login = accounts::folded(&entry.login);
    let keys = Keys::of(&login, &head.address, &head.device);
    let (for_login, for_keys) = (login.clone(), keys.clone());
    let account = app.db.read(move |tx| look_up(tx, &for_login, &for_keys)).await?;
    let hash = account.as_ref().and_then(|a| a.password.clone());
    let fits = fits_behind(&login, &head.address, std::mem::take(&mut entry.password), hash.clone()).await?;
    match account {
        Some(Account { person, .. }) if fits => {
            entry.checked = Some(Checked { person, hash, keys, here: Here::of(&head), fresh: fresh(&app, &head) });
            Ok(entry)
        }
        account => Err(failed(&app, &head, &P::RULES, login, account.as_ref(), "", "identity.sign-in.wrong").await),
    }
}

fn enter<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, entry: &Entry) -> Result<Done> {
    let checked = entry.checked.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let account = accounts::get(tx, checked.person)?;
    if account.password != checked.hash {
        return Err(Error::invalid("", "identity.sign-in.wrong"));
    }
    match account.state.as_str() {
        accounts::ACTIVE => {}
        accounts::PENDING => return Err(Error::invalid("", "identity.sign-in.pending")),
        _ => return Err(Error::invalid("", "identity.sign-in.disabled")),
    }
    failures::forget(tx, &checked.keys)?;
    if let Some(earlier) = checked.here.session {
        sign_ins::end(tx, &earlier)?;
    }
    let stage = next(tx, &P::RULES, &account, Stage::Entered)?;
    let (assembly, unit) = hat(tx, &account)?;
    let new = NewSignIn {
        person: account.person,
        assembly,
        unit,
        stage: stage.word(),
        digest: checked.here.digest(),
        address: &checked.here.address,
        device: &checked.here.device,
        expires_at: tx.now().plus_ms(if stage == Stage::Full { P::RULES.absolute_ms } else { STEP_MS }),
    };
    let sign_in = sign_ins::insert(tx, &new)?;
    if stage == Stage::Code {
        code_by_sms::send_if_possible(tx, &checked.fresh, sign_in, &account)?;
    }
    arrived(tx, &account, assembly, stage, &checked.here, &entry.back)
}

/// The capacity to begin with: the last one if it is still held, else the first.
fn hat(tx: &mut Tx, account: &Account) -> Result<(Id, Option<Id>)> {
    let held = directory::hats(tx, account.person)?;
    let last = sign_ins::last_hat(tx, account.person)?;
    let again = held.iter().find(|h| Some((h.assembly, h.unit)) == last);
    Ok(again.or(held.first()).map_or((account.assembly, None), |h| (h.assembly, h.unit)))
}
