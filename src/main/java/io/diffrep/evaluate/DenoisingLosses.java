package io.diffrep.evaluate;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.FirstImages;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.ResultJson;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.MeasuredLevels;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * Whether a model uses its codes: at each noise level, the loss of held-out images with their own
 * code, with another image's and with none. Needs no label.
 */
public final class DenoisingLosses {
  /** Its folder among what {@code evaluate} and {@code pipeline} measure. */
  public static final String FOLDER = "denoising";

  /** The losses as a table for people; written last. */
  public static final String MARKDOWN = "losses.md";

  /** The losses for programs: {@link DenoisingLossSummary#read}. */
  public static final String JSON = "losses.json";

  private DenoisingLosses() {}

  /**
   * Measures the losses and writes {@link #JSON} and {@link #MARKDOWN}.
   *
   * @param spark the session; each noise level is a task
   * @param images an image table
   * @param modelDirectory a model
   * @param output the directory to write
   * @param settings images and noise levels; those that the model was not trained at are left out
   * @param seed seed of the noise, which is the same for all three codes
   * @param ifExists what to do if the output exists
   * @param console shows how far it is
   * @throws UsageException if the split has too few images, or the model is no score model
   */
  public static DenoisingLossSummary run(
      SparkSession spark,
      String images,
      String modelDirectory,
      String output,
      LossSettings settings,
      long seed,
      IfExists ifExists,
      Console console) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<LossTask> broadcast = null;
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "evaluate denoising losses")) {
      Path directory = Locations.path("denoising losses", output);
      Path imageTable = Locations.path("image table", images);
      Path modelPath = Locations.path("model", modelDirectory);
      Destination.check(directory, hadoop, ifExists, imageTable, modelPath);
      Model model = new ModelDirectory(modelPath, hadoop).load();
      model.requireScoreMatching();
      List<byte[]> sample = sample(spark, images, settings, model.architecture().image());
      broadcast = context.broadcast(new LossTask(model, sample, seed));
      MeasuredLevels levels =
          MeasuredLevels.of(model.specification().noise().noiseLaw(), settings.noiseLevels());
      List<DenoisingLoss> losses = measure(context, broadcast, levels.levels(), console);
      DenoisingLossSummary summary =
          new DenoisingLossSummary(
              model.fingerprint(), sample.size(), settings.split(), losses, levels.notes());
      Destination.claim(directory, hadoop, ifExists, imageTable, modelPath);
      write(summary, directory, hadoop);
      return summary;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot measure the losses of " + modelDirectory, e);
    } finally {
      if (broadcast != null) {
        broadcast.destroy();
      }
    }
  }

  private static List<DenoisingLoss> measure(
      JavaSparkContext context,
      Broadcast<LossTask> task,
      List<Double> noiseLevels,
      Console console) {
    long total = noiseLevels.size() * task.value().predictions();
    try (Progress progress = console.progress("evaluate denoising losses", "predictions", total);
        RowCount count = RowCount.begin(context.sc(), progress)) {
      LongAccumulator done = count.counter();
      List<DenoisingLoss> losses =
          context
              .parallelize(noiseLevels, noiseLevels.size())
              .map(rho -> task.value().at(rho, done::add))
              .collect();
      progress.reach(total);
      return losses;
    }
  }

  private static List<byte[]> sample(
      SparkSession spark, String images, LossSettings settings, ImageShape shape) {
    Dataset<Row> split =
        ImageTable.read(spark, images)
            .filter(functions.col(ImageTable.SPLIT).equalTo(settings.split()))
            .select(
                ImageTable.ID,
                ImageTable.CHANNELS,
                ImageTable.HEIGHT,
                ImageTable.WIDTH,
                ImageTable.PIXELS);
    List<Row> rows = FirstImages.of(split, settings.images()).inOrder();
    if (rows.size() < 2) {
      throw new UsageException(
          images
              + " has "
              + rows.size()
              + " images in split '"
              + settings.split()
              + "', and each needs another's code: set evaluate.loss.split");
    }
    List<byte[]> pixels = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (!ImageTable.shape(row).equals(shape)) {
        throw new UsageException(
            "the model takes images of " + shape + ", " + images + " has " + ImageTable.shape(row));
      }
      pixels.add(row.getAs(ImageTable.PIXELS));
    }
    return pixels;
  }

  private static void write(DenoisingLossSummary summary, Path output, Configuration hadoop)
      throws IOException {
    FileSystem fs = output.getFileSystem(hadoop);
    fs.mkdirs(output);
    EvaluationFiles.write(fs, new Path(output, JSON), ResultJson.pretty(summary));
    EvaluationFiles.write(fs, new Path(output, MARKDOWN), summary.markdown());
  }
}
