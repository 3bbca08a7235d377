import Figures
import Foundation
import Proximal

extension Pendulum: DrawnEnvironment {
  public static var secondsPerStep: Double { 0.05 }

  /// The rod on its pivot, with an arrow from the rod the way that the latest torque turned it, the
  /// longer the stronger: a quarter of a turn for ±2 N m.
  public func drawing(_ title: String, after torque: Float?) -> Panel {
    let middle = 1.2
    var panel = Panel.diagram(title, width: 2 * middle, height: 2 * middle)
    let pivot = Point(middle, middle)
    panel.rod(
      from: pivot, length: 1, width: 0.16, direction: direction(state.angle), color: .blue)
    if let torque {
      let turn = Double(min(max(torque, -2), 2)) / 2 * (.pi / 2)
      panel.turn(around: pivot, radius: 0.6, from: state.angle, by: turn, color: .vermilion)
    }
    return panel
  }
}

/// Where an angle from upright points, anticlockwise.
private func direction(_ angle: Double) -> Point { Point(-sin(angle), cos(angle)) }

extension Panel {
  /// An arrow along a circle; a turn too small to be seen is left out.
  ///
  /// - Parameters:
  ///   - start: an angle from upright, rad, anticlockwise.
  ///   - turn: how far it goes, rad, anticlockwise where positive.
  fileprivate mutating func turn(
    around centre: Point, radius: Double, from start: Double, by turn: Double, color: Color
  ) {
    guard abs(turn) > 0.02 else { return }
    func place(_ angle: Double, _ distance: Double) -> Point {
      let way = direction(angle)
      return Point(centre.x + distance * way.x, centre.y + distance * way.y)
    }
    // Of the arrow the head takes half at most.
    let head = min(0.28, abs(turn) / 2) * (turn < 0 ? -1 : 1)
    let arc = (0...12).map { place(start + (turn - head) * Double($0) / 12, radius) }
    line(x: arc.map(\.x), y: arc.map(\.y), color: color, width: 1.4)
    let neck = start + turn - head
    let half = 0.4 * abs(head) * radius
    region(
      [place(neck, radius - half), place(start + turn, radius), place(neck, radius + half)],
      color: color, opacity: 1)
  }
}
