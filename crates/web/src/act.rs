//! An act is declared once; form handler, JSON route, OpenAPI entry, checks, matrix row and audit follow from it.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Id, Message, Result};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::access::Access;
use crate::app::App;
use crate::head::Head;
use crate::input::{self, Format};
use crate::page::Ask;
use crate::ui::FormView;

/// The declaration. `name` is also the message key of its verb; `path` has at most one `{id}`.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    pub name: &'static str,
    pub path: &'static str,
    /// Where the form stands, if not at `path`.
    pub form_path: Option<&'static str>,
    /// Past tense: `proposal.filed`.
    pub journals: &'static str,
    /// The process and the act in its RULES.
    pub rule: Option<(&'static str, &'static str)>,
    pub access: Access,
    /// May be done to many records of a list at once.
    pub batch: bool,
    /// 代录: offices that may register this decision from paper.
    pub paper: &'static [&'static str],
    /// Sensitive acts ask for the password again when it was given long ago.
    pub confirm: bool,
    /// Pictures that somebody unknown may send along; none without this.
    pub pictures: usize,
    /// 无记名: no store of ours may say later who did what, see [`Act::secret`].
    pub secret: bool,
}

/// An act that any signed-in person may attempt; RULES or `access` decide.
pub const fn act(name: &'static str, path: &'static str) -> Act {
    Act {
        name,
        path,
        form_path: None,
        journals: name,
        rule: None,
        access: Access::SignedIn,
        batch: false,
        paper: &[],
        confirm: false,
        pictures: 0,
        secret: false,
    }
}

impl Act {
    pub const fn journals(mut self, kind: &'static str) -> Act {
        self.journals = kind;
        self
    }

    pub const fn rule(mut self, process: &'static str, act: &'static str) -> Act {
        self.rule = Some((process, act));
        self
    }

    pub const fn access(mut self, access: Access) -> Act {
        self.access = access;
        self
    }

    pub const fn form_at(mut self, path: &'static str) -> Act {
        self.form_path = Some(path);
        self
    }

    pub const fn batch(mut self) -> Act {
        self.batch = true;
        self
    }

    pub const fn on_paper(mut self, registrars: &'static [&'static str]) -> Act {
        self.paper = registrars;
        self
    }

    pub const fn confirmed(mut self) -> Act {
        self.confirm = true;
        self
    }

    /// Somebody unknown may send so many pictures along, and no other files.
    pub const fn with_pictures(mut self, most: usize) -> Act {
        self.pictures = most;
        self
    }

    /// Nothing that names the person is kept beside what was chosen: no idempotency key with the print of the body (the act
    /// must be idempotent by itself), no refusal in the journal. The use case says [`Done::by`] nobody.
    pub const fn secret(mut self) -> Act {
        self.secret = true;
        self
    }

    pub fn form_path(&self) -> &'static str {
        self.form_path.unwrap_or(self.path)
    }

    /// Does the path name a record?
    pub fn on_record(&self) -> bool {
        self.path.contains("{id}")
    }

    /// Binds the use case of an act on a record.
    pub fn bind<I: Input>(self, use_case: fn(&mut Tx, &Actor, Id, &I) -> Result<Done>) -> Bound {
        self.bound::<I>(use_case, None)
    }

    /// Binds the use case of an act that creates, or that needs no record.
    pub fn create<I: Input>(self, use_case: fn(&mut Tx, &Actor, &I) -> Result<Done>) -> Bound {
        self.bound::<I>(move |tx: &mut Tx, who: &Actor, _: Id, input: &I| use_case(tx, who, input), None)
    }

    /// As [`Act::bind`] with slow work before the transaction, such as hashing a password; `before` may fill fields of
    /// the input that are not deserialized.
    pub fn bind_after<I: Input>(self, before: Before<I>, use_case: fn(&mut Tx, &Actor, Id, &I) -> Result<Done>) -> Bound {
        self.bound::<I>(use_case, Some(before))
    }

    fn bound<I: Input>(
        self,
        use_case: impl Fn(&mut Tx, &Actor, Id, &I) -> Result<Done> + Send + Sync + Clone + 'static,
        before: Option<Before<I>>,
    ) -> Bound {
        let prepare = move |app: App, head: Head, format: Format, body: Bytes| -> Prepared {
            let use_case = use_case.clone();
            Box::pin(async move {
                let mut input: I = input::read(format, &body)?;
                if let Some(before) = before {
                    input = before(app, head, input).await?;
                }
                Ok(Box::new(move |tx: &mut Tx, who: &Actor, id: Id| use_case(tx, who, id, &input)) as Run)
            })
        };
        Bound { act: self, schema: schema::<I>, prepare: Arc::new(prepare), form: None, after: None }
    }
}

fn schema<I: JsonSchema>() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    crate::openapi::honest(schemars::SchemaGenerator::new(settings).into_root_schema_for::<I>().into())
}

/// What an act takes: the same type is deserialized, validated and published as a schema.
pub trait Input: DeserializeOwned + garde::Validate<Context = ()> + JsonSchema + Send + Sync + 'static {}
impl<T: DeserializeOwned + garde::Validate<Context = ()> + JsonSchema + Send + Sync + 'static> Input for T {}

/// An act without fields.
#[derive(serde::Deserialize, garde::Validate, JsonSchema, Default)]
pub struct Nothing {}

/// An act with an optional note.
#[derive(serde::Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Note {
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

/// An act with a mandatory reason.
#[derive(serde::Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Reason {
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

pub type Before<I> = fn(App, Head, I) -> Pin<Box<dyn Future<Output = Result<I>> + Send>>;
pub(crate) type Run = Box<dyn Fn(&mut Tx, &Actor, Id) -> Result<Done> + Send>;
pub(crate) type Prepared = Pin<Box<dyn Future<Output = Result<Run>> + Send>>;
/// What an act tells the program's own memory once it is durable.
pub type After = fn(&App, Id, &(dyn Any + Send + Sync));
type Form = fn(&mut Tx, &Actor, &Ask) -> Result<FormView>;

/// An act with its use case, the type of its input erased.
#[derive(Clone)]
pub struct Bound {
    pub act: Act,
    pub(crate) schema: fn() -> Value,
    pub(crate) prepare: Arc<dyn Fn(App, Head, Format, Bytes) -> Prepared + Send + Sync>,
    pub(crate) form: Option<Form>,
    pub(crate) after: Option<After>,
}

impl Bound {
    /// Does the act have a page with a form?
    pub fn has_form(&self) -> bool {
        self.form.is_some()
    }

    /// Called with what [`Done::tell`] was given, after the commit and on the process that answered.
    pub fn after(mut self, after: After) -> Bound {
        self.after = Some(after);
        self
    }

    /// The page with its form. The shell fills `action` and `key`, and `title` and `submit` when they are empty.
    pub fn form(mut self, form: Form) -> Bound {
        self.form = Some(form);
        self
    }
}

/// What an act answers: the record after it, what the journal keeps, and where a person goes next.
#[derive(Debug)]
pub struct Done {
    pub subject: Ref,
    pub answer: Value,
    pub journal: Value,
    pub go: Option<String>,
    pub say: Option<Message>,
    /// That word is a warning.
    pub warns: bool,
    /// Further entries that the same act wrote to other records: kind, subject, payload.
    pub also: Vec<(&'static str, Ref, Value)>,
    /// `Set-Cookie` headers; never stored with the idempotency key.
    pub cookies: Vec<String>,
    /// Who did it and where, when the request itself is nobody's yet: signing in.
    pub by: Option<(Id, Id)>,
    /// A secret that is shown once and stored nowhere.
    pub once: Option<Once>,
    /// What was uploaded has been read, and goes: tables with personal data.
    pub forgets_files: bool,
    /// For [`Bound::after`].
    pub told: Option<Arc<dyn Any + Send + Sync>>,
}

/// Named `name` in a JSON answer; in a browser the message is said with the value as `{value}`.
#[derive(Clone, Debug)]
pub struct Once {
    pub name: &'static str,
    pub value: String,
    pub message: &'static str,
}

impl Done {
    pub fn new(subject: Ref, record: &impl Serialize) -> Result<Done> {
        let answer = serde_json::to_value(record)?;
        Ok(Done {
            subject,
            answer,
            journal: json!({}),
            go: None,
            say: None,
            warns: false,
            also: Vec::new(),
            cookies: Vec::new(),
            by: None,
            once: None,
            forgets_files: false,
            told: None,
        })
    }

    /// What the journal keeps of this act.
    pub fn journal(mut self, payload: Value) -> Done {
        self.journal = payload;
        self
    }

    pub fn go(mut self, path: impl Into<String>) -> Done {
        self.go = Some(path.into());
        self
    }

    /// A word above the next page.
    pub fn say(mut self, message: impl Into<Message>) -> Done {
        self.say = Some(message.into());
        self
    }

    /// A warning there.
    pub fn warn(mut self, message: impl Into<Message>) -> Done {
        self.warns = true;
        self.say(message)
    }

    pub fn also(mut self, kind: &'static str, subject: Ref, payload: Value) -> Done {
        self.also.push((kind, subject, payload));
        self
    }

    pub fn cookie(mut self, cookie: String) -> Done {
        self.cookies.push(cookie);
        self
    }

    /// The uploaded files are not kept.
    pub fn forgetting_files(mut self) -> Done {
        self.forgets_files = true;
        self
    }

    /// Shows a secret once: a token, a one-time link. A replay of the act says nothing of it.
    pub fn once(mut self, name: &'static str, value: String, message: &'static str) -> Done {
        self.once = Some(Once { name, value, message });
        self
    }

    /// What the program's memory hears of it once it is durable.
    pub fn tell(mut self, what: impl Any + Send + Sync) -> Done {
        self.told = Some(Arc::new(what));
        self
    }

    /// The journal names this person, in this assembly, instead of nobody.
    pub fn by(mut self, person: Id, assembly: Id) -> Done {
        self.by = Some((person, assembly));
        self
    }
}
