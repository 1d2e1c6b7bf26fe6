//! Says what a new OpenAPI document breaks for clients of an old one: `openapi-compare OLD NEW [ACCEPTED]`.
//!
//! ACCEPTED is a text file; sentences that stand in it, one a line, are let pass. Exit code 1 when something breaks, 2 when
//! a file cannot be read.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match compare() {
        Ok(breaks) if breaks.is_empty() => ExitCode::SUCCESS,
        Ok(breaks) => {
            report(&breaks.join("\n"));
            ExitCode::FAILURE
        }
        Err(problem) => {
            report(&problem);
            ExitCode::from(2)
        }
    }
}

fn compare() -> Result<Vec<String>, String> {
    let mut arguments = std::env::args().skip(1);
    let (Some(old), Some(new)) = (arguments.next(), arguments.next()) else {
        return Err("usage: openapi-compare OLD NEW [ACCEPTED]".into());
    };
    let accepted = arguments.next().map_or(Ok(String::new()), |path| read(&path))?;
    let parse = |path: String| serde_json::from_str(&read(&path)?).map_err(|e| format!("{path}: {e}"));
    let found = api::documents::compatibility::breaks(&parse(old)?, &parse(new)?);
    Ok(found.into_iter().filter(|sentence| !accepted.lines().any(|line| line == sentence)).collect())
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))
}

fn report(text: &str) {
    // Nothing can be done when there is nobody to tell.
    let _unheard = writeln!(std::io::stderr(), "{text}");
}
