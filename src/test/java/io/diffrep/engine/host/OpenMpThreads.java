package io.diffrep.engine.host;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.GraphBuilder;
import io.diffrep.runtime.NativeBackend;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Prints how many threads parallel regions take where a plan has run, and elsewhere. */
final class OpenMpThreads {
  private OpenMpThreads() {}

  /** No arguments. */
  public static void main(String[] arguments) throws InterruptedException {
    NativeBackend.load();
    print("before");
    GraphBuilder builder = new GraphBuilder();
    builder.output("y", builder.convolution("c", builder.imageInput("x", 16, 8, 8), 16, 3, 1));
    Graph graph = builder.build();
    try (HostPlan plan = HostEngine.single().compile(graph, 1, Mode.INFERENCE)) {
      plan.forward();
      print("after");
      Thread other =
          new Thread(
              () -> {
                plan.forward();
                print("another");
              });
      other.start();
      other.join();
    }
  }

  private static void print(String when) {
    int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    System.out.println(when + " " + threads);
  }
}
