//! Why a trigger fires for a machine, why it does not, or what is missing: the condition with the answer of each part.

use crate::composite::Via;
use crate::condition::Node;
use crate::evidence::Evidence;
use crate::verdict::Verdicts;

/// What a part of a condition is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PartKind {
    /// All of its parts must hold.
    All,
    /// One of its parts must hold.
    Any,
    /// Its part must not hold.
    Not,
    /// One comparison.
    Comparison,
    /// Another trigger.
    Trigger(Via),
}

/// A part of a condition with its answer for one machine.
#[derive(Clone, PartialEq, Debug)]
pub struct ExplainedPart {
    /// What it is.
    pub kind: PartKind,
    /// Whether it holds; `None` where that is not known.
    pub answer: Option<bool>,
    /// Whether the verdict rests on it.
    pub decides: bool,
    /// The values compared, of a comparison: one item a fact.
    pub evidence: Vec<Evidence>,
    /// Its parts.
    pub parts: Vec<ExplainedPart>,
}

impl Verdicts {
    /// The whole condition with the answer of each part for one machine.
    #[must_use]
    pub fn explained(&self, machine: usize) -> ExplainedPart {
        let mut deciding = Vec::new();
        let tree = &self.condition().tree;
        tree.deciding(self.answers(), machine, &mut deciding);
        self.part(tree, machine, &deciding)
    }

    fn part(&self, node: &Node, machine: usize, deciding: &[usize]) -> ExplainedPart {
        let answer = node.answer(self.answers(), machine);
        let (kind, children): (PartKind, &[Node]) = match node {
            Node::Leaf(at) => {
                return ExplainedPart {
                    kind: PartKind::Comparison,
                    answer,
                    decides: deciding.contains(at),
                    evidence: self.evidence_of(&[*at], machine),
                    parts: Vec::new(),
                };
            }
            Node::And(children) => (PartKind::All, children),
            Node::Or(children) => (PartKind::Any, children),
            Node::Not(inner) => (PartKind::Not, std::slice::from_ref(inner)),
            Node::Trigger(at, inner) => {
                let via = self.condition().inner[*at].clone();
                (PartKind::Trigger(via), std::slice::from_ref(inner))
            }
        };
        let parts: Vec<ExplainedPart> = children.iter().map(|child| self.part(child, machine, deciding)).collect();
        let decides = parts.iter().any(|part| part.decides);
        ExplainedPart { kind, answer, decides, evidence: Vec::new(), parts }
    }
}
