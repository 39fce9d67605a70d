package io.diffrep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private final GraphBuilder builder = new GraphBuilder();
  private final FeatureMap image = builder.imageInput("image", 6, 7, 5);
  private final Row row = builder.rowInput("row", 4);

  @Test
  void strideTwoHalvesRoundedUp() {
    FeatureMap half = builder.convolution("c", image, 8, 3, 2);
    assertThat(half).isEqualTo(new FeatureMap(half.id(), 8, 4, 3));
    FeatureMap pointwise = builder.convolution("p", image, 8, 1, 2);
    assertThat(pointwise).isEqualTo(new FeatureMap(pointwise.id(), 8, 4, 3));
  }

  @Test
  void parametersFollowOneAnotherInOrderOfUse() {
    builder.convolution("c", image, 8, 3, 1);
    builder.normActivation("n", image, 2);
    builder.keepOrElse("k", row, builder.rowInput("keep", 1));
    builder.linear("l", row, 3);
    ParameterLayout layout = builder.build().layout();
    assertThat(layout.parameters())
        .extracting(Parameter::name)
        .containsExactly("c.weight", "c.bias", "n.scale", "n.shift", "k", "l.weight", "l.bias");
    assertThat(layout.parameters())
        .extracting(Parameter::offset)
        .containsExactly(0, 432, 440, 446, 452, 456, 468);
    assertThat(layout.length()).isEqualTo(471);
    assertThat(layout.parameter("c.weight").shape()).containsExactly(3, 3, 6, 8);
    assertThat(layout.parameter("c.weight").fanIn()).isEqualTo(54);
    assertThat(layout.parameter("l.weight").shape()).containsExactly(4, 3);
  }

  @Test
  void refusesWhatDoesNotFit() {
    refuses(() -> builder.convolution("c", image, 8, 2, 1), "the kernel of 'c' is even: 2");
    refuses(() -> builder.convolution("c", image, 8, -1, 1), "kernel of 'c'", "-1");
    refuses(() -> builder.convolution("c", image, 8, 3, 0), "stride of 'c'", "0");
    refuses(() -> builder.convolution("c", image, 0, 3, 1), "channels of 'c'", "0");
    refuses(() -> builder.normActivation("n", image, 4), "6 channels of 'n'", "4 groups");
    refuses(() -> builder.normActivation("n", image, 0), "0 groups");
    refuses(() -> builder.filmActivation(image, row, 3), "6 channels", "not 4");
    refuses(() -> builder.filmActivation(image, builder.rowInput("f", 12), 5), "5 groups");
    refuses(() -> builder.add(image, builder.imageInput("i", 6, 5, 7)), "two shapes");
    refuses(() -> builder.add(row, builder.rowInput("r", 5)), "two sizes");
    refuses(() -> builder.upsampleConcat(image, image), "not half");
    refuses(() -> builder.sineFeatures(row, List.of(1.0)), "one number, not 4");
    refuses(() -> builder.keepOrElse("k", row, row), "one number an image, not 4");
    refuses(() -> builder.unflatten(row, 2, 3, 1), "not as many numbers");
    refuses(() -> builder.concat(image, builder.imageInput("j", 6, 5, 6)), "two sizes");
    refuses(() -> builder.channelBias(image, row), "6 channels", "not 4");
    refuses(() -> builder.normalise(image, 4), "6 channels", "4 groups");
    refuses(() -> builder.attention(builder.imageInput("a", 4, 2, 2)), "4 channels");
    refuses(() -> builder.linear("l", row, 0), "size of 'l'", "0");
    refuses(() -> builder.rowInput("empty", 0), "'empty'", "0");
  }

  @Test
  void refusesANameTwice() {
    builder.linear("l", row, 3);
    refuses(() -> builder.linear("l", row, 3), "'l.weight' is recorded twice");
    refuses(() -> builder.rowInput("image", 3), "input 'image' is declared twice");
    builder.output("y", row);
    refuses(() -> builder.output("y", image), "output 'y' is declared twice");
  }

  @Test
  void anUnknownParameterIsNamed() {
    refuses(() -> builder.build().layout().parameter("nowhere"), "'nowhere'");
  }

  @Test
  void aFeatureMapTooLargeToCountIsNotCountedWrongly() {
    FeatureMap huge = new FeatureMap(0, 1 << 12, 1 << 12, 1 << 12);
    assertThatThrownBy(huge::size).isInstanceOf(ArithmeticException.class);
  }

  private static void refuses(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}
