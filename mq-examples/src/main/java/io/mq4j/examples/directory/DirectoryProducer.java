package io.mq4j.examples.directory;

import io.mq4j.MqException;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes what was submitted at the commit. Another thread may close it meanwhile. */
final class DirectoryProducer implements ProducerDriver {
  private final Store store;
  private final Map<String, Numbered> logs = new HashMap<>();
  private final Queue<Outgoing> submitted = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  DirectoryProducer(Store store) {
    this.store = store;
  }

  // snippet: adapterProducer
  @Override
  public boolean threadSafe() {
    return false; // the engine brings what its callers send in groups, on one thread
  }

  @Override
  public void submit(Outgoing send) {
    submitted.add(send);
    if (closed) {
      close();
    }
  }

  @Override
  public void commit() {
    Map<Outgoing, String> stored = new LinkedHashMap<>();
    try {
      for (Outgoing send : submitted) {
        if (!send.ended()) {
          stored.put(send, send.topic() + "/" + append(send));
        }
      }
      for (Numbered log : logs.values()) {
        store.sync(log.folder());
      }
    } catch (IOException e) {
      throw Store.unavailable(e); // the engine repeats what has not ended
    }
    stored.forEach(Outgoing::confirmed);
    submitted.removeIf(Outgoing::ended);
  }

  // end

  private long append(Outgoing send) throws IOException {
    Numbered log = logs.get(send.topic());
    if (log == null) {
      log = new Numbered(store.log(send.topic()));
      logs.put(send.topic(), log);
    }
    return log.append(store.draft(FileFormat.write(send.message())));
  }

  @Override
  public void close() {
    closed = true;
    MqException gone = Store.unavailable(new IOException("the producer has been closed"));
    submitted.forEach(send -> send.failed(gone));
    submitted.clear();
  }
}
