package io.diffrep.report;

import java.util.List;

/** What sections are made of. All texts are plain; {@link Html} escapes them. */
sealed interface Block {
  /** Numbers to be seen first. */
  record Tiles(List<Fact> facts) implements Block {}

  /** Names with their values. */
  record Facts(String title, List<Fact> facts) implements Block {}

  /** A name with its value. */
  record Fact(String name, String value) {}

  /** Charts side by side where there is room. */
  record Charts(List<Plot> plots) implements Block {}

  /**
   * A table of texts, the first column to the left, the others to the right.
   *
   * @param rows as long as {@code head} each
   */
  record Table(List<String> head, List<List<String>> rows) implements Block {}

  /**
   * A confusion matrix.
   *
   * @param columns the predicted classes
   * @param rows the true ones
   * @param counts {@code [row][column]}
   */
  record Confusions(String title, List<String> columns, List<String> rows, List<List<Long>> counts)
      implements Block {}

  /**
   * A table of pictures.
   *
   * @param name says what it shows, for those who cannot see it
   * @param columns headings, one for each picture of a row
   * @param rows the pictures
   */
  record Gallery(String name, List<String> columns, List<List<Picture>> rows) implements Block {}

  /**
   * A large picture with a title.
   *
   * @param title what it shows
   * @param source PNG file as a data URI
   */
  record Grid(String title, String source) implements Block {}

  /**
   * A picture, or two above one another.
   *
   * @param upper PNG file as a data URI
   * @param lower likewise, or empty
   * @param caption a word below, or empty
   */
  record Picture(String upper, String lower, String caption) {}

  /** A long text that is shown on demand. */
  record Folded(String title, String text) implements Block {}

  /** Remarks. */
  record Notes(List<String> notes) implements Block {}
}
