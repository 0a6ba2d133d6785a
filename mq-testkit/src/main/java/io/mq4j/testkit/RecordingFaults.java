package io.mq4j.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Writes down what a fault injector is told to do. */
final class RecordingFaults {
  private RecordingFaults() {}

  static FaultInjector around(FaultInjector injector, RuleRun run) {
    return (FaultInjector)
        Proxy.newProxyInstance(
            FaultInjector.class.getClassLoader(),
            new Class<?>[] {FaultInjector.class},
            (proxy, method, arguments) -> {
              boolean told = method.getReturnType() == void.class;
              String what =
                  method.getName() + (arguments == null ? "" : Arrays.toString(arguments));
              if (told) {
                run.recorder().fault(what);
              }
              try {
                Object answer = method.invoke(injector, arguments);
                if (told) {
                  run.recorder().note(what + " took effect");
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
