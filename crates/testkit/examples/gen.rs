//! scratch
#![allow(missing_docs)]
fn main() {
    let a: Vec<String> = std::env::args().collect();
    qingce_testkit::register::generate(a[1].parse().unwrap(), std::path::Path::new(&a[2])).unwrap();
}
