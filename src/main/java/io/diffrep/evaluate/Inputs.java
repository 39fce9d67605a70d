package io.diffrep.evaluate;

import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * The inputs that representation tables offer to probes: the codes at each noise level, their
 * concatenation, and beside raw pixels their principal components.
 *
 * @param tables each table with its inputs, in the order in which they were given
 * @param notes what was left out or changed, and why
 */
record Inputs(List<Table> tables, List<String> notes) {
  /** The source of a table that holds pixel values and no codes. */
  static final String PIXELS = "pixels";

  /** The source of codes of a trained encoder. */
  static final String ENCODER = "encoder";

  private static final String PCA = "pca";

  /** A table with its inputs. */
  record Table(RepresentationSet set, List<Input> inputs) {}

  /**
   * An input.
   *
   * @param description its name and what else the results say of it
   * @param features what of the codes makes it up
   * @param pca the analysis whose components replace the codes first, if any
   */
  record Input(EvaluatedInput description, Features features, Optional<Pca> pca) {

    /** How the features are scaled. */
    Standardiser.Scale scale() {
      return pca.isPresent() ? Standardiser.Scale.COMMON : Standardiser.Scale.EACH;
    }

    /**
     * The images with the codes that {@link #features} wants: the examples themselves, or a new
     * persisted RDD, which the caller unpersists.
     */
    JavaRDD<Example> prepare(JavaRDD<Example> examples) {
      return pca.map(analysis -> analysis.replaceCodes(examples)).orElse(examples);
    }
  }

  /**
   * A principal component analysis of the train split.
   *
   * @param components how many components are kept
   * @param share the share of the train split that it is fitted on, chosen by id
   */
  record Pca(int components, double share) {
    /** 512 MB of vectors: beyond it, more images hardly move the leading components. */
    private static final long MOST_VALUES = 1L << 26;

    /** The same where no covariance matrix is formed and the vectors are read hundreds of times. */
    private static final long MOST_VALUES_READ_OFTEN = 1L << 25;

    /** The analysis of images with {@code dimension} values. */
    static Pca of(int components, long trainImages, int dimension) {
      long most =
          dimension <= PrincipalComponents.DENSE_DIMENSION ? MOST_VALUES : MOST_VALUES_READ_OFTEN;
      return new Pca(components, Math.min(1, (double) most / dimension / trainImages));
    }

    private JavaRDD<Example> replaceCodes(JavaRDD<Example> examples) {
      double limit = share;
      PrincipalComponents fitted =
          PrincipalComponents.fit(
              examples
                  .filter(example -> example.isTrain() && example.position() < limit)
                  .map(example -> example.codes()[0]),
              components);
      return examples
          .map(example -> example.withCodes(new float[][] {fitted.project(example.codes()[0])}))
          .persist(StorageLevel.MEMORY_AND_DISK());
    }
  }

  /** The inputs of some tables. */
  static Inputs of(List<RepresentationSet> sets, Cohort cohort, EvaluateSettings settings) {
    List<Table> tables = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (RepresentationSet set : sets) {
      String name = name(set, sets);
      set.labelsSeen().ifPresent(labels -> notes.add(seen(name, labels)));
      if (set.source().equals(PIXELS)) {
        tables.add(
            new Table(
                set, pixelInputs(set, name, componentsWanted(sets, settings), cohort, notes)));
      } else {
        tables.add(new Table(set, codeInputs(set, name)));
      }
    }
    return new Inputs(List.copyOf(tables), List.copyOf(notes));
  }

  /** What a reader must know of a baseline that was trained by labels. */
  private static String seen(String name, long labels) {
    return "The codes of the rows "
        + name
        + " are of an encoder that was trained by labels (objective.kind = supervised), by "
        + (labels == 0 ? "all that its training split had" : labels + " of them")
        + ": the numbers of labels here are those of the classifiers on its codes alone, and others'"
        + " encoders saw none. evaluate --images --model measures the accuracy of its own"
        + " classifier.";
  }

  /** How many inputs there are in all. */
  int size() {
    return tables.stream().mapToInt(table -> table.inputs().size()).sum();
  }

  /**
   * Holds the output apart from the tables: replacing it must not delete what is evaluated.
   *
   * @throws UsageException if a table is given twice, or if the output and a table lie in one
   *     another
   */
  static void requireApart(List<String> tables, String output, Configuration hadoop) {
    if (tables.isEmpty()) {
      throw new UsageException("No representation table was given to evaluate.");
    }
    Path written = qualified(output, hadoop);
    Set<Path> seen = new HashSet<>();
    for (String table : tables) {
      Path read = qualified(table, hadoop);
      if (!seen.add(read)) {
        throw new UsageException("The representation table " + table + " is given twice.");
      }
      refuseOverlap(written, read, hadoop);
    }
  }

  private static void refuseOverlap(Path written, Path read, Configuration hadoop) {
    try {
      Destination.refuseOverlap(written, read, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + written + " and " + read, e);
    }
  }

  /**
   * Compares tables, since the results of an evaluation are paired by image.
   *
   * @throws UsageException if their images, labels or splits differ
   */
  static void requireSameImages(List<RepresentationSet> sets) {
    RepresentationSet first = sets.get(0);
    for (RepresentationSet set : sets) {
      if (set.images() != first.images() || set.digest() != first.digest()) {
        throw new UsageException(
            "The representation tables "
                + first.directory()
                + " ("
                + first.images()
                + " images) and "
                + set.directory()
                + " ("
                + set.images()
                + " images) do not hold the same images with the same labels and splits, so they"
                + " cannot be compared. Encode both from one image table.");
      }
    }
  }

  private static List<Input> codeInputs(RepresentationSet set, String name) {
    List<Input> inputs = new ArrayList<>();
    boolean several = set.levels().size() > 1;
    for (int level = 0; level < set.levels().size(); level++) {
      double rho = set.levels().get(level);
      EvaluatedInput description =
          new EvaluatedInput(
              name + " " + EvaluationFormat.number(rho),
              set.source(),
              OptionalDouble.of(rho),
              set.dimension(),
              set.model(),
              set.directory(),
              !several);
      inputs.add(new Input(description, new Features.OneLevel(level), Optional.empty()));
    }
    if (several) {
      EvaluatedInput description =
          new EvaluatedInput(
              name + " concatenated",
              set.source(),
              OptionalDouble.empty(),
              set.levels().size() * set.dimension(),
              set.model(),
              set.directory(),
              true);
      inputs.add(new Input(description, new Features.Concatenated(), Optional.empty()));
    }
    return inputs;
  }

  private static List<Input> pixelInputs(
      RepresentationSet set, String name, int wanted, Cohort cohort, List<String> notes) {
    List<Input> inputs = new ArrayList<>();
    inputs.add(pixelInput(set, name, PIXELS, set.dimension(), Optional.empty()));
    int components = Math.min(wanted, set.dimension());
    Pca pca = Pca.of(components, cohort.trainImages(), set.dimension());
    if (wanted == 0) {
      notes.add(
          "PCA is left out: without a table of codes, evaluate.pca-dimension must say how many"
              + " components to take.");
    } else {
      if (components < wanted) {
        notes.add("PCA has all " + components + " components, since images have no more pixels.");
      }
      if (pca.share() < 1) {
        notes.add(
            String.format(
                Locale.ROOT,
                "PCA is fitted on %.1f %% of the train split, chosen by id, to fit into memory.",
                100 * pca.share()));
      }
      String pcaName = name.equals(PIXELS) ? PCA : name + " " + PCA;
      inputs.add(pixelInput(set, pcaName, PCA, components, Optional.of(pca)));
    }
    return inputs;
  }

  private static Input pixelInput(
      RepresentationSet set, String name, String source, int dimensions, Optional<Pca> pca) {
    EvaluatedInput description =
        new EvaluatedInput(
            name, source, OptionalDouble.empty(), dimensions, set.model(), set.directory(), true);
    return new Input(description, new Features.OneLevel(0), pca);
  }

  /** The setting, or else the size of one level's code in the first table of codes, or else 0. */
  private static int componentsWanted(List<RepresentationSet> sets, EvaluateSettings settings) {
    if (settings.pcaDimension() > 0) {
      return settings.pcaDimension();
    }
    return sets.stream()
        .filter(set -> !set.source().equals(PIXELS))
        .findFirst()
        .map(RepresentationSet::dimension)
        .orElse(0);
  }

  /** The source if it tells the tables apart, else the directory's name, else its path. */
  private static String name(RepresentationSet set, List<RepresentationSet> sets) {
    if (sets.stream().filter(other -> other.source().equals(set.source())).count() == 1) {
      return set.source();
    }
    String last = new Path(set.directory()).getName();
    boolean unique =
        sets.stream()
                .map(other -> new Path(other.directory()).getName())
                .filter(last::equals)
                .count()
            == 1;
    return unique ? last : set.directory();
  }

  private static Path qualified(String directory, Configuration hadoop) {
    Path path = new Path(directory);
    try {
      return path.getFileSystem(hadoop).makeQualified(path);
    } catch (IOException e) {
      throw new UsageException("There is no file system for " + directory + ": " + e, e);
    }
  }
}
