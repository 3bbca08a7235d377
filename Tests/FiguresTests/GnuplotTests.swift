import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Figures

@Suite struct GnuplotTests {
  @Test("all data reaches gnuplot as data blocks that the library sends")
  func dataBlocks() throws {
    let scratch = Scratch()
    let fake = try scratch.fakeGnuplot("cat > \"$here/input\"; echo '<svg></svg>'")
    try sampleFigure().draw(named: "a", in: scratch.path, gnuplot: fake)
    let input = try #require(scratch.text("input"))
    // send1d ends a row with its last number and a block with a line that holds "e".
    #expect(input.contains("$line2 << e\n0 1\n100000 10\n200000 20.125\ne\n"), "\(input)")
    #expect(input.contains("$band1 << e\n0 0 2\n100000 8 12\n200000 15 25\ne\n"))
    let commands = input.replacing(#/\$\w+ << e\n[^a-z]*\ne\n/#, with: "")
    #expect(!commands.contains("20.125"))
  }

  @Test("a NaN or an infinity is sent as nan, and its whole row with it")
  func nonFinite() throws {
    let scratch = Scratch()
    let fake = try scratch.fakeGnuplot("cat > \"$here/input\"; echo '<svg></svg>'")
    var panel = Panel()
    panel.line(x: [0, 1, 2, 3], y: [1, .nan, .infinity, 4])
    try Figure(panel).draw(named: "a", in: scratch.path, gnuplot: fake)
    #expect(try #require(scratch.text("input")).contains("<< e\n0 1\nnan nan\nnan nan\n3 4\ne\n"))
  }

  @Test("gnuplot gets neither its user's settings nor a locale nor an input of ours")
  func environment() throws {
    let scratch = Scratch()
    let fake = try scratch.fakeGnuplot(
      "echo \"$@ $LC_ALL $GNUTERM$GNUPLOT_LIB$LANG\" > \"$here/start\"; cat > /dev/null; "
        + "echo '<svg></svg>'")
    try sampleFigure().draw(named: "a", in: scratch.path, gnuplot: fake)
    #expect(scratch.text("start") == "--default-settings C \n")
  }

  @Test("without gnuplot, the error has the command that installs it")
  func missing() {
    let scratch = Scratch()
    for path in ["", "/nonexistent", scratch.path] {
      let error = #expect(throws: FigureError.gnuplotMissing(figure: "loop")) {
        try sampleFigure().draw(
          named: "loop", in: scratch.path, gnuplot: Gnuplot(searchPath: path))
      }
      #expect(throws: FigureError.gnuplotMissing(figure: nil)) {
        try Gnuplot(searchPath: path).check()
      }
      #expect(
        error?.description == """
          cannot draw the figure loop: gnuplot is not installed or not on PATH; install it \
          with `make prepare` (or `sudo apt-get install gnuplot-nox`)
          """)
    }
    #expect(scratch.files == [])
  }

  @Test("a gnuplot without a terminal that is needed is told before anything is drawn")
  func terminals() throws {
    try Gnuplot().check()
    let scratch = Scratch()
    // It answers what it is asked, as the real one does, or draws.
    let fake = try scratch.fakeGnuplot(
      "grep -q '^print GPVAL_TERMINALS$' && echo ' dumb svg giftrap unknown ' || echo '<svg></svg>'"
    )
    let program = "\(scratch.path)/bin/gnuplot"
    try fake.check(draws: ["svg", "dumb"])
    for terminals in [["svg", "gif"], ["gif"]] {
      #expect(throws: FigureError.terminalMissing("gif", program: program)) {
        try fake.check(draws: terminals)
      }
    }
    let error = #expect(throws: FigureError.self) { try fake.check() }
    #expect(
      error?.description == """
        cannot draw figures: \(program) was built without its gif terminal; install one that has it \
        with `make prepare` (or `sudo apt-get install gnuplot-nox`)
        """)
    let broken = try Scratch().fakeGnuplot("cat > /dev/null; exit 3")
    #expect(throws: FigureError.self) { try broken.check() }
  }

  @Test(
    "a gnuplot that fails is one clear line and leaves no file",
    arguments: [
      (
        "cat > /dev/null; echo 'cannot open shared object' >&2; exit 1",
        "gnuplot ended with exit status 1: cannot open shared object"
      ),
      ("exit 3", "gnuplot ended with exit status 3"),
      ("head -n 3 > /dev/null; kill -9 $$", "gnuplot was ended by signal 9 (\(words(9)))"),
      (
        "echo '<svg><g>'; cat > /dev/null; kill -15 $$",
        "gnuplot was ended by signal 15 (\(words(15)))"
      ),
      ("cat > /dev/null; echo '<svg><g>'", "gnuplot wrote no complete picture"),
      ("cat > /dev/null", "gnuplot wrote no complete picture"),
      ("cat > /dev/null; echo 'out of ink' >&2", "gnuplot wrote no complete picture: out of ink"),
      (
        "cat > /dev/null; printf '\\nplot lions\\n     ^\\n         line 7: undefined variable: "
          + "lions\\n\\n' >&2; exit 1",
        "gnuplot refused a command: undefined variable: lions, in: plot lions"
      ),
      (
        "cat > /dev/null; echo '         line 0: unknown terminal type' >&2; echo '<svg></svg>'",
        "gnuplot refused a command: unknown terminal type"
      ),
    ])
  func failures(body: String, message: String) throws {
    let scratch = Scratch()
    let fake = try scratch.fakeGnuplot(body)
    let error = #expect(throws: FigureError.self) {
      try sampleFigure().draw(named: "loop", in: scratch.path, gnuplot: fake)
    }
    #expect(error?.description == "cannot draw the figure loop: " + message)
    #expect(scratch.files == ["bin"])
  }

  @Test("a gnuplot that dies while much is being sent raises no signal and is reported")
  func diesHalfWay() async throws {
    let scratch = Scratch()
    let fake = try scratch.fakeGnuplot("head -c 100 > /dev/null; kill -9 $$")
    // In a process of its own, which a broken pipe would end.
    await #expect(processExitsWith: .success) {
      [search = fake.searchPath as String, directory = scratch.path as String] in
      signal(SIGPIPE, SIG_DFL)
      var panel = Panel()
      let many = (0..<100_000).map(Double.init)
      panel.line(x: many, y: many)
      #expect(
        throws: FigureError.gnuplotDied(
          figure: "loop", how: "was ended by signal 9 (\(words(9)))", said: "")
      ) {
        try Figure(panel).draw(
          named: "loop", in: directory, gnuplot: Gnuplot(searchPath: search))
      }
    }
    #expect(scratch.files == ["bin"])
  }

  /// gnuplot-iostream closes its file before it lets go of what it could not send.
  @Test("what a dead gnuplot did not take is written nowhere else")
  func unsentData() throws {
    let scratch = Scratch()
    try AtomicFile.makeDirectory("\(scratch.path)/bin")
    symlink("/usr/bin/true", "\(scratch.path)/bin/gnuplot")
    let dead = Gnuplot(searchPath: "\(scratch.path)/bin")
    var script = Script()
    script.statements = [
      .data(
        DataBlock(
          name: "$d", title: "", columns: ["x"], rows: (0..<20_000).map { [Double($0)] }))
    ]
    let witness = Witness(path: "\(scratch.path)/witness")
    for _ in 0..<500 {
      #expect(throws: FigureError.self) { try dead.run(script, figure: "a") }
    }
    witness.stop()
    #expect(scratch.text("witness") == "")
  }

  @Test("a figure that failed leaves the older one as it was")
  func olderFigureStays() throws {
    let scratch = Scratch()
    try sampleFigure().draw(named: "a", in: scratch.path)
    let before = scratch.text("a.svg")
    let fake = try scratch.fakeGnuplot("cat > /dev/null; echo '<svg>'")
    #expect(throws: FigureError.self) {
      try sampleFigure().draw(named: "a", in: scratch.path, redraw: true, gnuplot: fake)
    }
    #expect(scratch.text("a.svg") == before)
  }

  @Test("warnings do not stop a figure")
  func warnings() throws {
    let scratch = Scratch()
    let fake = try scratch.fakeGnuplot(
      "cat > /dev/null; echo '         line 0: warning: using default font' >&2; "
        + "echo '<svg></svg>'")
    #expect(try sampleFigure().draw(named: "a", in: scratch.path, gnuplot: fake).isNew)
  }

  @Test("a gnuplot that cannot be started says why")
  func unstartable() throws {
    let scratch = Scratch()
    let fake = try scratch.gnuplot(withContents: "no program")
    let error = #expect(throws: FigureError.self) {
      try sampleFigure().draw(named: "a", in: scratch.path, gnuplot: fake)
    }
    #expect(
      error?.description
        == "cannot draw the figure a: gnuplot does not start: Exec format error")
  }

  @Test("what the real gnuplot refuses is told in its words")
  func realRefusal() {
    var script = Script()
    script.add("set terminal svg")
    script.add("plot lions")
    #expect(
      throws: FigureError.gnuplotRefused(figure: "zoo", said: "undefined variable: lions")
    ) { try Gnuplot().run(script, figure: "zoo") }
  }

  @Test("gnuplot ends when we are killed")
  func noOrphan() async throws {
    let scratch = Scratch()
    // It kills us, waits for the end of its input, and only then leaves its mark.
    let fake = try scratch.fakeGnuplot(
      "head -c 10 > /dev/null; kill -9 $PPID; cat > /dev/null; echo over > \"$here/end\"")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [search = fake.searchPath as String, directory = scratch.path as String] in
      try sampleFigure().draw(
        named: "a", in: directory, gnuplot: Gnuplot(searchPath: search))
    }
    for _ in 0..<100 where scratch.text("end") == nil {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(scratch.text("end") == "over\n")
    #expect(scratch.files == ["bin", "end"])
  }
}

/// The system's words for a signal, which differ from one to another.
private func words(_ signal: CInt) -> String { String(cString: strsignal(signal)) }

/// A thread that takes the numbers of descriptors as they become free, with a file in which
/// nothing should be written.
private final class Witness: Sendable {
  private let isOver = Atomic(false)
  private let hasEnded = DispatchSemaphore(value: 0)

  init(path: String) {
    close(open(path, O_RDWR | O_CREAT, 0o600))
    Thread.detachNewThread { [self] in
      while !isOver.load(ordering: .relaxed) {
        let descriptors = (0..<4).map { _ in open(path, O_RDWR | O_APPEND) }
        sched_yield()
        for descriptor in descriptors { close(descriptor) }
      }
      hasEnded.signal()
    }
  }

  func stop() {
    isOver.store(true, ordering: .relaxed)
    hasEnded.wait()
  }
}
