//! Release builds embed the built pages: a new build of the pages is a new build of this crate. Other builds read them
//! from the folder as they run.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../ui/dist");
    }
}
