//! Which events of the whole log a reader wants.

use crate::protocol::streams::read_req::options::FilterOptions;
use crate::protocol::streams::read_req::options::filter_options::{Expression, Filter as On, Window};
use crate::store::Event;
use fancy_regex::Regex;
use tonic::Status;

/// How many events a server looks at, at most, before it says where it is, unless it is told.
const WINDOW: u32 = 32;

pub(crate) struct Filter {
    on: Option<(Subject, Matching)>,
    /// After how many events a subscriber is told where it is; never without a filter.
    pub checkpoint_after: Option<u32>,
}

enum Subject {
    Stream,
    Type,
}

enum Matching {
    Prefixes(Vec<String>),
    Regex(Box<Regex>),
}

impl Filter {
    pub(crate) fn everything() -> Self {
        Self { on: None, checkpoint_after: None }
    }

    pub(crate) fn of(options: &FilterOptions) -> Result<Self, Status> {
        let on = match &options.filter {
            Some(On::StreamIdentifier(expression)) => (Subject::Stream, matching(expression)?),
            Some(On::EventType(expression)) => (Subject::Type, matching(expression)?),
            None => return Err(Status::invalid_argument("expected a filter on streams or on types")),
        };
        let window = match options.window {
            Some(Window::Max(max)) if max > 0 => max,
            Some(Window::Count(_)) => WINDOW,
            _ => return Err(Status::invalid_argument("expected a window")),
        };
        if options.checkpoint_interval_multiplier == 0 {
            return Err(Status::invalid_argument("expected a checkpoint interval above 0"));
        }
        Ok(Self { on: Some(on), checkpoint_after: Some(window.saturating_mul(options.checkpoint_interval_multiplier)) })
    }

    pub(crate) fn matches(&self, event: &Event) -> bool {
        let Some((subject, matching)) = &self.on else { return true };
        let text = match subject {
            Subject::Stream => &event.stream,
            Subject::Type => event.event_type(),
        };
        match matching {
            Matching::Prefixes(prefixes) => prefixes.iter().any(|prefix| text.starts_with(prefix)),
            Matching::Regex(regex) => regex.is_match(text).unwrap_or_default(),
        }
    }
}

fn matching(expression: &Expression) -> Result<Matching, Status> {
    if !expression.prefix.is_empty() {
        return Ok(Matching::Prefixes(expression.prefix.clone()));
    }
    let regex = Regex::new(&expression.regex);
    regex.map(|regex| Matching::Regex(Box::new(regex))).map_err(|error| Status::invalid_argument(error.to_string()))
}
