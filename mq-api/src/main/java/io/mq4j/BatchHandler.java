package io.mq4j;

import java.util.List;

/** Handles several messages at a time; called by many threads at once unless concurrency is 1. */
@FunctionalInterface
public interface BatchHandler {
  /**
   * Handles a batch and answers for each message, in the batch's order. An exception is a failure
   * of every message in it, and so is a list of another length.
   */
  List<Outcome> handle(List<Delivery> batch) throws Exception;
}
