extension PCG64 {
  /// A draw from the normal distribution of mean 0 and standard deviation 1.
  ///
  /// The ziggurat: the area under e^(−x²/2) is cut into 256 layers of equal area, all but the
  /// lowest of them rectangles. A point in a random layer lies under the curve at once in 99 of 100
  /// draws, which then cost one table look-up and one multiplication.
  ///
  /// Source: G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables",
  /// Journal of Statistical Software 5 (2000); layers and use of the bits as in NumPy.
  public mutating func standardNormal() -> Double {
    while true {
      // 64 bits: 8 for the layer, 1 for the sign, 52 for the place along the layer.
      let bits: UInt64 = next()
      let layer = Int(truncatingIfNeeded: bits & 0xff)
      let place = (bits >> 9) & 0xf_ffff_ffff_ffff
      let magnitude = Double(Int64(truncatingIfNeeded: place)) * Ziggurat.scale[layer]
      // The sign bit is set without a branch, which would be mispredicted every other time.
      let x = Double(bitPattern: magnitude.bitPattern | (bits & 0x100) << 55)
      if place < Ziggurat.inside[layer] { return x }
      if layer == 0 { return normalTail(negative: place & 0x100 != 0) }
      if isUnderCurve(x, layer: layer) { return x }
    }
  }

  /// A draw from the normal distribution of the given mean and standard deviation.
  public mutating func normal(mean: Double, standardDeviation: Double) -> Double {
    mean + standardDeviation * standardNormal()
  }

  /// Whether a random height between the layer's edges lies below the curve at x.
  private mutating func isUnderCurve(_ x: Double, layer: Int) -> Bool {
    let top = Ziggurat.height[layer - 1]
    let bottom = Ziggurat.height[layer]
    return (top - bottom) * random() + bottom < Elementary.exp(-0.5 * x * x)
  }

  /// A draw from beyond the lowest layer's edge R, by Marsaglia's method: an exponential step
  /// beyond R is kept if another exponential draw exceeds half its square.
  private mutating func normalTail(negative: Bool) -> Double {
    while true {
      let step = -Ziggurat.inverseEdge * Elementary.log(onePlus: -random())
      let bound = -Elementary.log(onePlus: -random())
      if bound + bound > step * step {
        return negative ? -(Ziggurat.edge + step) : Ziggurat.edge + step
      }
    }
  }
}

/// The layers of the normal distribution's ziggurat.
///
/// The numbers are NumPy's, to the last bit, hence hexadecimal: recomputing them would not give the
/// same last digits. Inline arrays of literals are laid out at compile time, so a look-up is one
/// load.
package enum Ziggurat {
  /// R, where the lowest layer ends and the tail begins.
  package static let edge = 0x1.d3bb48209ad33p+1
  /// 1/R
  package static let inverseEdge = 0x1.183aa6c20e8c1p-2

  /// Layer i: places below `inside[i]` are under the curve whatever the height.
  package static let inside: [256 of UInt64] = [
    0xe_f33d_8025_ef6a, 0x0, 0xc_08be_98fb_c6a8, 0xd_a354_fabd_8142, 0xe_51f6_7ec1_eeea,
    0xe_b255_e9d3_f77e, 0xe_ef4b_817e_cab9, 0xf_1947_0afa_44aa, 0xf_37ed_61ff_cb18,
    0xf_4f46_9561_255c, 0xf_61a5_e41b_a396, 0xf_707a_7553_96a4, 0xf_7cb2_ec28_449a,
    0xf_86f1_0c63_57d3, 0xf_8fa6_5783_25de, 0xf_9724_c74d_d0da, 0xf_9da9_07db_f509,
    0xf_a360_f581_fa74, 0xf_a86f_de5b_4bf8, 0xf_acf1_60d3_54dc, 0xf_b0fb_6718_b90f,
    0xf_b49f_8d53_74c6, 0xf_b7ec_2366_fe77, 0xf_baec_e9a1_e50e, 0xf_bdab_9d04_0bed,
    0xf_c030_60ff_6c57, 0xf_c282_1037_a248, 0xf_c4a6_7ae2_5bd1, 0xf_c6a2_977a_ee31,
    0xf_c87a_a928_96a4, 0xf_ca32_5e4b_de85, 0xf_cbcc_e902_231a, 0xf_cd4d_12f8_39c4,
    0xf_ceb5_4d8f_ec99, 0xf_d007_bf1d_c930, 0xf_d146_4dd6_c4e6, 0xf_d272_a8e2_f450,
    0xf_d38e_4ff0_c91e, 0xf_d49a_9990_b478, 0xf_d598_b892_0f53, 0xf_d689_c08e_99ec,
    0xf_d76e_a9c8_e832, 0xf_d848_547b_08e8, 0xf_d917_8bad_2c8c, 0xf_d9dd_07a7_add2,
    0xf_da99_7010_5e8c, 0xf_db4d_5dc0_2e20, 0xf_dbf9_5c5b_fcd0, 0xf_dc9d_ebb9_9a7d,
    0xf_dd3b_8118_729d, 0xf_ddd2_8834_2f90, 0xf_de63_6436_9f64, 0xf_deee_708d_514e,
    0xf_df74_01a6_b42e, 0xf_dff4_6599_ed40, 0xf_e06f_e4bc_24f2, 0xf_e0e6_c225_a258,
    0xf_e159_3c28_b84c, 0xf_e1c7_8cbc_3f99, 0xf_e231_e9db_1caa, 0xf_e298_85da_1b91,
    0xf_e2fb_8fb5_4186, 0xf_e35b_3355_8d4a, 0xf_e3b7_99d0_002a, 0xf_e410_e99e_ad7f,
    0xf_e467_46d4_7734, 0xf_e4ba_d34c_095c, 0xf_e50b_aed2_9524, 0xf_e559_f74e_bc78,
    0xf_e5a5_c8e4_1212, 0xf_e5ef_3e13_8689, 0xf_e636_6fd9_1078, 0xf_e67b_75c6_d578,
    0xf_e6be_661e_11aa, 0xf_e6ff_55e5_f4f2, 0xf_e73e_5900_a702, 0xf_e77b_823e_9e39,
    0xf_e7b6_e370_70a2, 0xf_e7f0_8d77_4243, 0xf_e828_9053_f08c, 0xf_e85e_fb35_173a,
    0xf_e893_dc84_0864, 0xf_e8c7_41f0_cebc, 0xf_e8f9_387d_4ef6, 0xf_e929_cc87_9b1d,
    0xf_e959_09d3_88ea, 0xf_e986_fb93_9aa2, 0xf_e9b3_ac71_4866, 0xf_e9df_2694_b6d5,
    0xf_ea09_73ab_e67c, 0xf_ea32_9cf1_66a4, 0xf_ea5a_ab32_952c, 0xf_ea81_a6d5_741a,
    0xf_eaa7_97de_1cf0, 0xf_eacc_85f3_d920, 0xf_eaf0_7865_e63c, 0xf_eb13_762f_ec13,
    0xf_eb35_85fe_2a4a, 0xf_eb56_ae31_62b4, 0xf_eb76_f4e2_84fa, 0xf_eb96_5fe6_2014,
    0xf_ebb4_f4cf_9d7c, 0xf_ebd2_b8f4_49d0, 0xf_ebef_b16e_2e3e, 0xf_ec0b_e31e_bde8,
    0xf_ec27_52b1_5a15, 0xf_ec42_049d_afd3, 0xf_ec5b_fd29_f196, 0xf_ec75_406c_eef4,
    0xf_ec8d_d250_0cb4, 0xf_eca5_b691_1f12, 0xf_ecbc_f0c4_27fe, 0xf_ecd3_8454_fb15,
    0xf_ece9_7488_c8b3, 0xf_ecfe_c47f_91b7, 0xf_ed13_7735_8528, 0xf_ed27_8f84_4903,
    0xf_ed3b_1024_2f4c, 0xf_ed4d_fbad_586e, 0xf_ed60_5498_c3dd, 0xf_ed72_1d41_4fe8,
    0xf_ed83_57e4_a982, 0xf_ed94_06a4_2cc8, 0xf_eda4_2b85_b704, 0xf_edb3_c874_6ab4,
    0xf_edc2_df41_6652, 0xf_edd1_71a4_6e52, 0xf_eddf_813c_8ad3, 0xf_eded_0f90_9980,
    0xf_edfa_1e0f_d414, 0xf_ee06_ae12_4bc4, 0xf_ee12_c0d9_5a06, 0xf_ee1e_5790_06e0,
    0xf_ee29_734b_6524, 0xf_ee34_150a_e4bc, 0xf_ee3e_3db8_9b3c, 0xf_ee47_ee29_82f4,
    0xf_ee51_271d_b086, 0xf_ee59_e940_7f41, 0xf_ee62_3528_b42e, 0xf_ee6a_0b58_97f1,
    0xf_ee71_6c3e_077a, 0xf_ee78_5832_7b82, 0xf_ee7e_cf7b_06ba, 0xf_ee84_d248_4ab2,
    0xf_ee8a_60b6_6343, 0xf_ee8f_7acc_c851, 0xf_ee94_207e_25da, 0xf_ee98_51a8_29ea,
    0xf_ee9c_0e13_485c, 0xf_ee9f_5572_73f4, 0xf_eea2_2762_ccae, 0xf_eea4_836b_42ac,
    0xf_eea6_68fc_2d71, 0xf_eea7_d76e_d6fa, 0xf_eea8_ce04_fa0a, 0xf_eea9_4be8_333b,
    0xf_eea9_5029_6410, 0xf_eea8_d9c0_075e, 0xf_eea7_e789_7654, 0xf_eea6_7848_1d24,
    0xf_eea4_8aa2_9e83, 0xf_eea2_1d22_e4da, 0xf_ee9f_2e35_2024, 0xf_ee9b_bc26_af2e,
    0xf_ee97_c524_f2e4, 0xf_ee93_473c_0a3a, 0xf_ee8e_4055_7516, 0xf_ee88_ae36_9c7a,
    0xf_ee82_8e7f_3dfd, 0xf_ee7b_dea7_b888, 0xf_ee74_9bff_37ff, 0xf_ee6c_c3a9_bd5e,
    0xf_ee64_529e_007e, 0xf_ee5b_45a3_2888, 0xf_ee51_994e_57b6, 0xf_ee47_4a00_06cf,
    0xf_ee3c_53e1_2c50, 0xf_ee30_b2e0_2ad8, 0xf_ee24_62ad_8205, 0xf_ee17_5eb8_3c5a,
    0xf_ee09_a22a_1447, 0xf_edfb_27e3_49cc, 0xf_edeb_ea76_216c, 0xf_eddb_e422_047e,
    0xf_edcb_0ece_39d3, 0xf_edb9_6404_2cf4, 0xf_eda6_dce9_38c9, 0xf_ed93_7237_e98d,
    0xf_ed7f_1c38_a836, 0xf_ed69_d2b9_c02b, 0xf_ed53_8d06_ae00, 0xf_ed3c_41de_a422,
    0xf_ed23_e76a_2fd8, 0xf_ed0a_732f_e644, 0xf_ecef_da07_fe34, 0xf_ecd4_100e_b7b8,
    0xf_ecb7_0895_6eb4, 0xf_ec98_b612_30c1, 0xf_ec79_0a0d_a978, 0xf_ec57_f50f_31fe,
    0xf_ec35_6686_c962, 0xf_ec11_4cb4_b335, 0xf_ebeb_948e_6fd0, 0xf_ebc4_29a0_b692,
    0xf_eb9a_f5ee_0cdc, 0xf_eb6f_e1c9_8542, 0xf_eb42_d3ad_1f9e, 0xf_eb13_b00b_2d4b,
    0xf_eae2_591a_02e9, 0xf_eaae_ae99_2257, 0xf_ea78_8d8e_e326, 0xf_ea3f_cffd_73e5,
    0xf_ea04_4c8d_d9f6, 0xf_e9c5_d62f_563b, 0xf_e984_3ba9_47a4, 0xf_e93f_471d_4728,
    0xf_e8f6_bd76_c5d6, 0xf_e8aa_5dc4_e8e6, 0xf_e859_e07a_b1ea, 0xf_e804_f690_a940,
    0xf_e7ab_4882_33c0, 0xf_e74c_751f_6aa5, 0xf_e6e8_102a_a202, 0xf_e67d_a0b6_abd8,
    0xf_e60c_9f38_307e, 0xf_e594_7338_f742, 0xf_e514_7097_7280, 0xf_e48b_d436_f458,
    0xf_e3f9_bffd_1e37, 0xf_e35d_35ee_b19c, 0xf_e2b5_122f_e4fe, 0xf_e200_0399_5557,
    0xf_e13c_8278_8314, 0xf_e068_c4ee_67b0, 0xf_df82_b02b_71aa, 0xf_de87_c57e_feaa,
    0xf_dd75_09c6_3bfd, 0xf_dc46_e529_bf13, 0xf_daf8_f82e_0282, 0xf_d985_e1b2_ba75,
    0xf_d7e6_ef48_cf04, 0xf_d613_adbd_650b, 0xf_d401_49e2_f012, 0xf_d1a1_a7b4_c7ac,
    0xf_cee2_0476_1f9e, 0xf_cba8_d85e_11b2, 0xf_c7d2_6ecd_2d22, 0xf_c32b_2f1e_22ed,
    0xf_bd65_81c0_b83a, 0xf_b606_c400_5434, 0xf_ac40_582a_2874, 0xf_9e97_1e01_4598,
    0xf_89fa_48a4_1dfc, 0xf_66c5_f7f0_302c, 0xf_1a5a_4b33_1c4a,
  ]

  /// Layer i: the width of one place, x = place · scale[i].
  package static let scale: [256 of Double] = [
    0x1.f493b7815d979p-51, 0x1.b8d0be3fdf6c6p-55, 0x1.250af3c2c5bb4p-54, 0x1.57cb938443b61p-54,
    0x1.801fce82fa70cp-54, 0x1.a230c2e4cd0bcp-54, 0x1.c004d2f3861f7p-54, 0x1.dac2f5a747274p-54,
    0x1.f32482d4cd5c3p-54, 0x1.04d32278ebbadp-53, 0x1.0f5053b025d43p-53, 0x1.192a697413677p-53,
    0x1.227a28f7a1af5p-53, 0x1.2b52e3863d880p-53, 0x1.33c3fc05791f5p-53, 0x1.3bd9ec1a2b12fp-53,
    0x1.439ef8dff9b55p-53, 0x1.4b1bb363dfea7p-53, 0x1.52575621ad374p-53, 0x1.59580a707ce96p-53,
    0x1.60231cfd97eeap-53, 0x1.66bd261a37c3dp-53, 0x1.6d2a292000570p-53, 0x1.736dad346f8a6p-53,
    0x1.798ad10b32a77p-53, 0x1.7f845ad46f543p-53, 0x1.855cc53430a77p-53, 0x1.8b1649e7b769ap-53,
    0x1.90b2ea94ecf98p-53, 0x1.96347822c1eeap-53, 0x1.9b9c98e38c546p-53, 0x1.a0eccdca4a72cp-53,
    0x1.a62676d77cd59p-53, 0x1.ab4ad6e101630p-53, 0x1.b05b16d136c9cp-53, 0x1.b558487427a29p-53,
    0x1.ba4368e529f3ap-53, 0x1.bf1d62abf8232p-53, 0x1.c3e70f9594ef3p-53, 0x1.c8a13a5323b61p-53,
    0x1.cd4c9fe72268bp-53, 0x1.d1e9f0e80b748p-53, 0x1.d679d29e41f10p-53, 0x1.dafce0023b8c3p-53,
    0x1.df73aa9f17653p-53, 0x1.e3debb5d2edfep-53, 0x1.e83e9337a6f00p-53, 0x1.ec93abdf982cep-53,
    0x1.f0de784f06226p-53, 0x1.f51f654d8f688p-53, 0x1.f956d9e87d7aep-53, 0x1.fd8537dfa2eacp-53,
    0x1.00d56e04234ecp-52, 0x1.02e40f5398f9ap-52, 0x1.04eea9e16a5fcp-52, 0x1.06f565b72a010p-52,
    0x1.08f869071f40bp-52, 0x1.0af7d84bc6113p-52, 0x1.0cf3d664bcc7fp-52, 0x1.0eec84b16086bp-52,
    0x1.10e20329515eep-52, 0x1.12d4707310fbep-52, 0x1.14c3e9f8e9141p-52, 0x1.16b08bfc4201ep-52,
    0x1.189a71a78da34p-52, 0x1.1a81b51ee6d88p-52, 0x1.1c666f8f82acbp-52, 0x1.1e48b93e0d42ep-52,
    0x1.2028a9940a09fp-52, 0x1.2206572c4c6e9p-52, 0x1.23e1d7de9c31fp-52, 0x1.25bb40ca96bfbp-52,
    0x1.2792a661dd37fp-52, 0x1.29681c719d71bp-52, 0x1.2b3bb62b82edap-52, 0x1.2d0d862e1b853p-52,
    0x1.2edd9e8cba98ep-52, 0x1.30ac10d6e48d7p-52, 0x1.3278ee1f4b930p-52, 0x1.3444470265ea1p-52,
    0x1.360e2baca52d5p-52, 0x1.37d6abe05586ap-52, 0x1.399dd6fb2b264p-52, 0x1.3b63bbfb83d03p-52,
    0x1.3d28698561de0p-52, 0x1.3eebede725a83p-52, 0x1.40ae571e09e74p-52, 0x1.426fb2da6745dp-52,
    0x1.44300e83c30a4p-52, 0x1.45ef773cac75dp-52, 0x1.47adf9e66c336p-52, 0x1.496ba32488f2fp-52,
    0x1.4b287f602415dp-52, 0x1.4ce49acb311dcp-52, 0x1.4ea001638a605p-52, 0x1.505abef5e5562p-52,
    0x1.5214df20a8b5ap-52, 0x1.53ce6d56a664fp-52, 0x1.558774e1bb2c8p-52, 0x1.574000e555f78p-52,
    0x1.58f81c60e8514p-52, 0x1.5aafd23241b59p-52, 0x1.5c672d17d733dp-52, 0x1.5e1e37b2f8cd3p-52,
    0x1.5fd4fc89f5e38p-52, 0x1.618b860a31fc3p-52, 0x1.6341de8a2b0a2p-52, 0x1.64f8104b7260bp-52,
    0x1.66ae257c99672p-52, 0x1.6864283b13137p-52, 0x1.6a1a22950b2b1p-52, 0x1.6bd01e8b343bbp-52,
    0x1.6d8626128d352p-52, 0x1.6f3c43161f854p-52, 0x1.70f27f78b68ebp-52, 0x1.72a8e516914c6p-52,
    0x1.745f7dc70eedcp-52, 0x1.7616535e5731fp-52, 0x1.77cd6faeff449p-52, 0x1.7984dc8babd93p-52,
    0x1.7b3ca3c8b1409p-52, 0x1.7cf4cf3db22fbp-52, 0x1.7ead68c73dee7p-52, 0x1.80667a486ea1fp-52,
    0x1.82200dac88676p-52, 0x1.83da2ce899f15p-52, 0x1.8594e1fd1f5bdp-52, 0x1.875036f7a7ec5p-52,
    0x1.890c35f47f72dp-52, 0x1.8ac8e9205c043p-52, 0x1.8c865aba10c9cp-52, 0x1.8e44951446a27p-52,
    0x1.9003a2973b58fp-52, 0x1.91c38dc288347p-52, 0x1.9384612ef0afcp-52, 0x1.954627903a28ap-52,
    0x1.9708ebb70d5eep-52, 0x1.98ccb892e2a31p-52, 0x1.9a919933f99bfp-52, 0x1.9c5798cd5d92cp-52,
    0x1.9e1ec2b6f7411p-52, 0x1.9fe7226fad24ap-52, 0x1.a1b0c39f93692p-52, 0x1.a37bb21a2c85bp-52,
    0x1.a547f9e0bbb88p-52, 0x1.a715a724aa9a4p-52, 0x1.a8e4c64a0313dp-52, 0x1.aab563e9ff108p-52,
    0x1.ac878cd5af5cep-52, 0x1.ae5b4e18bb336p-52, 0x1.b030b4fc3a11ap-52, 0x1.b207cf09a985bp-52,
    0x1.b3e0aa0e00c00p-52, 0x1.b5bb541ce3d03p-52, 0x1.b797db93f8927p-52, 0x1.b9764f1e5f73cp-52,
    0x1.bb56bdb85256ep-52, 0x1.bd3936b2ec0a2p-52, 0x1.bf1dc9b81ae83p-52, 0x1.c10486cec16a0p-52,
    0x1.c2ed7e5f07a2dp-52, 0x1.c4d8c136e0d1cp-52, 0x1.c6c6608ec8705p-52, 0x1.c8b66e0eba617p-52,
    0x1.caa8fbd36a2abp-52, 0x1.cc9e1c73bd690p-52, 0x1.ce95e3068e037p-52, 0x1.d0906328b8f6ep-52,
    0x1.d28db1037ef20p-52, 0x1.d48de1533c647p-52, 0x1.d691096e7f123p-52, 0x1.d8973f4d7fba5p-52,
    0x1.daa0999206e70p-52, 0x1.dcad2f8fc490ep-52, 0x1.debd195522e37p-52, 0x1.e0d06fb49d21cp-52,
    0x1.e2e74c4ea46f6p-52, 0x1.e501c99c1d188p-52, 0x1.e72002f97fe25p-52, 0x1.e94214b2abf0ap-52,
    0x1.eb681c0f76f08p-52, 0x1.ed9237610a73ap-52, 0x1.efc086101eca9p-52, 0x1.f1f328ac25321p-52,
    0x1.f42a40fb74d6dp-52, 0x1.f665f20c90168p-52, 0x1.f8a6604899782p-52, 0x1.faebb187122bfp-52,
    0x1.fd360d22fe785p-52, 0x1.ff859c118f60bp-52, 0x1.00ed447d3a075p-51, 0x1.021a8028fc947p-51,
    0x1.034a983a902abp-51, 0x1.047da4e3ef5c7p-51, 0x1.05b3bf6adb37ep-51, 0x1.06ed023a72668p-51,
    0x1.082988f632e17p-51, 0x1.0969708e8a254p-51, 0x1.0aacd7571c0c4p-51, 0x1.0bf3dd1eed448p-51,
    0x1.0d3ea34aa3d30p-51, 0x1.0e8d4cf116593p-51, 0x1.0fdffefa69fb6p-51, 0x1.1136e04207041p-51,
    0x1.129219bbb5d35p-51, 0x1.13f1d69c4096dp-51, 0x1.1556448602e3bp-51, 0x1.16bf93b9deef3p-51,
    0x1.182df74d21261p-51, 0x1.19a1a564eebacp-51, 0x1.1b1ad777f2f8ep-51, 0x1.1c99ca971a694p-51,
    0x1.1e1ebfbe4ae39p-51, 0x1.1fa9fc2e2d901p-51, 0x1.213bc9d04cc81p-51, 0x1.22d477a6fd3eep-51,
    0x1.24745a4ac9c24p-51, 0x1.261bcc77658e0p-51, 0x1.27cb2faa8592ep-51, 0x1.2982ecd770e78p-51,
    0x1.2b437532a0a52p-51, 0x1.2d0d43196db97p-51, 0x1.2ee0db1a978f5p-51, 0x1.30becd256aeeep-51,
    0x1.32a7b5e68a4a3p-51, 0x1.349c405ae12a3p-51, 0x1.369d27a33a840p-51, 0x1.38ab39256410ap-51,
    0x1.3ac7570ae88fap-51, 0x1.3cf27b31704a6p-51, 0x1.3f2dbaa60f475p-51, 0x1.417a49cb9e5dap-51,
    0x1.43d9815545e94p-51, 0x1.464ce44a73a15p-51, 0x1.48d62759c43bcp-51, 0x1.4b7739d6b5a27p-51,
    0x1.4e3250dcd8902p-51, 0x1.5109f53e9ac41p-51, 0x1.54011523a7e42p-51, 0x1.571b1a94ae41bp-51,
    0x1.5a5c08b718dd9p-51, 0x1.5dc8a243ad0fep-51, 0x1.61669cf861e4cp-51, 0x1.653ce7b006aeap-51,
    0x1.69540be9fe5c3p-51, 0x1.6db6b8d09e232p-51, 0x1.72728f05f7a34p-51, 0x1.7799556090673p-51,
    0x1.7d42df4d6ce8cp-51, 0x1.839030529f234p-51, 0x1.8ab0fbfaa7c14p-51, 0x1.92ee0946f4496p-51,
    0x1.9cbee014057abp-51, 0x1.a8fdc7894775ap-51, 0x1.b981f3878fdb1p-51, 0x1.d3bb48209ad33p-51,
  ]

  /// The heights of the curve e^(−x²/2) that bound the layers: layer i > 0 reaches from
  /// `height[i]` up to `height[i - 1]`.
  package static let height: [256 of Double] = [
    0x1.0000000000000p+0, 0x1.f446ac979f087p-1, 0x1.eb7545b6ca915p-1, 0x1.e3f11e027f077p-1,
    0x1.dd36fa704de95p-1, 0x1.d70920657bcf2p-1, 0x1.d144978a119dcp-1, 0x1.cbd33a8a72debp-1,
    0x1.c6a5ecea9787fp-1, 0x1.c1b1cd9eebaeap-1, 0x1.bceeb4ee1dc82p-1, 0x1.b85653a8ff552p-1,
    0x1.b3e3a8234dd10p-1, 0x1.af92a3f6ce8a2p-1, 0x1.ab5fef17a2504p-1, 0x1.a748bd550c9e1p-1,
    0x1.a34aafdf5af0fp-1, 0x1.9f63bee651fd8p-1, 0x1.9b9228d240681p-1, 0x1.97d4657617ac1p-1,
    0x1.94291c21b7a47p-1, 0x1.908f1bd31714fp-1, 0x1.8d0554fe60aa8p-1, 0x1.898ad48badf02p-1,
    0x1.861ebfc37bcacp-1, 0x1.82c050f56cf6ep-1, 0x1.7f6ed4b20e2cbp-1, 0x1.7c29a779c6858p-1,
    0x1.78f033ca0b0d5p-1, 0x1.75c1f0770d856p-1, 0x1.729e5f43f6d12p-1, 0x1.6f850baea7aeep-1,
    0x1.6c7589e635a89p-1, 0x1.696f75e513b2ap-1, 0x1.667272a92e323p-1, 0x1.637e298550c18p-1,
    0x1.6092498802665p-1, 0x1.5dae86f4aff6ap-1, 0x1.5ad29acc85c89p-1, 0x1.57fe4264c8d8fp-1,
    0x1.55313f08d9e46p-1, 0x1.526b55a656cd5p-1, 0x1.4fac4e820b667p-1, 0x1.4cf3f4f494ec0p-1,
    0x1.4a42172dc5278p-1, 0x1.479685fdf5012p-1, 0x1.44f114a493679p-1, 0x1.425198a355fe3p-1,
    0x1.3fb7e99585b82p-1, 0x1.3d23e10af31a3p-1, 0x1.3a955a662cd0ep-1, 0x1.380c32bda00d5p-1,
    0x1.358848bf550e9p-1, 0x1.33097c9703a35p-1, 0x1.308fafd6438efp-1, 0x1.2e1ac55ea3beep-1,
    0x1.2baaa14d7954ap-1, 0x1.293f28e93cd15p-1, 0x1.26d84290504edp-1, 0x1.2475d5a90db84p-1,
    0x1.2217ca92ff7f2p-1, 0x1.1fbe0a9929620p-1, 0x1.1d687fe549969p-1, 0x1.1b171573fd111p-1,
    0x1.18c9b709b3c50p-1, 0x1.16805128639dap-1, 0x1.143ad105ea99cp-1, 0x1.11f9248311f38p-1,
    0x1.0fbb3a2325913p-1, 0x1.0d810104142a0p-1, 0x1.0b4a68d70d9aep-1, 0x1.091761d995d81p-1,
    0x1.06e7dccf03c36p-1, 0x1.04bbcafa63f2ep-1, 0x1.02931e18b822ap-1, 0x1.006dc85b8cac4p-1,
    0x1.fc9778c7bbda1p-2, 0x1.f859da7a900cap-2, 0x1.f4229cb2f7af3p-2, 0x1.eff1a717e8f95p-2,
    0x1.ebc6e20bd1f54p-2, 0x1.e7a236a4ec3c5p-2, 0x1.e3838ea5f9b85p-2, 0x1.df6ad47763a09p-2,
    0x1.db57f320b56b1p-2, 0x1.d74ad6426de33p-2, 0x1.d3436a1021080p-2, 0x1.cf419b4ae5b6dp-2,
    0x1.cb45573c0a848p-2, 0x1.c74e8bb00d7c7p-2, 0x1.c35d26f1d2cb8p-2, 0x1.bf7117c616a17p-2,
    0x1.bb8a4d6716d91p-2, 0x1.b7a8b7807131bp-2, 0x1.b3cc462b331cap-2, 0x1.aff4e9ea18552p-2,
    0x1.ac2293a5f5a9ep-2, 0x1.a85534aa4d880p-2, 0x1.a48cbea20c04dp-2, 0x1.a0c923946843ep-2,
    0x1.9d0a55e1e93dfp-2, 0x1.995048418c0c6p-2, 0x1.959aedbe09f93p-2, 0x1.91ea39b33cb17p-2,
    0x1.8e3e1fcb9f115p-2, 0x1.8a9693fde9188p-2, 0x1.86f38a8ac5ab6p-2, 0x1.8354f7faa0dd9p-2,
    0x1.7fbad11b8d911p-2, 0x1.7c250aff414b0p-2, 0x1.78939af9252ebp-2, 0x1.7506769c7b1edp-2,
    0x1.717d93ba9614cp-2, 0x1.6df8e86124caap-2, 0x1.6a786ad88de21p-2, 0x1.66fc11a25cbe2p-2,
    0x1.6383d377be515p-2, 0x1.600fa7480d2c8p-2, 0x1.5c9f84376c244p-2, 0x1.5933619d6eebep-2,
    0x1.55cb3703d0100p-2, 0x1.5266fc2533bedp-2, 0x1.4f06a8ebf6d92p-2, 0x1.4baa357109ca2p-2,
    0x1.485199fad6ad4p-2, 0x1.44fccefc324fep-2, 0x1.41abcd1357a19p-2, 0x1.3e5e8d08ed2dbp-2,
    0x1.3b1507cf143aep-2, 0x1.37cf368081379p-2, 0x1.348d125f9d19ep-2, 0x1.314e94d5af62fp-2,
    0x1.2e13b77210766p-2, 0x1.2adc73e963fddp-2, 0x1.27a8c414db11ep-2, 0x1.2478a1f17de89p-2,
    0x1.214c079f7cc9ep-2, 0x1.1e22ef6188116p-2, 0x1.1afd539c2f050p-2, 0x1.17db2ed5454e8p-2,
    0x1.14bc7bb34ee67p-2, 0x1.11a134fcf2423p-2, 0x1.0e895598709c4p-2, 0x1.0b74d88b242dap-2,
    0x1.0863b8f904336p-2, 0x1.0555f2242e9d9p-2, 0x1.024b7f6c7747ep-2, 0x1.fe88b89df93c5p-3,
    0x1.f88108cb83235p-3, 0x1.f27fe6ce998d2p-3, 0x1.ec854a4c99c44p-3, 0x1.e6912b2283cddp-3,
    0x1.e0a3816457184p-3, 0x1.dabc455c7900ap-3, 0x1.d4db6f8b2514fp-3, 0x1.cf00f8a5e6fccp-3,
    0x1.c92cd9971df53p-3, 0x1.c35f0b7d89d47p-3, 0x1.bd9787abe18a1p-3, 0x1.b7d647a8731aap-3,
    0x1.b21b452ccd13ap-3, 0x1.ac667a2571807p-3, 0x1.a6b7e0b19267ep-3, 0x1.a10f7322d7e3dp-3,
    0x1.9b6d2bfd2fe5ap-3, 0x1.95d105f6a7c27p-3, 0x1.903afbf74fa69p-3, 0x1.8aab09192815bp-3,
    0x1.852128a819a38p-3, 0x1.7f9d5621f7175p-3, 0x1.7a1f8d368a323p-3, 0x1.74a7c9c7ab5a6p-3,
    0x1.6f3607e964716p-3, 0x1.69ca43e21f25cp-3, 0x1.64647a2adf19cp-3, 0x1.5f04a76f883f9p-3,
    0x1.59aac88f31d6cp-3, 0x1.5456da9c86835p-3, 0x1.4f08dade31fc1p-3, 0x1.49c0c6cf5ce2dp-3,
    0x1.447e9c20375d5p-3, 0x1.3f4258b6931aep-3, 0x1.3a0bfaae8d7eep-3, 0x1.34db805b4ab88p-3,
    0x1.2fb0e847c2a65p-3, 0x1.2a8c3137a071ap-3, 0x1.256d5a2835eb7p-3, 0x1.2054625183c34p-3,
    0x1.1b41492757d42p-3, 0x1.16340e5a82d63p-3, 0x1.112cb1da26eb9p-3, 0x1.0c2b33d5209bap-3,
    0x1.072f94bb8bf85p-3, 0x1.0239d54067d2ap-3, 0x1.fa93ecb6b222cp-4, 0x1.f0bff29520e1cp-4,
    0x1.e6f7bf29aa54bp-4, 0x1.dd3b56176e88fp-4, 0x1.d38abb9bd91e5p-4, 0x1.c9e5f493b740ap-4,
    0x1.c04d0680b1015p-4, 0x1.b6bff78f2e233p-4, 0x1.ad3ece9caf633p-4, 0x1.a3c9933ea6286p-4,
    0x1.9a604dc9d5b19p-4, 0x1.9103075a4a0abp-4, 0x1.87b1c9dbf2852p-4, 0x1.7e6ca013eefd6p-4,
    0x1.753395aaa1176p-4, 0x1.6c06b73694a4cp-4, 0x1.62e6124854d18p-4, 0x1.59d1b577466a4p-4,
    0x1.50c9b06fa2baep-4, 0x1.47ce1401b2213p-4, 0x1.3edef23269a86p-4, 0x1.35fc5e4d93e70p-4,
    0x1.2d266cf9b3111p-4, 0x1.245d344dd0d91p-4, 0x1.1ba0cbe97897dp-4, 0x1.12f14d0f2179dp-4,
    0x1.0a4ed2c159625p-4, 0x1.01b979e30e497p-4, 0x1.f262c2b6c6e35p-5, 0x1.e16d547b25181p-5,
    0x1.d092efeadf162p-5, 0x1.bfd3e0f282a2cp-5, 0x1.af30790385f70p-5, 0x1.9ea90f9295563p-5,
    0x1.8e3e02a68b5abp-5, 0x1.7defb77af271ep-5, 0x1.6dbe9b398d064p-5, 0x1.5dab23cf2add4p-5,
    0x1.4db5d0e11275dp-5, 0x1.3ddf2ce98eecbp-5, 0x1.2e27ce83df497p-5, 0x1.1e9059f1f6abcp-5,
    0x1.0f1982e968011p-5, 0x1.ff881d718a5c4p-6, 0x1.e121adb828c75p-6, 0x1.c301983cd091ap-6,
    0x1.a529f4e22ebf8p-6, 0x1.879d1b600c10ap-6, 0x1.6a5daf40bbf82p-6, 0x1.4d6eaf2fbb064p-6,
    0x1.30d388dab5e13p-6, 0x1.1490334603012p-6, 0x1.f152a4f72dd49p-7, 0x1.ba48d274f8facp-7,
    0x1.841040d8da478p-7, 0x1.4eb96421acfe0p-7, 0x1.1a59229952f92p-7, 0x1.ce160f8ec6837p-8,
    0x1.69ea8d90cb85dp-8, 0x1.08a1f03b0b1fdp-8, 0x1.55f9f43c1b067p-9, 0x1.4a605b6b9f70fp-10,
  ]
}
