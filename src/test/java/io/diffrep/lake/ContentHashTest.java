package io.diffrep.lake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ContentHashTest {
  @Test
  void anIdIsTheSha256OfContentThenPath() {
    // The digest of "abc" in FIPS 180-2, appendix B.1.
    assertThat(ContentHash.id("ab".getBytes(US_ASCII), "c"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void theFractionIsReadFromTheFirstBitsAsUnsigned() {
    assertThat(ContentHash.fraction(HexFormat.of().parseHex("0000000000000000ff"))).isZero();
    assertThat(ContentHash.fraction(HexFormat.of().parseHex("8000000000000000ff"))).isEqualTo(0.5);
    assertThat(ContentHash.fraction(HexFormat.of().parseHex("ffffffffffffffffff")))
        .isLessThan(1)
        .isGreaterThan(0.999_999);
  }
}
