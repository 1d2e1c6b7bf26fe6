//! Settings: the shipped file, overrides, and what must not be printed.

use super::*;

fn none(_: &str) -> Option<String> {
    None
}

fn defaults() -> Map<String, Dict> {
    Figment::from(Toml::string(DEFAULTS)).extract().unwrap()
}

#[test]
fn the_shipped_file_is_the_default() {
    let config = Config::load(None, none).unwrap();
    assert_eq!((config.limits.clips.get(), config.server.role), (2_000, Role::All));
}

#[test]
fn every_setting_is_documented_and_has_an_override_that_works() {
    for (section, names) in defaults() {
        for (name, default) in names {
            let line = DEFAULTS.lines().position(|l| l.starts_with(&format!("{name} = "))).unwrap();
            let above = DEFAULTS.lines().nth(line - 1).unwrap();
            assert!(above.starts_with('#') || above.contains(" = "), "{section}.{name} has no comment");
            let other = match &default {
                Value::Bool(_, value) => (!value).to_string(),
                Value::Num(..) => "7".to_owned(),
                _ => match name.as_str() {
                    "role" => "worker".to_owned(),
                    "format" => "json".to_owned(),
                    "unknown_properties" => "ignore".to_owned(),
                    "mattes" => "white_hides".to_owned(),
                    _ => "elsewhere".to_owned(),
                },
            };
            let variable = variable(&section, &name);
            let changed = Config::load(None, |v| (v == variable).then(|| other.clone())).unwrap();
            assert_ne!(changed, Config::load(None, none).unwrap(), "{variable} changes nothing");
        }
    }
}

#[test]
fn what_may_hold_a_secret_is_not_printed() {
    let secret = |name: &str| {
        let hidden = [
            "DATABASE_URL",
            "STORAGE_ENDPOINT",
            "STORAGE_ACCESS_KEY",
            "STORAGE_SECRET_KEY",
            "VAULT_MASTER_KEY",
            "VAULT_PREVIOUS_MASTER_KEY",
            "GOOGLE_CLIENT_SECRET",
        ];
        hidden.contains(&name.trim_start_matches("RUSHES_")).then(|| "canary-word".to_owned())
    };
    let config = Config::load(None, secret).unwrap();
    assert_eq!(config.storage.secret_key.expose(), Some("canary-word"));
    assert_eq!(format!("{config:?}").matches("[hidden]").count(), 7);
    assert!(!format!("{config:#?}").contains("canary"));
}

#[test]
fn a_value_of_the_wrong_type_names_the_variable() {
    let error = Config::load(None, |v| (v == "RUSHES_LIMITS_CLIPS").then(|| "many".into())).unwrap_err();
    assert!(error.to_string().contains("RUSHES_LIMITS_CLIPS"), "{error}");
}

/// The settings whose comment says what `0:` means.
fn documented_zeros() -> Vec<String> {
    let (mut section, mut comment, mut found) = ("", String::new(), vec![]);
    for line in DEFAULTS.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if line.starts_with('#') {
            comment.push_str(line);
        } else if let Some((name, _)) = line.split_once(" = ") {
            if comment.contains(" 0: ") {
                found.push(format!("{section}.{name}"));
            }
            comment.clear();
        }
    }
    found
}

#[test]
fn zero_is_refused_except_where_its_meaning_is_documented() {
    let documented = documented_zeros();
    assert!(documented.contains(&"worker.renders".to_owned()));
    for (section, names) in defaults() {
        for (name, _) in names.into_iter().filter(|(_, default)| matches!(default, Value::Num(..))) {
            let variable = variable(&section, &name);
            let loaded = Config::load(None, |v| (v == variable).then(|| "0".to_owned()));
            assert_eq!(loaded.is_ok(), documented.contains(&format!("{section}.{name}")), "{section}.{name}");
            assert!(loaded.map_err(|error| error.to_string().contains(&name)).err() != Some(false), "{name}");
        }
    }
}

#[test]
fn a_file_overrides_the_defaults_and_unknown_settings_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, "[limits]\nclips = 5\n").unwrap();
    assert_eq!(Config::load(Some(&file), none).unwrap().limits.clips.get(), 5);
    std::fs::write(&file, "[limits]\nclip = 5\n").unwrap();
    assert!(Config::load(Some(&file), none).unwrap_err().to_string().contains("clip"));
}
