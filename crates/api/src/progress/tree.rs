//! The tree of sums: the whole register, its levels, cities with their counties, 主管部门 with those below them, and the
//! reporting units that count for a line.
//!
//! The invariant: a node's sums are its own reporters' and those of the nodes below it; the first node's are the register's.

use qingce_core::message::Messages;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::line::{ReportGroup, ReportLine, ReportState};

/// What a node of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// The whole register.
    Whole,
    /// A level of units, or those that nobody expected.
    Level,
    /// A 主管部门 that is no line itself.
    Above,
    /// A line.
    Unit,
    /// A reporting unit that counts for the line above it.
    Reporter,
}

/// A node of the tree, with the sums of everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportNode {
    /// How deep it stands; 0 is the whole.
    pub depth: u32,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// Expected units in it, itself counted where it is one.
    pub units: u64,
    /// Of them: not 未报.
    pub done: u64,
    /// Of them: past their deadline.
    pub overdue: u64,
    /// Projects.
    pub records: u64,
    /// Sum of 总投资, 分.
    pub fen: i64,
    /// Projects marked 待退回.
    pub to_return: u64,
    /// Open remarks that must be fixed.
    pub must_fix: u64,
}

impl ReportNode {
    fn new(depth: u32, kind: NodeKind, name: &str) -> ReportNode {
        let name = name.to_owned();
        ReportNode { depth, kind, name, units: 0, done: 0, overdue: 0, records: 0, fen: 0, to_return: 0, must_fix: 0 }
    }

    fn add(&mut self, other: &ReportNode) {
        self.units += other.units;
        self.done += other.done;
        self.overdue += other.overdue;
        self.records += other.records;
        self.fen += other.fen;
        self.to_return += other.to_return;
        self.must_fix += other.must_fix;
    }
}

/// The tree as a list: a node is followed by those below it. `above`: the line above every line.
pub(super) fn tree(
    groups: &[ReportGroup],
    units: &[ReportLine],
    above: &[Option<usize>],
    others: &[ReportLine],
    messages: &Messages,
) -> Vec<ReportNode> {
    let planted = Planted { units, above: &unlooped(above) };
    let mut nodes = vec![ReportNode::new(0, NodeKind::Whole, &messages.word("report_tree", "whole"))];
    for group in groups {
        planted.level(&mut nodes, group);
    }
    if !others.is_empty() {
        let level = push(&mut nodes, ReportNode::new(1, NodeKind::Level, &messages.word("report_tree", "others")));
        for line in others {
            let node = push(&mut nodes, ReportNode::new(2, NodeKind::Unit, &line.name));
            reporters(&mut nodes, line, 3);
            sum_below(&mut nodes, node);
        }
        sum_below(&mut nodes, level);
    }
    sum_below(&mut nodes, 0);
    nodes
}

/// Units and who stands above whom, without circles.
struct Planted<'a> {
    units: &'a [ReportLine],
    above: &'a [Option<usize>],
}

impl Planted<'_> {
    fn level(&self, nodes: &mut Vec<ReportNode>, group: &ReportGroup) {
        let roots: Vec<usize> =
            (0..self.units.len()).filter(|at| self.above[*at].is_none() && self.units[*at].group == group.id).collect();
        if roots.is_empty() {
            return;
        }
        let level = push(nodes, ReportNode::new(1, NodeKind::Level, &group.title));
        let mut headed: Vec<&str> = Vec::new();
        for at in &roots {
            let name = self.units[*at].above.as_str();
            if name.is_empty() {
                self.unit(nodes, *at, 2);
            } else if !headed.contains(&name) {
                headed.push(name);
                let node = push(nodes, ReportNode::new(2, NodeKind::Above, name));
                for below in roots.iter().filter(|at| self.units[**at].above == name) {
                    self.unit(nodes, *below, 3);
                }
                sum_below(nodes, node);
            }
        }
        sum_below(nodes, level);
    }

    fn unit(&self, nodes: &mut Vec<ReportNode>, at: usize, depth: u32) {
        let line = &self.units[at];
        let mut node = ReportNode::new(depth, NodeKind::Unit, &line.name);
        node.units = 1;
        node.done = u64::from(line.state != ReportState::Missing);
        node.overdue = u64::from(line.overdue > 0);
        let node = push(nodes, node);
        reporters(nodes, line, depth + 1);
        for below in (0..self.units.len()).filter(|below| self.above[*below] == Some(at)) {
            self.unit(nodes, below, depth + 1);
        }
        sum_below(nodes, node);
    }
}

/// The reporting units of a line: below it where there are several or it goes by another name, else in the line itself.
fn reporters(nodes: &mut Vec<ReportNode>, line: &ReportLine, depth: u32) {
    let alone = line.reporters.len() == 1 && line.reporters[0].name == line.name;
    for reporter in &line.reporters {
        let mut node = ReportNode::new(depth, NodeKind::Reporter, &reporter.name);
        (node.records, node.fen) = (reporter.records, reporter.fen);
        (node.to_return, node.must_fix) = (reporter.to_return, reporter.must_fix);
        if alone {
            nodes.last_mut().expect("BUG: the line stands above its reporters").add(&node);
        } else {
            nodes.push(node);
        }
    }
}

fn push(nodes: &mut Vec<ReportNode>, node: ReportNode) -> usize {
    nodes.push(node);
    nodes.len() - 1
}

/// Adds the nodes right below a node, all of which are summed, to it.
fn sum_below(nodes: &mut [ReportNode], at: usize) {
    let (before, below) = nodes.split_at_mut(at + 1);
    let node = &mut before[at];
    let depth = node.depth + 1;
    below.iter().filter(|below| below.depth == depth).for_each(|below| node.add(below));
}

/// Who stands above whom, where nobody stands above themselves by a detour.
fn unlooped(above: &[Option<usize>]) -> Vec<Option<usize>> {
    let loops = |at: usize| {
        let mut way = std::iter::successors(above[at], |at| above[*at]).take(above.len());
        way.any(|higher| higher == at)
    };
    above.iter().enumerate().map(|(at, higher)| higher.filter(|_| !loops(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::line::Reporter;

    fn line(name: &str, group: &str, reporters: &[(&str, u64)]) -> ReportLine {
        let reporter = |(name, records): &(&str, u64)| Reporter {
            name: (*name).into(),
            records: *records,
            fen: i64::try_from(*records).unwrap() * 100,
            to_return: 1,
            must_fix: 2,
        };
        ReportLine {
            group: group.into(),
            reporters: reporters.iter().map(reporter).collect(),
            ..ReportLine::named(name)
        }
    }

    fn level(id: &str) -> ReportGroup {
        ReportGroup { id: id.into(), title: id.into() }
    }

    #[test]
    fn sums_go_up_and_meet_those_of_the_register() {
        let messages = Messages::parse("").unwrap();
        let mut below = line("某中心", "省直", &[("某中心", 4)]);
        below.above = "不在名单的厅".into();
        let units = [
            line("水利厅", "省直", &[("水利厅", 3), ("水利厅水文局", 2)]),
            below,
            line("南昌市", "市", &[("南昌市教育局", 5)]),
            line("东湖区", "县", &[("东湖区教育局", 7)]),
        ];
        let nodes = tree(
            &[level("省直"), level("市"), level("县")],
            &units,
            &[None, None, None, Some(2)],
            &[line("", "", &[("", 1)])],
            &messages,
        );
        let of = |name: &str| nodes.iter().find(|node| node.name == name).unwrap();
        assert_eq!(nodes[0].records, 22, "the whole is every record, also those without a unit");
        assert_eq!((of("南昌市").records, of("南昌市").units), (12, 2), "a city holds its counties");
        assert_eq!(of("水利厅").records, 5, "a line is its reporters");
        assert_eq!(of("不在名单的厅").records, 4, "a 主管部门 that is no line heads those who named it");
        assert!(
            !nodes.iter().any(|node| node.kind == NodeKind::Level && node.name == "县"),
            "counties stand in cities"
        );
        for (at, node) in nodes.iter().enumerate() {
            let below = nodes[at + 1..].iter().take_while(|below| below.depth > node.depth);
            let sum: u64 = below.filter(|below| below.depth == node.depth + 1).map(|below| below.records).sum();
            assert!(sum == node.records || sum == 0, "{}: {sum} below it, {} in it", node.name, node.records);
        }
    }

    #[test]
    fn nobody_is_lost_in_a_circle() {
        let messages = Messages::parse("").unwrap();
        let units = [line("甲", "省直", &[("甲", 1)]), line("乙", "省直", &[("乙", 2)])];
        let nodes = tree(&[level("省直")], &units, &[Some(1), Some(0)], &[], &messages);
        assert_eq!(nodes[0].records, 3, "two offices that name each other still report");
    }
}
