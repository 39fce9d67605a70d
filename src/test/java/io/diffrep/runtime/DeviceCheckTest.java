package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.runtime.Finding.Level;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class DeviceCheckTest {
  private static final NativeBackend.Loaded ON_CUDA =
      new NativeBackend.Loaded("CUDA", "/lib/libnd4jcuda.so", false);
  private static final NativeBackend.Loaded ON_CPU =
      new NativeBackend.Loaded("CPU", "/lib/libnd4jcpu.so", true);

  private final SparkConf cluster = new SparkConf(false).setMaster("spark://host:7077");
  private final SparkConf local = new SparkConf(false).setMaster("local[2]");

  private static Finding check(Device asked, SparkConf spark, NativeBackend.Loaded loaded) {
    return new DeviceCheck(asked, spark, () -> loaded).finding();
  }

  @Test
  void cudaOnABuildForTheCpuIsRefusedWithTheBuildAndTheSetting() {
    for (SparkConf spark : new SparkConf[] {local, cluster}) {
      assertThat(check(Device.CUDA, spark, ON_CPU))
          .matches(finding -> finding.level() == Level.FAILURE)
          .extracting(Finding::message)
          .asString()
          .contains("engine.device = cuda", "/lib/libnd4jcpu.so")
          .contains("./mvnw -Pcuda package", "set engine.device = auto");
    }
    assertThatThrownBy(() -> DeviceCheck.require(Device.CUDA, local))
        .as("the library of the tests")
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("libnd4jcpu");
  }

  @Test
  void cudaOnAClusterWhoseTasksGetNoCardIsRefusedWithTheSettingsThatAreMissing() {
    assertThat(check(Device.CUDA, cluster, ON_CUDA).line())
        .startsWith("failure")
        .endsWith(
            "set spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount,"
                + " such as to 1");
    cluster.set("spark.executor.resource.gpu.amount", "1");
    assertThat(check(Device.CUDA, cluster, ON_CUDA).line())
        .startsWith("failure")
        .endsWith("set spark.task.resource.gpu.amount, such as to 1");
    cluster.set("spark.task.resource.gpu.amount", "1");
    assertThat(check(Device.CUDA, cluster, ON_CUDA).isOk()).isTrue();
    assertThat(check(Device.CUDA, local, ON_CUDA).isOk()).isTrue();
  }

  @Test
  void withoutARequestTheSameIsAWarning() {
    assertThat(check(Device.AUTO, cluster, ON_CUDA).line())
        .startsWith("warning")
        .contains("deals threads to cards in turn")
        .contains("spark.task.resource.gpu.amount");
    assertThat(check(Device.AUTO, cluster, ON_CPU).isOk()).isTrue();
    cluster.set("spark.task.resource.gpu.amount", "1");
    assertThat(check(Device.AUTO, cluster, ON_CPU).line())
        .startsWith("warning")
        .contains("reserves cards that this build cannot use")
        .contains("unset spark.task.resource.gpu.amount");
  }

  @Test
  void theCpuOnABuildForCudaIsRefused() {
    assertThat(check(Device.CPU, local, ON_CPU).isOk()).isTrue();
    assertThat(check(Device.CPU, local, ON_CUDA).line())
        .startsWith("failure")
        .contains("engine.device = cpu", "set engine.device = auto");
  }

  @Test
  void aBuildForCudaThatFindsNoCardSaysWhereToLook() {
    UsageException missing =
        new UsageException("no library: " + NativeBackend.remedy(Optional.of("-cudnn")));

    assertThat(
            new DeviceCheck(
                    Device.CUDA,
                    local,
                    () -> {
                      throw missing;
                    })
                .finding()
                .line())
        .startsWith("failure  device: engine.device = cuda, and no library")
        .contains("nvidia-smi", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH");
  }
}
