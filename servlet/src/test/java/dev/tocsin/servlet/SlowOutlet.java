package dev.tocsin.servlet;

import dev.tocsin.outlet.AuditJournal;
import dev.tocsin.outlet.Outlet;
import dev.tocsin.outlet.OutletFigures;
import dev.tocsin.outlet.RunningOutlet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A bridge whose receiver does as the test says. */
final class SlowOutlet implements Outlet, RunningOutlet {
  volatile long waiting;
  volatile long refused;
  volatile String trouble = "";

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public List<String> mistakes() {
    return List.of();
  }

  @Override
  public SortedMap<String, String> settings() {
    return new TreeMap<>();
  }

  @Override
  public RunningOutlet start(AuditJournal journal) {
    return this;
  }

  @Override
  public OutletFigures figures() {
    return new OutletFigures(name(), 0, 0, 0, refused, 0, waiting, 0, trouble);
  }

  @Override
  public void stop() {}

  @Override
  public void handOver() {}
}
