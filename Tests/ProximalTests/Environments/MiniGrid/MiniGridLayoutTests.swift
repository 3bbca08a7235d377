import Proximal
import Testing

/// What Farama's environments generate, drawn.
@Suite("MiniGridLayout")
struct MiniGridLayoutTests {
  private func expectStart<Layout: MiniGridLayout>(
    _ layout: Layout, seed: UInt64, _ drawing: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var environment = MiniGrid(layout)
    _ = environment.reset(seed: seed)
    #expect(environment.world.text == drawing, sourceLocation: sourceLocation)
  }

  private func expectSecondStart<Layout: MiniGridLayout>(
    _ layout: Layout, seed: UInt64, _ drawing: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var environment = MiniGrid(layout)
    _ = environment.reset(seed: seed)
    _ = environment.reset()
    #expect(environment.world.text == drawing, sourceLocation: sourceLocation)
  }

  @Test("Empty has the goal in the far corner, and draws nothing unless the start is random")
  func empty() {
    for seed in [0, 103] as [UInt64] {
      expectStart(EmptyRoom(size: 5), seed: seed, "#####\n#>..#\n#...#\n#..G#\n#####")
    }
    expectStart(
      EmptyRoom(size: 6, startsAnywhere: true), seed: 103,
      """
      ######
      #..>.#
      #....#
      #....#
      #...G#
      ######
      """)
  }

  @Test("DoorKey, seed 103, and seed 1 with and after its first reset")
  func doorKey() {
    expectStart(
      DoorKey(size: 8), seed: 103,
      """
      ########
      #...#..#
      #...L..#
      #...#..#
      #k.^#..#
      #...#..#
      #...#.G#
      ########
      """)
    expectStart(
      DoorKey(size: 6), seed: 1,
      """
      ######
      #kL..#
      #.#..#
      #.#..#
      #^#.G#
      ######
      """)
    expectSecondStart(
      DoorKey(size: 6), seed: 1,
      """
      ######
      #.#..#
      #v#..#
      #kL..#
      #.#.G#
      ######
      """)
  }

  @Test("FourRooms, seed 1 after its first reset")
  func fourRooms() {
    expectSecondStart(
      FourRooms(), seed: 1,
      """
      ###################
      #........#>.......#
      #........#........#
      #........#........#
      #........#........#
      #........#........#
      #........#........#
      #.................#
      #........#........#
      ###.#########.#####
      #........#........#
      #........#........#
      #........#........#
      #........#........#
      #........#......G.#
      #.................#
      #........#........#
      #........#........#
      ###################
      """)
  }

  @Test("LavaGap, seed 103")
  func lavaGap() {
    expectStart(
      LavaGap(size: 7), seed: 103,
      """
      #######
      #>.~..#
      #.....#
      #..~..#
      #..~..#
      #..~.G#
      #######
      """)
  }

  @Test("Crossing, seed 103 with walls, and with lava seed 1 after its first reset")
  func crossing() {
    expectStart(
      Crossing(size: 9, rivers: 2, isLava: false), seed: 103,
      """
      #########
      #>#.....#
      #.#.....#
      #.......#
      #.#.....#
      #.#.....#
      #######.#
      #.#....G#
      #########
      """)
    expectSecondStart(
      Crossing(size: 9, rivers: 2, isLava: true), seed: 1,
      """
      #########
      #>....~.#
      #~~.~~~~#
      #.....~.#
      #.....~.#
      #.....~.#
      #.......#
      #.....~G#
      #########
      """)
  }

  @Test("Dynamic-Obstacles, seeds 103 and 1")
  func dynamicObstacles() {
    expectStart(
      DynamicObstacles(size: 5, startsAnywhere: true), seed: 103,
      """
      #####
      #.>.#
      #o..#
      #o.G#
      #####
      """)
    expectStart(
      DynamicObstacles(size: 6), seed: 1,
      """
      ######
      #>...#
      #o...#
      #.o..#
      #o..G#
      ######
      """)
  }

  @Test("the doors and keys, balls and walls have the colours and states they must have")
  func colours() {
    var doorKey = MiniGrid(DoorKey(size: 5))
    _ = doorKey.reset(seed: 103)
    #expect(doorKey.world[2, 1] == .door(.yellow, .locked))
    #expect(doorKey.world[1, 3] == .key(.yellow))
    var obstacles = MiniGrid(DynamicObstacles(size: 5))
    _ = obstacles.reset(seed: 103)
    #expect(obstacles.world[2, 1] == .ball(.blue))
  }

  @Test("the registry has the twenty worlds of the course and makes the one that is asked for")
  func registry() {
    struct Name: MiniGridVisitor {
      func visit<Layout: MiniGridLayout>(_ environment: MiniGrid<Layout>) -> String {
        environment.id
      }
    }
    #expect(Set(MiniGridWorlds.ids).count == 20)
    for id in MiniGridWorlds.ids { #expect(MiniGridWorlds.visit(id, with: Name()) == id) }
    #expect(MiniGridWorlds.visit("MiniGrid-Empty-7x7-v0", with: Name()) == nil)
    for id in ["MiniGrid-Empty-16x16-v0", "MiniGrid-Dynamic-Obstacles-Random-5x5-v0"] {
      #expect(MiniGridWorlds.ids.contains(id))
    }
  }
}
