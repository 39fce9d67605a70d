package io.diffrep.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.diffrep.image.AugmentationSettings;
import io.diffrep.lake.ImageTable;
import io.diffrep.lake.QuarantineTable;
import io.diffrep.model.Model;
import io.diffrep.model.ModelException;
import io.diffrep.model.ModelSpecification;
import io.diffrep.report.Block.Fact;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ObjectiveSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/** What was run, on what, and where. */
final class Overview {
  private Overview() {}

  static Section of(RunDirectory run) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts("Data", facts(() -> data(run))));
    blocks.add(new Block.Facts("Model", facts(() -> model(run.model()))));
    blocks.add(new Block.Facts("This report was made on", Machine.facts(run.spark().version())));
    blocks.add(
        new Block.Folded("Configuration, every setting as it was used", run.configuration()));
    return new Section.Shown("The run", "The run directory is " + run.path() + ".", blocks);
  }

  private static List<Fact> facts(Supplier<List<Fact>> facts) {
    try {
      return facts.get();
    } catch (UsageException | ModelException e) {
      return List.of(new Fact("left out", e.getMessage()));
    }
  }

  private static List<Fact> data(RunDirectory run) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("lake", ImageTable.root(run.images())));
    for (Row row :
        run.images()
            .groupBy(coalesce(col(ImageTable.SPLIT), lit("none")).as("split"))
            .agg(count(lit(1)), count(when(ImageTable.isLabelled(), 1)))
            .orderBy("split")
            .collectAsList()) {
      facts.add(
          new Fact(
              "images of split " + row.getString(0),
              Numbers.grouped(row.getLong(1))
                  + " ("
                  + (row.getLong(1) == row.getLong(2)
                      ? "all"
                      : row.getLong(2) == 0 ? "none" : Numbers.grouped(row.getLong(2)))
                  + " with a label)"));
    }
    facts.add(new Fact("quarantined", quarantine(run)));
    return facts;
  }

  private static String quarantine(RunDirectory run) {
    List<String> reasons =
        run
            .quarantine()
            .map(
                table ->
                    table
                        .groupBy(QuarantineTable.REASON)
                        .count()
                        .orderBy(QuarantineTable.REASON)
                        .collectAsList())
            .orElse(List.of())
            .stream()
            .map(row -> row.getString(0) + " " + Numbers.grouped(row.getLong(1)))
            .toList();
    return reasons.isEmpty() ? "none" : String.join(", ", reasons);
  }

  private static List<Fact> model(Model model) {
    ModelSpecification specification = model.specification();
    var network = model.architecture().settings();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("images", model.architecture().image() + " (channels x height x width)"));
    facts.add(new Fact("parameters", Numbers.grouped(model.layout().length())));
    facts.add(
        new Fact(
            "code",
            network.codeSize()
                + " dimensions"
                + (network.isStatic() ? "" : " at each noise level")));
    facts.add(
        new Fact(
            "channels",
            "encoder " + network.encoderChannels() + ", score network " + network.scoreChannels()));
    facts.addAll(objective(specification));
    facts.add(new Fact("augmentation", augmentation(specification.augmentation())));
    facts.add(new Fact("engine", specification.engine().toString()));
    facts.add(new Fact("fingerprint", model.fingerprint()));
    return facts;
  }

  private static List<Fact> objective(ModelSpecification specification) {
    ObjectiveSettings objective = specification.objective();
    Fact kind = new Fact("objective", name(objective.kind()));
    if (!objective.isScoreMatching()) {
      return List.of(kind);
    }
    return List.of(
        kind,
        new Fact("noise process", specification.noise().noiseProcess().description()),
        new Fact("law of noise levels", specification.noise().noiseLaw().description()),
        new Fact("parameterisation", name(objective.parameterisation())),
        new Fact("weighting", name(objective.weighting())),
        new Fact("codes dropped", Numbers.percent(objective.dropCode()) + " %"));
  }

  private static String augmentation(AugmentationSettings settings) {
    String kind = name(settings.kind());
    return settings.mixup() == 0 ? kind : kind + ", mixup " + Numbers.plain(settings.mixup());
  }

  private static String name(Enum<?> constant) {
    return KebabCase.of(constant);
  }
}
