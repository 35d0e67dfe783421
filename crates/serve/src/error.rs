//! What this host itself can refuse, as codes of the message catalogue.

use qingce_api::ApiError;

/// Whoever asks has shown neither token nor cookie.
pub(crate) fn session_unknown() -> ApiError {
    ApiError { code: "session_unknown".into(), params: Vec::new() }
}

/// The program was built without pages.
pub(crate) fn pages_missing() -> ApiError {
    ApiError { code: "pages_missing".into(), params: Vec::new() }
}

/// A link leads to no file, or the file was not written.
pub(crate) fn download_gone() -> ApiError {
    ApiError { code: "download_gone".into(), params: Vec::new() }
}

/// The port cannot be taken, or the system gives no randomness.
pub(crate) fn cannot_serve(port: u16, why: &dyn std::fmt::Display) -> ApiError {
    let params = vec![("port".into(), port.to_string()), ("why".into(), why.to_string())];
    ApiError { code: "cannot_serve".into(), params }
}
