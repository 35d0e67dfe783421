//! A bare reader for the tests of this crate; every real host is its own reader.

fn main() {
    qingce_api::run_if_asked();
}
