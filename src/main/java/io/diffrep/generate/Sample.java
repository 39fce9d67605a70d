package io.diffrep.generate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images from noise by given codes, by codes that are drawn, or by none.
 *
 * @param from where codes come from
 */
public record Sample(From from) implements Kind {
  /** Where codes come from. */
  public enum From {
    /** Drawn: see {@link PriorKind}. */
    PRIOR,
    /** Those of chosen images. */
    CODES,
    /** There are none: what the network learned from images whose code was dropped. */
    NO_CODE
  }

  @Override
  public String name() {
    return "sample";
  }

  @Override
  public Gallery draw(Materials materials) {
    return switch (from) {
      case PRIOR -> drawn(materials);
      case CODES -> given(materials);
      case NO_CODE ->
          numbered(
              materials,
              materials.generator().withoutCodes(Materials.indices(materials.count())),
              List.of());
    };
  }

  private Gallery drawn(Materials materials) {
    Codes codes = materials.fromPrior(materials.count());
    List<CodeMoments> moments = materials.moments();
    return numbered(
        materials,
        materials.generator().fromCodes(codes, Materials.indices(codes.size())),
        moments);
  }

  private Gallery numbered(Materials materials, List<byte[]> made, List<CodeMoments> moments) {
    int perGrid = materials.settings().grids().images();
    List<Grid> grids = new ArrayList<>();
    for (int from = 0; from < made.size(); from += perGrid) {
      List<byte[]> some = made.subList(from, Math.min(from + perGrid, made.size()));
      String number = made.size() > perGrid ? "-" + (from / perGrid + 1) : "";
      grids.add(
          new Grid(name() + number, materials.shape(), List.of(), Grid.numbered(some, from + 1)));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    if (!moments.isEmpty()) {
      facts.put("code-moments", moments);
      lines.add("codes of the train split (those of N(0, I) have deviations 1 and means 0):");
      moments.forEach(moment -> lines.add("  " + moment));
    }
    return new Gallery(grids, facts, lines);
  }

  private Gallery given(Materials materials) {
    CodedImages coded = materials.coded();
    List<byte[]> made =
        materials.generator().fromCodes(coded.codes(), Materials.indices(coded.codes().size()));
    List<Grid.Line> rows = new ArrayList<>();
    if (coded.shown()) {
      rows.add(Layout.originals(coded.pictures()));
    }
    List<Grid.Cell> cells = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      String caption = coded.shown() ? "" : coded.pictures().get(i).caption();
      cells.add(Grid.Cell.of(made.get(i), caption));
    }
    rows.add(new Grid.Line("from its code", cells));
    return new Gallery(
        Layout.folded(name(), materials.shape(), rows, materials.settings().grids().images()),
        Map.of("images", Layout.named(coded.pictures())),
        List.of());
  }
}
