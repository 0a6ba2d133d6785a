package io.mq4j.memory.mutants;

import io.mq4j.testkit.BrokerContract;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** A rule of the contract: its id and its method. */
record Rule(String id, String method) {
  /** All but those of the stress tier, by id. */
  static Map<String, Rule> all() {
    Map<String, Rule> rules = new TreeMap<>();
    for (Method method : BrokerContract.class.getMethods()) {
      String name = method.getName();
      String id = name.substring(0, Math.max(0, name.indexOf('_'))).toUpperCase(Locale.ROOT);
      if (isTagged(method, id) && !isTagged(method, "stress")) {
        rules.put(id, new Rule(id, name));
      }
    }
    return rules;
  }

  private static boolean isTagged(Method method, String tag) {
    return Arrays.stream(method.getAnnotations())
        .flatMap(each -> Stream.concat(tags(each), Stream.of(each)))
        .anyMatch(each -> each instanceof Tag found && found.value().equals(tag));
  }

  private static Stream<Annotation> tags(Annotation annotation) {
    return Arrays.stream(annotation.annotationType().getAnnotations());
  }
}
