//! The opened register: the desk, the store, the clock and the person at it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{NaiveDate, SecondsFormat, Utc};
use qingce_core::catalogue::FieldId;
use qingce_core::record::Facts;
use qingce_core::token::Marker;
use qingce_core::value::Values;
use qingce_sheets::read::ReaderCommand;
use qingce_store::{Role, Store};

use crate::desk::Desk;
use crate::duplicates::Likely;
use crate::error::ApiError;
use crate::files::Files;
use crate::import::IdentityFields;
use crate::import::held::Held;
use crate::package::merge::Merges;
use crate::seeds::Seeds;
use crate::years::compare::Years;

/// The setting that names who works, where the host does not say.
pub const OPERATOR: &str = "operator";

/// How a register is opened.
#[derive(Clone)]
pub struct OpenOptions {
    /// Reference data.
    pub seeds: Seeds,
    /// How readers are started.
    pub reader: ReaderCommand,
    /// Who works, for the journal; empty for whom the setting `operator` names, or the login name.
    pub operator: String,
    /// Owner cleans up after a killed run; a guest beside an open window does not.
    pub role: Role,
    /// Where the files of requests come from.
    pub files: Files,
}

impl OpenOptions {
    /// Embedded seeds, this program as reader, the owner of the register.
    pub fn new(operator: impl Into<String>) -> Result<OpenOptions, ApiError> {
        let reader = ReaderCommand::this_program()?;
        Ok(OpenOptions {
            seeds: Seeds::from_environment(),
            reader,
            operator: operator.into(),
            role: Role::Owner,
            files: Files::default(),
        })
    }
}

/// The opened register.
pub struct Register {
    desk: Desk,
    store: Store,
    operator: String,
    files: Files,
    outdated: AtomicBool,
    held: Held,
    likely: Likely,
    years: Years,
    merges: Merges,
    amount: FieldId,
    unit: FieldId,
}

impl Register {
    /// Opens a register, or begins a new one where there is no file.
    pub fn open(path: &Path, options: OpenOptions) -> Result<Register, ApiError> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| crate::error::cannot_write(folder, &e))?;
        }
        let desk = Desk::new(options.seeds, options.reader, crate::reference::kept(path)?)?;
        let store = Store::open(path, options.role, &desk.reference.catalogue)?;
        if options.role == Role::Owner {
            crate::package::workroom::sweep(path);
        }
        let named = |name: &String| !name.trim().is_empty();
        let given = Some(options.operator).filter(named);
        let operator = given.or(store.setting(OPERATOR)?.filter(named)).or_else(login_name).unwrap_or_default();
        let known = |key| desk.reference.catalogue.known(key);
        let (amount, unit) = (known("invest_total"), known("report_unit"));
        Ok(Register {
            desk,
            store,
            operator,
            files: options.files,
            outdated: AtomicBool::new(false),
            held: Held::default(),
            likely: Likely::default(),
            years: Years::default(),
            merges: Merges::default(),
            amount,
            unit,
        })
    }

    /// Reference data.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }
    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }
    /// The fields that tell which record is which.
    pub fn identity(&self) -> IdentityFields {
        IdentityFields::new(&self.desk.reference.catalogue)
    }
    /// Who works.
    pub fn operator(&self) -> &str {
        &self.operator
    }
    /// Where the files of requests come from.
    pub fn files(&self) -> &Files {
        &self.files
    }
    /// Imports that wait for a person.
    pub(crate) fn held(&self) -> &Held {
        &self.held
    }
    /// The years compared last.
    pub(crate) fn years(&self) -> &Years {
        &self.years
    }
    /// Packages that wait for a person.
    pub(crate) fn merges(&self) -> &Merges {
        &self.merges
    }
    /// The likely pairs found last.
    pub(crate) fn likely(&self) -> &Likely {
        &self.likely
    }
    /// Tells that reference data kept in the register (own fields, codes, units) or its operator changed: the host opens it
    /// anew before the next command.
    pub fn outdate(&self) {
        self.outdated.store(true, Ordering::Relaxed);
    }
    /// Whether it was outdated.
    pub fn is_outdated(&self) -> bool {
        self.outdated.load(Ordering::Relaxed)
    }
    /// The field whose sums reconcile an import: 总投资.
    pub fn amount_field(&self) -> FieldId {
        self.amount
    }
    /// The field of the unit that reports.
    pub fn unit_field(&self) -> FieldId {
        self.unit
    }
    /// Now, UTC, ISO 8601 to the second.
    pub fn now(&self) -> String {
        Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
    }
    /// Today, here.
    pub fn today(&self) -> NaiveDate {
        chrono::Local::now().date_naive()
    }
    /// The head of the journal as printed on exports: the number of its newest set and the first signs of its hash.
    pub fn journal_head(&self) -> Result<String, ApiError> {
        let (seq, head) = self.store.journal_head()?;
        Ok(format!("{seq}-{}", &qingce_core::journal::hex(&head)[..12]))
    }
    /// What this register marks the rows with that it gives out.
    pub fn marker(&self) -> Result<Marker, ApiError> {
        Ok(Marker::new(&self.store.identity_key()?))
    }
    /// The region in titles of lists: the setting `region`, or the province of the seeds.
    pub fn region(&self) -> Result<String, ApiError> {
        let set = self.store.setting("region")?;
        let province = || self.desk.reference.regions.all().first().map(|region| region.name.clone());
        Ok(set.or_else(province).unwrap_or_default())
    }
    /// What conditions know of a record beside its values, as far as its unit tells.
    pub fn facts(&self, values: &Values) -> Facts {
        Facts::of_unit(self.desk.reference.unit_facts(values.text(self.unit)))
    }
}

fn login_name() -> Option<String> {
    ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}
