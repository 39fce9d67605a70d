package io.diffrep.runtime;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which native build of ND4J this JVM takes. {@link #choose} is the one switch in the program that
 * changes the state of the whole JVM; it must come before ND4J is first touched, since a build that
 * was loaded stays.
 */
public final class NativeBackend {
  /** JavaCPP's property that names a build beside the plain one. */
  public static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  /** ND4J's name of the backend for NVIDIA cards. */
  public static final String CUDA = "CUDA";

  private static final String CUDNN = "-cudnn";

  /** The builds that the program may be packed with, by a file of each. */
  private static final Map<String, String> BUILDS =
      Map.of(
          "-onednn",
          "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn/libnd4jcpu.so",
          CUDNN,
          "org/nd4j/linalg/jcublas/bindings/linux-x86_64-cudnn/libnd4jcuda.so");

  private NativeBackend() {}

  /**
   * What was loaded.
   *
   * @param backend ND4J's name of it, such as {@code CPU}
   * @param library path of the native library
   * @param oneDnn whether convolutions go through oneDNN
   */
  public record Loaded(String backend, String library, boolean oneDnn) {}

  /** Names the build that lies on the class path, unless somebody has named one. */
  public static void choose() {
    if (System.getProperty(EXTENSION) == null) {
      build().ifPresent(extension -> System.setProperty(EXTENSION, extension));
    }
  }

  private static Optional<String> build() {
    ClassLoader loader = NativeBackend.class.getClassLoader();
    return BUILDS.entrySet().stream()
        .filter(build -> loader.getResource(build.getValue()) != null)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Loads ND4J and looks at what came: what was asked for says little, since JavaCPP falls back to
   * any build that it finds.
   *
   * @throws UsageException if no build can be loaded; the cause is ND4J's
   */
  public static Loaded load() {
    choose();
    try {
      String backend =
          String.valueOf(
              Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend", "unknown"));
      String library =
          Loader.getLoadedLibraries().entrySet().stream()
              .filter(entry -> entry.getKey().matches("nd4j(cpu|cuda)(@.*)?"))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse("unknown");
      return new Loaded(backend, library, library.contains("-onednn"));
    } catch (LinkageError | RuntimeException e) {
      throw new UsageException(
          "ND4J's native library cannot be loaded (" + root(e) + "). " + remedy(build()), e);
    }
  }

  static String remedy(Optional<String> build) {
    return build.filter(CUDNN::equals).isPresent()
        ? "This is the build for CUDA: see that nvidia-smi lists a card on this machine, that"
            + " CUDA_VISIBLE_DEVICES does not hide it, and that LD_LIBRARY_PATH leads to CUDA 11.6"
            + " and cuDNN 8.3; or submit the bundle for the CPU (./mvnw package -DskipTests)."
        : "It comes as nd4j-native-1.0.0-M2.1-linux-x86_64-onednn.jar: submit the bundle"
            + " (diffrep-VERSION-bundle.jar), which holds it, or add that jar by --jars, and"
            + " openblas and javacpp for linux-x86_64 with it.";
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
