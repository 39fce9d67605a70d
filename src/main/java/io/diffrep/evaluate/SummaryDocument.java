package io.diffrep.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code summary.json} holds, with its keys in kebab-case. A newer file may have more keys; an
 * older one has no confusion matrices.
 *
 * @param settings how the evaluation was done
 * @param method the probe
 * @param metric what was measured
 * @param classes the labels that the probes tell apart, sorted
 * @param trainImages images of the train split, labelled or not
 * @param labelledTrainImages those that carry a label
 * @param testImages labelled images of the test split
 * @param inputs each input with its results
 * @param paired how trained codes do against everything else, draw by draw
 * @param notes what was left out or deserves a word
 */
public record SummaryDocument(
    Settings settings,
    String method,
    String metric,
    List<String> classes,
    long trainImages,
    long labelledTrainImages,
    long testImages,
    List<Input> inputs,
    List<Paired> paired,
    List<String> notes) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** The settings, under the names of {@link EvaluateSettings}. */
  public record Settings(
      List<Integer> budgets,
      boolean allLabels,
      int draws,
      long seed,
      String trainSplit,
      String testSplit,
      int pcaDimension,
      double logisticC,
      int maxIterations) {}

  /**
   * An input.
   *
   * @param input its name
   * @param source what the features are
   * @param level noise level of the codes; null for several levels and for what has none
   * @param dimensions length of a feature vector
   * @param model fingerprint of the encoding
   * @param directory the representation table
   * @param results accuracy at each budget, ascending
   * @param confusion what was predicted at the largest budget; null unless the input is all that
   *     its table offers for an image
   */
  public record Input(
      String input,
      String source,
      Double level,
      int dimensions,
      String model,
      String directory,
      List<Result> results,
      @JsonInclude(JsonInclude.Include.NON_NULL) Matrix confusion) {}

  /**
   * Accuracy over the draws of a budget.
   *
   * @param budget labels that the probes saw
   * @param mean mean accuracy, 0 to 1
   * @param deviation its sample deviation; null for a single draw
   * @param draws how many draws
   */
  public record Result(int budget, double mean, Double deviation, int draws) {}

  /** A {@link ConfusionMatrix} under its input. */
  public record Matrix(int budget, int draws, List<List<Long>> counts) {}

  /** A {@link PairedDifference}; its deviation is null for a single draw. */
  public record Paired(
      String input,
      String baseline,
      int budget,
      double mean,
      Double deviation,
      int draws,
      int wins) {}

  static SummaryDocument of(EvaluationSummary summary) {
    EvaluateSettings settings = summary.settings();
    return new SummaryDocument(
        new Settings(
            settings.budgets(),
            settings.allLabels(),
            settings.draws(),
            settings.seed(),
            settings.trainSplit(),
            settings.testSplit(),
            settings.pcaDimension(),
            settings.logisticC(),
            settings.maxIterations()),
        summary.method(),
        Measurement.ACCURACY,
        summary.classes(),
        summary.trainImages(),
        summary.labelledTrainImages(),
        summary.testImages(),
        summary.inputs().stream().map(input -> input(summary, input)).toList(),
        summary.paired().stream().map(SummaryDocument::paired).toList(),
        summary.notes());
  }

  private static Input input(EvaluationSummary summary, EvaluatedInput input) {
    List<Result> results = new ArrayList<>();
    for (int budget : summary.budgets()) {
      Spread spread = summary.accuracy(input.name(), budget);
      results.add(new Result(budget, spread.mean(), deviation(spread), spread.count()));
    }
    Optional<Matrix> confusion =
        summary.confusions().stream()
            .filter(matrix -> matrix.input().equals(input.name()))
            .findFirst()
            .map(matrix -> new Matrix(matrix.budget(), matrix.draws(), matrix.counts()));
    return new Input(
        input.name(),
        input.source(),
        input.level().isPresent() ? input.level().getAsDouble() : null,
        input.dimensions(),
        input.model(),
        input.directory(),
        results,
        confusion.orElse(null));
  }

  private static Paired paired(PairedDifference difference) {
    Spread spread = difference.difference();
    return new Paired(
        difference.input(),
        difference.baseline(),
        difference.budget(),
        spread.mean(),
        deviation(spread),
        spread.count(),
        difference.wins());
  }

  private static Double deviation(Spread spread) {
    return spread.count() > 1 ? spread.deviation() : null;
  }

  /** The inputs that are all that their table offers for an image. */
  public List<Input> headline() {
    return inputs.stream()
        .filter(
            input ->
                input.level() == null
                    || inputs.stream()
                        .filter(other -> other.directory().equals(input.directory()))
                        .allMatch(input::equals))
        .toList();
  }

  /**
   * Reads what {@link EvaluationSummary#json} wrote.
   *
   * @param json the text
   * @param place where it comes from, for the message
   * @throws UsageException if it is no summary of an evaluation
   */
  public static SummaryDocument read(String json, String place) {
    try {
      SummaryDocument document = MAPPER.readValue(json, SummaryDocument.class);
      Objects.requireNonNull(document.settings(), "settings");
      Objects.requireNonNull(document.classes(), "classes");
      Objects.requireNonNull(document.inputs(), "inputs");
      return document;
    } catch (JsonProcessingException | NullPointerException e) {
      throw new UsageException(
          place + " is no summary of an evaluation: evaluate again with --overwrite", e);
    }
  }

  String json() {
    try {
      return MAPPER.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values could not be written", e);
    }
  }
}
