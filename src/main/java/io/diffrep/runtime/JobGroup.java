package io.diffrep.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.spark.SparkContext;

/**
 * The Spark jobs of one piece of work: Spark's pages name it and what it is at, and all of its jobs
 * can be cancelled. What the thread that opened it had set is restored when it is closed.
 */
public final class JobGroup implements AutoCloseable {
  /** What Spark keeps of a thread's jobs, by the names that its event logs show. */
  private static final String[] PROPERTIES = {
    "spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel"
  };

  private final SparkContext context;
  private final String id;
  private final Map<String, String> before = new LinkedHashMap<>();

  private JobGroup(SparkContext context, String id) {
    this.context = context;
    this.id = id;
    for (String property : PROPERTIES) {
      before.put(property, context.getLocalProperty(property));
    }
  }

  /**
   * Opens a group for what the calling thread does next.
   *
   * @param context where the jobs run
   * @param description what it is at, such as {@code encode pixels}
   */
  public static JobGroup open(SparkContext context, String description) {
    JobGroup group = new JobGroup(context, "diffrep-" + UUID.randomUUID());
    group.describe(description);
    return group;
  }

  /** Counts the calling thread's next jobs to the group and says what they do. */
  public void describe(String description) {
    // Tasks are not interrupted: Hadoop's clients take that badly. They look by themselves.
    context.setJobGroup(id, description, false);
  }

  /** Cancels the group's jobs, whichever thread waits for them. */
  public void cancel() {
    context.cancelJobGroup(id);
  }

  /**
   * Whether a job or a stage belongs to the group.
   *
   * @param properties what Spark's listeners are told with it; null where it has none
   */
  public boolean holds(Properties properties) {
    return properties != null && id.equals(properties.getProperty(PROPERTIES[0]));
  }

  @Override
  public void close() {
    before.forEach(context::setLocalProperty);
  }
}
