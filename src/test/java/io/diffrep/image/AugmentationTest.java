package io.diffrep.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.sde.NoiseStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 10);
  private static final Normalisation NORMALISATION =
      new Normalisation(new float[] {100}, new float[] {50});

  private final NoiseStream stream = new NoiseStream();

  private static Augmentation augmentation(
      AugmentationKind kind,
      boolean mirror,
      int shift,
      double crop,
      double brightness,
      double cutOut) {
    return new Augmentation(
        new AugmentationSettings(kind, mirror, shift, crop, brightness, cutOut, 0),
        NORMALISATION,
        SHAPE);
  }

  /** Each pixel tells where it stands. */
  private static float[] places() {
    float[] image = new float[SHAPE.size()];
    for (int p = 0; p < image.length; p++) {
      image[p] = p;
    }
    return image;
  }

  private static int reflected(int place, int size) {
    return place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
  }

  /** Every way to shift and mirror occurs, and each pixel is what stood where it says. */
  @Test
  void lightShiftsAndMirrorsByReflection() {
    Augmentation light = augmentation(AugmentationKind.LIGHT, true, 2, 1, 0, 0);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      float[] image = new float[SHAPE.size() + 3];
      System.arraycopy(places(), 0, image, 3, SHAPE.size());
      stream.begin(i);
      light.light(stream, image, 3);
      seen.add(found(image));
    }
    assertThat(seen).hasSize(2 * 5 * 5).doesNotContain("none");
  }

  private static String found(float[] image) {
    for (int down = -2; down <= 2; down++) {
      for (int right = -2; right <= 2; right++) {
        for (boolean mirrored : new boolean[] {false, true}) {
          if (is(image, down, right, mirrored)) {
            return down + " " + right + " " + mirrored;
          }
        }
      }
    }
    return "none";
  }

  private static boolean is(float[] image, int down, int right, boolean mirrored) {
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 10; x++) {
        int column = reflected(x - right, 10);
        int from = reflected(y - down, 8) * 10 + (mirrored ? 9 - column : column);
        if (image[3 + y * 10 + x] != from) {
          return false;
        }
      }
    }
    return true;
  }

  /** A ramp stays a ramp under a crop: its slope falls as the crop is brought to full size. */
  @Test
  void aViewShowsAPartInFullSize() {
    Augmentation crop = augmentation(AugmentationKind.VIEW, false, 0, 0.3, 0, 0);
    float[] ramp = new float[SHAPE.size()];
    for (int p = 0; p < ramp.length; p++) {
      ramp[p] = p % 10;
    }
    double least = 1;
    for (int i = 0; i < 300; i++) {
      float[] view = new float[SHAPE.size()];
      stream.begin(i);
      crop.view(stream, ramp, 0, view, 0);
      double slope = (view[36] - view[33]) / 3;
      for (int x = 3; x < 7; x++) {
        assertThat(view[30 + x]).isCloseTo(view[x + 10], within(1e-5f));
        assertThat((double) view[30 + x]).isCloseTo(view[33] + slope * (x - 3), within(1e-4));
      }
      assertThat(slope).isBetween(0.3 - 1e-6, 1 + 1e-6);
      least = Math.min(least, slope);
    }
    // A crop of 0.3 of the area, as narrow as 3 to 4, shows 0.47 of the width.
    assertThat(least).isLessThan(0.6).isGreaterThan(0.47 - 1e-3);
  }

  @Test
  void aViewOfTheWholeAreaIsTheImage() {
    Augmentation whole = augmentation(AugmentationKind.VIEW, false, 0, 1, 0, 0);
    for (int i = 0; i < 20; i++) {
      float[] view = new float[SHAPE.size()];
      stream.begin(i);
      whole.view(stream, places(), 0, view, 0);
      for (int p = 0; p < view.length; p++) {
        assertThat(view[p]).isCloseTo(p, within(1e-4f));
      }
    }
  }

  /** A bright image of pixel value 200 is 2 standardised, and black is -2. */
  @Test
  void brightnessIsChangedAboutBlackAndAHoleIsCutOut() {
    Augmentation bright = augmentation(AugmentationKind.VIEW, true, 0, 1, 0.5, 0.5);
    float[] image = new float[SHAPE.size()];
    Arrays.fill(image, 2);
    double lowest = 9;
    double highest = -9;
    for (int i = 0; i < 500; i++) {
      float[] view = image.clone();
      stream.begin(i);
      bright.view(stream, view, 0, view, 0);
      Set<Float> values = new HashSet<>();
      int hole = 0;
      for (float value : view) {
        if (value == 0) {
          hole++;
        } else {
          values.add(value);
        }
      }
      assertThat(hole).isEqualTo(4 * 4);
      assertThat(values).hasSize(1);
      double factor = (values.iterator().next() + 2) / 4;
      assertThat(factor).isBetween(0.5, 1.5);
      lowest = Math.min(lowest, factor);
      highest = Math.max(highest, factor);
    }
    assertThat(lowest).isLessThan(0.55);
    assertThat(highest).isGreaterThan(1.45);
  }

  @Test
  void valuesOutOfRangeAreRefusedTogether() {
    assertThatThrownBy(
            () -> new AugmentationSettings(AugmentationKind.VIEW, true, -1, 1.5, 2, -0.1, 1.1))
        .hasMessageContaining("shift")
        .hasMessageContaining("crop")
        .hasMessageContaining("brightness")
        .hasMessageContaining("cutOut")
        .hasMessageContaining("mixup");
  }
}
