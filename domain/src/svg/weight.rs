//! How much a drawing is when everything that is used again is counted again: a few lines can stand for millions.

use super::{DRAWN, NESTING};
use roxmltree::{Document, Node, NodeId};
use std::collections::HashMap;

/// It draws more than [`DRAWN`] elements, or elements that use each other in a circle or too deeply.
#[derive(Debug)]
pub(super) struct TooHeavy;

/// Whether the drawing stays within [`DRAWN`]. References of style sheets are not seen here.
pub(super) fn check(document: &Document<'_>) -> Result<(), TooHeavy> {
    let by_id = document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let mut scales = Scales { by_id, known: HashMap::new() };
    let weight = scales.weigh(document.root_element(), 0)?;
    if weight > DRAWN { Err(TooHeavy) } else { Ok(()) }
}

struct Scales<'a, 'input> {
    by_id: HashMap<&'a str, Node<'a, 'input>>,
    /// What elements weigh; `None` while they are being weighed.
    known: HashMap<NodeId, Option<u64>>,
}

impl<'a> Scales<'a, '_> {
    /// An element with all in it and all that it refers to. Going deeper than elements may be nested is refused: every
    /// walk over the drawing recurses.
    fn weigh(&mut self, node: Node<'a, '_>, depth: usize) -> Result<u64, TooHeavy> {
        if depth > NESTING {
            return Err(TooHeavy);
        }
        match self.known.insert(node.id(), None) {
            Some(None) => return Err(TooHeavy),
            Some(Some(weight)) => {
                self.known.insert(node.id(), Some(weight));
                return Ok(weight);
            }
            None => {}
        }
        let mut weight = 1_u64;
        for child in node.children().filter(Node::is_element) {
            weight = weight.saturating_add(self.weigh(child, depth + 1)?);
        }
        for name in node.attributes().flat_map(|attribute| names(attribute.name(), attribute.value())) {
            if let Some(target) = self.by_id.get(name).copied() {
                weight = weight.saturating_add(self.weigh(target, depth + 1)?);
            }
        }
        self.known.insert(node.id(), Some(weight));
        Ok(weight)
    }
}

/// The ids that an attribute refers to.
fn names<'a>(name: &str, value: &'a str) -> Vec<&'a str> {
    if name == "href" {
        return value.trim().strip_prefix('#').into_iter().collect();
    }
    let after = value.split("url(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '"', '\'']).strip_prefix('#')?;
        rest.split([')', '"', '\'', ' ']).next()
    });
    after.collect()
}
