import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Files

@Suite struct AtomicFileTests {
  @Test("a file is written whole, and written over")
  func writes() throws {
    let scratch = Scratch()
    let path = "\(scratch.path)/a.txt"
    try AtomicFile.write("one", to: path)
    try AtomicFile.write("two, longer", to: path)
    #expect(scratch.text("a.txt") == "two, longer")
    #expect(scratch.files == ["a.txt"])
    try AtomicFile.write("", to: path)
    #expect(scratch.text("a.txt") == "")
  }

  @Test("a large file arrives to the last byte")
  func large() throws {
    let scratch = Scratch()
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.write(bytes, to: "\(scratch.path)/large")
    #expect(try RegularFile.read("\(scratch.path)/large") == bytes)
  }

  @Test("a symbolic link stays one, and what it points to is written")
  func link() throws {
    let scratch = Scratch()
    try AtomicFile.write("old", to: "\(scratch.path)/target")
    try FileManager.default.createSymbolicLink(
      atPath: "\(scratch.path)/link", withDestinationPath: "target")
    try AtomicFile.write("new", to: "\(scratch.path)/link")
    #expect(scratch.text("target") == "new")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: "\(scratch.path)/link")
        == "target")
  }

  @Test("a symbolic link that leads to where no file is yet is followed, over several links too")
  func danglingLink() throws {
    let scratch = Scratch()
    try AtomicFile.makeDirectory("\(scratch.path)/inner")
    for (link, target) in [
      ("link", "inner/file"), ("far", "link"), ("absolute", "\(scratch.path)/inner/other"),
      ("inner/up", "../above"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(scratch.path)/\(link)", withDestinationPath: target)
    }
    for (link, file) in [
      ("far", "inner/file"), ("absolute", "inner/other"), ("inner/up", "above"),
    ] {
      try AtomicFile.checkWritable("\(scratch.path)/\(link)")
      #expect(scratch.text(file) == nil)
      try AtomicFile.write("new", to: "\(scratch.path)/\(link)")
      #expect(scratch.text(file) == "new")
    }
    #expect(scratch.files == ["above", "absolute", "far", "inner", "link"])
  }

  @Test("links that lead nowhere are an error and stay")
  func brokenLinks() throws {
    let scratch = Scratch()
    for (link, target) in [("a", "b"), ("b", "a"), ("lost", "no/folder")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(scratch.path)/\(link)", withDestinationPath: target)
    }
    #expect(
      failure("\(scratch.path)/a")?.hasPrefix("cannot write \(scratch.path)/a: Too many") == true)
    #expect(failure("\(scratch.path)/lost")?.hasSuffix("No such file or directory") == true)
    #expect(scratch.files == ["a", "b", "lost"])
  }

  @Test("whether a file can be written is found out without a trace")
  func checked() throws {
    let scratch = Scratch()
    let path = scratch.path
    try AtomicFile.write("old", to: "\(path)/file")
    try AtomicFile.checkWritable("\(path)/file")
    try AtomicFile.checkWritable("\(path)/new")
    #expect(scratch.files == ["file"] && scratch.text("file") == "old")
    for refused in [
      path, "\(path)/no/a", "\(path)/file/a", "\(path)/\(String(repeating: "n", count: 300))",
    ] {
      #expect(throws: FileError.self) { try AtomicFile.checkWritable(refused) }
    }
    #expect(scratch.files == ["file"])
  }

  private func failure(_ path: String) -> String? {
    do throws(FileError) {
      try AtomicFile.write("text", to: path)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("whether a file can be written is found out without a trace")
  func checks() throws {
    let scratch = Scratch()
    try AtomicFile.checkWritable("\(scratch.path)/a")
    try AtomicFile.write("old", to: "\(scratch.path)/b")
    try AtomicFile.checkWritable("\(scratch.path)/b")
    #expect(scratch.files == ["b"] && scratch.text("b") == "old")
    for path in [scratch.path, "\(scratch.path)/b/a", "\(scratch.path)/no/a", "/dev/null"] {
      let error = #expect(throws: FileError.self) { try AtomicFile.checkWritable(path) }
      #expect(error?.description == failure(path), "\(path)")
    }
  }

  @Test("what cannot be written is one line with path and reason, and nothing is left")
  func errors() throws {
    let scratch = Scratch()
    let path = scratch.path
    try AtomicFile.write("x", to: "\(path)/file")
    #expect(failure("\(path)/no/a") == "cannot write \(path)/no/a: No such file or directory")
    #expect(failure("\(path)/file/a") == "cannot write \(path)/file/a: Not a directory")
    #expect(failure(path) == "cannot write \(path): Is a directory")
    #if os(Linux)
      #expect(failure("/proc/x") == "cannot write /proc/x: No such file or directory")
    #endif
    #expect(scratch.files == ["file"])
  }

  // With a pipe of our own: a test that fails must not replace a device of the machine.
  @Test("a pipe or a device is never replaced by a file")
  func specialFile() {
    let scratch = Scratch()
    let path = "\(scratch.path)/pipe"
    mkfifo(path, 0o600)
    #expect(failure(path) == "cannot write \(path): Not a regular file")
    #expect(scratch.files == ["pipe"])
  }

  @Test("a directory without permission says so, also where the superuser runs the tests")
  func permission() async throws {
    let scratch = Scratch()
    let file = "\(scratch.path)/a"
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) { [folder = scratch.path as String, file = file as String] in
      becomeOrdinaryUser(owning: folder)
      try AtomicFile.write("one", to: file)
      chmod(folder, 0o555)
      do throws(FileError) {
        try AtomicFile.write("two", to: file)
        exit(2)
      } catch {
        FileHandle.standardError.write(Data("\(error)".utf8))
      }
    }
    expectMessage(result, "cannot write \(file): Permission denied")
    #expect(scratch.text("a") == "one" && scratch.files == ["a"])
    chmod(scratch.path, 0o755)
  }

  @Test(
    "a full device is reported", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDevice() {
    let descriptor = FileDescriptor(rawValue: open("/dev/full", O_WRONLY))
    #expect(
      throws: FileError(path: "a", action: "write", reason: "No space left on device")
    ) { try AtomicFile.fill(descriptor, with: [1, 2, 3], path: "a") }
  }

  @Test("the descriptor is closed when all is written: the other end of a pipe sees the end")
  func closing() throws {
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    // A gnuplot that another test starts meanwhile must not keep the end open.
    for end in ends { #expect(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
    try AtomicFile.fill(FileDescriptor(rawValue: ends[1]), with: [1, 2, 3], path: "a")
    var received = [UInt8](repeating: 0, count: 8)
    #expect(read(ends[0], &received, 8) == 3 && received.starts(with: [1, 2, 3]))
    // Without the end of the file this would wait; so ask first whether it is there.
    var state = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    #expect(poll(&state, 1, 20_000) == 1 && state.revents & Int16(POLLHUP) != 0)
    close(ends[0])
  }

  #if os(Linux)
    @Test("on a full disk the old file stays and no temporary one is left")
    func fullDisk() throws {
      let scratch = Scratch()
      let disk = "\(scratch.path)/disk"
      try AtomicFile.makeDirectory(disk)
      guard mount("tmpfs", disk, "tmpfs", 0, "size=64k") == 0 else {
        try Test.cancel(
          "a small file system cannot be mounted here (\(String(cString: strerror(errno))))")
      }
      defer { umount(disk) }
      try AtomicFile.write("old", to: "\(disk)/a")
      #expect(
        throws: FileError(path: "\(disk)/a", action: "write", reason: "No space left on device")
      ) { try AtomicFile.write([UInt8](repeating: 1, count: 1_000_000), to: "\(disk)/a") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["a"])
      #expect(scratch.text("disk/a") == "old")
    }
  #endif

  @Test("at the end of the process, unfinished files are removed and new ones refused")
  func removeUnfinished() throws {
    let scratch = Scratch()
    let unfinished = UnfinishedFiles()
    let target = "\(scratch.path)/a"
    let (descriptor, temporary) = try unfinished.create(nextTo: target)
    #expect(unfinished.count == 1 && scratch.files.count == 1)
    #expect(AtomicFile.parent(of: temporary) == scratch.path)
    unfinished.removeAllAndClose()
    try descriptor.close()
    #expect(scratch.files == [] && unfinished.count == 0)
    #expect(throws: FileError.self) {
      try AtomicFile.write([1], to: target, unfinished: unfinished)
    }
    #expect(scratch.files == [])
  }

  @Test("what a process of the same number left behind is neither used nor removed")
  func leftBehind() throws {
    let scratch = Scratch()
    let left = ".a.\(getpid())-1.tmp"
    try AtomicFile.write("left", to: "\(scratch.path)/\(left)")
    try AtomicFile.write([65], to: "\(scratch.path)/a", unfinished: UnfinishedFiles())
    #expect(scratch.text("a") == "A" && scratch.text(left) == "left")
    #expect(scratch.files == [left, "a"])
  }

  @Test("finished and failed writes leave nothing in the table")
  func forgets() throws {
    let scratch = Scratch()
    let unfinished = UnfinishedFiles()
    try AtomicFile.write([1], to: "\(scratch.path)/a", unfinished: unfinished)
    #expect(unfinished.count == 0)
    #expect(throws: FileError.self) {
      try AtomicFile.write([1], to: "\(scratch.path)/no/a", unfinished: unfinished)
    }
    #expect(unfinished.count == 0)
  }

  @Test("missing directories are made, and one in the way of a file is named")
  func directories() throws {
    let scratch = Scratch()
    try AtomicFile.makeDirectory("\(scratch.path)/x/y/z/")
    try AtomicFile.makeDirectory("\(scratch.path)/x/y")
    try AtomicFile.write("", to: "\(scratch.path)/file")
    #expect(
      throws: FileError(
        path: "\(scratch.path)/file", action: "make the directory", reason: "Not a directory")
    ) { try AtomicFile.makeDirectory("\(scratch.path)/file/x") }
  }

  @Test(
    "the directory of a path",
    arguments: [
      ("a/b.svg", "a"), ("/a", "/"), ("/a/b/", "/a"), ("a", nil), ("/", "/"),
    ] as [(String, String?)])
  func parents(path: String, parent: String?) {
    #expect(AtomicFile.parent(of: path) == parent)
  }
}
