import Proximal

extension GoldenSchema {
  /// The constants of the normal distribution's ziggurat.
  static let zigguratTables = GoldenSchema(
    name: "rng_ziggurat_tables",
    checkHeader: { header, _ in
      header.compare("normal_r", Ziggurat.edge)
      header.compare("normal_inv_r", Ziggurat.inverseEdge)
    },
    checkCase: { golden, _ throws(GoldenError) in
      switch try golden["name"].inputText() {
      case "ki": golden.compare("values", Ziggurat.inside.indices.map { Ziggurat.inside[$0] })
      case "wi": golden.compare("values", Ziggurat.scale.indices.map { Ziggurat.scale[$0] })
      case "fi": golden.compare("values", Ziggurat.height.indices.map { Ziggurat.height[$0] })
      default: throw try golden["name"].unlike("ki, wi or fi")
      }
    })
}
