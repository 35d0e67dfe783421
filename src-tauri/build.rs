//! Reads `tauri.conf.json` and the capabilities: pages may call what stands there and nothing else.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["rpc"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .expect("tauri.conf.json and the capabilities are right");
}
