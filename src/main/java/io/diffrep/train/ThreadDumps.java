package io.diffrep.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ThreadStackTrace;
import scala.Option;
import scala.collection.JavaConverters;

/** What the threads of driver and executors are at. */
final class ThreadDumps {
  /** Spark's name of the driver; where tasks run in its process, theirs, too. */
  static final String DRIVER = "driver";

  /** An executor that hangs as a whole answers nothing. */
  private static final long ANSWER_SECONDS = 20;

  /** What Spark calls the threads of its tasks. */
  private static final String TASK_THREAD = "Executor task launch worker";

  private final Map<String, ThreadStackTrace[]> threads = new LinkedHashMap<>();

  private ThreadDumps() {}

  /**
   * Asks all at once and waits a while for their answers.
   *
   * @param executors Spark's names of the executors
   */
  static ThreadDumps take(SparkContext context, Collection<String> executors)
      throws InterruptedException {
    List<Callable<Option<ThreadStackTrace[]>>> questions = new ArrayList<>();
    executors.forEach(id -> questions.add(() -> context.getExecutorThreadDump(id)));
    ExecutorService service =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "diffrep-thread-dump");
              thread.setDaemon(true);
              return thread;
            });
    ThreadDumps dumps = new ThreadDumps();
    try {
      List<Future<Option<ThreadStackTrace[]>>> answers =
          service.invokeAll(questions, ANSWER_SECONDS, TimeUnit.SECONDS);
      int i = 0;
      for (String id : executors) {
        dumps.threads.put(id, threads(answers.get(i++)));
      }
    } finally {
      service.shutdownNow();
    }
    return dumps;
  }

  /** None where there was no answer. */
  private static ThreadStackTrace[] threads(Future<Option<ThreadStackTrace[]>> answer)
      throws InterruptedException {
    try {
      return answer.get().getOrElse(() -> new ThreadStackTrace[0]);
    } catch (ExecutionException | CancellationException e) {
      return new ThreadStackTrace[0];
    }
  }

  /** All threads. */
  String all() {
    return text("");
  }

  /** The threads that run tasks. */
  String ofTasks() {
    return text(TASK_THREAD);
  }

  private String text(String prefix) {
    StringBuilder text = new StringBuilder();
    threads.forEach(
        (id, dump) -> {
          String name = id.equals(DRIVER) ? "driver" : "executor " + id;
          text.append("Threads of the ").append(name);
          text.append(dump.length == 0 ? ": no answer\n" : ":\n");
          for (ThreadStackTrace thread : dump) {
            if (thread.threadName().startsWith(prefix)) {
              append(text, thread);
            }
          }
        });
    return text.toString();
  }

  private static void append(StringBuilder text, ThreadStackTrace thread) {
    text.append("  ").append(thread.threadName()).append(' ').append(thread.threadState());
    text.append('\n');
    for (String frame : JavaConverters.seqAsJavaList(thread.stackTrace().elems())) {
      text.append("    ").append(frame.strip()).append('\n');
    }
  }
}
