package io.mq4j.memory;

import io.mq4j.Broker;
import io.mq4j.testkit.FaultInjector;
import io.mq4j.testkit.FaultKind;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Breaks a memory broker as the contract suite asks. */
final class MemoryTestFaults implements FaultInjector {
  private final MemoryFaults faults;
  private final Map<Broker, MortalDriver> clients;

  MemoryTestFaults(MemoryFaults faults, Map<Broker, MortalDriver> clients) {
    this.faults = faults;
    this.clients = clients;
  }

  @Override
  public Set<FaultKind> supported() {
    return EnumSet.of(
        FaultKind.RESTART,
        FaultKind.KILL,
        FaultKind.FREEZE,
        FaultKind.BLACKHOLE,
        FaultKind.RESET,
        FaultKind.LOSE_CONFIRM,
        FaultKind.REFUSE_SENDS,
        FaultKind.KILL_CLIENT,
        FaultKind.REDELIVER);
  }

  @Override
  public void heal() {
    faults.thaw();
    faults.start();
    faults.refuseSends(0);
    faults.loseConfirmations(0);
  }

  @Override
  public void stop() {
    faults.stop();
  }

  @Override
  public void kill() {
    faults.stop();
  }

  @Override
  public void freeze() {
    faults.freeze();
  }

  @Override
  public void blackhole() {
    faults.freeze();
  }

  @Override
  public void resetConnections() {
    faults.dropConnections();
  }

  @Override
  public void loseNextConfirm() {
    faults.loseConfirmations(1);
  }

  @Override
  public void refuseSends(int count) {
    faults.refuseSends(count);
  }

  @Override
  public void killClient(Broker client) {
    MortalDriver driver = clients.get(client);
    if (driver == null) {
      throw new IllegalArgumentException("not a client of this harness");
    }
    driver.kill();
  }

  @Override
  public void redeliver(int last) {
    faults.redeliverSettled(last);
  }
}
