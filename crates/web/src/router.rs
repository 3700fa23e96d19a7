//! All routes, from the manifests.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use futures_util::FutureExt;
use kernel::{Actor, Error, Id, Result};

use crate::act::Bound;
use crate::app::App;
use crate::forms::{self, fail_form, show_form, with_files_again};
use crate::head::{Head, is_cross_site};
use crate::identify::{Identity, identify};
use crate::lately::Moment;
use crate::page::{Ask, Page, Reply};
use crate::perform::{Payload, Performed, perform};
use crate::renames::in_own_words;
use crate::respond::{self, Frame};
use crate::security::page_refused;
use crate::{batch, headers, openapi, own, touch, upload};

/// The whole program over HTTP.
pub fn router(app: App) -> Router {
    let mut routes: BTreeMap<String, MethodRouter<App>> = BTreeMap::new();
    let mut add = |path: String, route: MethodRouter<App>| {
        let merged = match routes.remove(&path) {
            Some(before) => before.merge(route),
            None => route,
        };
        routes.insert(path, merged);
    };
    for module in &app.modules {
        for bound in &module.acts {
            let act = bound.act;
            let (for_form, for_post, for_api) = (bound.clone(), bound.clone(), bound.clone());
            add(act.path.into(), post(move |s: State<App>, r: Request| post_form(s.0, for_post.clone(), r)));
            add(format!("/api/v1{}", act.path), post(move |s: State<App>, r: Request| post_api(s.0, for_api.clone(), r)));
            if bound.form.is_some() {
                add(act.form_path().into(), get(move |s: State<App>, r: Request| get_form(s.0, for_form.clone(), r)));
            }
        }
        for page in &module.pages {
            let (for_html, for_json) = (page.clone(), page.clone());
            if page.load.is_some() {
                add(page.path.into(), get(move |s: State<App>, r: Request| get_page(s.0, for_html.clone(), r)));
            }
            if page.json.is_some() {
                add(format!("/api/v1{}", page.path), get(move |s: State<App>, r: Request| get_json(s.0, for_json.clone(), r)));
            }
        }
    }
    for live in app.modules.iter().flat_map(|m| m.lives.iter().copied()) {
        let serve = move |s: State<App>, r: Request| async move {
            match id_in(live.path, r.uri().path()) {
                Ok(id) => crate::live::get(s.0, live, id, r).await,
                Err(error) => fail(&s.0, &head_of(&s.0, &r), &error).await,
            }
        };
        add(live.path.into(), get(serve));
    }
    for page in own::pages() {
        let path = page.path;
        add(path.into(), get(move |s: State<App>, r: Request| get_page(s.0, page.clone(), r)));
    }
    let router = routes.into_iter().fold(Router::new(), |router, (path, route)| router.route(&path, route));
    router
        .route("/batch/{act}", post(batch::post))
        .route("/preferences", post(own::preferences))
        .route("/workbench", get(own::workbench))
        .route("/", get(own::home))
        .route("/assets/{name}", get(own::asset))
        .route("/files/{id}", get(own::file))
        .route("/components", get(own::components))
        .route("/api/openapi.json", get(openapi::document))
        .fallback(not_found)
        .method_not_allowed_fallback(|State(app): State<App>, request: Request| async move {
            let head = head_of(&app, &request);
            let mut response = fail(&app, &head, &Error::conflict("web.error.method")).await;
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            response
        })
        // The limits of the settings are our own, in `upload`; the framework's would refuse whatever is beyond 2 MB.
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(app.clone(), guard))
        .with_state(app)
}

/// Cross-site requests and those of a caller that is too fast end here; every answer gets its headers.
pub async fn guard(State(app): State<App>, mut request: Request, next: middleware::Next) -> Response {
    let head = head_of(&app, &request);
    request.extensions_mut().insert(Arc::clone(&head));
    // Only a token that counts instead of the cookie is proof that no browser sent this by itself.
    let is_foreign = head.bearer.is_none() && is_cross_site(request.method(), request.headers());
    let personal = head.session.is_some() || head.bearer.is_some() || head.phone.is_some();
    let asset = request.uri().path().starts_with("/assets/");
    let refused = match () {
        () if is_foreign => {
            crate::security::cross_site();
            Some(Error::refused("web.cross-site"))
        }
        () if asset || app.pace.admits(app.settings.pace, &head, app.db.clock().now()) => None,
        () => Some(Error::refused("web.pace")),
    };
    let mut response = match refused {
        Some(error) if head.api => respond::problem(&app, &head, &error),
        Some(error) => respond::failure(&app, &head, Frame::default(), &error),
        None => survived(&app, &head, next.run(request.map(crate::patience::impatient))).await,
    };
    headers::secure(response.headers_mut(), asset, personal);
    response
}

/// A panic outside of a transaction ends this request alone, and is answered as any mistake of ours. (Inside one the
/// database's thread makes it an error.)
async fn survived(app: &App, head: &Head, answer: impl Future<Output = Response>) -> Response {
    let panic = match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(response) => return response,
        Err(panic) => panic,
    };
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    let error = Error::Internal(format!("panic: {text}"));
    match head.api {
        true => respond::problem(app, head, &error),
        false => respond::failure(app, head, Frame::default(), &error),
    }
}

/// The facts of a request, found out once.
pub fn head_of(app: &App, request: &Request) -> Arc<Head> {
    if let Some(head) = request.extensions().get::<Arc<Head>>() {
        return Arc::clone(head);
    }
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|c| c.0.ip());
    let forwarded = request.headers().get("x-forwarded-for").and_then(|v| v.to_str().ok());
    let address = match (peer, forwarded) {
        (Some(peer), Some(list)) if app.settings.trusted_proxies.iter().any(|network| network.contains(peer)) => {
            list.rsplit(',').next().map(|a| a.trim().to_owned()).unwrap_or_else(|| peer.to_string())
        }
        (Some(peer), _) => peer.to_string(),
        (None, _) => "local".into(),
    };
    let uri = request.uri();
    let path = uri.path_and_query().map_or(uri.path(), |p| p.as_str());
    let phone = crate::phone::presented(&app.settings.seal, request.headers());
    Arc::new(Head { phone, ..Head::of(request.headers(), path, address) })
}

/// The id in a path, by the place of `{id}` in its template; a malformed one is no record.
fn id_in(template: &str, path: &str) -> Result<Id> {
    let place = template.split('/').position(|part| part == "{id}");
    match place {
        None => Ok(Id(0)),
        Some(n) => path.split('/').nth(n).and_then(|part| part.parse().ok()).ok_or(Error::NotFound),
    }
}

fn ask_of(app: &App, head: &Head, template: &str, request_path: &str, query: &str) -> Result<Ask> {
    let own_path = request_path.strip_prefix("/api/v1").unwrap_or(request_path);
    Ok(Ask {
        id: id_in(template, own_path)?,
        path: request_path.to_owned(),
        query: serde_html_form::from_str(query).unwrap_or_default(),
        locale: app.locale(head.lang),
        today: app.db.clock().now().day(),
        public_url: app.settings.public_url.clone(),
        counts: app.counts.clone(),
        seal: Some(app.settings.seal.clone()),
        memory: app.memory.clone(),
        voice: head.voice.clone(),
        session: head.session,
        can_prove_phone: app.settings.sends_sms,
        tellers: app.tellers.clone(),
    })
}

/// The ask of a plain route of the shell.
pub fn plain_ask(app: &App, head: &Head) -> Ask {
    let (path, query) = head.path.split_once('?').unwrap_or((&head.path, ""));
    ask_of(app, head, "", path, query).unwrap_or_default()
}

async fn get_page(app: App, page: Page, request: Request) -> Response {
    let head = head_of(&app, &request);
    let outcome = match ask_of(&app, &head, page.path, request.uri().path(), request.uri().query().unwrap_or("")) {
        Ok(ask) => show(&app, &head, &page, ask).await,
        Err(error) => Err(error),
    };
    settle(&app, &head, outcome).await
}

/// What was loaded for a page.
pub(crate) struct Shown {
    pub frame: Frame,
    pub reply: Result<Reply>,
    /// The session, where it has to be kept alive.
    pub stale: Option<Id>,
}

/// Loads page and frame in one snapshot.
async fn show(app: &App, head: &Arc<Head>, page: &Page, ask: Ask) -> Result<Shown> {
    let (for_read, head, access, name) = (app.clone(), head.clone(), page.access, page.name);
    let load = page.load.ok_or(Error::NotFound)?;
    let moment = Moment::of(app, &head);
    if let Some(shown) = moment.as_ref().and_then(|moment| app.lately.get(moment)) {
        return Ok(shown);
    }
    if let Some(ready) = page.ready {
        ready(app.clone(), ask.id).await;
    }
    let shown = app
        .db
        .read(move |tx| {
            let Identity { who, sign_in } = identify(tx, &head, for_read.settings.idle_ms)?;
            let frame = respond::frame(tx, &for_read, &who, &head)?;
            if who.is_anonymous() && !access.admits(&who) {
                return Err(Error::refused("web.sign-in-first"));
            }
            let ask = in_own_words(tx, &for_read, &who, &ask)?;
            let reply = access.check(&who).and_then(|()| load(tx, &who, &ask));
            let _ = reply.as_ref().inspect_err(|error| page_refused(&who, name, ask.id, error));
            Ok(Shown { frame, reply, stale: touch::stale(tx, sign_in) })
        })
        .await?;
    if let Some(moment) = moment {
        app.lately.put(moment, &shown);
    }
    Ok(shown)
}

async fn settle(app: &App, head: &Head, outcome: Result<Shown>) -> Response {
    let sign_in = || respond::redirect(&format!("/sign-in?back={}", respond::percent(&head.path)));
    let Shown { frame, reply, stale } = match outcome {
        Ok(shown) => shown,
        Err(error) if needs_sign_in(&error) => return sign_in(),
        Err(error) => return fail(app, head, &error).await,
    };
    // A page that is left open does not keep its session alive.
    if let Some(session) = stale.filter(|_| !head.by_script) {
        touch::touch(app, session);
    }
    match reply {
        Ok(reply) => respond::reply(app, head, frame, reply),
        Err(error) if needs_sign_in(&error) => sign_in(),
        Err(error) => respond::failure(app, head, frame, &error),
    }
}

fn needs_sign_in(error: &Error) -> bool {
    respond::status_of(error) == StatusCode::UNAUTHORIZED
}

/// An error page with the frame of whoever asks.
pub async fn fail(app: &App, head: &Head, error: &Error) -> Response {
    fail_form(app, head, error, &respond::Written::default()).await
}

async fn get_json(app: App, page: Page, request: Request) -> Response {
    let head = head_of(&app, &request);
    let asked = ask_of(&app, &head, page.path, request.uri().path(), request.uri().query().unwrap_or(""));
    let outcome = match (asked, page.json) {
        (Ok(ask), Some(load)) => {
            if let Some(ready) = page.ready {
                ready(app.clone(), ask.id).await;
            }
            let (own_head, idle, access, name) = (head.clone(), app.settings.idle_ms, page.access, page.name);
            app.db
                .read(move |tx| {
                    let who = identify(tx, &own_head, idle)?.who;
                    if who.is_anonymous() && !access.admits(&who) {
                        return Err(Error::refused("web.sign-in-first"));
                    }
                    let body = access.check(&who).and_then(|()| load(tx, &who, &ask));
                    body.inspect_err(|error| page_refused(&who, name, ask.id, error))
                })
                .await
        }
        (Err(error), _) => Err(error),
        (_, None) => Err(Error::NotFound),
    };
    match outcome {
        Ok(body) => respond::json(StatusCode::OK, &body),
        Err(error) => respond::problem(&app, &head, &error),
    }
}

async fn get_form(app: App, bound: Bound, request: Request) -> Response {
    let head = head_of(&app, &request);
    let outcome = match ask_of(&app, &head, bound.act.form_path(), request.uri().path(), request.uri().query().unwrap_or("")) {
        Ok(ask) => show_form(&app, &head, &bound, ask, Vec::new(), Vec::new()).await,
        Err(error) => Err(error),
    };
    settle(&app, &head, outcome).await
}

async fn post_form(app: App, bound: Bound, request: Request) -> Response {
    let head = head_of(&app, &request);
    let path = request.uri().path().to_owned();
    let id = match id_in(bound.act.path, &path) {
        Ok(id) => id,
        Err(error) => return fail(&app, &head, &error).await,
    };
    // Where the form stands: the browser has kept its long texts when its writer comes back.
    let back = respond::percent(&bound.act.form_path().replace("{id}", &id.to_string()));
    let back = if bound.form.is_some() { back } else { "/".into() };
    let sign_in = || respond::redirect(&format!("/sign-in?back={back}"));
    let payload = match upload::payload(&app, &head, bound.act, request).await {
        Ok(payload) => payload,
        Err(error) if needs_sign_in(&error) => return sign_in(),
        Err(error) => return fail(&app, &head, &error).await,
    };
    let record = bound.act.on_record().then(|| forms::record(&bound.act, id));
    let written = |typed| respond::Written { typed, record: record.clone() };
    let (typed, sent) = (payload.pairs.clone(), payload.files.iter().map(|(field, _)| field.clone()).collect());
    match perform(&app, &bound, &head, id, payload).await {
        Ok(performed) => went(performed),
        Err(Error::Invalid(errors)) if bound.form.is_some() => {
            let errors = with_files_again(errors, sent);
            let mut ask = ask_of(&app, &head, bound.act.path, &path, "").unwrap_or_default();
            ask.query = typed.clone();
            let shown = show_form(&app, &head, &bound, ask, typed.clone(), errors).await;
            if let Some(error) = shown.as_ref().ok().and_then(|shown| shown.reply.as_ref().err()).filter(|error| !needs_sign_in(error)) {
                return fail_form(&app, &head, error, &written(typed)).await;
            }
            let mut response = settle(&app, &head, shown).await;
            if response.status() == StatusCode::OK {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            response
        }
        Err(Error::Refused(m)) if m.key == "web.confirm-first" => respond::redirect(&format!("/confirm?back={back}")),
        Err(error) if needs_sign_in(&error) => sign_in(),
        Err(error) => fail_form(&app, &head, &error, &written(if bound.act.secret { Vec::new() } else { typed })).await,
    }
}

fn went(performed: Performed) -> Response {
    let mut response = respond::redirect(&performed.go);
    respond::add_cookies(&mut response, &performed.cookies);
    let once = performed.once.map(|once| kernel::Message::new(once.message).with("value", once.value));
    match once.or(performed.say) {
        Some(say) => respond::with_notice(response, &say, performed.warns),
        None => respond::without_notice(response),
    }
}

async fn post_api(app: App, bound: Bound, request: Request) -> Response {
    let head = head_of(&app, &request);
    let own_path = request.uri().path().strip_prefix("/api/v1").unwrap_or_default().to_owned();
    let outcome = async {
        let id = id_in(bound.act.path, &own_path)?;
        let payload: Payload = upload::payload(&app, &head, bound.act, request).await?;
        perform(&app, &bound, &head, id, payload).await
    };
    match outcome.await {
        Ok(mut performed) => {
            if let Some(once) = &performed.once {
                performed.answer[once.name] = once.value.as_str().into();
            }
            let status = if bound.act.on_record() { StatusCode::OK } else { StatusCode::CREATED };
            let mut response = respond::json(status, &performed.answer);
            respond::add_cookies(&mut response, &performed.cookies);
            response
        }
        Err(error) => respond::problem(&app, &head, &error),
    }
}

async fn not_found(State(app): State<App>, request: Request) -> Response {
    let head = head_of(&app, &request);
    fail(&app, &head, &Error::NotFound).await.into_response()
}

/// The actor of a request outside of pages and acts.
pub async fn who(app: &App, head: &Head) -> Result<Actor> {
    let (head, idle) = (head.clone(), app.settings.idle_ms);
    app.db.read(move |tx| Ok(identify(tx, &head, idle)?.who)).await
}
