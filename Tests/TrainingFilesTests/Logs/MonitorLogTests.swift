import Files
import TestSupport
import Testing

@testable import TrainingFiles

struct MonitorLogTests {
  private func log(_ folder: String, keeping episodes: Int = 0) throws -> MonitorLog {
    try MonitorLog(
      in: folder, environment: "CartPole-v1", keeping: episodes, startedAt: 1_795_285_859.5)
  }

  private let head =
    "#{\"t_start\": 1795285859.5, \"env_id\": \"CartPole-v1\"}\n"
    + "r,l,t,TimeLimit.truncated\r\n"

  @Test("the layout of Stable-Baselines3's Monitor, by hand")
  func layout() throws {
    try withFolder { folder in
      let log = try log(folder)
      #expect(text("\(folder)/monitor.csv") == head)
      // The iteration takes the second from 0 to 1; its episodes end at a quarter and at the end.
      try log.record(report(1, episodes: [(25, 8), (100, -0.12345678)], truncated: 2))
      let rows = "8.0,80,0.25,False\r\n-0.123457,-1,1.0,True\r\n"
      #expect(text("\(folder)/monitor.csv") == head + rows)
      try log.record(report(2))
      try log.record(report(3, episodes: [(250, 1e-7)]))
      try log.close()
      #expect(text("\(folder)/monitor.csv").hasSuffix("1.0,True\r\n0.0,0,2.5,False\r\n"))
    }
  }

  @Test("no two rows have the same time, and none goes back")
  func times() throws {
    try withFolder { folder in
      let log = try log(folder)
      try log.record(report(1, episodes: [(100, 1), (100, 2), (100, 3)]))
      try log.record(report(2, episodes: [(101, 4)]))
      let rows = text("\(folder)/monitor.csv").split(separator: "\r\n").dropFirst()
      #expect(
        rows == [
          "1.0,10,1.0,False", "2.0,20,1.000001,False", "3.0,30,1.000002,False", "4.0,40,1.01,False",
        ])
    }
  }

  @Test("a log that is opened again keeps its head and as many rows as asked, torn or not")
  func resumption() throws {
    let rows = ["1.0,10,0.25,True\r\n", "2.0,20,0.5,False\r\n", "3.0,30,1.0,True\r\n"]
    for (kept, torn) in [(0, ""), (2, ""), (3, ""), (3, "4.0,4"), (9, "4.0,40,2.0,True\r")] {
      try withFolder { folder in
        let path = "\(folder)/monitor.csv"
        let old = head.replacing("859.5", with: "111.25")
        try write(old + rows.joined() + torn, to: path)
        let log = try log(folder, keeping: kept)
        let expected = (kept == 0 ? head : old) + rows.prefix(kept).joined()
        #expect(text(path) == expected)
        try log.record(report(1, episodes: [(50, 5)]))
        // After the last row, or at its own time.
        let time = ["0.5", "0.500001", "1.000001"][min(max(kept - 1, 0), 2)]
        #expect(text(path) == expected + "5.0,50,\(time),False\r\n")
      }
    }
  }

  @Test("a log that was torn in its head begins anew", arguments: ["", "#{\"t_st", "#{}\nr,l"])
  func tornHead(old: String) throws {
    try withFolder { folder in
      try write(old, to: "\(folder)/monitor.csv")
      _ = try log(folder, keeping: 5)
      #expect(text("\(folder)/monitor.csv") == head)
    }
  }

  @Test("rows are not added to what is no monitor's log")
  func foreign() throws {
    try withFolder { folder in
      let path = "\(folder)/monitor.csv"
      try write("r,l,t\r\n1,2,3\r\n", to: path)
      let reason = "line 1: not the head of a monitor's log"
      #expect(throws: FileError(path: path, action: "read", reason: reason)) {
        try log(folder, keeping: 1)
      }
      #expect(text(path) == "r,l,t\r\n1,2,3\r\n")
    }
  }

  @Test("nor to one with other columns, which a table would mix up")
  func earlierColumns() throws {
    try withFolder { folder in
      let path = "\(folder)/monitor.csv"
      try write("#{}\nr,l,t\r\n1,2,3\r\n", to: path)
      let reason = "line 2: the columns are not r,l,t,TimeLimit.truncated"
      #expect(throws: FileError(path: path, action: "read", reason: reason)) {
        try log(folder, keeping: 1)
      }
    }
  }
}
