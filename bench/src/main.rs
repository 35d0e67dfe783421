//! The budgets of the program, measured beside the bare libraries in one run: `cargo xtask bench`.
//!
//! Every figure is the median of several runs that alternate with the bare ones, each in a process of its own, because
//! machines drift. The table goes to standard output as Markdown; docs/performance.md holds the last one.
#![allow(clippy::print_stdout, reason = "this program prints a table")]

mod bare;
mod judging;
mod packages;
mod pages;
mod process;

use std::error::Error;
use std::path::{Path, PathBuf};

use process::{Cost, median, run};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What is asked on the command line.
struct Asked {
    qingce: String,
    rows: u32,
    runs: usize,
    million: bool,
}

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["bare-import", file, database] => {
            bare::import(Path::new(file), Path::new(database))?;
            Ok(())
        }
        ["bare-read", file] => {
            bare::read(Path::new(file))?;
            Ok(())
        }
        ["packages", qingce] => packages::measure(qingce, tempfile::tempdir()?.path(), 3),
        ["judging", database] => judging::measure(Path::new(database)),
        ["bare-write", file, out] => {
            println!("{}", bare::write(Path::new(file), Path::new(out))?);
            Ok(())
        }
        _ => all(&asked(&words)?),
    }
}

fn asked(words: &[&str]) -> Outcome<Asked> {
    let after = |name: &str| words.iter().position(|w| *w == name).and_then(|at| words.get(at + 1).copied());
    Ok(Asked {
        qingce: after("--qingce").ok_or("--qingce PROGRAM is missing")?.into(),
        rows: after("--rows").unwrap_or("100000").parse()?,
        runs: after("--runs").unwrap_or("5").parse()?,
        million: words.contains(&"--million"),
    })
}

fn all(asked: &Asked) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let register = at("register.xlsx");
    qingce_testkit::register::generate(asked.rows, &register)?;
    println!("{} records × 40 fields, {} runs, medians.\n", asked.rows, asked.runs);
    println!("| what | ours | bare | ratio | budget | memory | budget |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let database = import(asked, folder.path(), &register)?;
    export(asked, folder.path(), &register, &database)?;
    let tag: Vec<Cost> = (0..asked.runs)
        .map(|_| run(&asked.qingce, &["tag", "--db", text(&database)?, "--json"]).map(|(cost, _)| cost))
        .collect::<Outcome<_>>()?;
    row("all rules, judged and stored", &tag, None, "2 s", "");
    pages::measure("page of the grid", &database, "16 ms")?;
    judging::measure(&database)?;
    packages::measure(&asked.qingce, folder.path(), asked.runs)?;
    if asked.million {
        let large = at("million.xlsx");
        qingce_testkit::register::generate(1_000_000, &large)?;
        let database = at("million.db");
        run(&asked.qingce, &["import", text(&large)?, "--db", text(&database)?, "--json"])?;
        pages::measure("page of the grid, 1 000 000 records", &database, "100 ms")?;
    }
    Ok(())
}

fn import(asked: &Asked, folder: &Path, register: &Path) -> Outcome<PathBuf> {
    let own = std::env::current_exe()?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let database = folder.join("ours.db");
    for turn in 0..asked.runs {
        let bare_database = folder.join(format!("bare{turn}.db"));
        bare.push(run(text(&own)?, &["bare-import", text(register)?, text(&bare_database)?])?.0);
        for suffix in ["", "-wal", "-shm"] {
            let _absent = std::fs::remove_file(folder.join(format!("ours.db{suffix}")));
        }
        ours.push(run(&asked.qingce, &["import", text(register)?, "--db", text(&database)?, "--json"])?.0);
    }
    row("import, everything done", &ours, Some(&bare), "1.6 ×", "400 MB");
    Ok(database)
}

fn export(asked: &Asked, folder: &Path, register: &Path, database: &Path) -> Outcome<()> {
    let own = std::env::current_exe()?;
    let out = folder.join("out.xlsx");
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..asked.runs {
        let (cost, seconds) = run(text(&own)?, &["bare-write", text(register)?, text(&out)?])?;
        bare.push(Cost { seconds: seconds.trim().parse()?, peak_mb: cost.peak_mb });
        ours.push(
            run(&asked.qingce, &["export", "register", "--db", text(database)?, "--out", text(&out)?, "--json"])?.0,
        );
    }
    row("export of 汇总台账", &ours, Some(&bare), "1.2 ×", "64 MB");
    Ok(())
}

fn row(what: &str, ours: &[Cost], bare: Option<&[Cost]>, budget: &str, memory: &str) {
    let seconds = median(ours.iter().map(|c| c.seconds).collect());
    let peak = ours.iter().map(|c| c.peak_mb).fold(0.0, f64::max);
    let (beside, ratio) = match bare {
        Some(bare) => {
            let ratios = ours.iter().zip(bare).map(|(a, b)| a.seconds / b.seconds).collect();
            let beside = median(bare.iter().map(|c| c.seconds).collect());
            (format!("{beside:.2} s"), format!("{:.2} ×", median(ratios)))
        }
        None => (String::new(), String::new()),
    };
    println!("| {what} | {seconds:.2} s | {beside} | {ratio} | {budget} | {peak:.0} MB | {memory} |");
}

fn text(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| "a path that is no text".into())
}
