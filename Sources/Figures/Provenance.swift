import Proximal

/// What a picture was drawn from, said in the picture itself: the fingerprint of its data and
/// commands, in a comment at its very end.
///
/// An emptied, a cut off or an exchanged picture is known by it, whichever version of gnuplot drew
/// it: versions differ in how they put a picture, not in what it is drawn from.
public struct Provenance: Equatable, Sendable {
  /// Sixteen hexadecimal digits: the ``FNV1a`` hash of the text beside the picture, `name.txt`. The
  /// text names its picture, so that no two pictures of a folder have the same.
  public let fingerprint: String

  /// - Parameter text: the data and commands, as they stand in `name.txt`.
  public init(ofText text: some Sequence<UInt8>) {
    var hash = FNV1a()
    for byte in text { hash.add(byte) }
    fingerprint = hash.digits
  }

  /// What a complete picture says that it was drawn from; nil where it is empty, has no end, or says
  /// nothing.
  ///
  /// - Parameter format: the ending of its name, `svg` or `gif`.
  public init?(ofPicture picture: some Collection<UInt8>, format: String) {
    guard let format = PictureFormat(rawValue: format) else { return nil }
    let (opening, ending) = (Self.opening, format.ending)
    let length = 16
    let tail = Array(picture.suffix(opening.count + length + ending.count))
    let digits = tail.dropFirst(opening.count).prefix(length)
    guard tail.starts(with: opening), Array(tail.suffix(ending.count)) == ending else { return nil }
    fingerprint = String(decoding: digits, as: UTF8.self)
  }

  /// The picture with this provenance in it, before what closes every picture of its format.
  ///
  /// - Parameters:
  ///   - picture: complete, as gnuplot wrote it.
  ///   - format: the ending of its name, `svg` or `gif`.
  public func added(to picture: [UInt8], format: String) -> [UInt8] {
    guard let format = PictureFormat(rawValue: format),
      let end = picture.lastStart(of: format.closing)
    else { return picture }
    let comment = Self.opening + Array(fingerprint.utf8)
    return picture[..<end] + format.start(of: comment) + comment + format.ending
  }

  private static let opening = Array("drawn from ".utf8)
}

/// How comments are written in a picture, and how it closes.
private enum PictureFormat: String {
  case svg, gif

  /// The last bytes of every picture: the root element's end, or GIF's trailer.
  var closing: [UInt8] {
    switch self {
    case .svg: Array("</svg>".utf8)
    case .gif: [0x3B]
    }
  }

  /// What stands before a comment. GIF has blocks for comments: a label, the length, the bytes, and
  /// a length of nothing.
  func start(of comment: [UInt8]) -> [UInt8] {
    switch self {
    case .svg: Array("<!-- ".utf8)
    case .gif: [0x21, 0xFE, UInt8(comment.count)]
    }
  }

  /// What stands after the comment, to the picture's last byte.
  var ending: [UInt8] {
    switch self {
    case .svg: Array(" -->\n</svg>\n".utf8)
    case .gif: [0x00] + closing
    }
  }
}

extension [UInt8] {
  /// Where the last occurrence of `bytes` begins.
  fileprivate func lastStart(of bytes: [UInt8]) -> Int? {
    guard bytes.count <= count else { return nil }
    return (0...(count - bytes.count)).reversed().first { self[$0...].starts(with: bytes) }
  }
}
