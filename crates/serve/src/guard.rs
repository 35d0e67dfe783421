//! Who may ask. Other programs' pages in the same browser, other machines, and names that lead here by a trick (DNS
//! rebinding) may not.
//!
//! The invariant: the token lets in one browser, once; after that only its cookie does.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};

/// Bytes of randomness in the token and in the cookie.
const SECRET_BYTES: usize = 32;

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may be answered.
    Pass,
    /// It brought the token: the browser gets this cookie and goes on to `/`.
    Welcome(String),
    /// It comes from elsewhere.
    Foreign,
    /// It brings neither token nor cookie.
    Stranger,
}

/// Knows the token and the cookie of one server.
pub(crate) struct Guard {
    port: u16,
    token: String,
    used: AtomicBool,
    cookie: String,
}

impl Guard {
    /// A guard with fresh secrets.
    pub(crate) fn new(port: u16) -> Result<Guard, getrandom::Error> {
        // Cookies know no ports: without it in the name, two servers would take each other's.
        let cookie = format!("qingce-{port}={}", secret()?);
        Ok(Guard { port, token: secret()?, used: AtomicBool::new(false), cookie })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Judges a request by its head.
    pub(crate) fn judge(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Verdict {
        if !self.is_here(method, headers) {
            return Verdict::Foreign;
        }
        if self.has_cookie(headers) {
            return Verdict::Pass;
        }
        let brought = uri.query().into_iter().flat_map(|query| query.split('&')).find_map(|p| p.strip_prefix("token="));
        let at_the_door = method == Method::GET && uri.path() == "/" && brought == Some(&self.token);
        if at_the_door && !self.used.swap(true, Ordering::SeqCst) {
            return Verdict::Welcome(format!("{}; Path=/; HttpOnly; SameSite=Strict", self.cookie));
        }
        Verdict::Stranger
    }

    /// Host always names this server, and so does Origin, which browsers send with everything that is not a mere look.
    fn is_here(&self, method: &Method, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let hosts = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let Some(host) = text(HOST).filter(|host| hosts.iter().any(|own| own == host)) else { return false };
        match text(ORIGIN) {
            Some(origin) => origin.strip_prefix("http://") == Some(host),
            None => !headers.contains_key(ORIGIN) && (method == Method::GET || method == Method::HEAD),
        }
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let brought = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        brought.flat_map(|all| all.split("; ")).any(|one| one == self.cookie)
    }
}

fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Heads<'a> = &'a [(&'static str, &'a str)];

    fn judge(guard: &Guard, method: Method, uri: &str, headers: Heads<'_>) -> Verdict {
        let uri: Uri = uri.parse().expect("a path");
        let pairs =
            headers.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
        guard.judge(&method, &uri, &pairs.collect())
    }

    #[test]
    fn the_token_lets_in_once_and_the_cookie_ever_after() {
        let guard = Guard::new(4000).expect("the system gives randomness");
        let here = ("host", "127.0.0.1:4000");
        assert_eq!(judge(&guard, Method::GET, "/", &[here]), Verdict::Stranger, "without a token nobody comes in");
        let door = format!("/?token={}", guard.token());
        let Verdict::Welcome(cookie) = judge(&guard, Method::GET, &door, &[here]) else {
            unreachable!("the token is right")
        };
        assert_eq!(judge(&guard, Method::GET, &door, &[here]), Verdict::Stranger, "the token works once");
        let cookie = ("cookie", cookie.split(';').next().expect("a cookie has a value"));
        assert_eq!(judge(&guard, Method::GET, "/api/x", &[here, cookie]), Verdict::Pass, "the cookie is known");
        let other = Guard::new(4000).expect("the system gives randomness");
        assert_eq!(
            judge(&other, Method::GET, "/", &[here, cookie]),
            Verdict::Stranger,
            "no server knows another's cookie"
        );
    }

    #[test]
    fn requests_from_elsewhere_are_foreign_even_with_the_cookie() {
        let guard = Guard::new(4000).expect("the system gives randomness");
        let own = guard.cookie.clone();
        let here = ("host", "localhost:4000");
        let foreign: [(Method, Heads<'_>, &str); 6] = [
            (Method::GET, &[("host", "evil.example:4000")], "a name that leads here is not ours"),
            (Method::GET, &[("host", "127.0.0.1:4001")], "nor is another port"),
            (Method::GET, &[], "a request must say whom it wants"),
            (Method::POST, &[here, ("origin", "http://evil.example")], "another page may not ask for the clerk"),
            (Method::POST, &[here, ("origin", "null")], "nor may a page without an origin"),
            (Method::POST, &[here], "browsers tell the origin of what they post"),
        ];
        for (method, headers, why) in foreign {
            let headers = [headers, &[("cookie", &own)]].concat();
            assert_eq!(judge(&guard, method, "/api/rpc/list", &headers), Verdict::Foreign, "{why}");
        }
        let headers = [here, ("origin", "http://localhost:4000"), ("cookie", &own)];
        assert_eq!(judge(&guard, Method::POST, "/api/rpc/list", &headers), Verdict::Pass, "our own page may");
    }
}
