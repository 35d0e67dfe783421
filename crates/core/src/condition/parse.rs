//! The parser of conditions: recursive descent over words, signs and quoted texts.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::{Compare, Condition, Fact, Literal, Operand, Test};
use crate::catalogue::{Catalogue, FieldType};
use crate::naming::Meant;
use crate::value::{Fen, PartialDate};

/// Nesting beyond this is refused, so that no text can exhaust the stack.
const MAX_DEPTH: usize = 64;

/// Why a text is no condition. The position counts characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// Something else was expected here.
    #[error("at {at}: expected {expected}, found {found}")]
    Expected {
        /// Position.
        at: usize,
        /// What would fit.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// No field or fact of this name.
    #[error("at {at}: no field {name}")]
    UnknownField {
        /// Position.
        at: usize,
        /// The name.
        name: String,
    },
    /// Only the register tells this fact; a condition judged record by record cannot ask for it.
    #[error("at {at}: a record alone does not tell {name}")]
    OfRegister {
        /// Position.
        at: usize,
        /// The fact.
        name: String,
    },
    /// The value does not fit the field's type.
    #[error("at {at}: {value} is no value of {field}")]
    Value {
        /// Position.
        at: usize,
        /// Key of the field.
        field: String,
        /// The value as written.
        value: String,
    },
    /// A name of several values of a coded field.
    #[error("at {at}: {value} may be any of {}", .candidates.join(", "))]
    Ambiguous {
        /// Position.
        at: usize,
        /// Key of the field.
        field: String,
        /// The name as written.
        value: String,
        /// What it may stand for.
        candidates: Vec<String>,
    },
    /// Too many brackets inside each other.
    #[error("nested too deeply")]
    TooDeep,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

/// What a condition is asked of.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Asked {
    /// The register, which knows every fact.
    Register,
    /// A record by itself.
    Record,
}

pub(super) fn parse(text: &str, catalogue: &Catalogue, asked: Asked) -> Result<Condition, ConditionError> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Condition::Always);
    }
    let mut parser = Parser { tokens, next: 0, catalogue, asked, end: text.chars().count() + 1, depth: 0 };
    let condition = parser.or()?;
    match parser.tokens.get(parser.next) {
        None => Ok(condition),
        Some(_) => Err(parser.expected("and, or or the end")),
    }
}

const SIGNS: [(&str, &str); 14] = [
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    ("（", "("),
    ("）", ")"),
    (";", ";"),
];

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ConditionError> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_whitespace() {
            at += 1;
        } else if c == '"' {
            let (quoted, after) = quoted(&chars, at)?;
            found.push((at + 1, Token::Quoted(quoted)));
            at = after;
        } else if let Some((length, sign)) = sign(&chars, at) {
            found.push((at + 1, Token::Sign(sign)));
            at += length;
        } else {
            let start = at;
            while at < chars.len() && !chars[at].is_whitespace() && chars[at] != '"' && sign(&chars, at).is_none() {
                at += 1;
            }
            found.push((start + 1, Token::Word(chars[start..at].iter().collect())));
        }
    }
    Ok(found)
}

fn sign(chars: &[char], at: usize) -> Option<(usize, &'static str)> {
    if chars[at] == '；' {
        return Some((1, ";"));
    }
    SIGNS.iter().find_map(|(written, meant)| {
        let length = written.chars().count();
        let here = chars.get(at..at + length)?;
        here.iter().copied().eq(written.chars()).then_some((length, *meant))
    })
}

/// Words that mean something between an operator and its values.
const WORDS: [&str; 10] = ["and", "or", "not", "in", "any", "all", "empty", "tag", "than", "months"];

/// Whether a text is read as one word that is nothing but a text.
pub(super) fn is_plain_word(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let special =
        |at: usize| chars[at].is_whitespace() || matches!(chars[at], '"' | '\\') || sign(&chars, at).is_some();
    !chars.is_empty() && !(0..chars.len()).any(special) && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn quoted(chars: &[char], start: usize) -> Result<(String, usize), ConditionError> {
    let mut text = String::new();
    let mut at = start + 1;
    loop {
        match chars.get(at) {
            Some('"') => return Ok((text, at + 1)),
            Some('\\') if chars.get(at + 1).is_some() => {
                text.push(chars[at + 1]);
                at += 2;
            }
            Some(c) => {
                text.push(*c);
                at += 1;
            }
            None => return Err(ConditionError::Expected { at, expected: "\"", found: String::new() }),
        }
    }
}

struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    next: usize,
    catalogue: &'a Catalogue,
    asked: Asked,
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn or(&mut self) -> Result<Condition, ConditionError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ConditionError::TooDeep);
        }
        let mut parts = vec![self.and()?];
        while self.word("or") {
            parts.push(self.and()?);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Or(parts) })
    }

    fn and(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.not()?];
        while self.word("and") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::And(parts) })
    }

    fn not(&mut self) -> Result<Condition, ConditionError> {
        let mut negations = 0;
        while self.word("not") {
            negations += 1;
        }
        let inner = if self.sign("(") {
            let inner = self.or()?;
            self.need_sign(")")?;
            inner
        } else if self.word("tag") {
            Condition::Tag(self.text("a tag")?)
        } else {
            self.test()?
        };
        Ok(if negations % 2 == 1 { Condition::Not(Box::new(inner)) } else { inner })
    }

    fn test(&mut self) -> Result<Condition, ConditionError> {
        let at = self.at();
        let name = match self.tokens.get(self.next) {
            Some((_, Token::Word(name))) => name.clone(),
            _ => return Err(self.expected("a field")),
        };
        self.next += 1;
        let operand = self.operand(&name).ok_or_else(|| ConditionError::UnknownField { at, name: name.clone() })?;
        if self.asked == Asked::Record && matches!(operand, Operand::Fact(fact) if fact.of_register()) {
            return Err(ConditionError::OfRegister { at, name });
        }
        Ok(Condition::Test(operand, self.operator(operand)?))
    }

    fn operand(&self, name: &str) -> Option<Operand> {
        let fact = Fact::ALL.into_iter().find(|fact| fact.key() == name).map(Operand::Fact);
        let by_header = || self.catalogue.fields().iter().find(|f| f.header == name).map(|f| Operand::Field(f.id));
        self.catalogue.id(name).map(Operand::Field).or(fact).or_else(by_header)
    }

    fn operator(&mut self, operand: Operand) -> Result<Test, ConditionError> {
        for (sign, compare) in [
            ("=", Compare::Equal),
            ("!=", Compare::NotEqual),
            ("<=", Compare::AtMost),
            (">=", Compare::AtLeast),
            ("<", Compare::Less),
            (">", Compare::Greater),
        ] {
            if self.sign(sign) {
                return Ok(Test::Compare(compare, self.literal(operand)?));
            }
        }
        if self.word("is") {
            return Ok(if self.word("not") {
                Test::IsNot(self.literal(operand)?)
            } else {
                Test::Is(self.literal(operand)?)
            });
        }
        if self.word("not") {
            if self.word("empty") {
                return Ok(Test::NotEmpty);
            }
            if self.word("in") {
                return Ok(Test::NotIn(self.literals(operand)?));
            }
            return Err(self.expected("in or empty"));
        }
        self.word_operator(operand)
    }

    fn word_operator(&mut self, operand: Operand) -> Result<Test, ConditionError> {
        if self.word("in") {
            return Ok(Test::In(self.literals(operand)?));
        }
        if self.word("has") {
            if self.word("all") {
                return Ok(Test::HasAll(self.codes(operand)?));
            }
            let _optional = self.word("any");
            return Ok(Test::HasAny(self.codes(operand)?));
        }
        if self.word("lacks") {
            return Ok(Test::Lacks(self.codes(operand)?));
        }
        if self.word("matches") || self.word("contains") {
            return Ok(Test::Matches(self.texts()?));
        }
        if self.word("empty") {
            return Ok(Test::Empty);
        }
        if self.word("older") {
            let months = if self.word("than") { self.text("a number")?.parse().ok() } else { None };
            if let Some(months) = months
                && (self.word("months") || self.word("month"))
            {
                return Ok(Test::OlderThanMonths(months));
            }
            return Err(self.expected("older than N months"));
        }
        Err(self.expected("an operator"))
    }

    fn literals(&mut self, operand: Operand) -> Result<Vec<Literal>, ConditionError> {
        let at = self.at();
        self.texts()?.into_iter().map(|text| self.typed(operand, text, at)).collect()
    }

    fn literal(&mut self, operand: Operand) -> Result<Literal, ConditionError> {
        let at = self.at();
        let text = self.text("a value")?;
        self.typed(operand, text, at)
    }

    fn typed(&self, operand: Operand, text: String, at: usize) -> Result<Literal, ConditionError> {
        let wrong = || ConditionError::Value { at, field: operand.key(self.catalogue).into(), value: text.clone() };
        match operand.kind(self.catalogue) {
            FieldType::Money => {
                Decimal::from_str(&text).ok().and_then(Fen::from_wan).map(Literal::Money).ok_or_else(wrong)
            }
            FieldType::Int | FieldType::Number => {
                text.parse().ok().filter(|n: &f64| n.is_finite()).map(Literal::Number).ok_or_else(wrong)
            }
            FieldType::Date => PartialDate::from_text(&text).map(Literal::Date).ok_or_else(wrong),
            _ => self.named(operand, text, at).map(Literal::Text),
        }
    }

    /// The value that a text stands for in a coded field; any other text as it is.
    fn named(&self, operand: Operand, text: String, at: usize) -> Result<String, ConditionError> {
        let Operand::Field(id) = operand else { return Ok(text) };
        let field = self.catalogue.field(id);
        match self.catalogue.naming().value(field, &text) {
            Meant::Value(value) => Ok(value),
            Meant::Unknown => Err(ConditionError::Value { at, field: field.key.clone(), value: text }),
            Meant::Several(candidates) => {
                Err(ConditionError::Ambiguous { at, field: field.key.clone(), value: text, candidates })
            }
        }
    }

    /// Codes that a field is asked to hold.
    fn codes(&mut self, operand: Operand) -> Result<Vec<String>, ConditionError> {
        let at = self.at();
        self.texts()?.into_iter().map(|text| self.named(operand, text, at)).collect()
    }

    /// One text, or several in brackets; inside brackets words may hold spaces.
    fn texts(&mut self) -> Result<Vec<String>, ConditionError> {
        if !self.sign("(") {
            return Ok(vec![self.text("a value")?]);
        }
        let mut texts = Vec::new();
        loop {
            let mut words = Vec::new();
            while let Some((_, Token::Word(word) | Token::Quoted(word))) = self.tokens.get(self.next) {
                words.push(word.clone());
                self.next += 1;
            }
            if words.is_empty() {
                return Err(self.expected("a value"));
            }
            texts.push(words.join(" "));
            if !self.sign(";") {
                self.need_sign(")")?;
                return Ok(texts);
            }
        }
    }

    fn text(&mut self, expected: &'static str) -> Result<String, ConditionError> {
        match self.tokens.get(self.next) {
            Some((_, Token::Word(text) | Token::Quoted(text))) => {
                self.next += 1;
                Ok(text.clone())
            }
            _ => Err(self.expected(expected)),
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let here = matches!(self.tokens.get(self.next), Some((_, Token::Word(w))) if w.eq_ignore_ascii_case(word));
        self.next += usize::from(here);
        here
    }

    fn sign(&mut self, sign: &str) -> bool {
        let here = matches!(self.tokens.get(self.next), Some((_, Token::Sign(s))) if *s == sign);
        self.next += usize::from(here);
        here
    }

    fn need_sign(&mut self, sign: &'static str) -> Result<(), ConditionError> {
        if self.sign(sign) { Ok(()) } else { Err(self.expected(sign)) }
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn expected(&self, expected: &'static str) -> ConditionError {
        let found = match self.tokens.get(self.next) {
            Some((_, Token::Word(text) | Token::Quoted(text))) => text.clone(),
            Some((_, Token::Sign(sign))) => (*sign).into(),
            None => String::new(),
        };
        ConditionError::Expected { at: self.at(), expected, found }
    }
}
