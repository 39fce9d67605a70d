package io.diffrep.train;

import io.diffrep.lake.RowGroups;
import io.diffrep.lake.StoredImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** Which images of a table are trained on. Not a record: Kryo cannot make records. */
final class Selection implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String split;
  private final HashMap<String, Integer> classes = new HashMap<>();
  private final HashSet<String> ids;

  private Selection(String split, List<String> classes, Set<String> ids) {
    this.split = split;
    this.ids = new HashSet<>(ids);
    classes.forEach(name -> this.classes.put(name, this.classes.size()));
  }

  /** All images of a split; their labels are not looked at. */
  static Selection ofSplit(String split) {
    return new Selection(split, List.of(), Set.of());
  }

  /**
   * Labelled images of a split.
   *
   * @param classes the classes, in the order of their indices
   * @param ids the images by their ids; empty for all that have a label
   */
  static Selection ofLabelled(String split, List<String> classes, Set<String> ids) {
    return new Selection(split, classes, ids);
  }

  /** The split. */
  String split() {
    return split;
  }

  /** What else names the images than the split; empty where all are meant. */
  Set<String> ids() {
    return ids;
  }

  /** The classes by name, with their indices; empty where labels are not looked at. */
  Map<String, Integer> classes() {
    return classes;
  }

  /**
   * The selected images of a row group, in the order in which they lie there.
   *
   * @throws IOException if the file cannot be read
   */
  Iterator<StoredImage> images(RowGroups file, int group) throws IOException {
    Iterator<StoredImage> all = file.images(group, split);
    if (classes.isEmpty()) {
      return all;
    }
    return new Iterator<>() {
      private StoredImage next = advance();

      private StoredImage advance() {
        while (all.hasNext()) {
          StoredImage image = all.next();
          if (classes.containsKey(image.label()) && (ids.isEmpty() || ids.contains(image.id()))) {
            return image;
          }
        }
        return null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public StoredImage next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        StoredImage image = next;
        next = advance();
        return image;
      }
    };
  }

  /** An image as training takes it. */
  TrainingImage trained(StoredImage image) {
    return TrainingImage.of(image, classes.getOrDefault(image.label(), TrainingImage.NO_CLASS));
  }
}
