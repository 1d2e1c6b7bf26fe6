//! JSON Schemas of plugins, and what is wrong with a value in plain words.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, PatternOptions, ValidationError, Validator};
use serde_json::Value;

/// How much of a name or a list that somebody else wrote is repeated, in characters.
const LONGEST_NAME: usize = 60;
const LONGEST_REASON: usize = 200;
/// How many faults are told at once.
const MOST_FAULTS: usize = 20;

/// Something that is wrong with a configuration or an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: names joined by dots.
    pub path: String,
    /// One sentence that begins with the path. It repeats no value.
    pub message: String,
}

/// A schema that values can be held to.
pub(super) struct Schema {
    validator: Validator,
    schema: Value,
}

impl Schema {
    /// # Errors
    /// Why it is none.
    pub(super) fn compile(schema: &Value) -> Result<Self, String> {
        jsonschema::draft202012::meta::validate(schema).map_err(|error| in_short(&error))?;
        let validator = jsonschema::draft202012::options()
            // Patterns that can be matched in time proportional to the text: they are others', and so are the values.
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .offline()
            .build(schema)
            .map_err(|error| in_short(&error))?;
        Ok(Self { validator, schema: schema.clone() })
    }

    /// What is wrong with `value`, whose name is `root`.
    pub(super) fn faults(&self, root: &str, value: &Value) -> Vec<Fault> {
        let errors = self.validator.iter_errors(value);
        errors.flat_map(|error| self.in_words(root, &error)).take(MOST_FAULTS).collect()
    }

    fn in_words(&self, root: &str, error: &ValidationError<'_>) -> Vec<Fault> {
        let at = error.instance_path().as_str();
        let path = format!("{root}{}", at.replace('/', "."));
        let about = self.about(at);
        let fault = |path: String, what: String| vec![Fault { message: format!("{path} {what}"), path }];
        let because = |what: &str| match &about {
            Some(about) => format!("{what}: {about}"),
            None => what.to_owned(),
        };
        let what = match error.kind() {
            ValidationErrorKind::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                let about = self.about(&format!("{at}/{property}"));
                let what = about.map_or_else(|| "is missing".to_owned(), |about| format!("is missing: {about}"));
                return fault(format!("{path}.{property}"), what);
            }
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                let known = self.at(at).and_then(|schema| schema["properties"].as_object());
                let known: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                let what = match known.as_slice() {
                    [] => "is not known; nothing can be said here".to_owned(),
                    known => format!("is not known; what can be said is {}", known.join(", ")),
                };
                return unexpected
                    .iter()
                    .flat_map(|name| fault(format!("{path}.{}", shortened(name)), what.clone()))
                    .collect();
            }
            ValidationErrorKind::Type { kind: TypeKind::Single(kind) } => format!("must be {}", type_name(*kind)),
            ValidationErrorKind::Type { kind: TypeKind::Multiple(kinds) } => {
                let names: Vec<_> = kinds.iter().map(type_name).collect();
                format!("must be {}", names.join(" or "))
            }
            ValidationErrorKind::Enum { options } => {
                let options: Vec<_> = options.as_array().into_iter().flatten().map(shown).collect();
                format!("must be one of {}", options.join(", "))
            }
            ValidationErrorKind::Constant { expected_value } => format!("must be {}", shown(expected_value)),
            ValidationErrorKind::Pattern { .. } => because("is not written as it has to be"),
            ValidationErrorKind::Format { format } => format!("must be written as {}", format_name(format)),
            ValidationErrorKind::MinLength { limit: 1 } => because("must not be empty"),
            ValidationErrorKind::MinLength { limit } => format!("must have at least {limit} characters"),
            ValidationErrorKind::MaxLength { limit } => format!("must have at most {limit} characters"),
            ValidationErrorKind::Minimum { limit } => format!("must be at least {limit}"),
            ValidationErrorKind::Maximum { limit } => format!("must be at most {limit}"),
            ValidationErrorKind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
            ValidationErrorKind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
            ValidationErrorKind::MinItems { limit } => format!("must have at least {limit} items"),
            ValidationErrorKind::MaxItems { limit } => format!("must have at most {limit} items"),
            ValidationErrorKind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
            ValidationErrorKind::UniqueItems => "must not hold an item twice".to_owned(),
            ValidationErrorKind::FalseSchema => "must not be given".to_owned(),
            _ => because("is not what is asked for"),
        };
        fault(path, what)
    }

    /// The description of what lies at a JSON pointer.
    fn about(&self, pointer: &str) -> Option<String> {
        let about = self.at(pointer).filter(|_| !pointer.is_empty())?["description"].as_str()?;
        Some(about.trim_end_matches('.').to_owned())
    }

    /// The schema of what lies at a JSON pointer, as far as properties lead there.
    fn at(&self, pointer: &str) -> Option<&Value> {
        pointer.split('/').skip(1).try_fold(&self.schema, |schema, name| schema["properties"].get(name))
    }
}

const fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a text",
    }
}

fn format_name(format: &str) -> &str {
    match format {
        "uri" => "a URL",
        "email" => "an e-mail address",
        "hostname" => "a host name",
        "date" => "a date such as 2030-12-31",
        "date-time" => "an instant such as 2030-12-31T12:00:00Z",
        "uuid" => "a UUID",
        other => other,
    }
}

/// What is wrong with a schema, for its author.
fn in_short(error: &ValidationError<'_>) -> String {
    error.to_string().chars().take(LONGEST_REASON).collect()
}

/// A value of the schema, which is no secret.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| shortened(&value.to_string()), shortened)
}

fn shortened(name: &str) -> String {
    let shortened: String = name.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect();
    if name.chars().count() > LONGEST_NAME { format!("{shortened}…") } else { shortened }
}

#[cfg(test)]
mod tests;
