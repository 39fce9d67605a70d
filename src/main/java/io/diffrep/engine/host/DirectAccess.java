package io.diffrep.engine.host;

/**
 * Whether this JVM lets {@link DirectVectors} reach native memory by its address: it opens two of
 * the JDK's own packages for that (jobs/jvm.options), and is a Java whose packages are known. Apart
 * from that class, since a JVM that does not open them cannot link it.
 */
final class DirectAccess {
  private static final int KNOWN_JAVA = 17;

  /**
   * With {@code -Ddiffrep.direct-access=false} every access is checked by the JDK: to tell, after a
   * crash, whose fault it was.
   */
  static final boolean ALLOWED =
      Runtime.version().feature() == KNOWN_JAVA
          && isExported("jdk.internal.vm.vector")
          && isExported("sun.nio.ch")
          && Boolean.parseBoolean(System.getProperty("diffrep.direct-access", "true"));

  private DirectAccess() {}

  private static boolean isExported(String name) {
    return Object.class.getModule().isExported(name, DirectAccess.class.getModule());
  }
}
