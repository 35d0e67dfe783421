//! The HTTP twin of the window: the same commands and the same pages, in a browser on this machine.
//!
//! In here: who may ask (a token that works once, a cookie, Host and Origin), the wire, uploads kept in memory, downloads.
//! Not in here: what a command does (api), the pages (`ui`), opening a browser (hosts).
//!
//! ```text
//! GET  /?token=T                  takes the token, sets the cookie, leads to /
//! POST /api/rpc/{command}         JSON request -> 200 answer | 4xx, 5xx {code, params}
//! POST /api/jobs/{command}        JSON request -> {job}
//! GET  /api/jobs/{id}/events      events progress, done, failed; ends with the job
//! POST /api/jobs/{id}/cancel      -> {}
//! POST /api/upload?name=NAME      bytes -> {file}: "upload:ID", wherever a request has a file
//! GET  /api/download/{id}         what a request with out: "download:NAME" wrote; its answer's file is this link
//! ```
//!
//! The invariant: nothing but 127.0.0.1 is listened on, and nothing is answered to whoever has not shown the token.

mod download;
mod error;
mod guard;
pub mod page;
mod routes;
pub mod ui;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use qingce_api::job::Cancel;
use qingce_api::jobs::Jobs;
use qingce_api::{ApiError, Code};

use crate::download::Downloads;
use crate::error::cannot_serve;
use crate::guard::Guard;
use crate::ui::Ui;

/// What pages may do: nothing from elsewhere, no code but ours. Style attributes are what charts place their tips with.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How often the wish to stop is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How long jobs may take to leave nothing behind when the server stops.
const STOPPING: Duration = Duration::from_secs(10);

/// A server that holds its port, and serves once it runs.
pub struct Server {
    listener: TcpListener,
    desk: Arc<Desk>,
}

/// What every route needs.
struct Desk {
    jobs: Arc<Jobs>,
    guard: Guard,
    ui: Ui,
    downloads: Downloads,
}

impl Server {
    /// Takes a port of 127.0.0.1; 0 for any that is free. The jobs' office must take uploads, not paths.
    pub fn bind(jobs: Arc<Jobs>, ui: Ui, port: u16) -> Result<Server, ApiError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|why| cannot_serve(port, &why))?;
        listener.set_nonblocking(true).map_err(|why| cannot_serve(port, &why))?;
        let address = listener.local_addr().map_err(|why| cannot_serve(port, &why))?;
        let guard = Guard::new(address.port()).map_err(|why| cannot_serve(port, &why))?;
        let downloads = Downloads::new().map_err(|why| cannot_serve(port, &why))?;
        Ok(Server { listener, desk: Arc::new(Desk { jobs, guard, ui, downloads }) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.desk.guard.port()))
    }

    /// The address to open in a browser; works once.
    pub fn url(&self) -> String {
        format!("http://{}/?token={}", self.address(), self.desk.guard.token())
    }

    /// Serves until `stop`; then jobs are cancelled and have a while to leave nothing behind.
    pub fn run(self, stop: &Cancel) -> Result<(), ApiError> {
        let failed = |why: std::io::Error| ApiError::new(Code::Internal).with("why", why.to_string());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let jobs = Arc::clone(&self.desk.jobs);
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            tokio::select! {
                served = axum::serve(listener, routes::all(self.desk)) => served,
                () = stopped(stop) => Ok(()),
            }
        });
        jobs.cancel_all();
        runtime.block_on(async {
            let idle = async {
                while jobs.running() > 0 {
                    tokio::time::sleep(LOOK).await;
                }
            };
            // Whoever is not done by then is rolled back when the register is opened again.
            let _late = tokio::time::timeout(STOPPING, idle).await;
        });
        runtime.shutdown_background();
        served.map_err(failed)
    }
}

async fn stopped(stop: &Cancel) {
    while !stop.is_cancelled() {
        tokio::time::sleep(LOOK).await;
    }
}
