//! Walks over the parsed document.

use crate::limits;
use blitz_dom::{BaseDocument, NodeId};

/// The elements are nested deeper than [`limits::NESTING`].
#[derive(Debug)]
pub(crate) struct TooDeep;

/// The elements of the document, parents before children.
pub(crate) fn elements(document: &BaseDocument) -> Result<Vec<NodeId>, TooDeep> {
    let mut found = Vec::new();
    let mut open = vec![(document.root_node().id, 0)];
    while let Some((id, depth)) = open.pop() {
        if depth > limits::NESTING {
            return Err(TooDeep);
        }
        let Some(node) = document.get_node(id) else { continue };
        if node.is_element() {
            found.push(id);
        }
        open.extend(node.children.iter().rev().map(|child| (*child, depth + 1)));
    }
    Ok(found)
}

/// The first element with this name.
pub(crate) fn first(document: &BaseDocument, elements: &[NodeId], name: &str) -> Option<NodeId> {
    elements.iter().copied().find(|id| is(document, *id, name))
}

/// Whether the node is an element of this name.
pub(crate) fn is(document: &BaseDocument, id: NodeId, name: &str) -> bool {
    let element = document.get_node(id).and_then(|node| node.element_data());
    element.is_some_and(|element| &*element.name.local == name)
}
