package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DetailTest {
  @Test
  void modelsAreNamedByTheShortestEndsOfTheirPathsThatTellThemApart() {
    assertThat(Detail.names(List.of("models/fine", "models/coarse")))
        .containsExactly("fine", "coarse");
    assertThat(Detail.names(List.of("runs/a/model", "runs/b/model", "s3a://lake/c/model")))
        .containsExactly("a/model", "b/model", "c/model");
    assertThat(Detail.names(List.of("s3a://a/model", "s3a://b/model")))
        .containsExactly("s3a://a/model", "s3a://b/model");
    assertThat(Detail.names(List.of("model", "a/model"))).containsExactly("model", "a/model");
  }

  @Test
  void oneModelGivenTwiceHasOneName() {
    assertThat(Detail.names(List.of("/runs/a/model", "/runs/a/model")))
        .containsExactly("model", "model");
  }
}
