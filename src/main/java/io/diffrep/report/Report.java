package io.diffrep.report;

import io.diffrep.model.ModelException;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * One page that shows a run: {@code report/index.html} in the run directory. It needs no other file
 * and no network.
 */
public final class Report {
  /** Where the page lies in a run directory. */
  public static final String PAGE = "report/index.html";

  private Report() {}

  /**
   * Makes the page.
   *
   * @param spark the session
   * @param runDirectory what {@code pipeline} wrote
   * @param settings what to show
   * @param ifExists what to do if the run has a report
   * @throws UsageException if it is no run directory, or if it has a report that may not be
   *     replaced
   */
  public static ReportSummary run(
      SparkSession spark, String runDirectory, ReportSettings settings, IfExists ifExists) {
    RunDirectory run = RunDirectory.open(spark, Locations.path("run directory", runDirectory));
    Path page = new Path(run.path(), PAGE);
    JobGroup jobs = JobGroup.open(spark.sparkContext(), "report");
    try (jobs) {
      Destination.check(page.getParent(), run.hadoop(), ifExists);
      List<Section> sections = sections(run, settings, jobs);
      Destination.claim(page.getParent(), run.hadoop(), ifExists);
      write(page, Html.page("Diffrep: " + run.path().getName(), sections), run);
      return summary(page, sections);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + page, e);
    }
  }

  private static List<Section> sections(RunDirectory run, ReportSettings settings, JobGroup jobs) {
    ReportSettings known = withSplitsOfTheEvaluation(run, settings);
    List<Section> sections = new ArrayList<>();
    sections.add(gather("The run", () -> Overview.of(run)));
    sections.add(gather("Training", () -> TrainingSection.of(run.history(), run.objective())));
    sections.add(
        gather(
            ObjectiveSection.TITLE, () -> ObjectiveSection.of(run.ofScoreModel().specification())));
    sections.add(gather("Accuracy by number of labels", () -> Probes.accuracy(run.evaluation())));
    sections.add(gather("Accuracy by noise level", () -> Probes.byLevel(run.evaluation())));
    sections.add(gather("Confusions", () -> Probes.confusions(run.evaluation())));
    if (run.isClassified()) {
      sections.add(gather(Probes.OWN, () -> Probes.ofItsOwn(run.classifier())));
    }
    sections.add(
        gather("What the code is worth", () -> LossSection.of(run.ofScoreModel().losses())));
    jobs.describe("report: denoised images");
    sections.add(gather("Denoising", () -> DenoisingSection.of(run, known)));
    sections.add(gather("Generated images", () -> SamplesSection.of(run.ofScoreModel())));
    jobs.describe("report: moments and neighbours of the codes");
    sections.addAll(CodeSections.of(run, known));
    return sections;
  }

  /** What cannot be shown is left out with the reason; whatever else goes wrong is a failure. */
  static Section gather(String title, Supplier<Section> section) {
    try {
      return section.get();
    } catch (UsageException | ModelException e) {
      return new Section.LeftOut(title, e.getMessage());
    }
  }

  private static ReportSettings withSplitsOfTheEvaluation(
      RunDirectory run, ReportSettings settings) {
    if (!run.isEvaluated()) {
      return settings;
    }
    var recorded = run.evaluation().settings();
    if (recorded.trainSplit().equals(recorded.testSplit())) {
      // Settings were chosen there: images that were trained on are no held-out ones.
      return settings;
    }
    return new ReportSettings(
        settings.images(),
        settings.noiseLevels(),
        settings.neighbours(),
        recorded.trainSplit(),
        recorded.testSplit(),
        settings.seed());
  }

  private static void write(Path page, String html, RunDirectory run) throws IOException {
    FileSystem fs = page.getFileSystem(run.hadoop());
    fs.mkdirs(page.getParent());
    try (OutputStream out = fs.create(page, false)) {
      out.write(html.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static ReportSummary summary(Path page, List<Section> sections) {
    List<String> shown = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Section section : sections) {
      (section instanceof Section.Shown ? shown : leftOut).add(section.title());
    }
    return new ReportSummary(page.toString(), shown, leftOut);
  }
}
