//! The one page of our own: said in a browser where there are no pages to show, or nobody to show them to.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use qingce_api::ApiError;
use qingce_api::seeds::Seeds;

const PAGE: &str = include_str!("page.html");

/// A sentence of the catalogue, its next step, and the name of the program above them.
pub(crate) fn page(status: StatusCode, error: &ApiError) -> Response {
    let Ok(messages) = Seeds::from_environment().messages() else {
        return (status, error.code.clone()).into_response();
    };
    let parts = [
        ("{title}", messages.word("program", "name")),
        ("{text}", messages.sentence(&error.code, &error.params)),
        ("{hint}", messages.hint(&error.code, &error.params).unwrap_or_default()),
    ];
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let page = parts.iter().fold(PAGE.to_owned(), |page, (name, text)| page.replace(name, &escaped(text)));
    (status, Html(page)).into_response()
}
