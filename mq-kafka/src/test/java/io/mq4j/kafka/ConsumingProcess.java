package io.mq4j.kafka;

import io.mq4j.Broker;
import io.mq4j.Outcome;
import java.util.concurrent.CountDownLatch;

/**
 * A consumer to be killed: prints each body before it is settled, and holds every tenth for ever.
 */
final class ConsumingProcess {
  private ConsumingProcess() {}

  /** Takes URL, group and topic. */
  public static void main(String[] args) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Broker broker = Broker.connect(args[0])) {
      broker
          .consumer(args[1])
          .subscribe(
              args[2],
              delivery -> {
                String text = delivery.message().text();
                System.out.println("got " + text);
                if (text.endsWith("0")) {
                  never.await();
                }
                System.out.println("done " + text);
                return Outcome.done();
              });
      never.await();
    }
  }
}
