//! Running commands in threads: started by a host, watched by whoever shows them, cancelled by a person.
//!
//! Not in here: what a job does ([`crate::office::Office::dispatch`]), windows and sockets (hosts).
//!
//! The invariant: a job tells its end exactly once to everybody who watches it, whenever they began to.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::error::ApiError;
use crate::job::{Cancel, Job, Progress, Silent, Sink};
use crate::office::Office;

/// The number of a job.
pub type JobId = u64;

/// Finished jobs whose end can still be asked for.
const FINISHED_KEPT: usize = 32;
/// Progress within a phase is told at most this often: eyes need no more, and windows pay for each.
const TELL_EVERY: Duration = Duration::from_millis(40);

/// What a job tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobEvent {
    /// How far it is.
    Progress(Progress),
    /// It is done: the answer of its command.
    Done(Value),
    /// It failed or was cancelled.
    Failed(ApiError),
}

/// Whoever watches a job; must return at once, with whether it wants to hear more.
type Listener = Box<dyn FnMut(&JobEvent) -> bool + Send>;

/// The jobs of a host.
pub struct Jobs {
    office: Arc<Office>,
    last: AtomicU64,
    known: Mutex<BTreeMap<JobId, Arc<Running>>>,
}

#[derive(Default)]
struct Running {
    cancel: Cancel,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    latest: Option<JobEvent>,
    at: Option<Instant>,
    listeners: Vec<Listener>,
}

impl Jobs {
    /// No jobs yet.
    pub fn new(office: Arc<Office>) -> Jobs {
        Jobs { office, last: AtomicU64::new(0), known: Mutex::default() }
    }

    /// What the jobs work in.
    pub fn office(&self) -> &Arc<Office> {
        &self.office
    }

    /// Opens the register and loads its pages in the background, so that the first page waits for less.
    pub fn prepare(&self) {
        let office = Arc::clone(&self.office);
        std::thread::spawn(move || {
            // Whoever asks for a page meets the same error, and tells it.
            let _told_later = office.register().map(|register| register.store().prepare_pages());
        });
    }

    /// Answers a command in this thread, without progress.
    pub fn call(&self, name: &str, request: Value) -> Result<Value, ApiError> {
        self.office.dispatch(name, request, Job { sink: &Silent, cancel: &Cancel::default() })
    }

    /// Starts a command in a thread of its own.
    pub fn start(&self, name: &str, request: Value) -> JobId {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let running = Arc::new(Running::default());
        self.keep(id, Arc::clone(&running));
        let (office, name) = (Arc::clone(&self.office), name.to_owned());
        std::thread::spawn(move || {
            let job = Job { sink: &*running, cancel: &running.cancel };
            let end = office.dispatch(&name, request, job);
            running.tell(end.map_or_else(JobEvent::Failed, JobEvent::Done));
        });
        id
    }

    /// Tells a job's last word to `listener`, and all further ones as they come. False if there is no such job.
    pub fn watch(&self, id: JobId, mut listener: impl FnMut(&JobEvent) -> bool + Send + 'static) -> bool {
        let Some(running) = self.known().get(&id).map(Arc::clone) else { return false };
        let mut told = running.told();
        let more = told.latest.as_ref().is_none_or(&mut listener);
        if more && !told.ended() {
            told.listeners.push(Box::new(listener));
        }
        true
    }

    /// Asks a job to stop; it leaves nothing behind and ends as `cancelled`. False if there is no such job.
    pub fn cancel(&self, id: JobId) -> bool {
        self.known().get(&id).map(|running| running.cancel.cancel()).is_some()
    }

    /// Asks all jobs to stop.
    pub fn cancel_all(&self) {
        self.known().values().for_each(|running| running.cancel.cancel());
    }

    /// How many jobs have not ended.
    pub fn running(&self) -> usize {
        self.known().values().filter(|running| !running.told().ended()).count()
    }

    fn keep(&self, id: JobId, running: Arc<Running>) {
        let mut known = self.known();
        known.insert(id, running);
        let ended: Vec<JobId> = known.iter().filter(|(_, job)| job.told().ended()).map(|(id, _)| *id).collect();
        for id in ended.iter().rev().skip(FINISHED_KEPT) {
            known.remove(id);
        }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<JobId, Arc<Running>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: JobEvent) {
        let mut told = self.told();
        told.listeners.retain_mut(|listener| listener(&event));
        told.at = Some(Instant::now());
        told.latest = Some(event);
        if told.ended() {
            told.listeners.clear();
        }
    }
}

impl Told {
    fn ended(&self) -> bool {
        matches!(self.latest, Some(JobEvent::Done(_) | JobEvent::Failed(_)))
    }
}

impl Sink for Running {
    fn progress(&self, progress: Progress) {
        let told = self.told();
        let same = matches!(&told.latest, Some(JobEvent::Progress(last)) if last.phase == progress.phase);
        let soon = told.at.is_some_and(|at| at.elapsed() < TELL_EVERY);
        drop(told);
        if !(same && soon) {
            self.tell(JobEvent::Progress(progress));
        }
    }
}
