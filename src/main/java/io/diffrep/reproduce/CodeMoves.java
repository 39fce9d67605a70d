package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeDirection;
import io.diffrep.evaluate.CodeDirection.Labelled;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Codes of labelled images, each moved towards a class that is not its own.
 *
 * @param images which image each is of
 * @param stayed the images' own codes, {@code [level][dimension]}
 * @param moved the same, moved
 * @param wanted the classes that they were moved towards
 */
record CodeMoves(
    List<Integer> images, List<float[][]> stayed, List<float[][]> moved, List<String> wanted) {
  CodeMoves {
    images = List.copyOf(images);
    stayed = List.copyOf(stayed);
    moved = List.copyOf(moved);
    wanted = List.copyOf(wanted);
  }

  /**
   * Moves codes along the difference of class means, towards each class in turn; images whose turn
   * it is not to leave their class are left out.
   *
   * @param own a code an image
   * @param labels the classes of the images, empty for none
   * @param training codes of the train split
   * @param distance how far, in deviations of the training codes
   * @throws UsageException if the images are not of two classes or more, there is no training code
   *     of one of them, or no image leaves its class
   */
  static CodeMoves of(
      List<float[][]> own, List<String> labels, Labelled training, double distance) {
    List<String> classes =
        labels.stream().filter(label -> !label.isEmpty()).distinct().sorted().toList();
    if (classes.size() < 2) {
      throw new UsageException(
          "codes are moved from class to class, and the "
              + labels.size()
              + " images that are looked at are of the classes "
              + classes);
    }
    Map<String, CodeDirection> directions = new HashMap<>();
    for (String label : classes) {
      directions.put(label, CodeDirection.means(training, label));
    }
    List<Integer> images = new ArrayList<>();
    List<float[][]> stayed = new ArrayList<>();
    List<float[][]> moved = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      String label = labels.get(i);
      String target = classes.get(i % classes.size());
      if (!label.isEmpty() && !label.equals(target)) {
        images.add(i);
        stayed.add(own.get(i));
        moved.add(directions.get(target).move(own.get(i), distance));
        wanted.add(target);
      }
    }
    if (images.isEmpty()) {
      throw new UsageException(
          "no code is moved: the classes "
              + classes
              + " take turns to be moved towards, and each of the "
              + labels.size()
              + " images that are looked at has the class whose turn it is, or none; hold out more"
              + " images (set ingest.test-share higher)");
    }
    return new CodeMoves(images, stayed, moved, wanted);
  }

  /**
   * What became of the codes as images.
   *
   * @param stayed images of the images' own codes
   * @param moved images of the moved codes, from the same noise
   * @param reached share of the moved images in which the judge sees the class that was wanted
   * @param before the same share where codes stayed
   */
  record Drawn(List<byte[]> stayed, List<byte[]> moved, double reached, double before) {}

  /**
   * Makes images of the codes and judges them.
   *
   * @param artist makes an image a code, the first always from the same noise, and so on
   */
  Drawn drawn(Function<List<float[][]>, List<byte[]>> artist, Judge judge) {
    List<byte[]> unmoved = artist.apply(stayed);
    List<byte[]> there = artist.apply(moved);
    return new Drawn(
        unmoved,
        there,
        ImageMeasures.agreement(wanted, judge.judge(there)),
        ImageMeasures.agreement(wanted, judge.judge(unmoved)));
  }
}
