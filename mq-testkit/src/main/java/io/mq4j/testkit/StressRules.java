package io.mq4j.testkit;

import io.mq4j.Delivery;
import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.Receipt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;

/** ST: everything at once, for long, from a seed. */
abstract class StressRules extends SecurityRules {
  private static final Duration ROUND = Duration.ofSeconds(12);
  private static final int WINDOW = 32;

  /** Slow enough that the history of a round stays small. */
  private static final Duration PACE = Duration.ofNanos(300_000);

  @StressRule
  @Tag("ST1")
  public final void st1_random_traffic_under_random_faults_loses_nothing(TestReporter reporter) {
    FaultInjector faults = faults();
    String topic = topic();
    String dead = topic("dead");
    allow(Duration.ofMinutes(3));
    expect().duplicates();
    Crowd crowd = new Crowd(topic, dead);
    client().subscribe("morgue", dead);
    for (String group : List.of("none", "key", "mixed")) {
      crowd.join(group);
      crowd.join(group);
    }
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> senders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Random random = new Random(random().nextLong());
      senders.add(inThread("sender", () -> sendUntil(over, topic, random)));
    }

    long end = System.nanoTime() + ROUND.toNanos();
    while (System.nanoTime() - end < 0) {
      Duration calm = Duration.ofMillis(50 + random().nextInt(500));
      stays("the calm", calm, () -> true);
      disturb(faults, crowd);
    }
    faults.heal();
    over.set(true);

    int sent = 0;
    for (Future<Integer> sender : senders) {
      sent += await("a sender", sender);
    }
    reporter.publishEntry("sent", Integer.toString(sent));
  }

  private int sendUntil(AtomicBoolean over, String topic, Random random) {
    Client client = client();
    ArrayDeque<CompletableFuture<Receipt>> window = new ArrayDeque<>();
    int sent = 0;
    while (!over.get()) {
      byte[] body = new byte[random.nextInt(2000)];
      random.nextBytes(body);
      Message message = Message.wrap(body).header("n", Integer.toString(sent++));
      if (random.nextInt(10) > 0) {
        message = message.key("key-" + random.nextInt(50));
      }
      if (random.nextInt(100) == 0) {
        message = message.header("poison", "yes");
      }
      window.add(client.sendAsync(topic, message));
      LockSupport.parkNanos(PACE.toNanos());
      if (window.size() >= WINDOW) {
        await("a confirmation", window.remove());
      }
    }
    window.forEach(each -> await("a confirmation", each));
    return sent;
  }

  private void disturb(FaultInjector faults, Crowd crowd) {
    Set<FaultKind> can =
        faults.supported().isEmpty()
            ? EnumSet.noneOf(FaultKind.class)
            : EnumSet.copyOf(faults.supported());
    switch (random().nextInt(8)) {
      case 0 -> crowd.join(crowd.anyGroup());
      case 1 -> crowd.leave();
      case 2 -> {
        if (can.contains(FaultKind.KILL_CLIENT)) {
          crowd.kill(faults);
        }
      }
      case 3 -> {
        if (can.contains(FaultKind.RESET)) {
          faults.resetConnections();
        }
      }
      case 4 -> {
        if (can.contains(FaultKind.LOSE_CONFIRM)) {
          faults.loseNextConfirm();
        }
      }
      case 5 -> {
        if (can.contains(FaultKind.KILL)) {
          faults.kill();
          stays("the outage", Duration.ofMillis(random().nextInt(300)), () -> true);
          faults.heal();
        }
      }
      case 6 -> {
        if (can.contains(FaultKind.FREEZE)) {
          faults.freeze();
          stays("the frost", Duration.ofMillis(random().nextInt(300)), () -> true);
          faults.heal();
        }
      }
      default -> crowd.pauseAndResume();
    }
  }

  /** The members of all groups; used by the rule's own thread. */
  private final class Crowd {
    private final String topic;
    private final String dead;
    private final List<Client> clients = new ArrayList<>();
    private final List<Probe> members = new ArrayList<>();

    Crowd(String topic, String dead) {
      this.topic = topic;
      this.dead = dead;
    }

    String anyGroup() {
      return List.of("none", "key", "mixed").get(random().nextInt(3));
    }

    void join(String group) {
      if (members.size() >= 12) {
        return;
      }
      boolean ordered = "key".equals(group) && supported(Feature.ORDER_BY_KEY);
      Client client = client();
      MessageHandler handler =
          MessageHandler.of(this::handle)
              .with(decorators().retry(3, Duration.ofMillis(10)))
              .with(decorators().deadLetter(dead));
      members.add(
          client
              .consumer(group)
              .ordering(ordered ? Ordering.KEY : Ordering.NONE)
              .concurrency(1 + random().nextInt(8))
              .maxInFlight(8 + random().nextInt(100))
              .handler(handler)
              .begin(topic));
      clients.add(client);
    }

    /** Poison always fails; one in twenty fails at its first attempt. */
    private void handle(Delivery delivery) {
      boolean unlucky = delivery.attempt() == 1 && delivery.message().size() % 20 == 0;
      if (unlucky || delivery.message().header("poison") != null) {
        throw new IllegalStateException("on purpose");
      }
    }

    void leave() {
      Probe one = expendable();
      if (one != null) {
        clients.remove(members.indexOf(one));
        members.remove(one);
        one.close();
      }
    }

    void kill(FaultInjector faults) {
      Probe one = expendable();
      if (one != null) {
        Client client = clients.remove(members.indexOf(one));
        members.remove(one);
        faults.killClient(client.broker());
      }
    }

    /** Some member whose group has another: an absent group would fill the broker. */
    private @Nullable Probe expendable() {
      Probe one = members.get(random().nextInt(members.size()));
      String group = one.what().group();
      boolean hasOther =
          members.stream().anyMatch(each -> !each.equals(one) && each.what().group().equals(group));
      return hasOther ? one : null;
    }

    void pauseAndResume() {
      Probe one = members.get(random().nextInt(members.size()));
      one.subscription().pause();
      stays("the pause", Duration.ofMillis(random().nextInt(200)), () -> true);
      one.subscription().resume();
    }
  }
}
