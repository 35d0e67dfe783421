//! `qingce package merge --dry-run`: what a package would bring, line by line. Nothing is merged.
//!
//! The invariant: the register is as it was.

use qingce_api::Register;
use qingce_api::package::coming::{ComingKind, ComingLine, ListComingRequest};
use qingce_api::package::merge::{
    ConflictKind, ConflictRecord, DiscardMergeRequest, PackageMergeResult, PackageMergeState, coming, discard,
};

use super::conflict::Words;
use super::merge::figures;
use crate::call::Call;
use crate::failure::Failure;

/// What a merge that waits would bring; it is given up.
pub fn lines(register: &Register, merge: &PackageMergeResult) -> Result<Vec<ComingLine>, Failure> {
    if merge.state == PackageMergeState::NothingNew {
        return Ok(Vec::new());
    }
    let id = merge.id;
    let page = coming(register, &ListComingRequest { id, kind: None, offset: 0, limit: u64::MAX });
    discard(register, &DiscardMergeRequest { id })?;
    Ok(page?.lines)
}

/// Tells it.
pub fn tell(register: &Register, merge: &PackageMergeResult, lines: &[ComingLine], call: &Call) -> Result<(), Failure> {
    if merge.state == PackageMergeState::NothingNew {
        return call.say("merge_nothing", &[("file", &merge.file)]);
    }
    let (team, at, figures) = (&merge.package.team, &merge.package.made_at, figures(merge, call));
    call.say("merge_brings", &[("file", &merge.file), ("team", team), ("at", at), ("figures", &figures)])?;
    let words = Words { messages: &call.messages, catalogue: &register.desk().reference.catalogue };
    for line in lines {
        tell_line(words, line, call)?;
    }
    call.say("merge_not_done", &[("conflicts", &merge.undecided.to_string())])
}

fn tell_line(words: Words<'_>, line: &ComingLine, call: &Call) -> Result<(), Failure> {
    let (phrase, kind) = match line.kind {
        ComingKind::New => ("coming_new", ConflictKind::Field),
        ComingKind::TakenOut => ("coming_taken_out", ConflictKind::Field),
        ComingKind::Mergings => ("coming_mergings", ConflictKind::Field),
        ComingKind::Decisions => ("coming_changes", ConflictKind::Decision),
        ComingKind::Answers => ("coming_changes", ConflictKind::Answer),
        ComingKind::Cells if words.catalogue.by_key(&line.field).is_none() => ("coming_changes", ConflictKind::Extra),
        ComingKind::Cells => ("coming_changes", ConflictKind::Field),
    };
    let ConflictRecord { name, unit, .. } = &line.record;
    let about = words.about(kind, &line.field, line.other.as_ref());
    let (ours, theirs) = (words.value(kind, line.ours.as_ref()), words.value(kind, line.theirs.as_ref()));
    call.say(phrase, &[("name", name), ("unit", unit), ("header", &about), ("ours", &ours), ("theirs", &theirs)])
}
