//! What draws text that the named families cannot: generic families, and families for each script.

use parley::fontique::{Collection, FallbackKey, FamilyId, GenericFamily, Script};

const SANS: [&str; 4] = ["Open Sans", "Roboto", "Noto Sans", "DejaVu Sans"];

const GENERIC: [(GenericFamily, &[&str]); 7] = [
    (GenericFamily::SansSerif, &SANS),
    (GenericFamily::SystemUi, &SANS),
    (GenericFamily::Serif, &["Noto Serif", "DejaVu Serif", "Arapey"]),
    (GenericFamily::Monospace, &["Noto Sans Mono", "DejaVu Sans Mono"]),
    (GenericFamily::Cursive, &["Sue Ellen Francisco", "Permanent Marker", "Open Sans", "DejaVu Sans"]),
    (GenericFamily::Fantasy, &["Permanent Marker", "Open Sans", "DejaVu Sans"]),
    (GenericFamily::Emoji, &["Noto Color Emoji", "Noto Emoji"]),
];

/// Left to the system, Hebrew for one comes out in a rabbinic hand.
const SCRIPTS: [(&str, &[&str]); 14] = [
    ("Arab", &["Noto Sans Arabic", "DejaVu Sans"]),
    ("Hebr", &["Noto Sans Hebrew", "DejaVu Sans"]),
    ("Grek", &["Noto Sans", "DejaVu Sans"]),
    ("Cyrl", &["Noto Sans", "DejaVu Sans"]),
    ("Deva", &["Noto Sans Devanagari"]),
    ("Beng", &["Noto Sans Bengali"]),
    ("Taml", &["Noto Sans Tamil"]),
    ("Thai", &["Noto Sans Thai"]),
    ("Geor", &["Noto Sans Georgian", "DejaVu Sans"]),
    ("Armn", &["Noto Sans Armenian", "DejaVu Sans"]),
    ("Hira", &["Noto Sans CJK JP"]),
    ("Kana", &["Noto Sans CJK JP"]),
    ("Hani", &["Noto Sans CJK SC", "Noto Sans CJK JP"]),
    ("Hang", &["Noto Sans CJK KR"]),
];

/// Puts our choices before the system's, as far as they are installed.
pub(super) fn set(collection: &mut Collection) {
    for (generic, names) in GENERIC {
        let families = installed(collection, names);
        if !families.is_empty() {
            // Only the first: DejaVu's outlines would come before the coloured emoji.
            collection.set_generic_families(generic, families.into_iter().take(1));
        }
    }
    for (script, names) in SCRIPTS {
        let families = installed(collection, names);
        if let Ok(script) = script.parse::<Script>()
            && !families.is_empty()
        {
            collection.append_fallbacks(FallbackKey::new(script, None), families.into_iter());
        }
    }
}

fn installed(collection: &mut Collection, names: &[&str]) -> Vec<FamilyId> {
    names.iter().filter_map(|name| collection.family_id(name)).collect()
}
