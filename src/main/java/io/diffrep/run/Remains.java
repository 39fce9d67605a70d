package io.diffrep.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What a command that did not come to its end has left behind, in words. */
public final class Remains {
  /**
   * Something that a command writes.
   *
   * @param directory where
   * @param mark the file in it that is written last
   * @param basis whether the command begins anew, whatever else is there, while this is not
   *     complete
   */
  public record Output(String directory, String mark, boolean basis) {
    /** An output that others can be without. */
    public Output(String directory, String mark) {
      this(directory, mark, false);
    }
  }

  /**
   * What running a command again does.
   *
   * @param goesOn whether it makes what is missing, and goes on with a training after its last
   *     whole round; otherwise it makes all of its output anew, and what is there must be deleted
   *     first
   * @param without the option that must be left out for it to go on, since with it all begins anew;
   *     empty if none must
   */
  public record Again(boolean goesOn, String without) {
    /** It makes all of its output anew. */
    public static final Again BEGINS_ANEW = new Again(false, "");

    /** It makes what is missing. */
    public static final Again GOES_ON = new Again(true, "");

    /**
     * It makes what is missing, unless it is given an option.
     *
     * @param option such as {@code --overwrite}
     * @param given whether it was given this time
     */
    public static Again goesOnWithout(String option, boolean given) {
      return given ? new Again(true, option) : GOES_ON;
    }
  }

  private Remains() {}

  /**
   * Says which outputs are complete, which are not, and how to go on.
   *
   * @param spark the session that wrote them
   * @param outputs in the order in which they are written
   * @param again what the command does when it is run again
   * @param since when the command began, in milliseconds: what is older is not its own
   */
  public static String of(SparkSession spark, List<Output> outputs, Again again, long since) {
    List<String> complete = new ArrayList<>();
    List<Output> incomplete = new ArrayList<>();
    boolean basis = true;
    boolean begun = false;
    try {
      Configuration hadoop = spark.sessionState().newHadoopConf();
      for (Output output : outputs) {
        Path directory = new Path(output.directory());
        FileSystem fs = directory.getFileSystem(hadoop);
        Path mark = new Path(directory, output.mark());
        boolean whole = fs.exists(mark);
        basis &= whole || !output.basis();
        if (whole && fs.getFileStatus(mark).getModificationTime() >= since) {
          complete.add(output.directory());
          begun = true;
        } else if (!whole && fs.exists(directory) && fs.listStatus(directory).length > 0) {
          incomplete.add(output);
          begun |= isSince(fs.listStatus(directory), since);
        }
      }
    } catch (IOException e) {
      return "What it has written could not be looked at (" + e.getMessage() + ").";
    }
    if (!again.without().isEmpty() && !begun) {
      return "Nothing of it was written: run it again.";
    }
    return inWords(complete, incomplete, again, basis);
  }

  private static boolean isSince(FileStatus[] files, long since) {
    return Arrays.stream(files).anyMatch(file -> file.getModificationTime() >= since);
  }

  /**
   * @param basis whether there is what the command goes on from
   */
  private static String inWords(
      List<String> complete, List<Output> incomplete, Again again, boolean basis) {
    List<String> sentences = new ArrayList<>();
    if (!incomplete.isEmpty()) {
      sentences.add(
          "Incomplete: "
              + incomplete.stream().map(Output::directory).collect(Collectors.joining(", ")));
    }
    if (!complete.isEmpty()) {
      sentences.add("Complete: " + String.join(", ", complete));
    }
    if (again.goesOn() && basis) {
      sentences.add(
          "Run it again"
              + (again.without().isEmpty() ? "" : " without " + again.without())
              + ", and it goes on with what is missing, a training after its last whole round");
    } else if (sentences.isEmpty() && !again.goesOn()) {
      sentences.add("Nothing is left of it: run it again");
    } else if (complete.isEmpty()) {
      sentences.add("Run it again with --overwrite");
    } else {
      sentences.add(
          "What is complete serves the other verbs; run it again with --overwrite, and all of it"
              + " begins anew");
    }
    return String.join(". ", sentences) + ".";
  }
}
