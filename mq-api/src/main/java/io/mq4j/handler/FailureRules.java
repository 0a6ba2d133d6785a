package io.mq4j.handler;

import io.mq4j.Faults;
import io.mq4j.MqException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which failures are tried again. Immutable. */
final class FailureRules {
  /** What to do about a failure. */
  enum Verdict {
    RETRY,
    REJECT,
    DROP
  }

  private record ByType(Class<? extends Throwable> type, Verdict verdict) {}

  private record ByTest(Predicate<? super Throwable> test, Verdict verdict) {}

  /** Causes may form a ring; nobody nests this deep. */
  private static final int DEPTH = 50;

  static final FailureRules NONE = new FailureRules(List.of(), List.of());

  private final List<ByType> types;
  private final List<ByTest> tests;

  private FailureRules(List<ByType> types, List<ByTest> tests) {
    this.types = types;
    this.tests = tests;
  }

  FailureRules with(Class<? extends Throwable> type, Verdict verdict) {
    return new FailureRules(added(types, new ByType(type, verdict)), tests);
  }

  FailureRules with(Predicate<? super Throwable> test, Verdict verdict) {
    return new FailureRules(types, added(tests, new ByTest(test, verdict)));
  }

  void check(Faults faults) {
    for (int i = 0; i < types.size(); i++) {
      Class<? extends Throwable> type = types.get(i).type;
      boolean first = types.subList(0, i).stream().noneMatch(other -> other.type == type);
      faults.require(first, "rule for " + type.getName(), "given twice", "given once");
    }
  }

  Verdict of(Throwable failure) {
    for (ByTest rule : tests) {
      if (rule.test.test(failure)) {
        return rule.verdict;
      }
    }
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEPTH; depth++, at = at.getCause()) {
      ByType rule = closest(at);
      if (rule != null) {
        return rule.verdict;
      }
      if (at instanceof MqException mq && isFinal(mq.kind())) {
        return Verdict.REJECT;
      }
    }
    return Verdict.RETRY;
  }

  private @Nullable ByType closest(Throwable failure) {
    ByType closest = null;
    for (ByType rule : types) {
      if (rule.type.isInstance(failure)
          && (closest == null || closest.type.isAssignableFrom(rule.type))) {
        closest = rule;
      }
    }
    return closest;
  }

  private static boolean isFinal(MqException.Kind kind) {
    return switch (kind) {
      case UNDECODABLE, INVALID, CONFIGURATION, UNSUPPORTED -> true;
      default -> false;
    };
  }

  private static <T> List<T> added(List<T> list, T one) {
    List<T> copy = new ArrayList<>(list);
    copy.add(one);
    return List.copyOf(copy);
  }
}
