//! What came of a case, and of all of them.

use std::fmt;

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The destination does what it promises; what was measured, where something was.
    Passed(Option<String>),
    /// It does not.
    Failed {
        /// What was seen, as a sentence.
        why: String,
        /// What the author of the destination should do, as a sentence.
        remedy: String,
    },
    /// The destination promises nothing of the kind, or nobody can look; which, as a clause.
    NotApplicable(String),
}

/// One case and its verdict. Shown as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was tried, such as `an empty file`.
    pub case: &'static str,
    /// What came of it.
    pub verdict: Verdict,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let case = self.case;
        match &self.verdict {
            Verdict::Passed(None) => write!(f, "passed          {case}"),
            Verdict::Passed(Some(note)) => write!(f, "passed          {case}: {note}"),
            Verdict::Failed { why, remedy } => write!(f, "failed          {case}: {why} {remedy}"),
            Verdict::NotApplicable(why) => write!(f, "not applicable  {case}: {why}"),
        }
    }
}

/// All cases of one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order in which they were tried.
    pub lines: Vec<Line>,
}

impl Report {
    /// Whether no case failed.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        self.failed().next().is_none()
    }

    /// The cases that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| matches!(line.verdict, Verdict::Failed { .. }))
    }
}

/// A promise that was not kept: why, and what to do.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) why: String,
    pub(crate) remedy: String,
}

impl Fault {
    pub(crate) fn new(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { why: why.into(), remedy: remedy.into() }
    }

    /// The same, with where it was seen before it.
    pub(crate) fn at(self, place: &str) -> Self {
        Self { why: format!("{place}: {}", self.why), ..self }
    }
}

/// What a case comes to: a verdict, or a promise that was not kept.
pub(crate) type Tried = Result<Verdict, Fault>;

pub(crate) fn passed() -> Tried {
    Ok(Verdict::Passed(None))
}

pub(crate) fn noted(note: impl Into<String>) -> Tried {
    Ok(Verdict::Passed(Some(note.into())))
}

pub(crate) fn not_applicable(why: impl Into<String>) -> Tried {
    Ok(Verdict::NotApplicable(why.into()))
}

impl From<Fault> for Verdict {
    fn from(Fault { why, remedy }: Fault) -> Self {
        Verdict::Failed { why, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_conformant_unless_a_case_failed() {
        let line = |verdict| Line { case: "an empty file", verdict };
        let good = [Verdict::Passed(None), Verdict::NotApplicable("it takes none".to_owned())].map(line);
        assert!(Report { lines: good.to_vec() }.is_conformant());
        let bad = line(Fault::new("It is gone.", "Look for it.").at("after a crash").into());
        assert_eq!(bad.to_string(), "failed          an empty file: after a crash: It is gone. Look for it.");
        assert!(!Report { lines: vec![bad] }.is_conformant());
    }
}
