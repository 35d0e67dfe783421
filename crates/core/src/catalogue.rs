//! The field catalogue: what attributes a project has. Read from `seeds/fields.toml`; users may add fields of their own.
//!
//! It drives header matching, parsing, checks, grids, templates and exports; nothing about a single field is written in code.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::change::HeaderChange;
use crate::condition::{Condition, ConditionError};
use crate::naming::Naming;

/// A field's place in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FieldId(pub u16);

impl FieldId {
    /// As an index into [`crate::value::Values`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The type of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Free text.
    Text,
    /// A government office, by full name or alias.
    Unit,
    /// An administrative region, by name or code.
    Region,
    /// 统一社会信用代码, 18 characters with a check character.
    Uscc,
    /// Telephone numbers; text.
    Phone,
    /// One code of a list.
    Enum,
    /// Several codes of a list.
    Multi,
    /// 是 or 否.
    Bool,
    /// A date with its precision.
    Date,
    /// An amount; 分 inside, 万元 outside.
    Money,
    /// A whole number.
    Int,
    /// A measured number.
    Number,
}

impl FieldType {
    /// All types.
    pub const ALL: [FieldType; 12] = [
        FieldType::Text,
        FieldType::Unit,
        FieldType::Region,
        FieldType::Uscc,
        FieldType::Phone,
        FieldType::Enum,
        FieldType::Multi,
        FieldType::Bool,
        FieldType::Date,
        FieldType::Money,
        FieldType::Int,
        FieldType::Number,
    ];
    /// Whether the database keeps it as text.
    pub fn is_text(self) -> bool {
        !matches!(self, FieldType::Money | FieldType::Int | FieldType::Number | FieldType::Multi)
    }
}

/// When a field must hold a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// Never.
    Optional,
    /// Always.
    Required,
    /// At least one of these fields must hold a value.
    Any(Vec<FieldId>),
    /// Where the condition holds.
    When(Condition),
}

/// One attribute of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its place in the catalogue.
    pub id: FieldId,
    /// Stable name; column of the database, key in JSON.
    pub key: String,
    /// Standard Chinese header.
    pub header: String,
    /// Group header above it.
    pub group: String,
    /// Type of its values.
    pub kind: FieldType,
    /// Unit of numbers, as shown: 万元, GB, 台.
    pub unit: Option<String>,
    /// Code list of its values in `seeds/codes.toml`.
    pub codes: Option<String>,
    /// When it must hold a value.
    pub need: Need,
    /// Other spellings of its header; `组/名` where the group decides.
    pub synonyms: Vec<String>,
    /// Groups under which the leaf means something else.
    pub not_under: Vec<String>,
    /// Part of the full-text search.
    pub search: bool,
    /// Added by a user, not by the seeds.
    pub own: bool,
}

/// All fields, in the order of the register.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    fields: Vec<Field>,
    by_key: FxHashMap<String, FieldId>,
    naming: Naming,
}

/// Why a catalogue could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, or a line that is no field.
    #[error("field catalogue: {0}")]
    Toml(#[from] toml::de::Error),
    /// Two fields of one key.
    #[error("field {0} stands twice")]
    Twice(String),
    /// A need names a field that is not there or a condition that is none.
    #[error("need of field {field}: {why}")]
    Need {
        /// Key of the field.
        field: String,
        /// What is wrong.
        why: String,
    },
}

/// One `[[field]]` of the catalogue's file, as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FieldLine {
    /// See [`Field::key`].
    pub key: String,
    /// See [`Field::header`].
    pub header: String,
    /// See [`Field::group`].
    pub group: String,
    /// See [`Field::kind`].
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// See [`Field::unit`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// See [`Field::codes`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes: Option<String>,
    /// `optional`, `required`, `any(a;b)` or `when(CONDITION)`.
    pub need: String,
    /// See [`Field::synonyms`].
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// See [`Field::not_under`].
    #[serde(default)]
    pub not_under: Vec<String>,
    /// See [`Field::search`].
    #[serde(default)]
    pub search: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    field: Vec<FieldLine>,
}

impl Catalogue {
    /// Reads a catalogue: the seeds' file and the lines that users added.
    pub fn parse(seeds: &str, own: &[FieldLine]) -> Result<Catalogue, CatalogueError> {
        Catalogue::with_headers(seeds, own, &[], Naming::default())
    }

    /// Like [`Catalogue::parse`], with headers and synonyms that an office changed, and the names by which conditions may
    /// call coded values.
    pub fn with_headers(
        seeds: &str,
        own: &[FieldLine],
        headers: &[HeaderChange],
        naming: Naming,
    ) -> Result<Catalogue, CatalogueError> {
        let file: File = toml::from_str(seeds)?;
        let shipped = file.field.len();
        let mut catalogue = Catalogue { naming, ..Catalogue::default() };
        let mut lines: Vec<FieldLine> = file.field.into_iter().chain(own.iter().cloned()).collect();
        for change in headers {
            lines.iter_mut().filter(|line| line.key == change.field).for_each(|line| change.apply(line));
        }
        for (at, line) in lines.iter().enumerate() {
            let id = FieldId(u16::try_from(at).expect("BUG: no register has 65536 fields"));
            if catalogue.by_key.insert(line.key.clone(), id).is_some() {
                return Err(CatalogueError::Twice(line.key.clone()));
            }
            catalogue.fields.push(Field {
                id,
                key: line.key.clone(),
                header: line.header.clone(),
                group: line.group.clone(),
                kind: line.kind,
                unit: line.unit.clone(),
                codes: line.codes.clone(),
                need: Need::Optional,
                synonyms: line.synonyms.clone(),
                not_under: line.not_under.clone(),
                search: line.search,
                own: at >= shipped,
            });
        }
        for (at, line) in lines.iter().enumerate() {
            let need =
                catalogue.need(&line.need).map_err(|why| CatalogueError::Need { field: line.key.clone(), why })?;
            catalogue.fields[at].need = need;
        }
        Ok(catalogue)
    }

    fn need(&self, text: &str) -> Result<Need, String> {
        match text {
            "optional" => return Ok(Need::Optional),
            "required" => return Ok(Need::Required),
            _ => {}
        }
        let inner = |name: &str| text.strip_prefix(name).and_then(|rest| rest.strip_suffix(')'));
        if let Some(keys) = inner("any(") {
            let fields = keys.split(';').map(|key| self.id(key.trim()).ok_or_else(|| format!("no field {key}")));
            return fields.collect::<Result<_, _>>().map(Need::Any);
        }
        let condition = inner("when(").ok_or_else(|| format!("{text} is no need"))?;
        Condition::parse(condition, self).map(Need::When).map_err(|e: ConditionError| e.to_string())
    }

    /// What coded values are called.
    pub fn naming(&self) -> &Naming {
        &self.naming
    }
    /// All fields in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }
    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
    /// The field of an id.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }
    /// The field of a key.
    pub fn by_key(&self, key: &str) -> Option<&Field> {
        self.id(key).map(|id| self.field(id))
    }
    /// The id of a key.
    pub fn id(&self, key: &str) -> Option<FieldId> {
        self.by_key.get(key).copied()
    }
    /// The id of a field that the program itself must know (identity, refusal, units).
    ///
    /// # Panics
    /// If the seeds lack it; a test of the seeds forbids that.
    pub fn known(&self, key: &str) -> FieldId {
        self.id(key).unwrap_or_else(|| unreachable!("BUG: the catalogue lacks the field {key}"))
    }
}
