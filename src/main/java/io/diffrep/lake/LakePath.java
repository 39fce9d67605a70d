package io.diffrep.lake;

/** What the folders of a lake say: {@code [train|val|test/]…/class/file}. */
final class LakePath {
  private LakePath() {}

  /** The split that the first folder means, or null. */
  static String split(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? null : SplitRule.named(path.substring(0, slash));
  }

  /** The name of the file's own folder; null at the root and directly in a split's folder. */
  static String label(String path) {
    int end = path.lastIndexOf('/');
    if (end < 0) {
      return null;
    }
    int start = path.lastIndexOf('/', end - 1) + 1;
    return start == 0 && split(path) != null ? null : path.substring(start, end);
  }
}
