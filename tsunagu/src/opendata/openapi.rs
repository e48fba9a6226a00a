//! The document that describes all addresses for programs, for the address at which this installation is reached.

use axum::{Extension, Router, extract::State, routing::get};
use serde_json::{Value, json};

use super::{
    asked::Asked,
    model::{PAGE_MOST, PER_PAGE_MOST},
    shared::{Kind, Shared, json},
};
use crate::{
    directory::Shelf,
    platform::{Answer, App, Outcome},
};

/// Addresses, parameters and answers.
const ADDRESSES: &str = include_str!("openapi.json");
/// The records of HSDS 3.0 in the fields we write: names, kinds and what must be there, as the specification says.
const SHAPES: &str = include_str!("hsds.json");

pub fn routes() -> Router<App> {
    Router::new().route("/api/openapi.json", get(document_page))
}

async fn document_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    asked: Asked,
) -> Answer {
    asked.only(&[])?;
    let version = shelf.current(&app).await?.version;
    shared.answer(&asked, version, Kind::Json, || json(&document(&app.config.address)?))
}

/// The whole document; `address` is where the installation is reached.
pub fn document(address: &str) -> Result<Value, Outcome> {
    let read = |text: &str| -> Result<Value, Outcome> {
        serde_json::from_str(text).map_err(|error| Outcome::Broken(format!("openapi: {error}")))
    };
    let mut document = read(ADDRESSES)?;
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["servers"] = json!([{ "url": address }]);
    document["components"]["parameters"]["page"]["schema"]["maximum"] = json!(PAGE_MOST);
    document["components"]["parameters"]["per_page"]["schema"]["maximum"] = json!(PER_PAGE_MOST);
    if let (Some(schemas), Value::Object(shapes)) = (document["components"]["schemas"].as_object_mut(), read(SHAPES)?) {
        schemas.extend(shapes);
    }
    Ok(document)
}
