package io.mq4j.testkit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows {@code pb1_exact_set_received} as "PB1 exact set received". */
final class RuleNames extends DisplayNameGenerator.Standard {
  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> testClass, Method method) {
    String name = method.getName();
    return name.contains("_") ? id(name) + " " + title(name) : name;
  }

  static String id(String methodName) {
    int end = methodName.indexOf('_');
    return methodName.substring(0, end < 0 ? methodName.length() : end).toUpperCase(Locale.ROOT);
  }

  static String title(String methodName) {
    return methodName.substring(methodName.indexOf('_') + 1).replace('_', ' ');
  }
}
