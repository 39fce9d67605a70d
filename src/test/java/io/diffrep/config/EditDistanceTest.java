package io.diffrep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EditDistanceTest {
  @Test
  void theTextbookDistances() {
    assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
    assertThat(EditDistance.between("saturday", "sunday")).isEqualTo(3);
    assertThat(EditDistance.between("", "abc")).isEqualTo(3);
  }

  @Property(tries = 200)
  void agreesWithItsRecursiveDefinition(
      @ForAll @StringLength(max = 5) @Chars({'a', 'b'}) String from,
      @ForAll @StringLength(max = 5) @Chars({'a', 'b'}) String to) {
    assertThat(EditDistance.between(from, to)).isEqualTo(recursive(from, to));
  }

  @Test
  void theNearestWordIsTheOneThatWasMeant() {
    assertThat(EditDistance.nearest("train.bacth", List.of("train.images", "train.batch")))
        .hasValue("train.batch");
    assertThat(EditDistance.nearest("x", List.of())).isEmpty();
  }

  private static int recursive(String from, String to) {
    if (from.isEmpty() || to.isEmpty()) {
      return from.length() + to.length();
    }
    int same = from.charAt(0) == to.charAt(0) ? 0 : 1;
    return Math.min(
        recursive(from.substring(1), to.substring(1)) + same,
        1 + Math.min(recursive(from.substring(1), to), recursive(from, to.substring(1))));
  }
}
