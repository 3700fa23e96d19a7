//! OpenAPI 3.1 out of the declarations.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::module::Module;

/// `GET /api/openapi.json`
pub async fn document(State(app): State<App>, _: Request) -> Response {
    let text = app.openapi.get_or_init(|| describe(&app.modules).to_string());
    let mut response = Response::new(axum::body::Body::from(text.clone()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// The whole document: kept by a snapshot, so that a change of a route shows in review.
pub fn describe(modules: &[Module]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for module in modules {
        for bound in &module.acts {
            let act = bound.act;
            let entry = json!({
                "operationId": act.name,
                "tags": [module.name],
                "parameters": parameters(act.path, &[], true),
                "requestBody": { "required": false, "content": { "application/json": { "schema": (bound.schema)() } } },
                "responses": responses(if act.on_record() { "200" } else { "201" }, true),
                "x-journals": act.journals,
                "security": security(act.access),
            });
            put(&mut paths, act.path, "post", entry);
        }
        for page in module.pages.iter().filter(|p| p.json.is_some()) {
            let entry = json!({
                "operationId": page.name,
                "tags": [module.name],
                "parameters": parameters(page.path, page.filters, false),
                "responses": responses("200", false),
                "security": security(page.access),
            });
            put(&mut paths, page.path, "get", entry);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Shangliang", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": { "Problem": problem() },
        },
    })
}

/// A field whose default its own limits refuse is required, although the type can be read without it.
pub(crate) fn honest(mut schema: Value) -> Value {
    let Value::Object(fields) = &mut schema else { return schema };
    let mut required: Vec<Value> = fields.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(Value::Object(properties)) = fields.get_mut("properties") {
        for (name, property) in properties.iter_mut() {
            let property_now = honest(property.take());
            *property = property_now;
            let empty = property.get("default").is_some_and(is_empty);
            let least = ["minLength", "minItems"].iter().any(|limit| property[*limit].as_u64().is_some_and(|n| n > 0));
            if empty && least {
                property.as_object_mut().map(|p| p.remove("default"));
                if !required.iter().any(|r| r == name.as_str()) {
                    required.push(name.as_str().into());
                }
            }
        }
    }
    if !required.is_empty() {
        fields.insert("required".into(), required.into());
    }
    for nested in ["items", "additionalProperties"] {
        if let Some(inner) = fields.get_mut(nested) {
            let honest_now = honest(inner.take());
            *inner = honest_now;
        }
    }
    schema
}

fn is_empty(value: &Value) -> bool {
    value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)
}

fn put(paths: &mut Map<String, Value>, path: &str, method: &str, entry: Value) {
    let path = format!("/api/v1{path}");
    let slot = paths.entry(path).or_insert_with(|| json!({}));
    slot[method] = entry;
}

fn security(access: crate::Access) -> Value {
    if access == crate::Access::Anyone { json!([]) } else { json!([{ "token": [] }]) }
}

fn parameters(path: &str, filters: &[&str], mutates: bool) -> Value {
    let mut list = Vec::new();
    if path.contains("{id}") {
        list.push(json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[1-9][0-9]{0,18}$" } }));
    }
    if mutates {
        list.push(
            json!({ "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string", "maxLength": 200 } }),
        );
    }
    list.extend(filters.iter().map(|f| json!({ "name": f, "in": "query", "required": false, "schema": filter(f) })));
    list.into()
}

fn filter(name: &str) -> Value {
    match name {
        "cursor" => json!({ "type": "string", "pattern": "^[0-9]{0,19}$" }),
        "size" => json!({ "type": "integer" }),
        _ => json!({ "type": "string" }),
    }
}

fn responses(success: &str, mutates: bool) -> Value {
    let problem = || json!({ "description": "problem", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let mut map = Map::new();
    map.insert(success.into(), json!({ "description": "done", "content": { "application/json": { "schema": {} } } }));
    let mut codes = vec!["401", "403", "404", "422", "429", "500", "503"];
    if mutates {
        codes.push("409");
    }
    codes.into_iter().for_each(|code| drop(map.insert(code.into(), problem())));
    Value::Object(map)
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "key"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "key": { "type": "string" },
            "reference": { "type": "string" },
            "fields": { "type": "array", "items": { "type": "object", "properties": {
                "field": { "type": "string" }, "key": { "type": "string" }, "title": { "type": "string" } } } },
        },
    })
}
