//! The wire: which address answers what.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use qingce_api::jobs::{JobEvent, JobId};
use qingce_api::{ApiError, Code, Files};
use serde_json::{Value, json};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::error::{download_gone, pages_missing, session_unknown};
use crate::guard::Verdict;
use crate::page::page;
use crate::{CONTENT_SECURITY_POLICY as CSP, Desk};

/// Largest request that is no upload, in bytes.
const REQUEST_BYTES: usize = 64 << 20;

type Asked = State<Arc<Desk>>;

/// All routes, behind the guard.
pub(crate) fn all(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/api/rpc/{command}", post(rpc))
        .route("/api/jobs/{command}", post(start))
        .route("/api/jobs/{id}/events", get(events))
        .route("/api/jobs/{id}/cancel", post(cancel))
        .route("/api/upload", post(upload))
        .route("/api/download/{id}", get(download))
        .route("/api/{*rest}", get(nothing).post(nothing))
        .fallback(get(pages))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES))
        .layer(from_fn_with_state(Arc::clone(&desk), guarded))
        .with_state(desk)
}

/// Lets pass whom the guard lets pass, and says with every answer what pages may do.
async fn guarded(State(desk): Asked, request: Request, next: Next) -> Response {
    let mut response = match desk.guard.judge(request.method(), request.uri(), request.headers()) {
        Verdict::Pass => next.run(request).await,
        Verdict::Welcome(cookie) => {
            let headers = [(SET_COOKIE, cookie), (LOCATION, "/".into())];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Verdict::Foreign => StatusCode::FORBIDDEN.into_response(),
        Verdict::Stranger if request.uri().path().starts_with("/api/") => told(&session_unknown()),
        Verdict::Stranger => page(StatusCode::FORBIDDEN, &session_unknown()),
    };
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, CSP),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn rpc(State(desk): Asked, Path(command): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let request = match asked(&desk, &headers, &body) {
        Ok(asked) => asked,
        Err(why) => return told(&why),
    };
    let jobs = Arc::clone(&desk.jobs);
    let answer = tokio::task::spawn_blocking(move || jobs.call(&command, request)).await;
    match answer.unwrap_or_else(|why| Err(ApiError::new(Code::Internal).with("why", why.to_string()))) {
        Ok(answer) => axum::Json(desk.downloads.linked(answer)).into_response(),
        Err(why) => told(&why),
    }
}

async fn start(State(desk): Asked, Path(command): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    match asked(&desk, &headers, &body) {
        Ok(request) => axum::Json(json!({ "job": desk.jobs.start(&command, request) })).into_response(),
        Err(why) => told(&why),
    }
}

async fn events(State(desk): Asked, Path(id): Path<JobId>) -> Response {
    let (send, receive) = tokio::sync::mpsc::unbounded_channel::<JobEvent>();
    if !desk.jobs.watch(id, move |event| send.send(event.clone()).is_ok()) {
        return told(&ApiError::new(Code::BadRequest).with("why", id.to_string()));
    }
    let stream = UnboundedReceiverStream::new(receive).map(move |event| {
        let (name, data) = match event {
            JobEvent::Progress(progress) => ("progress", json!(progress)),
            JobEvent::Done(answer) => ("done", desk.downloads.linked(answer)),
            JobEvent::Failed(why) => ("failed", json!(why)),
        };
        Ok::<_, Infallible>(Event::default().event(name).data(data.to_string()))
    });
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

async fn cancel(State(desk): Asked, Path(id): Path<JobId>) -> Response {
    if desk.jobs.cancel(id) {
        axum::Json(json!({})).into_response()
    } else {
        told(&ApiError::new(Code::BadRequest).with("why", id.to_string()))
    }
}

async fn upload(State(desk): Asked, Query(named): Query<Vec<(String, String)>>, body: Body) -> Response {
    let name = named.into_iter().find_map(|(key, name)| (key == "name").then_some(name)).unwrap_or_default();
    let kept = match to_bytes(body, Files::FILE_BYTES + 1).await {
        Ok(bytes) => desk.jobs.office().files().take(&name, bytes.into()),
        // More came than may be kept, or the browser went away, which reads no answer.
        Err(_) => Err(Files::too_large(&name)),
    };
    match kept {
        Ok(file) => axum::Json(json!({ "file": file })).into_response(),
        Err(why) => told(&why),
    }
}

async fn download(State(desk): Asked, Path(id): Path<u64>) -> Response {
    let Some(path) = desk.downloads.path(id) else { return told(&download_gone()) };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let disposition = format!("attachment; filename*=UTF-8''{}", utf8_percent_encode(&name, NON_ALPHANUMERIC));
    let mime = mime_guess::from_path(&path).first_or_octet_stream().to_string();
    match tokio::fs::read(&path).await {
        Ok(bytes) => ([(CONTENT_TYPE, mime), (CONTENT_DISPOSITION, disposition)], bytes).into_response(),
        Err(_) => told(&download_gone()),
    }
}

async fn nothing(uri: Uri) -> Response {
    told(&ApiError::new(Code::BadRequest).with("why", uri.path()))
}

async fn pages(State(desk): Asked, uri: Uri) -> Response {
    match desk.ui.asset(uri.path()) {
        Some(asset) => ([(CONTENT_TYPE, asset.mime)], asset.bytes).into_response(),
        None if uri.path() == "/" => page(StatusCode::NOT_FOUND, &pages_missing()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The request of a body, with a path of ours where it names a download. JSON by its type: a form of another page is none.
fn asked(desk: &Desk, headers: &HeaderMap, body: &[u8]) -> Result<Value, ApiError> {
    let bad = |why: &str| ApiError::new(Code::BadRequest).with("why", why);
    let json = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !json.starts_with("application/json") {
        return Err(bad("content-type"));
    }
    let mut request = serde_json::from_slice(body).map_err(|why| bad(&why.to_string()))?;
    desk.downloads.prepare(&mut request)?;
    Ok(request)
}

fn told(why: &ApiError) -> Response {
    let status = match why {
        why if why.is(Code::BadRequest) => StatusCode::BAD_REQUEST,
        why if *why == session_unknown() => StatusCode::FORBIDDEN,
        why if why.is(Code::UploadGone) || *why == download_gone() => StatusCode::GONE,
        why if why.is(Code::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, axum::Json(why)).into_response()
}
