//! What of a text moves on its own: letters, words, or all of it.

use super::block::Block;
use domain::composition::MotionUnit;

/// What moves on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Whole,
    Word,
    Letter,
}

impl From<MotionUnit> for By {
    fn from(unit: MotionUnit) -> By {
        match unit {
            MotionUnit::Character => By::Letter,
            MotionUnit::Word => By::Word,
        }
    }
}

/// The letters of each unit, in the order of the text. White space between words belongs to none, unless `with_spaces`:
/// then it is a unit of its own where letters move, and else part of the word before it.
pub(super) fn units(block: &Block, by: By, with_spaces: bool) -> Vec<Vec<usize>> {
    let mut units: Vec<Vec<usize>> = Vec::new();
    let mut is_new = true;
    let mut line = 0;
    for (index, letter) in block.letters.iter().enumerate() {
        // Words do not go on in the next line: white space at a line's end is no letter any more.
        is_new |= by == By::Letter || (by == By::Word && letter.line != line);
        line = letter.line;
        if letter.is_space && !with_spaces && by != By::Whole {
            is_new = true;
            continue;
        }
        match units.last_mut().filter(|_| !is_new) {
            Some(unit) => unit.push(index),
            None => units.push(vec![index]),
        }
        is_new = by == By::Word && letter.is_space;
    }
    units
}

#[cfg(test)]
mod tests {
    use super::super::block::Letter;
    use super::*;

    fn block(text: &str) -> Block {
        let mut line = 0;
        let mut letters = Vec::new();
        for (at, sign) in text.char_indices() {
            if sign == '\n' {
                line += 1;
                continue;
            }
            letters.push(Letter {
                face: 0,
                glyphs: Vec::new(),
                left: 0.0,
                right: 0.0,
                line,
                range: at..at + sign.len_utf8(),
                is_space: sign == ' ',
                is_right_to_left: false,
            });
        }
        Block { letters, ..Block::default() }
    }

    #[test]
    fn words_end_at_white_space_and_at_the_ends_of_lines() {
        let block = block("ab c\nd");
        assert_eq!(units(&block, By::Word, false), [vec![0, 1], vec![3], vec![4]]);
        assert_eq!(units(&block, By::Word, true), [vec![0, 1, 2], vec![3], vec![4]]);
    }

    #[test]
    fn letters_are_units_of_one_and_the_whole_is_one_unit() {
        let block = block("a b");
        assert_eq!(units(&block, By::Letter, false), [vec![0], vec![2]]);
        assert_eq!(units(&block, By::Letter, true), [vec![0], vec![1], vec![2]]);
        assert_eq!(units(&block, By::Whole, false), [vec![0, 1, 2]]);
        assert!(units(&Block::default(), By::Whole, false).is_empty());
    }
}
