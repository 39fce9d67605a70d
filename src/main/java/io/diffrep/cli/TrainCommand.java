package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.run.Remains;
import io.diffrep.run.Remains.Again;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.train.Training;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep train}: an image table into a model. */
@Command(
    name = "train",
    description =
        "Trains an encoder by denoising score matching on an image table; reads no labels. Run again"
            + " after an interruption, it goes on at the newest checkpoint and comes to the model"
            + " that it would have come to undisturbed.",
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
    return List.of(
        "train on split "
            + configuration.train().split()
            + " of "
            + images
            + " until "
            + configuration.train().images()
            + " images are seen",
        fresh
            ? "write the model to " + model + ", whatever lies there"
            : "write the model to " + model + ", or go on with the training that lies there");
  }

  @Override
  protected List<Remains.Output> outputs() {
    return List.of(new Remains.Output(model, "weights/MANIFEST.json", Again.GOES_ON));
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
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
