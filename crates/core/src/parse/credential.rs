//! Accounts and passwords: telling a text that holds some, and what of it may be kept.
//!
//! In here: words with what stands behind them (口令为…), pairs (admin/123456), addresses that hold a password.
//! Not in here: which columns are dropped by their header ([`crate::reading`]).
//!
//! The invariant: in doubt a text that names a password beside something like one is a secret; a text that only speaks
//! of passwords, accounts or cryptography (密码应用安全性评估, 统一账号体系) is none.

use std::borrow::Cow;

use crate::words::{SecretWords, after_one};

/// Fewest characters of a password.
const SHORTEST: usize = 3;
/// Signs that hardly stand in a word, a number or a version.
const SIGNS: [char; 13] = ['@', '!', '#', '$', '%', '^', '&', '*', '~', '?', '+', '=', '_'];

/// Signs of which one stands in every account with its password.
const PAIRING: [char; 5] = ['@', '/', '\\', '|', ':'];

/// Whether a text tells an account or a password: `admin/123456`, `账号：x 密码：y`, `pwd=z`, `口令Abc123`.
pub fn credential(text: &str, words: &SecretWords) -> bool {
    if !may_matter(text, words) {
        return false;
    }
    let text = flat(text);
    let (rest, kept) = without_addresses(&text, words);
    kept.iter().any(|address| !clean_address(address, words))
        || told_behind(&rest, words)
        || tokens(&rest).any(|token| token.contains(PAIRING) && is_login(token, words))
        || after_login(&rest, words)
        || neighbours(&rest, words)
}

/// What may be kept of a text below a header that names passwords: all of it where it holds nothing like one, otherwise
/// its addresses.
pub fn kept_beside_passwords(text: &str, words: &SecretWords) -> Option<String> {
    let flat = flat(text);
    let (rest, _) = without_addresses(&flat, words);
    let silent = !tokens(&rest).any(|token| token.chars().filter(char::is_ascii_alphanumeric).count() >= SHORTEST);
    if silent && !credential(text, words) { Some(text.to_owned()) } else { addresses(text, words) }
}

/// The addresses (http://…, www.…, 10.1.1.1:8080) in a text that tell no password themselves, joined by spaces; none if
/// there are none.
pub fn addresses(text: &str, words: &SecretWords) -> Option<String> {
    let flat = flat(text);
    let (_, found) = without_addresses(&flat, words);
    let kept: Vec<&str> = found.iter().map(String::as_str).filter(|address| clean_address(address, words)).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Whether a header says that passwords stand below it, among other things: `系统访问地址（网址、账号、密码）`.
pub fn password_header(header: &str, words: &SecretWords) -> bool {
    let lower = harmless_out(&flat(header).to_ascii_lowercase(), words);
    words.passwords.iter().any(|word| lower.match_indices(word.as_str()).any(|(at, _)| is_word(&lower, at, word)))
}

/// Whether a text has what every account and password has: a letter or a word that names one, and a run of signs long
/// enough for a password, or what one is made of. Nearly every text of a register has not, so this is all that is asked of it.
fn may_matter(text: &str, words: &SecretWords) -> bool {
    let (mut named, mut password, mut run, mut longest) = (false, false, 0, 0);
    for c in text.chars() {
        password |= matches!(c, '密' | '口');
        named |= c.is_ascii_alphabetic()
            || matches!(c, '密' | '口' | '秘' | '账' | '帐' | '户' | '登' | '管' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
        let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}');
        run = if is_token(c) || matches!(c, '！'..='～') {
            run + 1
        } else if invisible {
            run
        } else {
            0
        };
        longest = longest.max(run);
    }
    named && (longest >= SHORTEST || (password && words.made_of.iter().any(|word| text.contains(word.as_str()))))
}

/// Half-width, so that a token is a run of ASCII; invisible characters are left out.
fn flat(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c if crate::text::is_space(c) => ' ',
        '“' | '”' | '‘' | '’' | '「' | '」' | '【' | '】' | '《' | '》' => '"',
        '、' | '。' => ',',
        c => c,
    };
    let visible = |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}');
    text.chars().filter(visible).map(narrow).collect()
}

/// The text with its addresses blanked out, and the addresses.
fn without_addresses<'t>(text: &'t str, words: &SecretWords) -> (Cow<'t, str>, Vec<String>) {
    if !text.contains('.') && !text.contains("://") {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut rest = String::with_capacity(text.len());
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let here = &text[at..];
        let inside = rest.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '/' | ':'));
        let opens = here.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'h' | 'H' | 'w' | 'W'));
        let length = if inside || !opens { 0 } else { address_length(here) };
        if length > 0 {
            let address = &here[..length];
            rest.push_str(if clean_address(address, words) { " " } else { address });
            found.push(address.to_owned());
            at += length;
        } else {
            let next = here.chars().next().map_or(1, char::len_utf8);
            rest.push_str(&here[..next]);
            at += next;
        }
    }
    (Cow::Owned(rest), found)
}

/// The length of the address that a text begins with; 0 if it begins with none.
fn address_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '"' | '\'' | '<' | '>' | '(' | ')');
    let end = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    let run = &text[..end];
    let lower = run.get(..8).unwrap_or(run).to_ascii_lowercase();
    let host = run.split(['/', ':', '?']).next().unwrap_or_default();
    let numbers: Vec<&str> = host.split('.').collect();
    let is_ip = numbers.len() == 4 && numbers.iter().all(|part| part.parse::<u8>().is_ok());
    let linked = (lower.starts_with("http://") || lower.starts_with("https://")) && run.len() > 8;
    if linked || lower.starts_with("www.") || is_ip { end } else { 0 }
}

/// Whether an address tells no password: `http://10.1.1.1/login` does not, `http://a:b@c` and `?pwd=x` do.
fn clean_address(address: &str, words: &SecretWords) -> bool {
    let lower = address.to_ascii_lowercase();
    !address.contains('@') && !words.passwords.iter().any(|word| lower.contains(&format!("{word}=")))
}

/// Runs of ASCII without spaces, brackets, commas and quotes.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_token(c)).filter(|token| !token.is_empty())
}

fn is_token(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, ',' | ';' | '"' | '(' | ')' | '<' | '>' | '[' | ']')
}

/// The text without words that speak of cryptography; characters keep no place.
fn harmless_out(lower: &str, words: &SecretWords) -> String {
    words.not_passwords.iter().fold(lower.to_owned(), |text, word| text.replace(word.as_str(), "。"))
}

/// The text without spaces between Chinese characters: 密 码 is 密码.
fn joined(text: &str) -> Cow<'_, str> {
    if !text.contains(' ') {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c == ' ' {
            gap = true;
            continue;
        }
        if gap && (c.is_ascii() || joined.ends_with(|last: char| last.is_ascii())) {
            joined.push(' ');
        }
        gap = false;
        joined.push(c);
    }
    Cow::Owned(joined)
}

/// Whether something like an account or a password stands behind a word that names one.
fn told_behind(text: &str, words: &SecretWords) -> bool {
    let text = joined(text);
    if !words.names_one(&text) {
        return false;
    }
    let text = words.not_passwords.iter().fold(text.into_owned(), |text, word| text.replace(word.as_str(), "。"));
    let lower = text.to_ascii_lowercase();
    let mut accounts = behind(&text, &lower, &words.accounts, words).peekable();
    let account = accounts.peek().is_some();
    accounts.any(|met| is_told(&met, false, false, words))
        || behind(&text, &lower, &words.passwords, words).any(|met| is_told(&met, true, account, words))
        || labelled(&text, words).any(|met| is_told(&met, true, account, words))
}

/// What stands behind a short label of passwords: 用户：gly 密：…, but not 涉密：… or 密级：….
fn labelled<'a>(text: &'a str, words: &'a SecretWords) -> impl Iterator<Item = Behind<'a>> {
    let places = words.password_labels.iter().flat_map(|label| text.match_indices(label.as_str()));
    places.filter_map(|(at, label)| {
        let rest = &text[at + label.len()..];
        let alone = !text[..at].ends_with(char::is_alphanumeric) && rest.starts_with([':', '=', ' ']);
        alone.then(|| skipped(rest, words))
    })
}

/// Whether a word found at a place is one: a Latin word is none inside another.
fn is_word(lower: &str, at: usize, word: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric();
    !word.is_ascii() || !(lower[..at].ends_with(letter) || lower[at + word.len()..].starts_with(letter))
}

/// What stands behind a word.
struct Behind<'a> {
    token: &'a str,
    /// The token and all behind it.
    rest: &'a str,
    /// Character behind the token.
    next: Option<char>,
    /// A colon, an equals sign, 为 or 是 stands between.
    signed: bool,
    /// A comma or a slash stands between.
    apart: bool,
}

fn behind<'a>(
    text: &'a str,
    lower: &'a str,
    list: &'a [String],
    words: &'a SecretWords,
) -> impl Iterator<Item = Behind<'a>> {
    let places = list.iter().flat_map(|word| lower.match_indices(word.as_str()).map(move |(at, _)| (word, at)));
    places.filter_map(|(word, at)| {
        let rest = &text[at + word.len()..];
        let latin = word.is_ascii();
        let inside = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        if latin && (inside || rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')) {
            return None;
        }
        Some(skipped(rest, words))
    })
}

/// What stands behind signs, spaces and words that only lead to it.
fn skipped<'a>(mut rest: &'a str, words: &SecretWords) -> Behind<'a> {
    let (mut signed, mut apart) = (false, false);
    while let Some(c) = rest.chars().next() {
        if matches!(c, ':' | '=' | '为' | '是') {
            signed = true;
        } else if matches!(c, ',' | ';' | '/' | '|' | '\\') {
            apart = true;
        } else if c == '(' && !rest[1..].starts_with(is_token) {
            // A remark in brackets: 密码（初始）：…
            let Some(end) = rest.find(')') else { break };
            rest = &rest[end + 1..];
            continue;
        } else if let Some(behind) = after_one(rest, &words.between) {
            rest = behind;
            continue;
        } else if let Some(behind) = named(rest, words) {
            (rest, apart) = (behind, true);
            continue;
        } else if !matches!(c, ' ' | '"' | '\'' | '(' | '<' | '[' | '-' | '—' | '_' | '→') {
            break;
        }
        rest = &rest[c.len_utf8()..];
    }
    let end = rest.find(|c: char| !is_token(c)).unwrap_or(rest.len());
    Behind { token: rest[..end].trim_end_matches(['.', ':']), rest, next: rest[end..].chars().next(), signed, apart }
}

/// The text behind another such word: 账号/密码：…, 用户名和口令 …
fn named<'a>(rest: &'a str, words: &SecretWords) -> Option<&'a str> {
    let mut chinese = words.accounts.iter().chain(&words.passwords).filter(|word| !word.is_ascii());
    chinese.find_map(|word| rest.strip_prefix(word.as_str()))
}

/// Whether a token behind such a word is an account or a password. `account`: the text names an account, too.
fn is_told(met: &Behind<'_>, password: bool, account: bool, words: &SecretWords) -> bool {
    let (token, lower) = (met.token, met.token.to_ascii_lowercase());
    let shape = Shape::of(token);
    if password && met.signed && is_made_up(met.rest, words) {
        return true;
    }
    let mut parts = lower.split('/').map(str::to_owned);
    let word = parts.all(|part| words.passwords.contains(&part) || words.accounts.contains(&part));
    if token.len() < SHORTEST || word || is_method(&lower, words) {
        return false;
    }
    if words.names.contains(&lower) {
        return true;
    }
    if shape.digits == token.len() {
        // 密码123456, but not 密码2019年完成, 账号1000个.
        let counted = met.next.is_some_and(|c| !c.is_ascii() && (token.len() < 6 || !password));
        return !counted
            && (password || met.signed)
            && (token.len() >= 6 || (met.signed && token.len() >= 4) || account);
    }
    if shape.letters == token.len() {
        let acronym = shape.upper == token.len();
        return (met.signed && !acronym && !met.apart)
            || (met.signed && password)
            || (password && account && !acronym && !met.apart);
    }
    if token.contains('@') && !password && !met.signed {
        return false;
    }
    met.signed
        || (!shape.version && shape.letters > 0 && (!met.apart || token.len() >= 6))
        || (password && (shape.signs > 0 || account) && shape.letters + shape.digits > 0)
}

/// Whether a text tells what a password is made of: 首字母+工号, 身份证后六位.
fn is_made_up(rest: &str, words: &SecretWords) -> bool {
    let clause = rest.split([',', ';', ' ']).next().unwrap_or_default();
    let joins = clause.contains(['+', '后', '加']);
    words.made_of.iter().any(|word| clause.starts_with(word.as_str()) || (joins && clause.contains(word.as_str())))
}

/// Whether an account and its password stand behind a word for logging in: 登录：zhangsan Zs123456.
fn after_login(text: &str, words: &SecretWords) -> bool {
    let places = words.logins.iter().flat_map(|word| text.match_indices(word.as_str()));
    let mut signed = places.filter_map(|(at, word)| text[at + word.len()..].trim_start().strip_prefix([':', '=']));
    signed.any(|rest| {
        let end = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        let mut told = tokens(&rest[..end]).filter(|token| token.contains(|c: char| c.is_ascii_alphanumeric()));
        let (Some(account), Some(password)) = (told.next(), told.next()) else { return false };
        let (lower, shape) = (account.to_ascii_lowercase(), Shape::of(password));
        let of_systems = |token: &str| is_method(token, words) || is_product(token, words);
        // An acronym with a year before a Chinese word: 登录：CAS SSO2023版.
        let edition = shape.upper == shape.letters
            && shape.letters > 0
            && rest[..end].ends_with(password)
            && rest[end..].starts_with(char::is_alphanumeric);
        let alone = !account.contains(['.', '-']) && account.starts_with(|c: char| c.is_ascii_alphabetic());
        alone
            && lower.len() >= SHORTEST
            && !of_systems(&lower)
            && !of_systems(&password.to_ascii_lowercase())
            && !(shape.version || edition)
            && password.len() >= 6
            && shape.digits > 0
    })
}

/// Whether a token is a method or a standard: SM4, TLS1.2, GM/T0054-2018.
fn is_method(lower: &str, words: &SecretWords) -> bool {
    let version = |rest: &str| {
        rest.bytes().all(|b| b.is_ascii_digit() || b == b'.') && rest.bytes().filter(u8::is_ascii_digit).count() <= 2
    };
    let one = |token: &str| words.methods.iter().any(|word| token.strip_prefix(word.as_str()).is_some_and(version));
    let standard = |word: &String| word.contains('/') && lower.starts_with(word.as_str());
    one(lower) || words.methods.iter().any(standard) || (lower.contains('/') && lower.split('/').all(one))
}

fn is_product(lower: &str, words: &SecretWords) -> bool {
    let version = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.contains(['@', '!', '#']);
    words.products.iter().any(|product| lower.strip_prefix(product.as_str()).is_some_and(version))
}

/// What characters a token has.
struct Shape {
    letters: usize,
    digits: usize,
    upper: usize,
    signs: usize,
    /// Letters, then digits with points: Vue3, MySQL8.0, T22239-2019.
    version: bool,
    /// A letter follows a digit, or large and small letters stand beside digits.
    mixed: bool,
}

impl Shape {
    fn of(token: &str) -> Shape {
        let count = |what: fn(&char) -> bool| token.chars().filter(what).count();
        let (letters, digits) = (count(char::is_ascii_alphabetic), count(char::is_ascii_digit));
        let upper = count(char::is_ascii_uppercase);
        let tail = token.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let turns = token.as_bytes().windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic());
        Shape {
            letters,
            digits,
            upper,
            signs: token.chars().filter(|c| SIGNS.contains(c)).count(),
            version: tail.contains(['.', '-']) && tail.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-')),
            mixed: digits > 0 && upper > 0 && upper < letters && (turns || !tail.chars().all(|c| c.is_ascii_digit())),
        }
    }

    /// Whether a token looks like a password though no word says so.
    fn strong(&self, token: &str) -> bool {
        let sign = token.contains(['@', '!', '#', '$', '%', '^', '&']);
        token.len() >= 6 && self.digits > 0 && self.letters > 0 && !self.version && (sign || self.mixed)
    }
}

/// Whether a token is an account with its password: admin/123456, gly/XMhf_4a, root@10.1.1.1, scott/tiger@orcl.
fn is_login(token: &str, words: &SecretWords) -> bool {
    let lower = token.to_ascii_lowercase();
    if let Some((before, host)) = token.rsplit_once('@') {
        let host = host.split(['/', ':']).next().unwrap_or_default();
        let bare_host = !host.contains('.') || host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let user = before.rsplit("//").next().unwrap_or_default();
        let by_scheme = before.contains("://") && user.contains(':');
        let user = user.rsplit([':', '/', '=']).next().unwrap_or_default().to_ascii_lowercase();
        let login =
            before.rsplit(':').next().is_some_and(|part| part.split('/').filter(|p| !p.is_empty()).count() == 2);
        if by_scheme || user == "root" || (bare_host && !host.is_empty() && (words.names.contains(&user) || login)) {
            return true;
        }
    }
    let mut parts = lower.split(['/', '\\', '|', ':']);
    let (Some(account), Some(_), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let password = &token[account.len() + 1..];
    is_pair(account, password, words)
}

/// Whether an account and what stands behind it are a login.
fn is_pair(account: &str, password: &str, words: &SecretWords) -> bool {
    let lower = password.to_ascii_lowercase();
    if password.len() < SHORTEST {
        return false;
    }
    let shape = Shape::of(password);
    let known = words.names.iter().any(|name| name == account);
    if account.len() >= SHORTEST && lower == account {
        return true;
    }
    if known && !shape.version && (shape.digits > 0 || shape.signs > 0 || lower == account || lower.contains(account)) {
        return true;
    }
    let mail = password.split_once('@').is_some_and(|(_, host)| host.contains('.') && !host.starts_with('.'));
    let is_account = account.len() >= SHORTEST && account.starts_with(|c: char| c.is_ascii_alphabetic());
    let products = is_product(&lower, words) || is_product(account, words);
    is_account && !mail && !products && shape.strong(password)
}

/// Whether an account and its password stand side by side: `admin Abc123`, `zhangsan Zs@12345`.
fn neighbours(text: &str, words: &SecretWords) -> bool {
    let sign = |c: char| matches!(c, '/' | ':' | '|' | '\\');
    if tokens(text).nth(1).is_none() {
        return false;
    }
    let all: Vec<&str> = tokens(text).map(|token| token.trim_matches(sign)).filter(|token| !token.is_empty()).collect();
    let alone = text.is_ascii() && all.len() == 2;
    all.windows(2).any(|pair| {
        let (lower, password) = (pair[0].to_ascii_lowercase(), pair[1]);
        let named = words.names.contains(&lower);
        let shape = Shape::of(password);
        (alone && is_pair(&lower, password, words))
            || (named && !shape.version && shape.digits > 0 && password.len() >= 6 && is_pair(&lower, password, words))
    })
}

#[cfg(test)]
mod tests;
