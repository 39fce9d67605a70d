package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.train.Training;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep train}: an image table into a model. */
@Command(
    name = "train",
    description =
        "Trains an encoder on an image table, by denoising score matching or as objective.kind says;"
            + " reads no labels unless that is supervised. Run again after an interruption, it goes"
            + " on at the newest checkpoint and comes to the model that it would have come to"
            + " undisturbed.",
    footer = {
      "",
      "Examples:",
      "  diffrep train --images lake/images --model models/first",
      "  diffrep train --images lake/images --model models/long --set train.images=1000000",
      "  diffrep train --images lake/images --model models/long --set train.images=1000000 --fresh"
    })
final class TrainCommand extends Verb {
  @Option(names = "--images", required = true, paramLabel = "DIR", description = "An image table.")
  private String images;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The model directory to write.")
  private String model;

  @Option(
      names = "--fresh",
      description =
          "Begin anew where the model directory holds a training, which is deleted; without it, one"
              + " that is not finished goes on, and a finished one is refused.")
  private boolean fresh;

  @Override
  protected List<String> plan(Configuration configuration) {
    List<String> steps = new ArrayList<>();
    // A training that an earlier version allowed may go on with them; a new one is refused.
    configuration.model().mistakes().forEach(mistake -> steps.add("refused, if new: " + mistake));
    steps.addAll(configuration.unread());
    steps.add(
        "train on split "
            + configuration.train().split()
            + " of "
            + images
            + " until "
            + configuration.train().images()
            + " images are seen");
    steps.add(
        fresh
            ? "write the model to " + model + ", whatever lies there"
            : "write the model to " + model + ", or go on with the training that lies there");
    return steps;
  }

  @Override
  protected List<Remains.Output> outputs() {
    return List.of(new Remains.Output(model, "weights/MANIFEST.json"));
  }

  @Override
  protected Remains.Again again() {
    return fresh ? Remains.Again.goesOnWithout("--fresh", true) : goesOn();
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    configuration.unread().forEach(console::println);
    console.println(
        Training.run(
            session.spark(),
            images,
            model,
            configuration.model(),
            configuration.train(),
            fresh ? IfExists.REPLACE : common().ifExists(),
            console));
  }
}
