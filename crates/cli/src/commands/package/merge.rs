//! `qingce package merge`: packages compared, their conflicts asked or listed, merged one after the other.
//!
//! The invariant: where a conflict is open, nothing of its package is merged.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use qingce_api::package::merge::{
    ConflictChoice, ConflictLine, DecideConflictsRequest, DiscardMergeRequest, FinishMergeRequest,
    ListConflictsRequest, PackageMergeResult, PackageMergeState, StageMergeRequest, conflicts, decide, discard, finish,
    stage,
};
use qingce_api::{ApiError, Register};
use serde_json::{Value, json};

use super::conflict::Words;
use super::dialogue::Person;
use super::{Keep, passphrase};
use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// How often a person who types nothing is looked after for Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(100);

/// A merge, and its conflicts where nobody decided on them.
type Done = Result<(PackageMergeResult, Vec<ConflictLine>), Failure>;

/// How conflicts are decided.
enum Way<'a> {
    Person(&'a mut dyn FnMut() -> Option<String>),
    Side(ConflictChoice),
    List,
}

/// Merges packages.
pub fn run(files: &[PathBuf], keep: Keep, dry_run: bool, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let passphrase = passphrase(call)?;
    if dry_run {
        return preview(&register, files, &passphrase, call);
    }
    let (mut exit, mut documents) = (Exit::Done, Vec::new());
    let there = !call.json && io::stdin().is_terminal() && io::stdout().is_terminal();
    let mut lines = (there && keep == Keep::Ask).then(|| typed_lines(call));
    for file in files {
        let way = match (&mut lines, keep) {
            (_, Keep::Ours) => Way::Side(ConflictChoice::Ours),
            (_, Keep::Theirs) => Way::Side(ConflictChoice::Theirs),
            (Some(lines), Keep::Ask) => Way::Person(lines),
            (None, Keep::Ask) => Way::List,
        };
        let asked = matches!(way, Way::Person(_));
        let done = match merge_one(&register, file, &passphrase, way, call) {
            Err(Failure::Pipe) => return Err(Failure::Pipe),
            done => done,
        };
        if !matches!(&done, Ok((result, _)) if matches!(result.state, PackageMergeState::Merged | PackageMergeState::NothingNew))
        {
            exit = Exit::Refused;
        }
        if call.json {
            documents.push(document(file, done, call));
        } else {
            tell(&register, file, done, asked, call)?;
        }
    }
    if call.json {
        call.document(&json!({ "files": documents }))?;
    }
    Ok(exit)
}

/// Tells what packages would bring.
fn preview(register: &Register, files: &[PathBuf], passphrase: &str, call: &Call) -> Result<Exit, Failure> {
    let mut documents = Vec::new();
    for file in files {
        let bar = call.bar();
        let file = file.to_string_lossy().into_owned();
        let request = StageMergeRequest { file, passphrase: passphrase.to_owned() };
        let merge = stage(register, &request, call.job(&bar))?;
        drop(bar);
        let lines = super::preview::lines(register, &merge)?;
        match call.json {
            true => documents.push(json!({ "merge": merge, "lines": lines })),
            false => super::preview::tell(register, &merge, &lines, call)?,
        }
    }
    if call.json {
        call.document(&json!({ "files": documents }))?;
    }
    Ok(Exit::Done)
}

/// Lines as a person types them; there are no more after Ctrl-C or the end of the input.
fn typed_lines(call: &Call) -> impl FnMut() -> Option<String> + '_ {
    let (typed, lines) = mpsc::channel();
    // It ends with the program: what a terminal gives can only be waited for.
    thread::spawn(move || {
        for line in io::stdin().lines() {
            let line = match line {
                Err(why) if why.kind() != io::ErrorKind::InvalidData => break,
                line => line.unwrap_or_default(),
            };
            if typed.send(line).is_err() {
                break;
            }
        }
    });
    move || loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => return Some(line),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) if call.is_cancelled() => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn merge_one(register: &Register, file: &Path, passphrase: &str, mut way: Way<'_>, call: &Call) -> Done {
    let bar = call.bar();
    let request = StageMergeRequest { file: file.to_string_lossy().into_owned(), passphrase: passphrase.to_owned() };
    let mut result = stage(register, &request, call.job(&bar))?;
    drop(bar);
    if result.state == PackageMergeState::NothingNew {
        return Ok((result, Vec::new()));
    }
    let id = result.id;
    loop {
        if result.undecided > 0 {
            result.undecided = decided(register, &result, &mut way, call)?;
        }
        if result.undecided > 0 {
            let open = open(register, id)?;
            discard(register, &DiscardMergeRequest { id })?;
            return Ok((result, open));
        }
        let bar = call.bar();
        let state = result.state;
        result = finish(register, &FinishMergeRequest { id }, call.job(&bar))?;
        drop(bar);
        // What changed meanwhile may have made new conflicts: a person who is there is asked about them, once more.
        if result.state != PackageMergeState::ComparedAgain || !matches!(way, Way::Person(_)) || result.state == state {
            return Ok((result, Vec::new()));
        }
    }
}

/// Has conflicts decided. Gives how many are open still.
fn decided(register: &Register, merge: &PackageMergeResult, way: &mut Way<'_>, call: &Call) -> Result<u64, Failure> {
    let id = merge.id;
    match way {
        Way::List => Ok(merge.undecided),
        Way::Side(choice) => {
            let request = DecideConflictsRequest { id, conflicts: None, choice: choice.clone() };
            Ok(decide(register, &request)?.undecided)
        }
        Way::Person(line) => {
            let figures = figures(merge, call);
            let (team, at) = (&merge.package.team, &merge.package.made_at);
            call.say("merge_brings", &[("file", &merge.file), ("team", team), ("at", at), ("figures", &figures)])?;
            let (count, kept) = (merge.undecided.to_string(), merge.conflicts - merge.undecided);
            call.say("conflicts_begin", &[("count", &count)])?;
            if kept > 0 {
                call.say("conflicts_kept", &[("count", &kept.to_string())])?;
            }
            let words = Words { messages: &call.messages, catalogue: &register.desk().reference.catalogue };
            let mut left = merge.undecided;
            let mut say = |number: Option<u64>, choice: &ConflictChoice| {
                let conflicts = number.map(|number| vec![number]);
                left = decide(register, &DecideConflictsRequest { id, conflicts, choice: choice.clone() })?.undecided;
                Ok(())
            };
            let mut person = Person { line: *line, screen: &mut io::stdout() };
            person.decide(words, &open(register, id)?, merge.conflicts, &mut say)?;
            Ok(left)
        }
    }
}

/// The conflicts on which nobody decided.
fn open(register: &Register, id: u64) -> Result<Vec<ConflictLine>, ApiError> {
    let page = conflicts(register, &ListConflictsRequest { id, offset: 0, limit: u64::MAX })?;
    Ok(page.conflicts.into_iter().filter(|conflict| conflict.choice.is_none()).collect())
}

/// What a package brings, as on the receipt.
pub fn figures(merge: &PackageMergeResult, call: &Call) -> String {
    let figures = [
        ("new", merge.new),
        ("changed", merge.changed),
        ("cells", merge.cells),
        ("same", merge.same),
        ("checks", merge.checks),
        ("attachments", merge.attachments),
        ("taken_out", merge.taken_out),
        ("mergings", merge.mergings),
        ("decisions", merge.decisions),
        ("answers", merge.answers),
    ];
    let told = figures.iter().filter(|(_, count)| *count > 0);
    let told = told.map(|(key, count)| call.messages.phrase("receipt", key, &[("count", &count.to_string())]));
    let told: Vec<String> = told.collect();
    if told.is_empty() { call.phrase("merge_nothing_else", &[]) } else { told.join(&call.phrase("comma", &[])) }
}

fn document(file: &Path, done: Done, call: &Call) -> Value {
    let mut told = match done {
        Ok((result, open)) => {
            let mut told = json!(result);
            told["open"] = json!(open);
            told
        }
        Err(Failure::Api(error)) => Failure::error_json(&error, &call.messages),
        Err(Failure::Pipe) => json!({}),
    };
    told["file"] = file.to_string_lossy().into();
    told
}

fn tell(register: &Register, file: &Path, done: Done, asked: bool, call: &Call) -> Result<(), Failure> {
    let file = file.to_string_lossy();
    let (result, open) = match done {
        Ok(done) => done,
        Err(failure) => {
            failure.tell(&call.messages, false);
            return Ok(());
        }
    };
    if !asked {
        let words = Words { messages: &call.messages, catalogue: &register.desk().reference.catalogue };
        open.iter().try_for_each(|conflict| print::line(&words.conflict(conflict, result.conflicts)))?;
    }
    match result.state {
        PackageMergeState::NothingNew => call.say("merge_nothing", &[("file", &file)]),
        PackageMergeState::ComparedAgain => call.say("merge_again", &[("file", &file)]),
        PackageMergeState::Waiting => {
            let phrase = if asked { "merge_left" } else { "merge_conflicts" };
            call.say(phrase, &[("file", &file), ("count", &open.len().to_string())])
        }
        PackageMergeState::Merged => {
            let (batch, conflicts) = (result.batch.unwrap_or_default().to_string(), result.conflicts.to_string());
            let figures = figures(&result, call);
            let params = [("file", file.as_ref()), ("batch", &batch), ("figures", &figures), ("conflicts", &conflicts)];
            call.say("merge_done", &params)?;
            match (&result.receipt, &result.receipt_failed) {
                (Some(receipt), _) => call.say("merge_receipt", &[("file", receipt)]),
                (None, Some(why)) => {
                    let hint = call.messages.hint(&why.code, &why.params);
                    print::errors(&why.sentence(&call.messages), hint.as_deref());
                    Ok(())
                }
                (None, None) => Ok(()),
            }
        }
    }
}
