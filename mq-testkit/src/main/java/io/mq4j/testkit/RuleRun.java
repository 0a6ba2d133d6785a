package io.mq4j.testkit;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One run of one rule: all that its helpers share. Safe for use by many threads. */
final class RuleRun {
  private final String rule;
  private final long seed;
  private final double factor;
  private final BrokerHarness harness;
  private final Recorder recorder = new Recorder();
  private final Expectations expectations = new Expectations();
  private final Patience patience;
  private final Fences fences = new Fences(this);
  private final Random random;
  private final RuleThreads threads = new RuleThreads();
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicInteger topics = new AtomicInteger();
  private final Queue<Client> open = new ConcurrentLinkedQueue<>();
  private final Queue<Probe> probes = new ConcurrentLinkedQueue<>();
  private final Queue<AutoCloseable> others = new ConcurrentLinkedQueue<>();
  private volatile @Nullable String refusal;

  RuleRun(
      String rule,
      long seed,
      double factor,
      BrokerHarness harness,
      Duration deadline,
      Duration inactivity) {
    this.rule = rule;
    this.seed = seed;
    this.factor = factor;
    this.harness = harness;
    this.patience = new Patience(recorder, scaled(deadline), scaled(inactivity));
    this.random = new Random(seed);
  }

  String rule() {
    return rule;
  }

  long seed() {
    return seed;
  }

  BrokerHarness harness() {
    return harness;
  }

  Recorder recorder() {
    return recorder;
  }

  Expectations expectations() {
    return expectations;
  }

  Patience patience() {
    return patience;
  }

  Fences fences() {
    return fences;
  }

  RuleThreads threads() {
    return threads;
  }

  Random random() {
    return random;
  }

  Duration scaled(Duration time) {
    return Duration.ofNanos((long) (time.toNanos() * factor));
  }

  /** What the ids of this run begin with; differs from run to run, as topics may be shared. */
  String idPrefix() {
    return rule + "-" + Long.toString(seed & 0xFFFFFFFFFL, 36) + "-";
  }

  Message message() {
    int n = messages.incrementAndGet();
    return Message.text(rule + " #" + n + " " + Long.toHexString(random.nextLong()))
        .id(idPrefix() + n);
  }

  String topic(String hint) {
    String topic = harness.provision(rule.toLowerCase(Locale.ROOT) + hint);
    recorder.note("topic " + topics.incrementAndGet() + " is " + topic);
    return topic;
  }

  Client client() {
    Client client = new Client(this, "c" + clients.incrementAndGet());
    open.add(client);
    return client;
  }

  <T extends AutoCloseable> T closing(T other) {
    others.add(other);
    return other;
  }

  Probe probe(
      Client client,
      String group,
      List<String> topics,
      Ordering ordering,
      StartPosition start,
      int maxInFlight) {
    String who = client.name() + "/" + group + "-" + (probes.size() + 1);
    Subscribed what = new Subscribed(who, group, topics, ordering, start, maxInFlight);
    Probe probe = new Probe(this, client, what);
    recorder.subscribed(what);
    probes.add(probe);
    return probe;
  }

  /** The subscriptions of a group that have something in hand. */
  List<Probe> busy(String group) {
    return probes.stream()
        .filter(each -> each.what().group().equals(group) && each.busy())
        .toList();
  }

  List<Client> clients() {
    return List.copyOf(open);
  }

  History history() {
    boolean keepsHistory = harness.capabilities().has(Feature.HISTORY);
    return new History(recorder.events(), recorder.subscriptions(), keepsHistory);
  }

  Queue<AutoCloseable> others() {
    return others;
  }

  void refused(String how) {
    refusal = how;
    recorder.note("refused: " + how);
  }

  /** How the adapter refused what the rule is about, if it did. */
  @Nullable String refusal() {
    return refusal;
  }
}
