package io.mq4j.testkit;

import io.mq4j.Message;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a rule tells the history checker that it can't see for itself. Safe for many threads. */
final class Expectations {
  final Set<String> undelivered = ConcurrentHashMap.newKeySet();
  final Set<String> foreignTopics = ConcurrentHashMap.newKeySet();
  final Set<String> lostTopics = ConcurrentHashMap.newKeySet();
  final Set<String> uncheckedGroups = ConcurrentHashMap.newKeySet();
  final Set<String> deadLettered = ConcurrentHashMap.newKeySet();
  volatile boolean duplicates;
  volatile boolean disorder;
  volatile boolean uncaught;

  /** Duplicates are meant to happen, as many as there may be. */
  Expectations duplicates() {
    duplicates = true;
    return this;
  }

  /** The order is broken on purpose. */
  Expectations disorder() {
    disorder = true;
    return this;
  }

  /** Threads of the rule itself die of an exception on purpose. */
  Expectations uncaught() {
    uncaught = true;
    return this;
  }

  /** These may, but need not, be handled by anybody: expired, deleted, or left on purpose. */
  Expectations undelivered(Message... messages) {
    return undelivered(Arrays.asList(messages));
  }

  /** These may, but need not, be handled by anybody. */
  Expectations undelivered(Collection<Message> messages) {
    messages.forEach(each -> undelivered.add(each.id()));
    return this;
  }

  /** Somebody whom the recorder does not see sends to this topic. */
  Expectations foreign(String topic) {
    foreignTopics.add(topic);
    return this;
  }

  /** This topic is deleted, or its contents are lost on purpose. */
  Expectations lost(String topic) {
    lostTopics.add(topic);
    return this;
  }

  /** Somebody whom the recorder does not see takes part in this group. */
  Expectations unchecked(String group) {
    uncheckedGroups.add(group);
    return this;
  }

  /** These must have ended in a hop. */
  Expectations deadLettered(Message... messages) {
    for (Message each : messages) {
      deadLettered.add(each.id());
    }
    return this;
  }
}
