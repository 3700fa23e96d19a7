//! The least that a page can cost, in a process of its own: `qa cost-limits DATA TOKEN DETAIL` reads what the pages show
//! once, and answers from memory. `/constant` is a bare server with a page of the same size.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use kernel::db::{Db, Options, Target, Watch};
use kernel::files::Shelf;
use kernel::{Actor, SystemClock, Tx};
use web::head::Head;
use web::i18n::Lang;
use web::respond::{self, Frame};
use web::ui::{DetailView, Html, Link, ListView};
use web::{App, Ask, Settings};

use super::Cost;
use crate::program::Outcome;

/// The process; ended when dropped.
pub struct Limits {
    child: Child,
    port: u16,
    token: Arc<str>,
}

impl Limits {
    pub fn start(data: &Path, token: &Arc<str>, detail: &str) -> Outcome<Limits> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.arg("cost-limits").arg(data).arg(&**token).arg(detail).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        Ok(Limits { child, port: line.trim().parse()?, token: Arc::clone(token) })
    }

    pub fn measure(&self, path: &str, connections: usize, seconds: u64) -> Outcome<Cost> {
        Cost::of(self.child.id(), self.port, &self.token, path, connections, seconds)
    }
}

impl Drop for Limits {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The application on a data directory that nobody serves at the moment.
pub fn app(data: &Path, watch: Option<Watch>) -> Outcome<App> {
    let options = Options { readers: 1, watch, ..Options::default() };
    let db = Db::open(Target::File(data.join("shangliang.db")), Arc::new(SystemClock::default()), options)?;
    let identity = identity::module(identity::IdentitySettings::default());
    let modules = vec![identity, proposals::module(), consultations::module(), deliberation::module()];
    Ok(App::new(db, Shelf::open(&data.join("files"))?, Settings::default(), modules)?)
}

struct Fixed {
    app: App,
    list: (Frame, ListView),
    detail: (Frame, DetailView),
    constant: Bytes,
}

/// Says its port on a line, and answers until it is ended.
pub fn serve(arguments: &[String]) -> Outcome<()> {
    let [_, data, token, detail] = arguments else { return Err("cost-limits DATA TOKEN DETAIL".into()) };
    let app = app(Path::new(data), None)?;
    let list = view(&app, token, "/proposals", proposals::pages::list::view)?;
    let detail = view(&app, token, detail, proposals::pages::detail::view)?;
    let l = app.locale(Lang::Zh);
    let shell = web::ui::Shell { nav: list.0.nav.clone(), user: list.0.user.clone(), ..web::ui::Shell::new(l.clone(), &*list.1.title) };
    let constant = shell.render(list.1.render(&l)).into();
    let fixed = Arc::new(Fixed { list, detail, constant, app: app.clone() });
    let router = Router::new()
        .route("/proposals", get(|State(fixed): State<Arc<Fixed>>, request| async move { fixed.draw_list(request) }))
        .route("/proposals/{id}", get(|State(fixed): State<Arc<Fixed>>, request| async move { fixed.draw_detail(request) }))
        .layer(from_fn_with_state(app, web::router::guard))
        .route("/constant", get(|State(fixed): State<Arc<Fixed>>| async move { html(fixed.constant.clone()) }))
        .with_state(fixed);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        Ok(axum::serve(listener, router).await?)
    })
}

impl Fixed {
    fn draw_list(&self, request: Request) -> Response {
        let (frame, view) = &self.list;
        self.page(&request, frame, &view.title, Vec::new(), view.render(&self.app.locale(Lang::Zh)))
    }

    fn draw_detail(&self, request: Request) -> Response {
        let (frame, view) = &self.detail;
        let crumbs = vec![Link::new("提案", "/proposals")];
        self.page(&request, frame, &view.title, crumbs, view.render(&self.app.locale(Lang::Zh)))
    }

    fn page(&self, request: &Request, frame: &Frame, title: &str, crumbs: Vec<Link>, html: Html) -> Response {
        let head = web::router::head_of(&self.app, request);
        respond::page(&self.app, &head, frame.clone(), StatusCode::OK, web::Body { title: title.to_owned(), crumbs, html })
    }
}

fn html(body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// What stands on the page at `path`, and in the frame around it, for whoever has the token.
fn view<V: Send + 'static>(
    app: &App,
    token: &str,
    path: &str,
    load: fn(&mut Tx, &Actor, &Ask) -> kernel::Result<V>,
) -> Outcome<(Frame, V)> {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, format!("Bearer {token}").parse()?);
    let head = Head::of(&headers, path, "local".into());
    let id = path.rsplit('/').next().and_then(|id| id.parse().ok()).unwrap_or_default();
    let (own, ask) = (app.clone(), Ask { id, ..web::router::plain_ask(app, &head) });
    Ok(app.db.read_blocking(move |tx| {
        let who = web::identify::identify(tx, &head, own.settings.idle_ms)?.who;
        Ok((respond::frame(tx, &own, &who, &head)?, load(tx, &who, &ask)?))
    })?)
}
