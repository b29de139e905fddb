//! The kinds of a frame's registers, as a tree that shares what does not differ: states are kept at
//! every jump's target, and frames have up to 65,535 registers, so neither copying nor comparing may
//! cost a frame's size.

use alloc::rc::Rc;

use super::kind::Kind;

const BITS: u32 = 4;
const FANOUT: usize = 1 << BITS;

#[derive(Clone, Debug)]
enum Node {
    /// All registers below hold the same.
    Uniform(Kind),
    Leaf {
        kinds: [Kind; FANOUT],
        /// All are values.
        values: bool,
    },
    Branch {
        children: [Rc<Node>; FANOUT],
        values: bool,
    },
}

impl Node {
    fn is_values(&self) -> bool {
        match self {
            Self::Uniform(kind) => kind.is_value(),
            Self::Leaf { values, .. } | Self::Branch { values, .. } => *values,
        }
    }
}

/// What every register of a frame holds.
#[derive(Clone, Debug)]
pub(super) struct Registers {
    root: Rc<Node>,
    /// Levels of branches above the leaves.
    depth: u32,
    count: u32,
}

impl Registers {
    pub(super) fn new(count: u16, kind: Kind) -> Self {
        let mut depth = 0;
        while u32::from(count) > 1 << (BITS * (depth + 1)) {
            depth += 1;
        }
        Self {
            root: Rc::new(Node::Uniform(kind)),
            depth,
            count: u32::from(count),
        }
    }

    pub(super) fn get(&self, register: u32) -> Kind {
        let mut node = &self.root;
        let mut depth = self.depth;
        loop {
            match &**node {
                Node::Uniform(kind) => return *kind,
                Node::Leaf { kinds, .. } => return kinds[register as usize % FANOUT],
                Node::Branch { children, .. } => {
                    node = &children[(register >> (BITS * depth)) as usize % FANOUT];
                    depth -= 1;
                }
            }
        }
    }

    pub(super) fn set(&mut self, register: u32, kind: Kind) {
        if self.get(register) != kind {
            fill(&mut self.root, self.depth, register, register + 1, kind);
        }
    }

    /// All registers from `first` on hold `kind`.
    pub(super) fn fill_from(&mut self, first: u32, kind: Kind) {
        if first < self.count {
            let end = 1 << (BITS * (self.depth + 1));
            fill(&mut self.root, self.depth, first, end, kind);
        }
    }

    /// Whether `count` registers from `first` on hold values.
    pub(super) fn are_values(&self, first: u32, count: u32) -> bool {
        count == 0 || are_values(&self.root, self.depth, first, first + count)
    }

    /// A register may also hold `kind`. Whether that is news.
    pub(super) fn join_register(&mut self, register: u32, kind: Kind) -> bool {
        let known = self.get(register);
        let joined = known.join(kind);
        self.set(register, joined);
        joined != known
    }

    /// Registers may also hold what `other` says. Whether that is news; adds to `work` what it cost.
    pub(super) fn join(&mut self, other: &mut Self, work: &mut u64) -> bool {
        join(&mut self.root, &mut other.root, self.depth, work)
    }
}

/// Makes a node with children of one that may be uniform.
fn open(node: &mut Rc<Node>, depth: u32) -> &mut Node {
    if let Node::Uniform(kind) = **node {
        let values = kind.is_value();
        *node = Rc::new(if depth == 0 {
            Node::Leaf {
                kinds: [kind; FANOUT],
                values,
            }
        } else {
            let child = Rc::new(Node::Uniform(kind));
            Node::Branch {
                children: core::array::from_fn(|_| Rc::clone(&child)),
                values,
            }
        });
    }
    Rc::make_mut(node)
}

fn fill(node: &mut Rc<Node>, depth: u32, first: u32, end: u32, kind: Kind) {
    let span = 1 << (BITS * (depth + 1));
    if first == 0 && end >= span {
        if !matches!(**node, Node::Uniform(known) if known == kind) {
            *node = Rc::new(Node::Uniform(kind));
        }
        return;
    }
    match open(node, depth) {
        Node::Uniform(_) => {}
        Node::Leaf { kinds, values } => {
            for register in first..end.min(FANOUT as u32) {
                kinds[register as usize] = kind;
            }
            *values = kinds.iter().all(|kind| kind.is_value());
        }
        Node::Branch { children, values } => {
            let size = span / FANOUT as u32;
            for index in first / size..end.div_ceil(size).min(FANOUT as u32) {
                let start = index * size;
                let (first, end) = (first.saturating_sub(start), (end - start).min(size));
                fill(&mut children[index as usize], depth - 1, first, end, kind);
            }
            *values = children.iter().all(|child| child.is_values());
        }
    }
    close(node);
}

/// A node whose registers all hold the same says so: each content has one spelling.
fn close(node: &mut Rc<Node>) {
    let all = match &**node {
        Node::Uniform(_) => None,
        Node::Leaf { kinds, .. } => {
            Some(kinds[0]).filter(|first| kinds.iter().all(|kind| kind == first))
        }
        Node::Branch { children, .. } => match *children[0] {
            Node::Uniform(first) => Some(first).filter(|first| {
                children
                    .iter()
                    .all(|child| matches!(**child, Node::Uniform(kind) if kind == *first))
            }),
            _ => None,
        },
    };
    if let Some(kind) = all {
        *node = Rc::new(Node::Uniform(kind));
    }
}

fn are_values(node: &Rc<Node>, depth: u32, first: u32, end: u32) -> bool {
    if node.is_values() {
        return true;
    }
    match &**node {
        Node::Uniform(_) => false,
        Node::Leaf { kinds, .. } => kinds[first as usize..end as usize]
            .iter()
            .all(|kind| kind.is_value()),
        Node::Branch { children, .. } => {
            let size = 1 << (BITS * depth);
            (first / size..end.div_ceil(size)).all(|index| {
                let start = index * size;
                let (first, end) = (first.saturating_sub(start), (end - start).min(size));
                are_values(&children[index as usize], depth - 1, first, end)
            })
        }
    }
}

/// Joins `other` into `known`. Where both turn out to be the same they share one node from now on,
/// so that the next comparison is one of pointers.
fn join(known: &mut Rc<Node>, other: &mut Rc<Node>, depth: u32, work: &mut u64) -> bool {
    *work += 1;
    if Rc::ptr_eq(known, other) {
        return false;
    }
    match (&**known, &**other) {
        (Node::Uniform(Kind::DEAD), _) => return false,
        (Node::Uniform(Kind::VALUE), other) if other.is_values() => return false,
        (Node::Uniform(first), Node::Uniform(second)) => {
            let joined = first.join(*second);
            let is_news = joined != *first;
            if is_news {
                *known = Rc::new(Node::Uniform(joined));
            }
            return is_news;
        }
        (_, Node::Uniform(Kind::DEAD)) => {
            *known = Rc::clone(other);
            return true;
        }
        _ => {}
    }
    *work += FANOUT as u64;
    if depth == 0 {
        let (first, second) = (kinds(known), kinds(other));
        let joined: [Kind; FANOUT] = core::array::from_fn(|at| first[at].join(second[at]));
        if joined == first {
            if joined == second {
                *other = Rc::clone(known);
            }
            return false;
        }
        let values = joined.iter().all(|kind| kind.is_value());
        *known = Rc::new(Node::Leaf {
            kinds: joined,
            values,
        });
        close(known);
        return true;
    }
    let (Node::Branch { children, values }, Node::Branch { children: with, .. }) =
        (open(known, depth), open(other, depth))
    else {
        return false;
    };
    let mut is_news = false;
    let mut is_same = true;
    for (child, with) in children.iter_mut().zip(with) {
        is_news |= join(child, with, depth - 1, work);
        is_same &= Rc::ptr_eq(child, with);
    }
    *values = children.iter().all(|child| child.is_values());
    close(known);
    close(other);
    if is_same {
        *other = Rc::clone(known);
    }
    is_news
}

fn kinds(node: &Node) -> [Kind; FANOUT] {
    match node {
        Node::Uniform(kind) => [*kind; FANOUT],
        Node::Leaf { kinds, .. } => *kinds,
        Node::Branch { .. } => [Kind::DEAD; FANOUT],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;

    /// The tree against an array, by a fixed walk over all of its operations.
    #[test]
    fn the_tree_is_an_array() {
        let mut state = 0x9E37_79B9_7F4A_7C15u64;
        let mut random = move |below: u32| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 20) as u32 % below
        };
        let kinds = [
            Kind::DEAD,
            Kind::VALUE,
            Kind::VALUE,
            Kind::UNDEFINED,
            Kind::ITERATOR,
            Kind::RESOLVED,
        ];
        for count in [1u16, 7, 16, 17, 250, 300, 5000] {
            let size = u32::from(count);
            let mut trees = [(); 2].map(|()| Registers::new(count, Kind::UNDEFINED));
            let mut arrays: [Vec<Kind>; 2] = [(); 2].map(|()| vec![Kind::UNDEFINED; size as usize]);
            for _ in 0..4000 {
                let which = random(2) as usize;
                let at = random(size);
                let kind = kinds[random(kinds.len() as u32) as usize];
                match random(8) {
                    0..4 => {
                        trees[which].set(at, kind);
                        arrays[which][at as usize] = kind;
                    }
                    4 if random(6) == 0 => {
                        trees[which].fill_from(at, kind);
                        arrays[which][at as usize..].fill(kind);
                    }
                    5 => {
                        let [first, second] = &mut trees;
                        let expected: Vec<Kind> = arrays[0]
                            .iter()
                            .zip(&arrays[1])
                            .map(|(first, second)| first.join(*second))
                            .collect();
                        let news = first.join(second, &mut 0);
                        // The last leaf's spare registers may be news, too.
                        assert!(news || expected == arrays[0]);
                        arrays[0] = expected;
                    }
                    6 => {
                        let length = random(size - at + 1);
                        let range = at as usize..(at + length) as usize;
                        let expected = arrays[which][range].iter().all(|kind| kind.is_value());
                        assert_eq!(trees[which].are_values(at, length), expected);
                    }
                    _ => {
                        let copy = trees[which].clone();
                        trees[1 - which] = copy;
                        arrays[1 - which] = arrays[which].clone();
                    }
                }
                assert_eq!(trees[which].get(at), arrays[which][at as usize]);
            }
            for (tree, array) in trees.iter().zip(&arrays) {
                for (at, kind) in array.iter().enumerate() {
                    assert_eq!(tree.get(at as u32), *kind);
                }
            }
        }
    }
}
