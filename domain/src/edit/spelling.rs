//! Which name a misspelt one most likely means.

/// The known name that is near enough to be meant: one slip in a short name, two in a long one.
pub(super) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let written: Vec<char> = written.to_lowercase().chars().collect();
    let near = |name: &&'a str| {
        let slips = match name.len() {
            0..=2 => 0,
            3..=7 => 1,
            _ => 2,
        };
        // Every letter too many or too few is a slip, so most names need no closer look.
        if written.len().abs_diff(name.len()) > slips {
            return None;
        }
        let name_letters: Vec<char> = name.to_lowercase().chars().collect();
        let distance = distance(&written, &name_letters);
        (distance <= slips).then_some((distance, *name))
    };
    known.iter().filter_map(near).min().map(|(_, name)| name)
}

/// How many letters must be put in, taken out, exchanged or swapped with their neighbour to get from one text to the
/// other.
fn distance(from: &[char], to: &[char]) -> usize {
    let width = to.len() + 1;
    let mut table = vec![0; (from.len() + 1) * width];
    for row in 0..=from.len() {
        for column in 0..=to.len() {
            let at = row * width + column;
            if row == 0 || column == 0 {
                table[at] = row + column;
                continue;
            }
            let differs = usize::from(from[row - 1] != to[column - 1]);
            let mut least = table[at - width - 1] + differs;
            least = least.min(table[at - width] + 1).min(table[at - 1] + 1);
            let swapped = row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1];
            if swapped {
                least = least.min(table[at - 2 * width - 2] + 1);
            }
            table[at] = least;
        }
    }
    table[from.len() * width + to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["length", "height", "x", "alias", "transition", "borderRadius", "volumeEffect"];
        for (written, expected) in [
            ("lenght", Some("length")),
            ("LENGTH", Some("length")),
            ("heigth", Some("height")),
            ("aligns", None),
            ("y", None),
            ("X", Some("x")),
            ("transistions", Some("transition")),
            ("border_radius", Some("borderRadius")),
            ("", None),
            ("a key of some forty letters and more than that", None),
        ] {
            assert_eq!(nearest(written, &known), expected, "{written}");
        }
    }
}
