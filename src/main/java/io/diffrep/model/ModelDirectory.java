package io.diffrep.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.StoreException;
import io.diffrep.store.StoredDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model on disk: {@code model.json}; {@code checkpoints/round-NNNNNN/}, each complete in itself
 * and never rewritten; {@code weights/}, the moving average that inference uses, written once at
 * the end; {@code history.jsonl}.
 */
public final class ModelDirectory {
  /** One line of JSON per round. */
  public static final String HISTORY = "history.jsonl";

  private static final String SPECIFICATION = "model.json";
  private static final String WEIGHTS = "weights";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String PARAMETERS = "parameters.f32";
  private static final String UPDATER = "updater.f32";
  private static final String EMA = "ema.f32";
  private static final String COUNTERS = "counters.json";
  private static final String TRAINING = "training.json";
  private static final Pattern ROUND = Pattern.compile("round-\\d{6,}");

  private static final Logger LOG = LoggerFactory.getLogger(ModelDirectory.class);

  private final Path path;
  private final Configuration hadoop;
  private final FileSystem fs;

  /**
   * @param path the directory, which may not exist yet
   * @param hadoop settings of its file system
   * @throws IOException if the file system cannot be reached
   */
  public ModelDirectory(Path path, Configuration hadoop) throws IOException {
    this.path = path;
    this.hadoop = hadoop;
    fs = path.getFileSystem(hadoop);
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** Writes the specification: with it a model begins; later ones have more choices. */
  public void specify(ModelSpecification specification) throws IOException {
    fs.mkdirs(path);
    Path file = new Path(path, SPECIFICATION);
    String json = SpecificationJson.write(specification);
    // Not in vain: who reads the model at this moment, or is left by a kill, finds a part of it.
    if (!fs.exists(file) || !json.equals(text(file))) {
      try (OutputStream out = fs.create(file, true)) {
        out.write(json.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private String text(Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Whether a model was begun here whose training has not come to its end. */
  public boolean isUnfinished() throws IOException {
    return fs.exists(new Path(path, SPECIFICATION)) && !isFinished();
  }

  /** Whether the model of a training that came to its end lies here. */
  public boolean isFinished() throws IOException {
    return fs.exists(new Path(new Path(path, WEIGHTS), StoredDirectory.MANIFEST));
  }

  /** Writes the weights that inference uses; from here on the model is finished. */
  public void finish(INDArray ema) throws IOException {
    Path weights = new Path(path, WEIGHTS);
    if (!isFinished()) {
      // What a process left that was killed here.
      fs.delete(weights, true);
    }
    try (StoredDirectory.Writer writer = StoredDirectory.create(weights, hadoop)) {
      writeVector(writer, PARAMETERS, ema);
      writer.commit();
    }
  }

  /** Replaces the history by these lines of JSON. */
  public void history(List<String> lines) throws IOException {
    try (OutputStream out = fs.create(new Path(path, HISTORY), true)) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The lines of JSON of the history; none if there is no history yet. */
  public List<String> readHistory() throws IOException {
    Path file = new Path(path, HISTORY);
    if (!fs.exists(file)) {
      return List.of();
    }
    return lines(text(file));
  }

  /**
   * Writes a checkpoint, then removes our own round folders that are unfinished or older than the
   * newest few. Folders of this round or later ones are removed before: a training that comes here
   * has passed them over as damaged.
   *
   * @param keep how many to keep, at least 1
   */
  public void checkpoint(TrainingState state, int keep) throws IOException {
    Path directory = folder(state.round());
    for (Path candidate : rounds()) {
      if (number(candidate) >= state.round()) {
        fs.delete(candidate, true);
      }
    }
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("round", (long) state.round());
    counters.put("images", state.images());
    counters.put("iteration", (long) state.iteration());
    try (StoredDirectory.Writer writer = StoredDirectory.create(directory, hadoop)) {
      writeVector(writer, PARAMETERS, state.parameters());
      writeVector(writer, UPDATER, state.updater());
      writeVector(writer, EMA, state.ema());
      writeText(writer, SPECIFICATION, SpecificationJson.write(state.specification()));
      writeText(writer, COUNTERS, new ObjectMapper().writeValueAsString(counters));
      writeText(writer, TRAINING, state.training());
      writeText(writer, HISTORY, String.join("\n", state.history()));
      writer.commit();
    }
    int complete = 0;
    for (Path candidate : rounds()) {
      if (!StoredDirectory.isComplete(candidate, hadoop) || ++complete > keep) {
        fs.delete(candidate, true);
      }
    }
  }

  private static void writeText(StoredDirectory.Writer writer, String name, String text)
      throws IOException {
    try (OutputStream out = writer.file(name)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void writeVector(StoredDirectory.Writer writer, String name, INDArray vector)
      throws IOException {
    try (OutputStream out = writer.file(name)) {
      FloatFiles.write(vector, out);
    }
  }

  /** Folders of rounds, the newest first. */
  private List<Path> rounds() throws IOException {
    Path checkpoints = new Path(path, CHECKPOINTS);
    List<Path> rounds = new ArrayList<>();
    if (fs.exists(checkpoints)) {
      for (FileStatus status : fs.listStatus(checkpoints)) {
        if (ROUND.matcher(status.getPath().getName()).matches()) {
          rounds.add(status.getPath());
        }
      }
    }
    rounds.sort(Comparator.comparing(ModelDirectory::number).reversed());
    return rounds;
  }

  private static long number(Path round) {
    return Long.parseLong(round.getName().substring("round-".length()));
  }

  /**
   * The newest complete checkpoint, if there is one.
   *
   * @param passedOver is told of each newer one that is not what its manifest says
   */
  public Optional<TrainingState> newestCheckpoint(Consumer<String> passedOver) throws IOException {
    for (Path round : rounds()) {
      try {
        return Optional.of(state(StoredDirectory.open(round, hadoop)));
      } catch (StoreException e) {
        passedOver.accept(round + " is passed over: " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * After which rounds complete checkpoints lie here, the first round first. Contents are not
   * looked at.
   */
  public List<Integer> checkpoints() throws IOException {
    List<Integer> complete = new ArrayList<>();
    for (Path round : rounds()) {
      if (StoredDirectory.isComplete(round, hadoop)) {
        complete.add(0, Math.toIntExact(number(round)));
      }
    }
    return complete;
  }

  /**
   * The checkpoint after a round.
   *
   * @param round one of {@link #checkpoints}
   * @throws StoreException if it is not what its manifest says
   */
  public TrainingState checkpoint(int round) throws IOException {
    return state(StoredDirectory.open(folder(round), hadoop));
  }

  private Path folder(int round) {
    return new Path(new Path(path, CHECKPOINTS), String.format("round-%06d", round));
  }

  private TrainingState state(StoredDirectory directory) throws IOException {
    var counters = new ObjectMapper().readTree(directory.bytes(COUNTERS));
    // The first versions kept the specification beside the checkpoints alone.
    boolean whole = directory.names().contains(SPECIFICATION);
    return new TrainingState(
        whole
            ? SpecificationJson.read(
                text(directory, SPECIFICATION), directory.path() + "/" + SPECIFICATION)
            : specification(),
        counters.get("round").asInt(),
        counters.get("images").asLong(),
        counters.get("iteration").asInt(),
        FloatFiles.read(directory.bytes(PARAMETERS)),
        FloatFiles.read(directory.bytes(UPDATER)),
        FloatFiles.read(directory.bytes(EMA)),
        whole ? text(directory, TRAINING) : "",
        whole ? lines(text(directory, HISTORY)) : List.of());
  }

  private static String text(StoredDirectory directory, String name) throws IOException {
    return new String(directory.bytes(name), StandardCharsets.UTF_8);
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * Reads the model: the final weights, or those of the newest complete checkpoint while training
   * goes on.
   *
   * @throws UsageException if there is no model
   * @throws ModelException if it is damaged, of another version, or has no weights yet
   */
  public Model load() throws IOException {
    return new Model(specification(), weights());
  }

  /**
   * Reads what the model is, without its weights.
   *
   * @throws UsageException if there is no model
   * @throws ModelException if it is damaged or of another version
   */
  public ModelSpecification specification() throws IOException {
    Path file = new Path(path, SPECIFICATION);
    if (!fs.exists(file)) {
      throw new UsageException(
          "no model at " + path + " (it has no " + SPECIFICATION + "): name a model directory");
    }
    return SpecificationJson.read(text(file), file.toString());
  }

  private INDArray weights() throws IOException {
    Path weights = new Path(path, WEIGHTS);
    // Weights with a manifest were finished: if they do not hold, that is damage, not a training
    // that goes on.
    if (isFinished()) {
      return FloatFiles.read(StoredDirectory.open(weights, hadoop).bytes(PARAMETERS));
    }
    return newestCheckpoint(LOG::warn)
        .map(TrainingState::ema)
        .orElseThrow(
            () ->
                new ModelException(
                    path + " has neither weights nor a complete checkpoint yet: train it first"));
  }
}
