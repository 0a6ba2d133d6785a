package io.mq4j.testkit;

/** What a {@link FaultInjector} may be able to do to a server, its network, or a client. */
public enum FaultKind {
  /** Stop the server in good order and start it again on the same data. */
  RESTART,
  /** Kill the server without warning and start it again on the same data. */
  KILL,
  /** Stop the server's process from running, with its connections open, and let it run again. */
  FREEZE,
  /** Reset every connection; new ones are welcome. */
  RESET,
  /** Keep connections open but let no byte through. */
  BLACKHOLE,
  /** Let bytes through late. */
  LATENCY,
  /** Let bytes through one at a time. */
  DRIBBLE,
  /** Store the next send but lose its confirmation, and the connection with it. */
  LOSE_CONFIRM,
  /** Answer the next sends with a refusal. */
  REFUSE_SENDS,
  /** Refuse all sends for want of disk or memory. */
  ALARM,
  /** Delete a topic. */
  DELETE_TOPIC,
  /** End a client as if its process had been killed. */
  KILL_CLIENT,
  /** Hand settled messages out once more. */
  REDELIVER
}
