//! Bodies: form pairs, JSON, and multipart whose files are checked by content, rid of what a camera hid in them, and written
//! before the transaction.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use kernel::{Error, FieldError, Message, Result};

use crate::access::Access;
use crate::act::Act;
use crate::app::App;
use crate::head::{Head, MOST_OF_A_KEY};
use crate::input::Format;
use crate::perform::Payload;
use crate::scanner::{Scanner, Verdict};

/// Fields that belong to the shell, not to the act.
const OWN_FIELDS: &[&str] = &["idempotency_key", "then", "confirmed"];

/// Files of one request.
const MOST_FILES: usize = 20;

/// Of all the pictures that somebody unknown sends along.
const PICTURES_BYTES: usize = 16 << 20;

/// What a request may bring in files.
struct Room {
    files: usize,
    bytes: usize,
    pictures_only: bool,
}

/// Reads the whole body within the limits; nobody unknown gets that far where an act is not for everybody, and nothing is
/// written to disk for somebody whose session is over.
pub async fn payload(app: &App, head: &Head, act: Act, request: Request) -> Result<Payload> {
    if head.is_key_too_long {
        return Err(Error::invalid("Idempotency-Key", Message::new("web.invalid.long").with("max", MOST_OF_A_KEY)));
    }
    let is_open = act.access == Access::Anyone;
    if !is_open && head.session.is_none() && head.bearer.is_none() {
        return Err(Error::refused("web.sign-in-first"));
    }
    let kind = kind_of(&request);
    if kind.starts_with("multipart/form-data") {
        let unknown = crate::router::who(app, head).await?.is_anonymous();
        if unknown && !(is_open && act.pictures > 0) {
            return Err(Error::refused("web.sign-in-first"));
        }
        let seat = unknown.then(|| app.strangers.seat(&head.address));
        if matches!(seat, Some(None)) {
            return Err(Error::Unavailable("kernel.busy".into()));
        }
        let room = match unknown {
            true => Room { files: act.pictures, bytes: PICTURES_BYTES, pictures_only: true },
            false => Room { files: MOST_FILES, bytes: app.settings.max_body_bytes, pictures_only: false },
        };
        return multipart(app, request, &room).await;
    }
    plain(kind, request).await
}

/// A form of the shell's own, without files.
pub async fn form(request: Request) -> Result<Payload> {
    plain(kind_of(&request), request).await
}

fn kind_of(request: &Request) -> String {
    request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

async fn plain(kind: String, request: Request) -> Result<Payload> {
    let bytes = limited(request.into_body(), 4 << 20).await?;
    if kind.starts_with("application/json") {
        return Ok(Payload { format: Some(Format::Json), bytes, ..Payload::default() });
    }
    if !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") && !bytes.is_empty() {
        return Err(Error::invalid("", "web.invalid.media-type"));
    }
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(&bytes).map_err(|_| Error::invalid("", "web.invalid.shape"))?;
    Ok(from_pairs(pairs))
}

pub(crate) fn shared(pairs: Vec<(String, String)>) -> Payload {
    from_pairs(pairs)
}

fn from_pairs(pairs: Vec<(String, String)>) -> Payload {
    let key = pairs.iter().find(|(n, v)| n == "idempotency_key" && !v.is_empty()).map(|(_, v)| v.chars().take(200).collect());
    let pairs: Vec<_> = pairs.into_iter().filter(|(n, v)| !v.trim().is_empty() && !OWN_FIELDS.contains(&n.as_str())).collect();
    let bytes = serde_html_form::to_string(&pairs).unwrap_or_default().into();
    Payload { format: Some(Format::Form), bytes, pairs, key, ..Payload::default() }
}

async fn limited(body: Body, most: usize) -> Result<Bytes> {
    let collected = Limited::new(body, most).collect().await;
    collected.map(|c| c.to_bytes()).map_err(|error| {
        let too_large = error.downcast_ref::<http_body_util::LengthLimitError>().is_some();
        Error::invalid("", if too_large { "web.invalid.too-large" } else { "web.invalid.broken-off" })
    })
}

async fn multipart(app: &App, request: Request, room: &Room) -> Result<Payload> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Error::invalid("", "web.invalid.shape"))?;
    let (mut pairs, mut files, mut wrong, mut total) = (Vec::new(), Vec::new(), Vec::new(), 0usize);
    let most = app.settings.max_file_bytes;
    let outcome = async {
        while let Some(mut part) = parts.next_field().await.map_err(|_| Error::invalid("", "web.invalid.shape"))? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let (mut content, mut length) = (Vec::new(), 0);
            while let Some(chunk) = part.chunk().await.map_err(|_| Error::invalid(name.as_str(), "web.invalid.shape"))? {
                total += chunk.len();
                length += chunk.len();
                if total > room.bytes || file_name.is_none() && length > most {
                    return Err(Error::invalid(name.as_str(), "web.invalid.too-large"));
                }
                // Of what is not kept nothing is held; the words that come behind it are.
                if length <= most && wrong.is_empty() {
                    content.extend_from_slice(&chunk);
                }
            }
            let no = |message: Message| FieldError { field: name.clone(), message };
            match file_name {
                Some(_) if length == 0 || !wrong.is_empty() => {}
                Some(file) if length > most => {
                    wrong.push(no(Message::new("web.invalid.file-size").with("file", file).with("mb", most >> 20)));
                }
                Some(_) if files.len() == room.files => wrong.push(no(Message::new("web.invalid.file-count").with("most", room.files))),
                Some(file) => match keep(app, (&name, &file), content, room.pictures_only).await {
                    Ok(stored) => {
                        pairs.push((name.clone(), stored.id.to_string()));
                        files.push((name, stored));
                    }
                    Err(Error::Invalid(fields)) => wrong.extend(fields),
                    Err(error) => return Err(error),
                },
                None => pairs.push((name.clone(), String::from_utf8(content).map_err(|_| Error::invalid(name, "web.invalid.shape"))?)),
            }
        }
        Ok(())
    }
    .await;
    if let Err(error) = outcome {
        files.iter().for_each(|(_, f): &(String, kernel::files::Stored)| app.shelf.remove(f.id));
        return Err(error);
    }
    Ok(Payload { files, wrong, ..from_pairs(pairs) })
}

async fn keep(app: &App, (field, name): (&str, &str), content: Vec<u8>, pictures_only: bool) -> Result<kernel::files::Stored> {
    let fits = |kind: &documents::Kind| kind.fits(name) && (!pictures_only || kind.media_type().starts_with("image/"));
    let kind = documents::sniff(&content).ok().filter(fits);
    let wrong = || Error::invalid(field, Message::new("web.invalid.file-type").with("file", name));
    let kind = kind.ok_or_else(wrong)?;
    // Where and when it was taken is nobody's to know, also not for somebody who opens the file.
    let content = documents::without_metadata(kind, content).ok_or_else(wrong)?;
    let media_type = kind.media_type();
    let (shelf, scanner, name, field) = (app.shelf.clone(), app.settings.scanner.clone(), name.to_owned(), field.to_owned());
    let id = app.db.read(|tx| Ok(tx.new_id())).await?;
    let put = tokio::task::spawn_blocking(move || {
        scanner.map_or(Ok(()), |scanner| clean(&scanner, (&field, &name), &content))?;
        shelf.put(id, &name, media_type, &content)
    });
    put.await.map_err(Error::internal)?
}

/// A scanner that does not answer lets nothing through.
fn clean(scanner: &Scanner, (field, name): (&str, &str), content: &[u8]) -> Result<()> {
    match scanner.scan(content) {
        Ok(Verdict::Clean) => Ok(()),
        Ok(Verdict::Found(virus)) => {
            crate::security::virus_found(&virus);
            Err(Error::invalid(field, Message::new("web.invalid.virus").with("file", name).with("virus", virus)))
        }
        Err(error) => {
            tracing::error!(%error, "the virus scanner does not answer");
            Err(Error::Unavailable("web.scanner-away".into()))
        }
    }
}
