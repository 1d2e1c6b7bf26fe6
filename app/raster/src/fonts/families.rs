//! The built-in families of the Shotstack contract: where each comes from, and what stands in for it.

/// A family that an edit may name without bringing a font file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name as the contract writes it.
    pub family: &'static str,
    /// The licence of the font; empty where no free font of this name exists.
    pub licence: &'static str,
    /// How to get it, for a person; empty where there is none.
    pub remedy: &'static str,
    /// What is used in its place, the first that is installed.
    pub substitutes: &'static [&'static str],
}

const SCRIPT: &str = "run scripts/fonts";
const OFL: &str = "OFL-1.1";
const APACHE: &str = "Apache-2.0";
const SANS: &[&str] = &["Open Sans", "Roboto", "Noto Sans", "DejaVu Sans"];
const HANDWRITTEN: &[&str] = &["Permanent Marker", "Sue Ellen Francisco", "Open Sans", "Roboto", "DejaVu Sans"];

/// Every one of them, in the contract's order, then those that its public templates use.
pub const BUILT_IN: &[BuiltIn] = &[
    family("Arapey", OFL, "apt-get install fonts-arapey", &["Noto Serif", "DejaVu Serif"]),
    family("Clear Sans", APACHE, "apt-get install fonts-clear-sans", SANS),
    family("Didact Gothic", OFL, SCRIPT, SANS),
    family("Montserrat ExtraBold", OFL, SCRIPT, &["Open Sans ExtraBold", "Roboto Black", "DejaVu Sans Bold"]),
    family("Montserrat SemiBold", OFL, SCRIPT, &["Open Sans SemiBold", "Roboto Medium", "DejaVu Sans Bold"]),
    family("Open Sans", APACHE, "apt-get install fonts-open-sans", &["Roboto", "Noto Sans", "DejaVu Sans"]),
    family("Permanent Marker", APACHE, SCRIPT, HANDWRITTEN),
    family("Roboto", APACHE, "apt-get install fonts-roboto-unhinted", &["Open Sans", "Noto Sans", "DejaVu Sans"]),
    family("Sue Ellen Francisco", OFL, SCRIPT, HANDWRITTEN),
    family("UniNeue", "", "", &["Montserrat", "Open Sans", "Roboto", "DejaVu Sans"]),
    family("Work Sans Light", OFL, SCRIPT, &["Open Sans Light", "Roboto Light", "DejaVu Sans"]),
    family("MovLette", "", "", &["Didact Gothic", "Open Sans", "Roboto", "DejaVu Sans"]),
    family("Noto Emoji", OFL, "", &["Noto Color Emoji"]),
    family("Manrope", OFL, "apt-get install fonts-manrope", SANS),
];

const fn family(
    family: &'static str,
    licence: &'static str,
    remedy: &'static str,
    substitutes: &'static [&'static str],
) -> BuiltIn {
    BuiltIn { family, licence, remedy, substitutes }
}

/// What stands in for the family `name`: its own list if it is a built-in one, else nothing.
pub(crate) fn substitutes(name: &str) -> &'static [&'static str] {
    let same = |built_in: &&BuiltIn| built_in.family.eq_ignore_ascii_case(name.trim());
    BUILT_IN.iter().find(same).map_or(&[], |built_in| built_in.substitutes)
}
