package io.mq4j.memory.mutants;

import io.mq4j.Broker;
import io.mq4j.testkit.FaultInjector;
import io.mq4j.testkit.FaultKind;
import java.util.Set;

/** Passes on what the memory broker can do; mutants override what they spoil. */
class PassingFaults implements FaultInjector {
  private final FaultInjector real;

  PassingFaults(FaultInjector real) {
    this.real = real;
  }

  @Override
  public Set<FaultKind> supported() {
    return real.supported();
  }

  @Override
  public void heal() {
    real.heal();
  }

  @Override
  public void stop() {
    real.stop();
  }

  @Override
  public void kill() {
    real.kill();
  }

  @Override
  public void freeze() {
    real.freeze();
  }

  @Override
  public void blackhole() {
    real.blackhole();
  }

  @Override
  public void resetConnections() {
    real.resetConnections();
  }

  @Override
  public void loseNextConfirm() {
    real.loseNextConfirm();
  }

  @Override
  public void refuseSends(int count) {
    real.refuseSends(count);
  }

  @Override
  public void killClient(Broker client) {
    real.killClient(client);
  }

  @Override
  public void redeliver(int last) {
    real.redeliver(last);
  }
}
