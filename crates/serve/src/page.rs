//! The one page of our own: said in a browser where there are no pages to show, or nobody to show them to.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use qingce_api::ApiError;
use qingce_api::seeds::Seeds;

use crate::error::pages_missing;

const PAGE: &str = include_str!("page.html");

/// The page that says that the program was built without pages.
pub fn missing() -> String {
    text(&pages_missing())
}

pub(crate) fn page(status: StatusCode, error: &ApiError) -> Response {
    (status, Html(text(error))).into_response()
}

/// A sentence of the catalogue, its next step, and the name of the program above them.
fn text(error: &ApiError) -> String {
    let Ok(messages) = Seeds::from_environment().messages() else { return error.code.clone() };
    let parts = [
        ("{title}", messages.word("program", "name")),
        ("{text}", messages.sentence(&error.code, &error.params)),
        ("{hint}", messages.hint(&error.code, &error.params).unwrap_or_default()),
    ];
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    parts.iter().fold(PAGE.to_owned(), |page, (name, text)| page.replace(name, &escaped(text)))
}
