//! The wire as a browser meets it: over a socket, on a register of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use qingce_api::job::Cancel;
use qingce_api::jobs::Jobs;
use qingce_api::office::Office;
use qingce_api::seeds::Seeds;
use qingce_api::{Files, OpenOptions, ReaderCommand, Role};
use qingce_serve::ui::Ui;
use qingce_serve::{CONTENT_SECURITY_POLICY, Server};
use qingce_testkit::{Book, Sandbox};
use serde_json::{Value, json};

/// Longest silence of the server.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a register of its own; stopped when dropped.
struct Site {
    sandbox: Sandbox,
    address: String,
    cookie: String,
    stop: Cancel,
    running: Option<JoinHandle<()>>,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|why| unreachable!("{why}: {}", self.text()))
    }
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    fn header(&self, name: &str) -> Option<&str> {
        let prefix = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&prefix))
    }
}

/// Sends a request and reads to the end. HTTP/1.0, so that the answer comes as it is, in one piece.
fn ask(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit can be set");
    let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("{method} {path} HTTP/1.0\r\n{lines}Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).expect("the server reads");
    stream.write_all(body).expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server answers in time");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Answer { status, head, body: answer[end + 4..].to_vec() }
}

impl Site {
    fn new() -> Site {
        let sandbox = Sandbox::new();
        let pages = sandbox.path("pages");
        std::fs::create_dir_all(&pages).expect("a folder");
        std::fs::write(pages.join("index.html"), "<!doctype html><p>页面").expect("a file");
        let options = OpenOptions {
            seeds: Seeds::embedded(),
            reader: ReaderCommand::program(env!("CARGO_BIN_EXE_qingce-serve-reader")),
            operator: "尤清册".into(),
            role: Role::Owner,
            files: Files::uploads_only(),
        };
        let jobs = Arc::new(Jobs::new(Arc::new(Office::new(sandbox.path("清册.db"), options))));
        let server = Server::bind(jobs, Ui::Folder(pages), 0).expect("some port is free");
        let (address, url, stop) = (server.address().to_string(), server.url(), Cancel::default());
        let wish = stop.clone();
        let running = std::thread::spawn(move || server.run(&wish).expect("it serves until it is stopped"));
        let door = url.split_once(&address).expect("the url names the address").1.to_owned();
        let welcome = ask(&address, "GET", &door, &[("Host", &address)], b"");
        assert_eq!((welcome.status, welcome.header("location")), (303, Some("/")), "the token leads to the pages");
        let cookie = welcome.header("set-cookie").expect("the browser gets a cookie").to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "no script may read it: {cookie}");
        let again = ask(&address, "GET", &door, &[("Host", &address)], b"");
        assert_eq!(again.status, 403, "the token works once");
        assert!(again.text().contains("再运行一次程序"), "whoever comes too late is told what to do: {}", again.text());
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Site { sandbox, address, cookie, stop, running: Some(running) }
    }

    fn get(&self, path: &str) -> Answer {
        ask(&self.address, "GET", path, &[("Host", &self.address), ("Cookie", &self.cookie)], b"")
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        let origin = format!("http://{}", self.address);
        let headers =
            [("Host", self.address.as_str()), ("Cookie", &self.cookie), ("Origin", &origin), ("Content-Type", kind)];
        ask(&self.address, "POST", path, &headers, body)
    }

    fn call(&self, path: &str, request: &Value) -> Answer {
        self.post(path, "application/json", request.to_string().as_bytes())
    }

    /// Uploads a workbook of so many projects.
    fn upload(&self, projects: u32) -> Value {
        let path = self.sandbox.path("件.xlsx");
        let book = Book::new().sheet("登记表", |paper| {
            paper.row(1, 1, ["项目名称", "填报单位", "总投资（万元）"]);
            for n in 0..projects {
                paper.row(n + 2, 1, [format!("平台{n}").as_str(), "某省水利厅", "12.5"]);
            }
        });
        book.save(&path);
        let bytes = std::fs::read(&path).expect("it was just written");
        std::fs::remove_file(path).expect("it is ours");
        let kept = self.post("/api/upload?name=%E7%99%BB%E8%AE%B0%E8%A1%A8.xlsx", "application/octet-stream", &bytes);
        assert_eq!(kept.status, 200, "uploads are taken: {}", kept.text());
        kept.json()["file"].clone()
    }

    /// Starts a job and reads its events to the end.
    fn job(&self, command: &str, request: &Value) -> Vec<(String, Value)> {
        let started = self.call(&format!("/api/jobs/{command}"), request);
        self.events(&started.json()["job"])
    }

    fn events(&self, job: &Value) -> Vec<(String, Value)> {
        let told = self.get(&format!("/api/jobs/{job}/events"));
        assert_eq!(told.header("content-type"), Some("text/event-stream"), "browsers read events as such");
        let text = told.text();
        let events = text.split("\n\n").filter_map(|event| event.split_once("\ndata: "));
        events
            .map(|(name, data)| {
                (name.trim_start_matches("event: ").to_owned(), serde_json::from_str(data).expect("JSON"))
            })
            .collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.cancel();
        let ended = self.running.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the server ends when it is told to");
    }
}

#[test]
fn requests_from_elsewhere_are_refused_and_pages_are_held_to_their_policy() {
    let site = Site::new();
    let page = site.get("/");
    assert_eq!((page.status, page.text().contains("页面")), (200, true), "the cookie opens the pages");
    assert_eq!(page.header("content-security-policy"), Some(CONTENT_SECURITY_POLICY), "no page may do more");
    let stranger = ask(&site.address, "GET", "/", &[("Host", &site.address)], b"");
    assert_eq!(stranger.status, 403, "without the cookie nothing is answered");
    let foreign_host = ask(&site.address, "GET", "/", &[("Host", "evil.example"), ("Cookie", &site.cookie)], b"");
    assert_eq!(foreign_host.status, 403, "a name that leads here by a trick is refused");
    let headers = [
        ("Host", site.address.as_str()),
        ("Cookie", &site.cookie),
        ("Origin", "http://evil.example"),
        ("Content-Type", "application/json"),
    ];
    let foreign_page = ask(&site.address, "POST", "/api/rpc/lists", &headers, b"{}");
    assert_eq!(foreign_page.status, 403, "another page may not ask with the clerk's cookie");
    assert!(foreign_page.body.is_empty(), "and is told nothing");
    let form = site.post("/api/rpc/lists", "text/plain", b"{}");
    assert_eq!(form.status, 400, "what a form can send is no request");
}

#[test]
fn an_upload_is_imported_with_progress_and_never_lies_on_the_drive() {
    let site = Site::new();
    let file = site.upload(3000);
    let events = site.job("import", &json!({ "file": file }));
    let (last, answer) = events.last().expect("a job tells its end");
    assert_eq!(last, "done", "the import succeeds: {answer}");
    assert_eq!((&answer["state"], &answer["file"]), (&json!("promoted"), &json!("登记表.xlsx")), "as a file would");
    let progress = events.iter().filter(|(name, _)| name == "progress").count();
    assert!(progress >= 1 && progress == events.len() - 1, "progress comes first, the end once: {events:?}");
    let page = site.call("/api/rpc/list", &json!({ "selection": {}, "limit": 2 })).json();
    assert_eq!((page["total"].as_u64(), page["rows"].as_array().map(Vec::len)), (Some(3000), Some(2)), "{page}");
    let kept = site.sandbox.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "xlsx"));
    assert_eq!(kept.count(), 0, "an upload may hold what must not be stored");
}

#[test]
fn a_job_is_cancelled_and_leaves_nothing_behind() {
    let site = Site::new();
    let file = site.upload(30_000);
    let started = site.call("/api/jobs/import", &json!({ "file": file })).json();
    let job = &started["job"];
    assert_eq!(site.call(&format!("/api/jobs/{job}/cancel"), &json!({})).status, 200, "a running job can be cancelled");
    let events = site.events(job);
    let (last, why) = events.last().expect("a job tells its end");
    assert_eq!((last.as_str(), &why["code"]), ("failed", &json!("cancelled")), "30 000 rows were not yet read");
    let page = site.call("/api/rpc/list", &json!({ "selection": {}, "limit": 1 })).json();
    assert_eq!(page["total"], 0, "nothing of it is in the register");
    assert_eq!(site.get("/api/jobs/99/events").status, 400, "an unknown job is told as such");
}

#[test]
fn an_export_is_downloaded_and_paths_are_refused() {
    let site = Site::new();
    let events = site.job("import", &json!({ "file": site.upload(5) }));
    assert_eq!(events.last().map(|(name, _)| name.as_str()), Some("done"), "the import succeeds");
    let export = json!({ "list": "register", "out": "download:汇总/台账.xlsx" });
    for answer in [site.call("/api/rpc/export", &export).json(), site.job("export", &export).remove(0).1] {
        let link = answer["file"].as_str().unwrap_or_else(|| unreachable!("a link: {answer}"));
        let file = site.get(link);
        assert_eq!((file.status, file.body.starts_with(b"PK")), (200, true), "the link leads to a workbook: {link}");
        let told = file.header("content-disposition").unwrap_or_default();
        assert!(told.contains("%E6%B1%87%E6%80%BB%5F%E5%8F%B0%E8%B4%A6"), "under its name, without folders: {told}");
    }
    let outside = site.sandbox.path("外面.xlsx");
    let written = site.call("/api/rpc/export", &json!({ "list": "register", "out": outside }));
    assert_eq!((written.status, outside.exists()), (400, false), "no page names a path to write to");
    let read = site.call("/api/rpc/preview", &json!({ "file": site.sandbox.path("清册.db") }));
    assert_eq!((read.status, &read.json()["code"]), (410, &json!("upload_gone")), "nor one to read from");
    assert_eq!(site.get("/api/download/99").status, 410, "a link that leads nowhere says so");
}

#[test]
fn errors_are_codes_and_unknown_ways_are_told() {
    let site = Site::new();
    let why = site.call("/api/rpc/no_such", &json!({}));
    assert_eq!((why.status, &why.json()["code"]), (400, &json!("bad_request")), "an unknown command");
    let why = site.call("/api/rpc/record", &json!({ "uid": "x" }));
    assert_eq!((why.status, &why.json()["code"]), (422, &json!("record_unknown")), "a refusal of the register");
    assert_eq!(site.get("/api/rpc/list").status, 405, "commands are posted");
    assert_eq!(site.get("/api/else").status, 400, "no other way is a page");
}
