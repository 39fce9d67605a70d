package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class CancellationTest {
  private final PrintWriter err = new PrintWriter(new StringWriter());
  private final List<Integer> halts = new CopyOnWriteArrayList<>();

  private Cancellation cancellation(long patienceMillis) {
    return new Cancellation(err, halts::add, TimeUnit.MILLISECONDS.toNanos(patienceMillis));
  }

  @Test
  void theFirstSignalCancelsAgainAndAgainAndTheSecondEndsAtOnce() throws InterruptedException {
    Cancellation cancellation = cancellation(600_000);
    CountDownLatch cancelled = new CountDownLatch(3);
    cancellation.begin(cancelled::countDown);
    assertThat(cancellation.isRequested()).isFalse();

    Thread handler = new Thread(() -> cancellation.request(new Signal("INT")));
    handler.start();
    cancelled.await();

    assertThat(cancellation.isRequested()).isTrue();
    assertThat(cancellation.signalName()).isEqualTo("SIGINT");
    assertThat(cancellation.exitCode()).isEqualTo(130);
    assertThat(halts).isEmpty();
    cancellation.request(new Signal("TERM"));
    assertThat(halts).containsExactly(143);
    handler.interrupt();
    handler.join();
  }

  @Test
  void workThatDoesNotUnwindIsEndedAndCancelsThatFailChangeNothing() {
    Cancellation cancellation = cancellation(500);
    cancellation.begin(
        () -> {
          throw new IllegalStateException("stopped already");
        });

    cancellation.request(new Signal("TERM"));

    assertThat(cancellation.exitCode()).isEqualTo(143);
    assertThat(halts).containsExactly(143);
  }

  @Test
  void whatHasUnwoundIsNotCancelledAnyMore() {
    Cancellation cancellation = cancellation(300);
    List<String> cancels = new CopyOnWriteArrayList<>();
    cancellation.begin(() -> cancels.add("cancelled"));
    cancellation.unwound();

    cancellation.request(new Signal("INT"));

    assertThat(cancels).isEmpty();
  }
}
