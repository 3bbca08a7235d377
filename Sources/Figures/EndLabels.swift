/// A text that wants to stand at a height and may have to give way to others.
struct EndLabel: Equatable {
  /// Where the middle of the text should be, downwards.
  var wanted: Double
  var height: Double
}

/// The middles of the labels, moved as little as it takes (in the sum of squares) for none to
/// overlap another, within `top` … `bottom` where they fit there.
///
/// Labels keep the order of their wanted heights; those that want the same height, the order
/// in which they are given.
func spread(_ labels: [EndLabel], top: Double, bottom: Double) -> [Double] {
  let order = labels.indices.sorted { (labels[$0].wanted, $0) < (labels[$1].wanted, $1) }
  // Pool adjacent violators on the labels' upper edges: a group stands edge to edge.
  var groups: [Group] = []
  for index in order {
    groups.append(Group(members: [index], top: upperEdge(labels[index]), labels: labels))
    while groups.count > 1,
      groups[groups.count - 2].bottom > groups[groups.count - 1].top
    {
      let lower = groups.removeLast()
      groups[groups.count - 1].absorb(lower)
    }
  }
  var edges = groups.map(\.top)
  for index in groups.indices {
    edges[index] = max(edges[index], index == 0 ? top : edges[index - 1] + groups[index - 1].height)
  }
  var limit = bottom
  for index in groups.indices.reversed() {
    edges[index] = min(edges[index], limit - groups[index].height)
    limit = edges[index]
  }
  var middles = [Double](repeating: 0, count: labels.count)
  for (group, edge) in zip(groups, edges) {
    var y = edge
    for index in group.members {
      middles[index] = y + labels[index].height / 2
      y += labels[index].height
    }
  }
  return middles
}

private func upperEdge(_ label: EndLabel) -> Double { label.wanted - label.height / 2 }

/// Labels that touch. Its top is the mean of what its members, each by itself, would make it.
private struct Group {
  var members: [Int]
  var top: Double
  var height: Double

  init(members: [Int], top: Double, labels: [EndLabel]) {
    (self.members, self.top) = (members, top)
    height = members.reduce(0) { $0 + labels[$1].height }
  }

  var bottom: Double { top + height }

  mutating func absorb(_ lower: Group) {
    let count = Double(members.count)
    let lowerCount = Double(lower.members.count)
    top = (count * top + lowerCount * (lower.top - height)) / (count + lowerCount)
    members += lower.members
    height += lower.height
  }
}
