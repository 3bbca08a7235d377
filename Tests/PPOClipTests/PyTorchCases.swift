/// The clipped surrogate of one sample and its gradient by PyTorch 2.15.0's autograd, in Double:
/// `torch.min(r * A, torch.clamp(r, 1 - eps, 1 + eps) * A)` with r from a Categorical.
struct PyTorchCase {
  let name: String
  let clipRange: Double
  let advantage: Double
  let logits: [Double]
  let action: Int
  let oldLogProbability: Double
  let objective: Double
  let gradient: [Double]
  let isOnBound: Bool
}

let pyTorchCases = [
  PyTorchCase(
    name: "below_positive", clipRange: 0.1,
    advantage: 1.196639506674518,
    logits: [-0.5070014615635164, -1.5404309431361556],
    action: 1, oldLogProbability: -1.163215990908449,
    objective: 1.0049354583808292,
    gradient: [-0.7412205284833782, 0.7412205284833782],
    isOnBound: false),
  PyTorchCase(
    name: "below_negative", clipRange: 0.1,
    advantage: -1.050718009849333,
    logits: [-0.5183103567770235, 0.8232769176744834],
    action: 0, oldLogProbability: -0.9709737067900559,
    objective: -0.9456462088643997,
    gradient: [0.0, 0.0],
    isOnBound: false),
  PyTorchCase(
    name: "inside_positive", clipRange: 0.1,
    advantage: 0.31216357474281714,
    logits: [0.5628926840939794, 0.7863374121897178],
    action: 0, oldLogProbability: -0.8807223626603164,
    objective: 0.3346724001158567,
    gradient: [0.18595399855055844, -0.18595399855055839],
    isOnBound: false),
  PyTorchCase(
    name: "inside_negative", clipRange: 0.1,
    advantage: -2.352503589714428,
    logits: [
      -1.6156294195924168, 0.2561811831427963, -0.10623061493217315, 0.1791236977799896,
      -0.8432615779355334,
    ],
    action: 4, oldLogProbability: -2.219431274156072,
    objective: -2.319271488896342,
    gradient: [
      0.11477598713361004, 0.7460502024368618, 0.5192477322325548, 0.690720605251483,
      -2.0707945270545096,
    ],
    isOnBound: false),
  PyTorchCase(
    name: "above_positive", clipRange: 0.1,
    advantage: 2.0658266218764547,
    logits: [-0.7906602999271017, -0.49135349741085155],
    action: 1, oldLogProbability: -1.2054493741934493,
    objective: 2.2724092840641004,
    gradient: [0.0, 0.0],
    isOnBound: false),
  PyTorchCase(
    name: "above_negative", clipRange: 0.1,
    advantage: -0.8363780059850674,
    logits: [0.9093526201171896, 1.0884350133601979, -0.18387409305050134],
    action: 1, oldLogProbability: -1.4552179360933695,
    objective: -1.6936931130759092,
    gradient: [0.669112625427795, -0.8933545931100001, 0.22424196768220483],
    isOnBound: false),
  PyTorchCase(
    name: "below_positive", clipRange: 0.2,
    advantage: 0.963730752709955,
    logits: [
      -1.3016623104361034, 0.8890392157781635, -0.2577353757993652, -0.1143874972057404,
      -0.12790343966752318,
    ],
    action: 2, oldLogProbability: -0.9054249303154764,
    objective: 0.350852093794995,
    gradient: [
      -0.01818442903807853, -0.16259577402164435, 0.2992019688221939, -0.05961102223284306,
      -0.058810743529628014,
    ],
    isOnBound: false),
  PyTorchCase(
    name: "below_negative", clipRange: 0.2,
    advantage: -0.4612183532439007,
    logits: [0.21345738273476175, 0.18430497864786247, -2.1032071657685703],
    action: 2, oldLogProbability: -2.481192853275491,
    objective: -0.36897468259512056,
    gradient: [0.0, 0.0, 0.0],
    isOnBound: false),
  PyTorchCase(
    name: "inside_positive", clipRange: 0.2,
    advantage: 1.3862844878302607,
    logits: [-1.6983649175953708, -0.9645453113945898, 1.7344016644548885],
    action: 2, oldLogProbability: -0.025107856752747917,
    objective: 1.2928025229921976,
    gradient: [-0.037973115519415374, -0.07909882572459026, 0.11707194124400577],
    isOnBound: false),
  PyTorchCase(
    name: "inside_negative", clipRange: 0.2,
    advantage: -0.4014732538167708,
    logits: [-0.6424377879113536, 3.0698378047124324, 0.5965720420064219],
    action: 1, oldLogProbability: 0.017728385804479246,
    objective: -0.35573869075993547,
    gradient: [0.00783581406022615, -0.0348865605291136, 0.027050746468887416],
    isOnBound: false),
  PyTorchCase(
    name: "above_positive", clipRange: 0.2,
    advantage: 1.6492895031854256,
    logits: [
      1.0712908395050964, 0.2354479148285052, 2.3785679984150203, 1.1986495152694578,
      -1.1032636971848044,
    ],
    action: 3, oldLogProbability: -2.0124584680299034,
    objective: 1.9791474038225105,
    gradient: [0.0, 0.0, 0.0, 0.0, 0.0],
    isOnBound: false),
  PyTorchCase(
    name: "above_negative", clipRange: 0.2,
    advantage: -1.01407183595387,
    logits: [-1.5226167557735355, 3.24199479439013, 1.0720172669728711, -2.7437785660477445],
    action: 1, oldLogProbability: -0.4493486245362395,
    objective: -1.412474627071239,
    gradient: [
      0.010702825788342092, -0.1571878298586522, 0.14332887597920277, 0.003156128091106996,
    ],
    isOnBound: false),
  PyTorchCase(
    name: "logits_at_1-eps", clipRange: 0.2,
    advantage: 0.8,
    logits: [2.4689555859306105, -0.49214579291634203, -2.046004029443981],
    action: 2, oldLogProbability: -4.352634477375851,
    objective: 0.6400000000000001,
    gradient: [-0.3011181108035239, -0.015586438412446618, 0.3167045492159706],
    isOnBound: true),
  PyTorchCase(
    name: "logits_at_1-eps", clipRange: 0.2,
    advantage: -0.8,
    logits: [-0.6222015208114764, 0.09091320801572016, -0.004056060025919419],
    action: 0, oldLogProbability: -1.3652382792035167,
    objective: -0.6400000000000001,
    gradient: [-0.25463812317867385, 0.13336022079909426, 0.12127790237957954],
    isOnBound: true),
  PyTorchCase(
    name: "logits_at_1+eps", clipRange: 0.2,
    advantage: 0.8,
    logits: [0.3250341351398793, 0.8315990134916221, -1.5507586420497428],
    action: 1, oldLogProbability: -0.7099420734642876,
    objective: 0.96,
    gradient: [-0.17064761663805086, 0.19679653774214684, -0.02614892110409601],
    isOnBound: true),
  PyTorchCase(
    name: "logits_at_1+eps", clipRange: 0.2,
    advantage: -0.8,
    logits: [0.9237000804647334, 0.24702274381691472, 0.8866373392937463],
    action: 1, oldLogProbability: -1.763993578454317,
    objective: -0.96,
    gradient: [0.19418113691701325, -0.38129712425443557, 0.1871159873374223],
    isOnBound: true),
]
