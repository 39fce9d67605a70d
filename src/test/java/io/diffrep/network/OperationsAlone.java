package io.diffrep.network;

import io.diffrep.engine.nd4j.Nd4jEngine;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has tests compute by ND4J's operations alone, which is all there is on a card: on the CPU, too,
 * so that on a card only the backend differs. The profile {@code full} runs every test that
 * computes a second time with it, by JUnit's detection of extensions; as a main class it does the
 * same for the JVMs that tests fork.
 */
public final class OperationsAlone implements BeforeAllCallback, AfterAllCallback {
  private static volatile boolean active;

  @Override
  public void beforeAll(ExtensionContext context) {
    begin();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
  }

  /** From now on. */
  static void begin() {
    Plans.use(Nd4jEngine.operationsAlone());
    active = true;
  }

  /** What this JVM's own engine is serves again. */
  static void end() {
    Plans.use(null);
    active = false;
  }

  /** Whether tests compute so at the moment. */
  public static boolean active() {
    return active;
  }

  /** Arguments: a main class and its arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    begin();
    Method main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
    main.setAccessible(true);
    main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }
}
