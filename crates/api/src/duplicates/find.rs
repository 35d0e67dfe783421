//! Finding the likely pairs of the register, and remembering them until a record changes. Mergings are no such change: of the
//! pairs known, those of an absorbed record are left out and those of a survivor compared anew.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use qingce_core::catalogue::FieldId;
use qingce_core::likeness::{Fields, Finder, Likeness, Profile, Scratch, compare};
use qingce_store::Query;

use super::scales;
use crate::error::{ApiError, Code};
use crate::job::{Job, Phase};
use crate::register::Register;

/// How often progress is told, in records.
const TELL_EVERY: u32 = 500;

/// The likely pairs of a register at a point of its journal.
pub(crate) struct Found {
    /// The newest set of the journal that they know.
    pub journal: i64,
    /// Ids of two records, the smaller first, with what was found out about them.
    pub pairs: Vec<((i64, i64), Likeness)>,
}

/// What was found last.
#[derive(Default)]
pub(crate) struct Likely(Mutex<Option<Arc<Found>>>);

/// The likely pairs, found anew where a record changed since.
pub(crate) fn likely(register: &Register, job: Job<'_>) -> Result<Arc<Found>, ApiError> {
    let mut known = register.likely().0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.as_ref()
        && !register.store().records_changed_since(found.journal)?
    {
        return Ok(Arc::clone(found));
    }
    let found = Arc::new(find(register, job)?);
    *known = Some(Arc::clone(&found));
    Ok(found)
}

/// The likely pairs, if they are known as the register is now; nobody waits for them.
pub(crate) fn known(register: &Register) -> Result<Option<Arc<Found>>, ApiError> {
    let known = register.likely().0.try_lock().ok().and_then(|known| known.clone());
    let Some(found) = known else { return Ok(None) };
    Ok((!register.store().records_changed_since(found.journal)?).then_some(found))
}

fn find(register: &Register, job: Job<'_>) -> Result<Found, ApiError> {
    let (scales, reference) = (scales(register)?, &register.desk().reference);
    let fields = Fields::new(&reference.catalogue);
    let (journal, _) = register.store().journal_head()?;
    let total = u64::try_from(register.store().count()?).ok();
    let (mut ids, mut profiles) = (Vec::new(), Vec::new());
    let cancelled = || job.cancel.is_cancelled();
    register.store().for_each(&Query::all(register.today()), Some(&fields.all()), |record| {
        ids.push(record.id);
        profiles.push(Profile::new(&record.values, &fields, &scales, reference));
        if profiles.len() % TELL_EVERY as usize == 0 {
            job.tell(Phase::Read, profiles.len() as u64, total, 0);
            if cancelled() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    let finder = Finder::new(profiles, &scales);
    let (mut scratch, mut pairs) = (Scratch::default(), Vec::new());
    for place in (0u32..).take(finder.len()) {
        if place % TELL_EVERY == 0 {
            job.tell(Phase::Compare, u64::from(place), total, pairs.len() as u64);
        }
        if cancelled() {
            return Err(ApiError::new(Code::Cancelled));
        }
        finder.pairs_of(place, &mut scratch, &mut |pair| {
            pairs.push(((ids[pair.one as usize], ids[pair.other as usize]), pair.likeness));
        });
    }
    Ok(Found { journal, pairs })
}

/// What two records say, of which the smaller id is the first.
pub(crate) fn compared(register: &Register, one: i64, other: i64) -> Result<Likeness, ApiError> {
    let (scales, reference) = (scales(register)?, &register.desk().reference);
    let fields = Fields::new(&reference.catalogue);
    let profile = |id| -> Result<Profile, ApiError> {
        Ok(Profile::new(&register.store().record_of_id(id)?.values, &fields, &scales, reference))
    };
    Ok(compare(&profile(one)?, &profile(other)?, &scales))
}

/// The fields that are compared, in the order of the catalogue.
pub(crate) fn compared_fields(register: &Register) -> Result<Vec<FieldId>, ApiError> {
    let mut all = Fields::new(&register.desk().reference.catalogue).all();
    all.sort();
    Ok(all)
}
