package io.mq4j.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;

/**
 * Makes threads for handlers: virtual ones from Java 24 on, where a handler that blocks inside a
 * synchronized block no longer holds its carrier thread; platform ones before.
 */
final class HandlerThreads {
  private static final boolean VIRTUAL = Runtime.version().feature() >= 24;

  private HandlerThreads() {}

  static ThreadFactory named(String prefix) {
    return VIRTUAL ? virtual(prefix) : runnable -> daemon(prefix, runnable);
  }

  static Thread daemon(String name, Runnable runnable) {
    Thread thread = new Thread(runnable, name);
    thread.setDaemon(true);
    return thread;
  }

  /** {@code Thread.ofVirtual().name(prefix).factory()}, which the Java baseline can't name. */
  private static ThreadFactory virtual(String prefix) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
      Object start =
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual)).invoke();
      MethodHandle name =
          lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class));
      MethodHandle factory =
          lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
      return (ThreadFactory) factory.invoke(name.invoke(start, prefix));
    } catch (Throwable e) {
      throw new LinkageError("this Java runtime has no virtual threads", e);
    }
  }
}
