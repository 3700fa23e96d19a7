//! From a result to a response: the frame around pages, errors in the reader's language, problems for the API.

use axum::body::Body as HttpBody;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use kernel::db::Tx;
use kernel::{Actor, Error, FieldError, Message, Result};
use serde_json::{Value, json};

use crate::app::App;
use crate::head::{Head, NOTICE_COOKIE};
use crate::i18n::Locale;
use crate::page::{Body, Reply};
use crate::ui::{self, HatChoice, Link, MessageView, NavItem, Notice, Shell, Tone, UserBox};

/// What the frame shows of a person; loaded in the same snapshot as the page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub user: Option<UserBox>,
    pub nav: Vec<NavItem>,
    pub brand: String,
}

/// The frame for this person.
pub fn frame(tx: &mut Tx, app: &App, who: &Actor, head: &Head) -> Result<Frame> {
    let locale = app.locale(head.lang);
    let all = app.modules.iter().flat_map(|m| m.nav.iter()).chain(crate::own::nav().iter());
    let mut nav: Vec<&crate::module::Nav> = all.filter(|n| n.access.admits(who)).collect();
    nav.sort_by_key(|n| n.place);
    let current = nav.iter().filter(|n| under(&head.path, n.href)).map(|n| n.href.len()).max();
    let nav = nav
        .into_iter()
        .map(|n| NavItem::new(locale.t(n.label), n.href).current(under(&head.path, n.href) && Some(n.href.len()) == current))
        .collect();
    if who.is_anonymous() {
        return Ok(Frame { user: None, nav, brand: app.settings.brand.clone() });
    }
    let hats = directory::hats(tx, who.person)?;
    let english = locale.lang == crate::i18n::Lang::En;
    let unit = who.offices.iter().find_map(|o| o.unit);
    let choices: Vec<HatChoice> = hats
        .iter()
        .map(|hat| HatChoice {
            label: hat.place_in(english).to_owned(),
            key: hat.key(),
            current: hat.assembly == who.assembly && hat.unit == unit,
        })
        .collect();
    let hat = choices.iter().find(|c| c.current).map(|c| c.label.clone()).unwrap_or_default();
    let roles: Vec<&str> = who.membership.iter().map(|_| "member").chain(who.offices.iter().map(|o| o.role.as_str())).collect();
    let role = roles.first().map(|r| locale.t(&format!("role.{r}")).to_owned()).unwrap_or_default();
    let hat = if role.is_empty() { hat } else { format!("{hat} · {role}") };
    let brand = hats.iter().find(|h| h.assembly == who.assembly).map(|h| h.assembly_in(english).to_owned());
    let user = Some(UserBox { name: who.name.clone(), hat, hats: choices });
    Ok(Frame { user, nav, brand: brand.unwrap_or_else(|| app.settings.brand.clone()) })
}

fn under(path: &str, href: &str) -> bool {
    path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
}

/// A fresh value for the content security policy.
pub fn nonce() -> String {
    random_token(12)
}

/// Unguessable text of `bytes` random bytes.
pub fn random_token(bytes: usize) -> String {
    use base64::Engine;
    let mut raw = vec![0u8; bytes];
    if getrandom::fill(&mut raw).is_err() {
        // Without randomness nothing that needs it may go on.
        std::process::abort();
    }
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(raw)
}

/// The page in its frame.
pub fn page(app: &App, head: &Head, frame: Frame, status: StatusCode, body: Body) -> Response {
    framed(app, head, frame, status, body, head.notice.is_some())
}

/// The page that tells what an act has done, where no other one follows it.
pub fn done_page(app: &App, head: &Head, frame: Frame, body: Body) -> Response {
    framed(app, head, frame, StatusCode::OK, body, true)
}

fn framed(app: &App, head: &Head, frame: Frame, status: StatusCode, body: Body, done: bool) -> Response {
    let nonce = nonce();
    let locale = app.locale(head.lang);
    let notice = head.notice.as_deref().and_then(|text| notice(&locale, text));
    let had_notice = head.notice.is_some();
    let shell = Shell {
        title: body.title,
        nav: frame.nav,
        public: frame.user.is_none(),
        user: frame.user,
        notice,
        done: done && status.is_success(),
        crumbs: body.crumbs,
        theme: head.theme,
        path: head.path.clone(),
        nonce: nonce.clone(),
        brand: frame.brand,
        locale,
    };
    let mut response = html(status, shell.render(body.html), &nonce);
    if had_notice {
        add_cookie(&mut response, &format!("{NOTICE_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
    }
    response
}

/// A reply of a page function.
pub fn reply(app: &App, head: &Head, frame: Frame, reply: Reply) -> Response {
    match reply {
        Reply::Page(body) => page(app, head, frame, StatusCode::OK, body),
        Reply::Print(document) => {
            // A printed document was drawn without knowing the value; its one script is our own.
            let nonce = nonce();
            html(StatusCode::OK, document.replace("nonce=\"\"", &format!("nonce=\"{nonce}\"")), &nonce)
        }
        Reply::Go(path) => redirect(&path),
        Reply::File(file) => {
            let mut response = Response::new(HttpBody::from(file.content));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, value(file.media_type));
            headers.insert(header::CONTENT_DISPOSITION, value(&disposition(&file.name)));
            headers
                .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"));
            response
        }
    }
}

/// RFC 6266: an ASCII name for old programs and the real one.
pub fn disposition(name: &str) -> String {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"._-".contains(&b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

/// 303, to a path of our own only.
pub fn redirect(path: &str) -> Response {
    let path = if is_local(path) { path } else { "/" };
    let mut response = Response::new(HttpBody::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, value(&encoded_path(path)));
    response
}

/// A path of our own, and no way to another host.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n'])
}

/// A path as one value of a query.
pub fn percent(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.".contains(&b);
    path.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

fn encoded_path(path: &str) -> String {
    path.bytes().map(|b| if b.is_ascii_graphic() { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

/// The word above the next page, carried by a cookie that the next page removes.
pub fn with_notice(mut response: Response, say: &Message, warns: bool) -> Response {
    use base64::Engine;
    let text = json!({ "key": say.key, "args": say.args, "warns": warns }).to_string();
    let coded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    add_cookie(&mut response, &format!("{NOTICE_COOKIE}={coded}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60"));
    response
}

/// Done, with nothing to say: the next page lets the browser forget what it kept of the form.
pub fn without_notice(mut response: Response) -> Response {
    add_cookie(&mut response, &format!("{NOTICE_COOKIE}=done; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60"));
    response
}

fn notice(locale: &Locale, coded: &str) -> Option<Notice> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(coded).ok()?;
    let said: Value = serde_json::from_slice(&bytes).ok()?;
    let tone = if said["warns"] == true { Tone::Warn } else { Tone::Good };
    let message: Message = serde_json::from_value(said).ok()?;
    locale.has(&message.key).then(|| Notice { tone, text: text(locale, &message) })
}

pub fn add_cookie(response: &mut Response, cookie: &str) {
    response.headers_mut().append(header::SET_COOKIE, value(cookie));
}

/// Cookies of an act; when the session goes, the browser forgets what it kept for this place as well.
pub fn add_cookies(response: &mut Response, cookies: &[String]) {
    cookies.iter().for_each(|cookie| add_cookie(response, cookie));
    if cookies.iter().any(|cookie| cookie.ends_with("Max-Age=0")) {
        let name = header::HeaderName::from_static("clear-site-data");
        response.headers_mut().insert(name, HeaderValue::from_static("\"storage\""));
    }
}

pub fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Text of a message.
pub fn text(locale: &Locale, message: &Message) -> String {
    let args: Vec<(&str, &str)> = message.args.iter().map(|(n, v)| (&**n, v.as_str())).collect();
    locale.f(&message.key, &args)
}

/// A whole document whose scripts carry this nonce.
pub fn html(status: StatusCode, document: String, nonce: &str) -> Response {
    let mut response = Response::new(HttpBody::from(document));
    *response.status_mut() = status;
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value(&policy));
    response
}

pub fn json(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(HttpBody::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

pub fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Refused(m) if matches!(&*m.key, "web.sign-in-first" | "web.token-unknown") => StatusCode::UNAUTHORIZED,
        Error::Refused(m) if m.key == "web.pace" => StatusCode::TOO_MANY_REQUESTS,
        Error::Refused(_) => StatusCode::FORBIDDEN,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The message of an error as the reader may see it.
pub fn message_of(error: &Error) -> Message {
    match error {
        Error::NotFound => "web.error.not-found".into(),
        Error::Refused(m) | Error::Conflict(m) | Error::Unavailable(m) => m.clone(),
        Error::Invalid(_) => "web.error.invalid".into(),
        Error::Internal(_) => "web.error.internal".into(),
    }
}

/// RFC 9457.
pub fn problem(app: &App, head: &Head, error: &Error) -> Response {
    let locale = app.locale(head.lang);
    let (status, message) = (status_of(error), message_of(error));
    let mut body = json!({
        "type": format!("/problems/{}", message.key),
        "title": text(&locale, &message),
        "status": status.as_u16(),
        "key": message.key,
    });
    if let Error::Invalid(fields) = error {
        body["fields"] =
            fields.iter().map(|e| json!({ "field": e.field, "key": e.message.key, "title": text(&locale, &e.message) })).collect();
    }
    if let Some(reference) = reference(error) {
        body["reference"] = reference.into();
    }
    let mut response = json(status, &body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json; charset=utf-8"));
    retry_after(&mut response);
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// An error as a page: what happened, and the way out.
pub fn failure(app: &App, head: &Head, frame: Frame, error: &Error) -> Response {
    failure_of_form(app, head, frame, error, &Written::default())
}

/// What somebody has sent by a form.
#[derive(Default)]
pub struct Written {
    pub typed: Vec<(String, String)>,
    /// The page of the record that it is about.
    pub record: Option<String>,
}

/// The same for somebody who has written something: the long texts stand below, to be taken elsewhere.
pub fn failure_of_form(app: &App, head: &Head, frame: Frame, error: &Error, written: &Written) -> Response {
    let locale = app.locale(head.lang);
    let (status, message) = (status_of(error), message_of(error));
    let mut words = text(&locale, &message);
    if let Error::Invalid(fields) = error {
        words = fields.iter().map(|e: &FieldError| text(&locale, &e.message)).collect::<Vec<_>>().join("\n");
    }
    let title = locale.t(title_key(status)).to_owned();
    let reference = reference(error);
    let words_of = written.typed.iter().filter(|(name, _)| !name.contains("password")).map(|(_, text)| text.as_str());
    // Who was too late looks at what is there now.
    let record = written.record.as_deref().filter(|_| matches!(error, Error::Conflict(_)));
    let record = record.map(|path| Link::new(locale.t("web.see-record"), path));
    let view = MessageView {
        title: title.clone(),
        text: words,
        reference,
        links: record.into_iter().chain([Link::new(locale.t("web.go-home"), "/")]).collect(),
        panel: None,
        body: ui::unsaved(&locale, words_of),
    };
    let mut response = page(app, head, frame, status, Body { title, crumbs: Vec::new(), html: view.render(&locale) });
    retry_after(&mut response);
    response
}

fn title_key(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 | 403 => "web.title.forbidden",
        404 => "web.title.not-found",
        409 => "web.title.conflict",
        422 => "web.title.invalid",
        429 => "web.title.pace",
        503 => "web.title.busy",
        _ => "web.title.failed",
    }
}

fn retry_after(response: &mut Response) {
    let seconds = match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => "2",
        // The count begins anew with the minute.
        StatusCode::TOO_MANY_REQUESTS => "60",
        _ => return,
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
}

/// The cause goes to the log once; the reader gets a reference to it.
fn reference(error: &Error) -> Option<String> {
    let reference = random_token(6);
    match error {
        Error::Internal(cause) => tracing::error!(reference, cause, "internal error"),
        Error::Unavailable(message) => tracing::warn!(reference, cause = %message.key, "unavailable"),
        _ => return None,
    }
    Some(reference)
}
