package io.diffrep.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An evaluation's summary as JSON, with keys in kebab-case; a deviation of a single value is null.
 */
final class SummaryJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SummaryJson() {}

  static String of(EvaluationSummary summary) {
    ObjectNode root = MAPPER.createObjectNode();
    root.set("settings", settings(summary.settings()));
    root.put("method", summary.method());
    root.put("metric", Measurement.ACCURACY);
    summary.classes().forEach(root.putArray("classes")::add);
    root.put("train-images", summary.trainImages());
    root.put("labelled-train-images", summary.labelledTrainImages());
    root.put("test-images", summary.testImages());
    ArrayNode inputs = root.putArray("inputs");
    summary.inputs().forEach(input -> inputs.add(input(summary, input)));
    ArrayNode paired = root.putArray("paired");
    summary.paired().forEach(difference -> paired.add(paired(difference)));
    summary.notes().forEach(root.putArray("notes")::add);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values could not be written", e);
    }
  }

  private static ObjectNode settings(EvaluateSettings settings) {
    ObjectNode node = MAPPER.createObjectNode();
    settings.budgets().forEach(node.putArray("budgets")::add);
    return node.put("all-labels", settings.allLabels())
        .put("draws", settings.draws())
        .put("seed", settings.seed())
        .put("train-split", settings.trainSplit())
        .put("test-split", settings.testSplit())
        .put("pca-dimension", settings.pcaDimension())
        .put("logistic-c", settings.logisticC())
        .put("max-iterations", settings.maxIterations());
  }

  private static ObjectNode input(EvaluationSummary summary, EvaluatedInput input) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("input", input.name()).put("source", input.source());
    if (input.level().isPresent()) {
      node.put("level", input.level().getAsDouble());
    } else {
      node.putNull("level");
    }
    node.put("dimensions", input.dimensions())
        .put("model", input.model())
        .put("directory", input.directory());
    ArrayNode results = node.putArray("results");
    for (int budget : summary.budgets()) {
      results.add(
          spread(
              MAPPER.createObjectNode().put("budget", budget),
              summary.accuracy(input.name(), budget)));
    }
    return node;
  }

  private static ObjectNode paired(PairedDifference difference) {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("input", difference.input())
            .put("baseline", difference.baseline())
            .put("budget", difference.budget());
    return spread(node, difference.difference()).put("wins", difference.wins());
  }

  private static ObjectNode spread(ObjectNode node, Spread spread) {
    node.put("mean", spread.mean());
    if (spread.count() > 1) {
      node.put("deviation", spread.deviation());
    } else {
      node.putNull("deviation");
    }
    return node.put("draws", spread.count());
  }
}
