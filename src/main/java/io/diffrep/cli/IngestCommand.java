package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.lake.Ingest;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.store.Destination;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep ingest}: an image lake into the image table. */
@Command(
    name = "ingest",
    description =
        "Reads a lake of image files into an image table; what cannot be read is set aside.",
    footer = {
      "",
      "Examples:",
      "  diffrep ingest --input /data/photos --output lake/images",
      "  diffrep ingest --input sample:fashion-mnist --output lake/images",
      "  diffrep ingest --input /data/photos --output lake/images --set ingest.channels=gray"
    })
final class IngestCommand extends Verb {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "LAKE",
      description = "Folder of images in class folders or of IDX files, or sample:fashion-mnist.")
  private String input;

  @Option(names = "--output", required = true, paramLabel = "DIR", description = "The image table.")
  private String output;

  @Option(
      names = "--quarantine",
      paramLabel = "DIR",
      description =
          "The table of what could not be read; the output's name and -quarantine if not given.")
  private String quarantine;

  @Override
  protected List<String> plan(Configuration configuration) {
    return List.of(
        "read the images of " + input + " into " + output,
        "list what cannot be read in " + quarantine());
  }

  @Override
  protected List<Remains.Output> outputs() {
    return List.of(
        new Remains.Output(quarantine(), Destination.SUCCESS),
        new Remains.Output(output, Destination.SUCCESS));
  }

  @Override
  protected boolean runsNetworks() {
    return false;
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    console.println(
        Ingest.run(
            session.spark(),
            input,
            output,
            quarantine(),
            configuration.ingest(),
            common().ifExists(),
            console));
    console.println("image table: " + output);
    console.println("quarantine table: " + quarantine());
  }

  private String quarantine() {
    return quarantine == null ? output.replaceAll("/+$", "") + "-quarantine" : quarantine;
  }
}
