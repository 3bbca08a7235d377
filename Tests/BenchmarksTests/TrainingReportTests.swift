import Testing

@testable import Benchmarks

@Suite struct TrainingReportTests {
  @Test("a peer's line of JSON is read, whatever was printed above it")
  func peer() throws {
    let printed = """
      a warning {"steps": 1}
      {"peer": "SB3", "environment": "CartPole-v1", "steps": 39936, "seconds": 4.0, "setup": 3.5, \
      "rate": 9984.0, "final_return": 207.17}

      """
    let report = try #require(TrainingReport(printed: printed))
    #expect(report.steps == 39_936 && report.seconds == 4 && report.rate == 9984)
    #expect(report.finalReturn == 207.17 && report.weightsHash == nil)
  }

  @Test("our own line is read, with its weights' hash")
  func ours() throws {
    let printed = """
      {"chapter":"train","seed":1,"steps":512,"seconds":2,"stepsPerSecond":256,\
      "weightsHash":"03c2","finalReturn":500}
      """
    let report = try #require(TrainingReport(printed: printed))
    #expect(report.steps == 512 && report.rate == 256 && report.finalReturn == 500)
    #expect(report.weightsHash == "03c2")
  }

  @Test("a return that nobody knows is none")
  func noReturn() throws {
    let printed = #"{"steps": 512, "seconds": 0.5, "final_return": null}"#
    #expect(try #require(TrainingReport(printed: printed)).finalReturn == nil)
  }

  @Test(
    "anything else is no report",
    arguments: [
      "", "skipped: no", #"{"steps": 512}"#, #"{"steps": 0, "seconds": 1}"#,
      #"{"steps": 512, "seconds": 0}"#, #"{"steps": 512, "seconds": 1"#,
      "{\"steps\": 512, \"seconds\": 1}\nTraceback",
    ])
  func others(printed: String) {
    #expect(TrainingReport(printed: printed) == nil)
  }

  @Test("why a peer was skipped is what it says in its last line")
  func skipped() {
    let printed = "a warning\nskipped: ModuleNotFoundError: No module named 'sbx'\n"
    #expect(
      TrainingReport.reasonForSkipping(printed: printed)
        == "ModuleNotFoundError: No module named 'sbx'")
    #expect(TrainingReport.reasonForSkipping(printed: "Killed") == "it printed no result")
  }
}
