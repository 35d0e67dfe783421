//! Runs a program and tells how long it took and how much memory it and its children held at once.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Wall time in seconds.
    pub seconds: f64,
    /// Largest sum of resident memory of the process and its children, in MB; 0 where /proc is not there.
    pub peak_mb: f64,
}

/// Runs a program to its end; it must succeed (exit code 0 or 4).
pub fn run(program: &str, args: &[&str]) -> Result<(Cost, String), Box<dyn Error>> {
    let start = Instant::now();
    let mut command = Command::new(program);
    // Packages are sealed with a passphrase; what it is does not matter here.
    let mut child = command
        .env("QINGCE_PASSPHRASE", "passphrase")
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()?;
    let pid = child.id();
    let output = child.stdout.take().ok_or("no stdout")?;
    let reader = std::thread::spawn(move || std::io::read_to_string(output));
    let mut peak = 0.0f64;
    let status = loop {
        peak = peak.max(resident_mb(pid));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let seconds = start.elapsed().as_secs_f64();
    let text = reader.join().map_err(|_| "reader failed")??;
    if !matches!(status.code(), Some(0 | 4)) {
        return Err(format!("{program} {args:?} ended with {status}: {text}").into());
    }
    Ok((Cost { seconds, peak_mb: peak }, text))
}

fn resident_mb(pid: u32) -> f64 {
    let own = std::fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
    let pages: f64 = own.split_whitespace().nth(1).and_then(|p| p.parse().ok()).unwrap_or(0.0);
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    let below: f64 = children.split_whitespace().filter_map(|c| c.parse().ok()).map(resident_mb).sum();
    pages * 4096.0 / 1e6 + below
}

/// The middle of several figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
