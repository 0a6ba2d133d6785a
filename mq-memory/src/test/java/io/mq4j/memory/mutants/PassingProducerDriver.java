package io.mq4j.memory.mutants;

import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;

/** Passes everything on; mutants override what they spoil. */
class PassingProducerDriver implements ProducerDriver {
  final ProducerDriver real;

  PassingProducerDriver(ProducerDriver real) {
    this.real = real;
  }

  @Override
  public boolean threadSafe() {
    return real.threadSafe();
  }

  @Override
  public void submit(Outgoing send) {
    real.submit(send);
  }

  @Override
  public void commit() {
    real.commit();
  }

  @Override
  public void close() {
    real.close();
  }
}
