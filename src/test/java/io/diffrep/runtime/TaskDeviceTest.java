package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Plans;
import io.diffrep.testing.TinyModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.spark.TaskContext$;
import org.apache.spark.TaskContextImpl;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;

class TaskDeviceTest {
  private final ExecutorPlugin plugin = new NativePlugin().executorPlugin();
  private final TwoDevices devices = new TwoDevices();
  private long attempts;

  /** Two that do nothing. */
  private static final class TwoDevices implements Devices {
    private final List<Integer> pinned = new ArrayList<>();

    @Override
    public int count() {
      return 2;
    }

    @Override
    public int current() {
      return pinned.isEmpty() ? 0 : pinned.get(pinned.size() - 1);
    }

    @Override
    public void pin(int device) {
      pinned.add(device);
    }
  }

  @BeforeEach
  void takeTheTwoDevices() {
    TaskDevice.use(devices);
  }

  @AfterEach
  void takeThoseOfTheLibrary() {
    TaskContext$.MODULE$.unset();
    TaskDevice.use(null);
  }

  @Test
  void aTaskComputesOnTheDeviceOfItsAddressFromItsStart() {
    startTask("gpu", "1");
    assertThat(devices.pinned).containsExactly(1);
    assertThat(TaskDevice.ofThisThread()).isEqualTo(1);
    assertThat(devices.pinned).as("once is enough").containsExactly(1);

    // The next task on the same thread, which Spark's pool lends on.
    startTask("gpu", "0");
    assertThat(devices.pinned).containsExactly(1, 0);
    assertThat(TaskDevice.ofThisThread()).isZero();
  }

  @Test
  void aPlanBelongsToTheDeviceThatItWasMadeOn() {
    startTask("gpu", "1");
    lease(6);
    int compiled = Plans.compiled();
    lease(6);
    assertThat(Plans.compiled()).isEqualTo(compiled);

    startTask("gpu", "0");
    lease(6);
    assertThat(Plans.compiled()).isEqualTo(compiled + 1);
  }

  @Test
  void theDriverAndTasksWithoutAGpuAreLeftAlone() {
    plugin.onTaskStart();
    assertThat(TaskDevice.ofThisThread()).isZero();
    startTask("fpga", "1");
    lease();

    assertThat(devices.pinned).isEmpty();
  }

  @Test
  void aBuildForTheCpuLeavesTheGpuOfATaskAlone() {
    TaskDevice.use(null);
    startTask("gpu", "7");

    assertThat(TaskDevice.ofThisThread()).isZero();
  }

  @Test
  void anAddressThatIsNoIndexFailsTheTaskAtTheFirstPlanToo() {
    for (String address : List.of("GPU-4a6b", "-1", "")) {
      assertThatThrownBy(() -> startTask("gpu", address))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("GPU address " + address + ", which is no index")
          .hasMessageContaining("this executor sees 2")
          .hasMessageContaining("set spark.worker.resource.gpu.discoveryScript");
      assertThatThrownBy(TaskDeviceTest::lease).isInstanceOf(UsageException.class);
    }
    assertThat(devices.pinned).isEmpty();
  }

  @Test
  void anAddressBeyondTheDevicesNamesBothNumbers() {
    assertThatThrownBy(() -> startTask("gpu", "2")).isInstanceOf(UsageException.class);
    assertThatThrownBy(TaskDeviceTest::lease)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("GPU address 2, and CUDA sees 2 device(s)")
        .hasMessageContaining("spark.worker.resource.gpu.discoveryScript")
        .hasMessageContaining("CUDA_VISIBLE_DEVICES");
    assertThat(devices.pinned).isEmpty();
  }

  private static void lease() {
    lease(5);
  }

  private static void lease(int batch) {
    Plans.lease(
            TinyModels.CHOICE,
            TinyModels.specification().architecture(),
            Part.ENCODER,
            batch,
            Mode.INFERENCE)
        .close();
  }

  /** As Spark does on the thread of a task. */
  private void startTask(String resource, String... addresses) {
    Map<String, ResourceInformation> resources =
        Map$.MODULE$
            .<String, ResourceInformation>empty()
            .$plus(new Tuple2<>(resource, new ResourceInformation(resource, addresses)));
    TaskContext$.MODULE$.setTaskContext(
        new TaskContextImpl(
            1,
            0,
            0,
            ++attempts,
            0,
            1,
            null,
            new Properties(),
            null,
            new TaskMetrics(),
            1,
            resources));
    plugin.onTaskStart();
  }
}
