package io.diffrep.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
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
   * @param again what becomes of it when the command is run again
   */
  public record Output(String directory, String mark, Again again) {
    /** An output that is written anew. */
    public Output(String directory, String mark) {
      this(directory, mark, Again.BEGINS_ANEW);
    }
  }

  /** What running a command again does with an output that is not complete. */
  public enum Again {
    /** It must be deleted first. */
    BEGINS_ANEW,
    /** It goes on where it was. */
    GOES_ON
  }

  private Remains() {}

  /**
   * Says which outputs are complete, which are not, and how to go on.
   *
   * @param spark the session that wrote them
   * @param outputs in the order in which they are written
   * @param since when the command began, in milliseconds: what is older is not its own
   */
  public static String of(SparkSession spark, List<Output> outputs, long since) {
    List<String> complete = new ArrayList<>();
    List<Output> incomplete = new ArrayList<>();
    try {
      Configuration hadoop = spark.sessionState().newHadoopConf();
      for (Output output : outputs) {
        Path directory = new Path(output.directory());
        FileSystem fs = directory.getFileSystem(hadoop);
        Path mark = new Path(directory, output.mark());
        if (fs.exists(mark) && fs.getFileStatus(mark).getModificationTime() >= since) {
          complete.add(output.directory());
        } else if (!fs.exists(mark)
            && fs.exists(directory)
            && fs.listStatus(directory).length > 0) {
          incomplete.add(output);
        }
      }
    } catch (IOException e) {
      return "What it has written could not be looked at (" + e.getMessage() + ").";
    }
    return inWords(complete, incomplete);
  }

  private static String inWords(List<String> complete, List<Output> incomplete) {
    if (complete.isEmpty() && incomplete.isEmpty()) {
      return "Nothing is left of it: run it again.";
    }
    List<String> sentences = new ArrayList<>();
    if (!incomplete.isEmpty()) {
      sentences.add(
          "Incomplete: "
              + incomplete.stream().map(Output::directory).collect(Collectors.joining(", ")));
    }
    if (!complete.isEmpty()) {
      sentences.add("Complete: " + String.join(", ", complete));
    }
    if (incomplete.stream().anyMatch(output -> output.again() == Again.GOES_ON)) {
      sentences.add("Run it again, and it goes on after the last whole round of the training");
      return String.join(". ", sentences) + ".";
    }
    sentences.add(
        complete.isEmpty()
            ? "Run it again with --overwrite"
            : "What is complete serves the other verbs; run it again with --overwrite, and all of"
                + " it begins anew");
    return String.join(". ", sentences) + ".";
  }
}
