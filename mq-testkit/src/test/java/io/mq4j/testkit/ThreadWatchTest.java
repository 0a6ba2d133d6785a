package io.mq4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ThreadWatchTest {
  private final ThreadGroup group = new ThreadGroup("watched");
  private final ThreadWatch watch = new ThreadWatch(group);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void end() {
    end.countDown();
  }

  @Test
  void a_thread_that_stays_is_found_and_named() throws InterruptedException {
    Thread stays = start(group, "stays");

    assertThat(watch.leaked(Duration.ofMillis(20), thread -> false)).contains(stays);
    assertThat(ThreadWatch.describe(watch.leaked(Duration.ZERO, thread -> false)))
        .contains("stays at ");
  }

  @Test
  void a_thread_that_ends_in_time_is_no_leak() throws InterruptedException {
    Thread ends = start(group, "ends");
    end.countDown();

    assertThat(watch.leaked(Duration.ofSeconds(10), thread -> false)).doesNotContain(ends);
  }

  @Test
  void a_thread_of_the_harness_is_no_leak() throws InterruptedException {
    Thread server = start(group, "server");

    assertThat(watch.leaked(Duration.ZERO, server::equals)).doesNotContain(server);
  }

  @Test
  void a_thread_of_somebody_else_is_no_leak() throws InterruptedException {
    Thread other = start(new ThreadGroup("other"), "other");
    Thread inner = start(new ThreadGroup(group, "inner"), "inner");

    assertThat(watch.leaked(Duration.ZERO, thread -> false)).contains(inner).doesNotContain(other);
  }

  private Thread start(ThreadGroup in, String name) {
    Thread thread =
        new Thread(
            in,
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
