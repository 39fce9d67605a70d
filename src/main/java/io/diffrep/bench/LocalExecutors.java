package io.diffrep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A standalone cluster on this machine: Master and Workers as threads of this process, and the
 * executors that they start in processes of their own, with the class path of this one. What goes
 * between driver and executors is serialised and goes through sockets, as on any cluster. (Spark's
 * {@code local-cluster} is the same, but leaves its files in the working directory.)
 */
public final class LocalExecutors implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int MEGABYTES = 2048;

  private final List<RpcEnv> processes = new ArrayList<>();
  // The Master's and the Workers' own; the session's are others.
  private final SparkConf conf = new SparkConf(false);
  private final String master;

  private LocalExecutors() {
    var started = Master.startRpcEnvAndEndpoint(HOST, 0, 0, conf);
    processes.add(started._1());
    master = "spark://" + HOST + ":" + started._1().address().port();
  }

  /**
   * Starts them.
   *
   * @param count how many executors, each with one core
   * @param folder takes their logs
   * @throws IOException if it does not; nothing runs then
   */
  public static LocalExecutors start(int count, Path folder) throws IOException {
    LocalExecutors executors = new LocalExecutors();
    try {
      for (int i = 1; i <= count; i++) {
        executors.addWorker(i, Files.createDirectories(folder.resolve("worker-" + i)));
      }
      return executors;
    } catch (Throwable e) {
      // All, since Spark throws exceptions that it does not declare.
      executors.close();
      throw e;
    }
  }

  private void addWorker(int number, Path work) {
    processes.add(
        Worker.startRpcEnvAndEndpoint(
            HOST,
            0,
            0,
            1,
            MEGABYTES,
            new String[] {master},
            work.toString(),
            Option.apply(number),
            conf,
            Option.empty()));
  }

  /** What {@code spark.master} is to be. */
  public String master() {
    return master;
  }

  /**
   * What a session is to set, whatever else is given: its jobs wait, for some time, until all
   * executors are there.
   */
  public Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("spark.master", master);
    properties.put("spark.submit.deployMode", "client");
    properties.put("spark.driver.host", HOST);
    properties.put("spark.driver.bindAddress", HOST);
    properties.put("spark.ui.enabled", "false");
    // All but the Master's are Workers; without a number of cores there is none to wait for.
    properties.put("spark.cores.max", String.valueOf(processes.size() - 1));
    properties.put("spark.scheduler.minRegisteredResourcesRatio", "1");
    properties.put("spark.executor.cores", "1");
    properties.put("spark.executor.memory", MEGABYTES + "m");
    properties.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    // Outside a distribution Spark's launcher cannot tell its Scala, and misses a folder of jars.
    properties.put("spark.executorEnv.SPARK_SCALA_VERSION", "2.12");
    properties.put("spark.executorEnv.SPARK_SQL_TESTING", "1");
    properties.put("spark.executorEnv.SPARK_LOCAL_IP", HOST);
    String kernel = System.getenv("OPENBLAS_CORETYPE");
    if (kernel != null) {
      properties.put("spark.executorEnv.OPENBLAS_CORETYPE", kernel);
    }
    return properties;
  }

  /** Ends the Workers before their Master. */
  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).shutdown();
      processes.get(i).awaitTermination();
    }
  }
}
