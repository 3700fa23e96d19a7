//! Pages of the shell itself: home, workbench, preferences, assets, attachments, process drawings.

use axum::body::Body as HttpBody;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use kernel::{Error, Id, files};

use crate::access::Access;
use crate::app::App;
use crate::head::{LANG_COOKIE, THEME_COOKIE};
use crate::identify::identify;
use crate::module::Nav;
use crate::page::{Body, Page};
use crate::renames::in_own_words;
use crate::respond;
use crate::router::{fail, head_of, plain_ask};
use crate::ui::{self, Empty, WorkbenchView};

static NAV: &[Nav] = &[Nav { label: "web.workbench", href: "/workbench", access: Access::SignedIn, place: 0 }];

/// Entries of the shell in the navigation.
pub fn nav() -> &'static [Nav] {
    NAV
}

/// Read routes of the shell that go through the common path.
pub fn pages() -> Vec<Page> {
    Vec::new()
}

/// To the workbench, or to the public page.
pub async fn home(State(app): State<App>, request: Request) -> Response {
    let head = head_of(&app, &request);
    match crate::router::who(&app, &head).await {
        Ok(who) if !who.is_anonymous() => respond::redirect("/workbench"),
        _ => respond::redirect("/public"),
    }
}

/// 工作台: what waits for me, since when, due when.
pub async fn workbench(State(app): State<App>, request: Request) -> Response {
    let head = head_of(&app, &request);
    let (own, own_head) = (app.clone(), head.clone());
    let loaded = app
        .db
        .read(move |tx| {
            let who = identify(tx, &own_head, own.settings.idle_ms)?.who;
            if who.is_anonymous() {
                return Err(Error::refused("web.sign-in-first"));
            }
            let frame = respond::frame(tx, &own, &who, &own_head)?;
            let ask = plain_ask(&own, &own_head);
            let ask = in_own_words(tx, &own, &who, &ask)?;
            let mut queues = Vec::new();
            for waiting in own.modules.iter().filter_map(|m| m.waiting) {
                queues.extend(waiting(tx, &who, &ask)?);
            }
            Ok((frame, who.name, queues))
        })
        .await;
    let (frame, name, queues) = match loaded {
        Ok(loaded) => loaded,
        Err(Error::Refused(_)) => return respond::redirect("/sign-in?back=/workbench"),
        Err(error) => return fail(&app, &head, &error).await,
    };
    let l = app.locale(head.lang);
    let total: u64 = queues.iter().map(|q| q.count).sum();
    let view = WorkbenchView {
        greeting: l.f("web.greeting", &[("name", &name)]),
        lead: Some(l.count(if total == 0 { "web.nothing-waits" } else { "web.waits" }, total)),
        queues,
        figures: Vec::new(),
        empty: Empty { text: l.t("web.workbench.empty").to_owned(), first_step: None },
    };
    let body = Body { title: l.t("web.workbench").to_owned(), crumbs: Vec::new(), html: view.render(&l) };
    respond::page(&app, &head, frame, StatusCode::OK, body)
}

/// Language and face of the pages: two cookies, no record.
pub async fn preferences(State(app): State<App>, request: Request) -> Response {
    let head = head_of(&app, &request);
    let payload = match crate::upload::form(request).await {
        Ok(payload) => payload,
        Err(error) => return fail(&app, &head, &error).await,
    };
    let field = |name: &str| payload.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let mut response = respond::redirect(field("back").unwrap_or("/"));
    if let Some(lang) = field("lang").filter(|v| ["en", "zh-CN"].contains(v)) {
        respond::add_cookie(&mut response, &format!("{LANG_COOKIE}={lang}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000"));
    }
    if let Some(theme) = field("theme").filter(|v| ["light", "dark", "contrast", "elder"].contains(v)) {
        respond::add_cookie(&mut response, &format!("{THEME_COOKIE}={theme}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000"));
    }
    response
}

pub async fn asset(State(app): State<App>, Path(name): Path<String>, request: Request) -> Response {
    match ui::ASSETS.iter().find(|a| a.name == name) {
        Some(asset) => {
            let mut response = Response::new(HttpBody::from(asset.content));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
            response
        }
        None => {
            let head = head_of(&app, &request);
            fail(&app, &head, &Error::NotFound).await
        }
    }
}

/// An attachment, for those who may read its record.
pub async fn file(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let head = head_of(&app, &request);
    let (own, own_head) = (app.clone(), head.clone());
    let Ok(id) = id.parse::<Id>() else { return fail(&app, &head, &Error::NotFound).await };
    let code = code_in(request.uri().query().unwrap_or_default());
    let found = app
        .db
        .read(move |tx| {
            let who = identify(tx, &own_head, own.settings.idle_ms)?.who;
            let file = files::get(tx, id)?;
            let kind = file.subject.module.as_ref();
            let own_kind = own.modules.iter().find(|m| m.name == kind).and_then(|m| m.can_read);
            let further = || own.modules.iter().flat_map(|m| m.records).find(|(name, _)| *name == kind).map(|(_, f)| *f);
            let can_read = own_kind.or_else(further).ok_or(Error::NotFound)?;
            if can_read(tx, &who, file.subject.id).is_err() {
                let by_code = own.modules.iter().flat_map(|m| m.coded).find(|(name, _)| *name == kind).map(|(_, f)| *f);
                let code = code.as_deref().filter(|code| !code.is_empty()).ok_or(Error::NotFound)?;
                by_code.ok_or(Error::NotFound)?(tx, code, file.subject.id).map_err(|_| Error::NotFound)?;
            }
            Ok(file)
        })
        .await;
    let content = match &found {
        Ok(file) => {
            let (shelf, file) = (app.shelf.clone(), file.clone());
            tokio::task::spawn_blocking(move || shelf.read(&file)).await.unwrap_or_else(|e| Err(Error::internal(e)))
        }
        Err(_) => Err(Error::NotFound),
    };
    match (found, content) {
        (Ok(file), Ok(content)) => {
            let mut response = Response::new(HttpBody::from(content));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, respond::value(&file.media_type));
            headers.insert(header::CONTENT_DISPOSITION, respond::value(&respond::disposition(&file.name)));
            headers
                .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"));
            response
        }
        (Err(error), _) | (_, Err(error)) => fail(&app, &head, &error).await,
    }
}

/// The code that somebody without an account follows a record by.
fn code_in(query: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    pairs.into_iter().find(|(name, _)| name == "code").map(|(_, code)| code)
}

/// The component page: every part of the face in every state.
pub async fn components(State(app): State<App>, request: Request) -> Response {
    let head = head_of(&app, &request);
    let nonce = respond::nonce();
    let shell = ui::Shell { theme: head.theme, nonce: nonce.clone(), ..ui::gallery_shell(app.locale(head.lang)) };
    respond::html(StatusCode::OK, ui::gallery_in(&shell), &nonce)
}
