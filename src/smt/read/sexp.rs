//! S-expressions as flat trees: no recursion, whatever the depth.

use super::error::{At, Result};
use super::lexer::{Kind, Lexer};

/// The index of an expression in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(u32);

/// An expression: a token, or a list when the kind is `Open`.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Where the list of the parts begins, and how many there are.
    parts: (u32, u32),
}

/// One command.
#[derive(Default)]
pub struct Tree {
    nodes: Vec<Node>,
    parts: Vec<NodeId>,
}

/// More parts in one command than this are refused; it bounds the memory.
const MOST: usize = 32 << 20;

impl Tree {
    /// The expression.
    pub fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize]
    }

    /// The parts of a list; none of a token.
    pub fn parts(&self, id: NodeId) -> &[NodeId] {
        let (from, count) = self.node(id).parts;
        &self.parts[from as usize..][..count as usize]
    }

    /// The whole.
    pub fn root(&self) -> NodeId {
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// Reads the next command; `None` at the end of the text.
    pub fn read(lexer: &mut Lexer) -> Result<Option<Tree>> {
        let mut tree = Tree::default();
        // Lists that are still open: where they start, and how many finished parts are before them.
        let mut open: Vec<(u32, usize)> = Vec::new();
        let mut done: Vec<NodeId> = Vec::new();
        while let Some(token) = lexer.next()? {
            if tree.nodes.len() > MOST {
                return Err(At(token.start, format!("a command of more than {MOST} parts; split it")));
            }
            let id = match (token.kind, open.pop()) {
                (Kind::Open, outer) => {
                    open.extend(outer);
                    open.push((token.start, done.len()));
                    continue;
                }
                (Kind::Close, Some((start, before))) => {
                    let parts = (tree.parts.len() as u32, (done.len() - before) as u32);
                    tree.parts.extend(done.drain(before..));
                    tree.add(Node { kind: Kind::Open, start, end: token.end, parts })
                }
                (Kind::Close, None) => return Err(At(token.start, "this `)` closes nothing".into())),
                (_, None) => return Err(At(token.start, "expected a command, which starts with `(`".into())),
                (kind, Some(outer)) => {
                    open.push(outer);
                    tree.add(Node { kind, start: token.start, end: token.end, parts: (0, 0) })
                }
            };
            if open.is_empty() {
                return Ok(Some(tree));
            }
            done.push(id);
        }
        match open.last() {
            Some(&(start, _)) => Err(At(start, "this `(` is never closed; the file may be cut short".into())),
            None => Ok(None),
        }
    }
}
