import Testing

@testable import TrainingFiles

struct NumberFormatTests {
  private func float(_ format: NumberFormat, _ bytes: [UInt8]) -> Float {
    format.floats(bytes[...])[0]
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("every half is the number that Swift's Float16 says it is")
    func halves() {
      for bits in UInt16.min...UInt16.max {
        let half = Float(Float16(bitPattern: bits))
        let read = float(.float16, littleEndian(bits))
        #expect(read.bitPattern == half.bitPattern || read.isNaN && half.isNaN, "\(bits)")
      }
    }
  #endif

  @Test("halves worked by hand: the smallest, the largest, one third, minus zero")
  func halvesByHand() {
    #expect(float(.float16, [0x01, 0x00]) == 0x1p-24)
    #expect(float(.float16, [0xff, 0x7b]) == 65504)
    #expect(float(.float16, [0x55, 0x35]) == 0.333251953125)
    #expect(float(.float16, [0x00, 0x80]).sign == .minus)
  }

  @Test("every bfloat16 is the upper half of a float32")
  func bfloats() {
    for bits in UInt16.min...UInt16.max {
      #expect(float(.bfloat16, littleEndian(bits)).bitPattern == UInt32(bits) << 16)
    }
  }

  @Test("doubles are rounded to the nearest float, and those beyond its range are infinite")
  func doubles() {
    for (double, expected) in [
      (0.1, 0.1), (1 + 0x1p-24, 1), (1 + 0x1p-23, 1 + 0x1p-23), (-1e300, -.infinity), (1e-300, 0),
    ] as [(Double, Float)] {
      #expect(float(.float64, littleEndian(double.bitPattern)) == expected)
    }
  }

  @Test("numbers are read wherever they begin")
  func unaligned() {
    let bytes: [UInt8] = [9, 9, 9, 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]
    #expect(NumberFormat.float32.floats(bytes[3...]) == [1, -2.5])
  }
}
