package io.diffrep.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.generate.Generation;
import io.diffrep.generate.SampleKind;
import io.diffrep.generate.StartKind;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the model generated: grids as they lie in the run directory. */
final class SamplesSection {
  /** Where a pipeline leaves what it generates. */
  static final String FOLDER = "samples";

  /** In the order in which they are shown. */
  private static final List<Map.Entry<SampleKind, String>> KINDS =
      List.of(
          Map.entry(SampleKind.RECONSTRUCT, "From noise by the images' own codes"),
          Map.entry(
              SampleKind.VARY, "Several draws of noise for one code: what the code leaves open"),
          Map.entry(SampleKind.INTERPOLATE, "From the code of one image to that of another"),
          Map.entry(SampleKind.MANIPULATE, "Codes moved along the direction of a class"),
          Map.entry(SampleKind.SAMPLE, "Codes drawn from the prior"),
          Map.entry(SampleKind.DENOISE, "Denoised in one step"));

  private SamplesSection() {}

  static Section of(RunDirectory run) {
    List<Block> blocks = new ArrayList<>();
    for (Map.Entry<SampleKind, String> kind : KINDS) {
      String folder = FOLDER + "/" + kind.getKey().label();
      run.textIfThere(folder + "/" + Generation.RECORD)
          .ifPresent(record -> blocks.addAll(blocks(run, folder, kind.getValue(), record)));
    }
    if (blocks.isEmpty()) {
      throw new UsageException(
          "No images were generated (pipeline.samples): there is nothing in " + FOLDER + ".");
    }
    return new Section.Shown(
        "Generated images",
        "What the model makes of codes, those of held-out images where images are shown beside. The"
            + " same seed gives the same pictures; diffrep generate makes more.",
        blocks);
  }

  /** The grids of one kind, with what there is to know of them. */
  static List<Block> blocks(RunDirectory run, String folder, String title, String record) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(record);
    } catch (IOException e) {
      throw new UsageException(
          folder + "/" + Generation.RECORD + " cannot be read: " + e.getMessage(), e);
    }
    List<Block> blocks = new ArrayList<>();
    for (JsonNode file : json.path("files")) {
      // The way of an interpolation, or the page of many samples, stands in the file's name.
      String name = file.asText();
      blocks.add(
          new Block.Grid(
              title + " (" + name + ")", Pictures.ofPng(run.bytes(folder + "/" + name))));
    }
    List<String> notes = new ArrayList<>(beginning(json));
    json.path("lines").forEach(line -> notes.add(line.asText()));
    json.path("notes").forEach(note -> notes.add(note.asText()));
    if (!notes.isEmpty()) {
      blocks.add(new Block.Notes(notes));
    }
    return blocks;
  }

  /** What the images were solved from; nothing of those that were denoised in one step. */
  private static List<String> beginning(JsonNode record) {
    JsonNode solving = record.path("settings").path("solving");
    // The first versions wrote the constant and the component as Java has them.
    String start = solving.path("start").asText().toLowerCase(Locale.ROOT).replace('_', '-');
    if (record.path("kind").asText().equals(SampleKind.DENOISE.label())) {
      return List.of();
    } else if (start.equals(KebabCase.of(StartKind.GAUSSIAN))) {
      return List.of("Solved from noise of the highest level that the model knows.");
    } else if (start.equals(KebabCase.of(StartKind.UNIFORM_AND_GAUSSIAN))) {
      return List.of(
          "Solved from pixels drawn evenly over their range, with noise of level "
              + Numbers.plain(
                  solving.path("start-level").asDouble(solving.path("startLevel").asDouble()))
              + " upon them.");
    }
    return List.of();
  }
}
