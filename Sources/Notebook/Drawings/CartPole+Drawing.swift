import Figures
import Foundation
import Proximal

extension CartPole: DrawnEnvironment {
  public static var secondsPerStep: Double { 0.02 }

  /// The size of a drawing, m.
  public static var drawingSize: (width: Double, height: Double) { (2 * middle, 1.65) }

  public func drawing(_ title: String, after push: Int?) -> Panel {
    var panel = Panel.diagram(
      title, width: Self.drawingSize.width, height: Self.drawingSize.height)
    draw(on: &panel, left: 0, after: push)
    return panel
  }

  /// The cart on its track, whose ends are marked, with the pole upon it and an arrow for the latest
  /// push; to scale, in metres.
  ///
  /// - Parameter left: where in the panel the drawing begins; several can stand side by side.
  public func draw(on panel: inout Panel, left: Double, after push: Int? = nil) {
    let middle = left + middle
    let ends = [middle - Self.positionLimit, middle + Self.positionLimit]
    panel.line(x: ends, y: [track, track], color: .gray)
    for end in ends {
      panel.line(x: [end, end], y: [0.05, 2 * track - 0.05], color: .gray)
    }
    let axle = Point(middle + state.position, track + cartHeight)
    panel.region(
      [(-1, 0), (1, 0), (1, -1), (-1, -1)].map { across, up in
        Point(axle.x + across * cartWidth / 2, axle.y + up * cartHeight)
      }, color: .black, opacity: 1)
    if let push {
      let side = push == 1 ? 1.0 : -1.0
      let y = axle.y - cartHeight / 2
      panel.arrow(
        from: Point(axle.x + side * cartWidth / 2, y),
        to: Point(axle.x + side * (cartWidth / 2 + 0.65), y), color: .vermilion)
    }
    panel.rod(
      from: axle, length: Self.poleLength, width: 0.1,
      direction: Point(sin(state.angle), cos(state.angle)), color: .orange)
  }
}

/// The middle of the track in a drawing.
private let middle = CartPole.positionLimit + 0.3
/// The height of the track in the panel.
private let track = 0.15
private let cartWidth = 0.5
private let cartHeight = 0.25

extension Panel {
  /// A rod on a hinge.
  ///
  /// - Parameter direction: where it points, a vector of length 1.
  mutating func rod(
    from hinge: Point, length: Double, width: Double, direction: Point, color: Color
  ) {
    let corners = [(0, -0.5), (1, -0.5), (1, 0.5), (0, 0.5)].map { along, across in
      Point(
        hinge.x + length * along * direction.x - width * across * direction.y,
        hinge.y + length * along * direction.y + width * across * direction.x)
    }
    region(corners, color: color, opacity: 1)
    // Lines are smoothed where fills are not.
    line(
      x: (corners + [corners[0]]).map(\.x), y: (corners + [corners[0]]).map(\.y), color: color,
      width: 0.5)
    let rim = (0..<24).map { 2 * Double.pi * Double($0) / 24 }
    region(
      rim.map { Point(hinge.x + 0.05 * cos($0), hinge.y + 0.05 * sin($0)) }, color: .gray,
      opacity: 1)
  }
}
