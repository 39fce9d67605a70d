package io.diffrep.report;

import java.util.List;

/** A part of the page. */
sealed interface Section {
  /** Its heading. */
  String title();

  /**
   * A part whose data is there.
   *
   * @param title its heading
   * @param lead what it shows and how to read it
   * @param blocks what it consists of
   */
  record Shown(String title, String lead, List<Block> blocks) implements Section {
    public Shown {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * A part whose data is not there.
   *
   * @param title its heading
   * @param reason why, in a sentence
   */
  record LeftOut(String title, String reason) implements Section {}
}
