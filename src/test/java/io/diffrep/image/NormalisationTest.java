package io.diffrep.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class NormalisationTest {
  @Test
  void pixelsBecomePlanesOfMeanZeroAndDeviationOne() {
    Normalisation normalisation =
        new Normalisation(new float[] {100, 50, 10}, new float[] {2, 5, 10});
    byte[] hwc = {104, 50, 0, (byte) 200, 45, 20};
    float[] chw = new float[8];

    normalisation.apply(hwc, new ImageShape(3, 2, 1), chw, 1);

    // Channel by channel: (104 - 100) / 2, (200 - 100) / 2, and so on; around it nothing changes.
    assertThat(chw).containsExactly(0, 2, 50, 0, -1, -1, 1, 0);
  }

  @Test
  void otherChannelsOrTooFewPixelsAreRefused() {
    Normalisation gray = new Normalisation(new float[] {100}, new float[] {2});

    assertThatThrownBy(() -> gray.apply(new byte[12], new ImageShape(3, 2, 2), new float[12], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3x2x2");
    assertThatThrownBy(() -> gray.apply(new byte[3], new ImageShape(1, 2, 2), new float[4], 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    for (float[][] values :
        new float[][][] {
          {{100}, {0}}, {{100}, {Float.NaN}}, {{-1}, {1}}, {{256}, {1}}, {{1, 2}, {1, 2}}, {{1}, {}}
        }) {
      assertThatThrownBy(() -> new Normalisation(values[0], values[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void equalityIsByContentAndSurvivesSerialisation() throws IOException, ClassNotFoundException {
    Normalisation normalisation = new Normalisation(new float[] {72.9f}, new float[] {90.1f});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(normalisation);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(normalisation).hasSameHashCodeAs(normalisation);
    }
    assertThat(new Normalisation(new float[] {72.9f}, new float[] {90}))
        .isNotEqualTo(normalisation);
  }

  @Test
  void nobodyCanChangeItFromOutside() {
    float[] mean = {1};
    Normalisation normalisation = new Normalisation(mean, new float[] {2});
    mean[0] = 9;
    normalisation.mean()[0] = 9;
    normalisation.deviation()[0] = 9;

    assertThat(normalisation).isEqualTo(new Normalisation(new float[] {1}, new float[] {2}));
  }

  @Test
  void theHistogramGivesMeanAndPopulationDeviation() {
    PixelHistogram histogram = new PixelHistogram(1).add(new byte[] {2, 4, 4, 4, 5, 5, 7, 9});

    Normalisation normalisation = histogram.normalisation();

    // The textbook example: mean 5, deviation 2.
    assertThat(normalisation).isEqualTo(new Normalisation(new float[] {5}, new float[] {2}));
  }

  @Test
  void theHistogramKeepsChannelsApartAndReadsBytesAsUnsigned() {
    PixelHistogram histogram =
        new PixelHistogram(3).add(new byte[] {0, (byte) 200, 7, 0, (byte) 250, 7});

    Normalisation normalisation = histogram.normalisation();

    assertThat(normalisation.mean()).containsExactly(0, 225, 7);
    // A channel of one value gets deviation 1.
    assertThat(normalisation.deviation()).containsExactly(1, 25, 1);
  }

  @Test
  void theHistogramDoesNotDependOnTheOrder() {
    ImageShape shape = new ImageShape(3, 9, 9);
    PixelHistogram forward = new PixelHistogram(3);
    PixelHistogram backward = new PixelHistogram(3);
    for (int i = 0; i < 50; i++) {
      forward.add(TestImages.random(shape, i).pixels());
      backward =
          new PixelHistogram(3).add(TestImages.random(shape, 49 - i).pixels()).merge(backward);
    }

    assertThat(forward.normalisation()).isEqualTo(backward.normalisation());
    // Uniform over 0..255: mean 127.5, deviation sqrt((256^2 - 1) / 12) = 73.9.
    assertThat(forward.normalisation().mean()[0]).isCloseTo(127.5f, within(4f));
    assertThat(forward.normalisation().deviation()[0]).isCloseTo(73.9f, within(3f));
  }

  @Test
  void anEmptyHistogramGivesNoNormalisation() {
    assertThatThrownBy(() -> new PixelHistogram(1).normalisation())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new PixelHistogram(3).add(new byte[4]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PixelHistogram(3).merge(new PixelHistogram(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pixelsComeBackAndWhatLiesBeyondTheRangeIsCutOff() {
    ImageShape shape = new ImageShape(3, 2, 2);
    Normalisation normalisation =
        new Normalisation(new float[] {10, 100, 200}, new float[] {3, 70, 0.5f});
    byte[] pixels = {0, 1, 2, 127, -128, -1, 5, 50, 100, -56, 20, 9};
    float[] planes = new float[12];
    normalisation.apply(pixels, shape, planes, 0);
    assertThat(normalisation.pixels(planes, shape)).isEqualTo(pixels);
    planes[0] = 1e6f;
    planes[4] = -1e6f;
    assertThat(normalisation.pixels(planes, shape)).startsWith(-1, 0, 2);
  }
}
