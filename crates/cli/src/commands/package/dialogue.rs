//! Conflicts asked one by one on a terminal.
//!
//! Not in here: what a word on a conflict does (`say` takes it), where lines come from, how the merge goes on.
//!
//! The invariant: every word is handed on before the next question, so what was said is kept whenever a person goes.

use std::io::{self, Write};

use qingce_api::ApiError;
use qingce_api::package::merge::{ConflictChoice, ConflictKind, ConflictLine};
use qingce_core::text::fold;

use super::conflict::Words;

/// What a person types to clear a field.
const CLEAR: &str = "-";

/// A word on the conflict of a number, or on all that are open; refused where a value may not be kept.
pub type Say<'a> = dyn FnMut(Option<u64>, &ConflictChoice) -> Result<(), ApiError> + 'a;

/// A person at a terminal.
pub struct Person<'a> {
    /// The next line that the person types; none when there will be no more.
    pub line: &'a mut dyn FnMut() -> Option<String>,
    /// What the person sees.
    pub screen: &'a mut dyn Write,
}

/// What to do after a conflict.
enum Then {
    Said,
    Left,
    Stop,
}

impl Person<'_> {
    /// Asks about the open ones of `total` conflicts until all are said, or the person gives up.
    pub fn decide(&mut self, words: Words<'_>, open: &[ConflictLine], total: u64, say: &mut Say<'_>) -> io::Result<()> {
        let mut undecided = open.len();
        for conflict in open {
            writeln!(self.screen, "\n{}", words.conflict(conflict, total))?;
            match self.one(words, conflict, undecided, say)? {
                Then::Said => undecided -= 1,
                Then::Left => {}
                Then::Stop => break,
            }
        }
        Ok(())
    }

    /// Asks until the conflict is said or left.
    fn one(
        &mut self,
        words: Words<'_>,
        conflict: &ConflictLine,
        undecided: usize,
        say: &mut Say<'_>,
    ) -> io::Result<Then> {
        let can_type = conflict.kind == ConflictKind::Field;
        let question = words.phrase(if can_type { "conflict_ask" } else { "conflict_ask_side" }, &[]);
        loop {
            let Some(answer) = self.ask(&question)? else { return Ok(Then::Stop) };
            let said = match fold(&answer).as_str() {
                "o" => say(Some(conflict.number), &ConflictChoice::Ours),
                "t" => say(Some(conflict.number), &ConflictChoice::Theirs),
                "e" if can_type => match self.typed(words)? {
                    Some(text) => say(Some(conflict.number), &ConflictChoice::Text { text }),
                    None => continue,
                },
                "a" => match self.side(words, undecided)? {
                    Some(side) => match say(None, &side) {
                        Ok(()) => return Ok(Then::Stop),
                        refused => refused,
                    },
                    None => continue,
                },
                "s" => return Ok(Then::Left),
                "q" => return Ok(Then::Stop),
                _ => {
                    writeln!(self.screen, "{}", words.phrase("conflict_unclear", &[("text", answer.trim())]))?;
                    continue;
                }
            };
            match said {
                Ok(()) => return Ok(Then::Said),
                Err(why) => {
                    let hint = words.messages.hint(&why.code, &why.params).unwrap_or_default();
                    writeln!(self.screen, "{}\n{hint}", why.sentence(words.messages))?;
                }
            }
        }
    }

    /// The value that a person types instead; none where nothing was typed.
    fn typed(&mut self, words: Words<'_>) -> io::Result<Option<String>> {
        let typed = self.ask(&words.phrase("conflict_type", &[("clear", CLEAR)]))?.unwrap_or_default();
        Ok(match typed.trim() {
            "" => None,
            CLEAR => Some(String::new()),
            text => Some(text.to_owned()),
        })
    }

    /// Which side all that are open take; none where the person thinks better of it.
    fn side(&mut self, words: Words<'_>, undecided: usize) -> io::Result<Option<ConflictChoice>> {
        let answer = self.ask(&words.phrase("conflict_all", &[("count", &undecided.to_string())]))?.unwrap_or_default();
        Ok(match fold(&answer).as_str() {
            "o" => Some(ConflictChoice::Ours),
            "t" => Some(ConflictChoice::Theirs),
            _ => None,
        })
    }

    fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        write!(self.screen, "{question}")?;
        self.screen.flush()?;
        Ok((self.line)())
    }
}

#[cfg(test)]
mod tests {
    use qingce_api::desk::Desk;
    use qingce_api::records::FieldJson;
    use qingce_api::seeds::Seeds;
    use qingce_api::{Code, ReaderCommand};
    use serde_json::json;

    use super::*;

    /// What was said, by number; none is all that are open.
    type Said = Vec<(Option<u64>, ConflictChoice)>;

    fn conflict(number: u64, field: &str) -> ConflictLine {
        let value = |text: &str| Some(FieldJson(json!(text)));
        let said = qingce_api::package::merge::Said { who: "周砚秋".into(), at: "2026-11-23T01:40:00Z".into() };
        ConflictLine {
            number,
            uid: "0".into(),
            name: "河湖巡查平台".into(),
            unit: "江西省水利厅".into(),
            kind: if field == "extra" { ConflictKind::Extra } else { ConflictKind::Field },
            other: None,
            field: field.into(),
            based: true,
            base: value("已建在用"),
            ours: value("试运行"),
            theirs: value("在建"),
            ours_by: Some(said),
            theirs_by: None,
            choice: None,
        }
    }

    /// What a person who types these lines says, and sees. Values that hold 密 are refused.
    fn talk(fields: &[&str], typed: &str) -> (Said, String) {
        let reader = ReaderCommand::this_program().expect("this program has a path");
        let desk = Desk::new(Seeds::from_environment(), reader, Default::default()).expect("the seeds can be read");
        let words = Words { messages: &desk.messages, catalogue: &desk.reference.catalogue };
        let open: Vec<ConflictLine> = (0..).zip(fields).map(|(number, field)| conflict(number, field)).collect();
        let (mut lines, mut screen, mut said) = (typed.lines(), Vec::new(), Vec::new());
        let mut say = |number, choice: &ConflictChoice| match choice {
            ConflictChoice::Text { text } if text.contains('密') => Err(ApiError::new(Code::EditClassified)),
            choice => {
                said.push((number, choice.clone()));
                Ok(())
            }
        };
        let mut person = Person { line: &mut || lines.next().map(str::to_owned), screen: &mut screen };
        person.decide(words, &open, open.len() as u64, &mut say).expect("memory can be written to");
        (said, String::from_utf8(screen).expect("Chinese is UTF-8"))
    }

    fn text(text: &str) -> ConflictChoice {
        ConflictChoice::Text { text: text.to_owned() }
    }

    #[test]
    fn every_conflict_is_told_whole_and_decided_by_a_letter() {
        let (said, seen) = talk(&["status", "status", "status"], "o\nＴ\ne\n已停用\n");
        let wanted =
            vec![(Some(0), ConflictChoice::Ours), (Some(1), ConflictChoice::Theirs), (Some(2), text("已停用"))];
        assert_eq!(said, wanted, "letters count in any width and case, and a typed value is handed on");
        for part in [
            "1/3",
            "3/3",
            "河湖巡查平台",
            "江西省水利厅",
            "项目状态",
            "已建在用",
            "试运行",
            "在建",
            "周砚秋 2026-11-23",
        ] {
            assert!(seen.contains(part), "who decides must see {part}: {seen}");
        }
        assert!(!seen.contains("status"), "a key of the program is no word for a clerk");
    }

    #[test]
    fn what_may_not_be_kept_is_told_and_asked_again() {
        let (said, seen) = talk(&["remark"], "e\n本项目涉密\ne\n-\n");
        assert_eq!(said, [(Some(0), text(""))], "only what was taken counts; a dash clears");
        assert_eq!(seen.matches("保留本册").count(), 2, "the question comes again: {seen}");
        assert!(seen.contains("涉密"), "and why is said: {seen}");
    }

    #[test]
    fn a_letter_that_means_nothing_or_a_value_that_is_not_typed_changes_nothing() {
        let (said, seen) = talk(&["status"], "保留\ne\n\na\n\nt\n");
        assert_eq!(said, [(Some(0), ConflictChoice::Theirs)], "only the last letter decides");
        assert!(seen.contains("保留”"), "what was typed is told: {seen}");
    }

    #[test]
    fn the_rest_is_decided_at_once_and_its_number_said_before() {
        let (said, seen) = talk(&["status"; 5], "o\ns\na\nt\no\n");
        let wanted = [(Some(0), ConflictChoice::Ours), (None, ConflictChoice::Theirs)];
        assert_eq!(said, wanted, "no question follows; one that was left counts among the rest");
        assert!(seen.contains("4 处"), "four are open: {seen}");
    }

    #[test]
    fn who_goes_is_not_asked_further() {
        for typed in ["o\nq\nt\n", "o\n"] {
            let (said, _) = talk(&["status"; 3], typed);
            assert_eq!(said, [(Some(0), ConflictChoice::Ours)], "what was said before stays: {typed:?}");
        }
    }

    #[test]
    fn what_is_no_field_is_told_in_words() {
        let reader = ReaderCommand::this_program().expect("this program has a path");
        let desk = Desk::new(Seeds::from_environment(), reader, Default::default()).expect("the seeds can be read");
        let words = Words { messages: &desk.messages, catalogue: &desk.reference.catalogue };
        let told = |kind, ours: &str, theirs: Option<&str>| {
            let value = |text: &str| Some(FieldJson(json!(text)));
            let other = qingce_api::package::merge::ConflictRecord {
                uid: "1".into(),
                name: "水库平台".into(),
                unit: "厅".into(),
            };
            let told = ConflictLine {
                kind,
                field: "上云迁移".into(),
                other: Some(other),
                ours: value(ours),
                theirs: theirs.and_then(value),
                base: None,
                ..conflict(0, "")
            };
            words.conflict(&told, 1)
        };
        let decision = told(ConflictKind::Decision, "accept/改造后迁移", Some("postpone@2026-12-01"));
        for part in ["上云迁移", "采纳", "改造后迁移", "暂缓", "2026-12-01"] {
            assert!(decision.contains(part), "a decision is told by its words: {decision}");
        }
        let answer = told(ConflictKind::Answer, "same", Some("phase<"));
        assert!(answer.contains("同一项目") && answer.contains("后续期次") && answer.contains("水库平台"), "{answer}");
        let extra = told(ConflictKind::Extra, r#"[["联系处室","数据处"]]"#, None);
        assert!(extra.contains("联系处室") && extra.contains("数据处") && !extra.contains('['), "no JSON: {extra}");
        let [gone, removed, merged] =
            [(ConflictKind::Gone, None), (ConflictKind::Removed, None), (ConflictKind::Removed, Some("1"))]
                .map(|(kind, theirs)| told(kind, "", theirs));
        assert!(gone.contains("恢复") && removed.contains("删去") && merged.contains("并入"), "both ways are named");
        for told in [decision, answer, extra, gone, removed, merged] {
            assert!(!told.contains("accept") && !told.contains("phase") && !told.contains('{'), "no key: {told}");
        }
    }

    #[test]
    fn nothing_can_be_typed_into_what_is_no_field() {
        let (said, seen) = talk(&["extra"], "e\no\n");
        assert_eq!(said, [(Some(0), ConflictChoice::Ours)], "a side can be kept");
        assert!(!seen.contains("另填"), "what cannot be done is not offered: {seen}");
        assert!(seen.contains("其他列"), "columns that fit no field have a name: {seen}");
    }
}
