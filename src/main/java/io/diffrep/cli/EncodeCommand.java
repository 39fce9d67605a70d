package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.Source;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.store.Destination;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep encode}: an image table and a model into a representation table. */
@Command(
    name = "encode",
    description = "Encodes every image of an image table into a table of representations.",
    footer = {
      "",
      "Examples:",
      "  diffrep encode --images lake/images --model models/first --output codes/first",
      "  diffrep encode --images lake/images --model models/first --output codes/untrained \\",
      "      --source untrained",
      "  diffrep encode --images lake/images --model models/first --output codes/score \\",
      "      --source score --set encode.score-block=up1"
    })
final class EncodeCommand extends Verb {
  @Option(names = "--images", required = true, paramLabel = "DIR", description = "An image table.")
  private String images;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "A trained model.")
  private String model;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The representation table to write.")
  private String output;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      defaultValue = "encoder",
      converter = KebabConverter.OfSource.class,
      description =
          "What the representations are: encoder (default), score (features of the score network:"
              + " encode.score-block), untrained (the encoder before any training), pixels.")
  private Source source;

  @Override
  protected List<String> plan(Configuration configuration) {
    return List.of(
        "encode the images of "
            + images
            + " ("
            + source.label()
            + (source == Source.SCORE
                ? ", block " + configuration.encode().score().scoreBlock()
                : "")
            + ") with "
            + model
            + " at the noise levels "
            + configuration.encode().noiseLevels(),
        "write the representations to " + output);
  }

  @Override
  protected List<Remains.Output> outputs() {
    return List.of(new Remains.Output(output, Destination.SUCCESS));
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    console.println(
        Encoding.run(
            session.spark(),
            images,
            model,
            output,
            source,
            configuration.encode(),
            common().ifExists(),
            console));
  }
}
