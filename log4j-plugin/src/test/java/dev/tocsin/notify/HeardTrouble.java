package dev.tocsin.notify;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a notifier tells. */
final class HeardTrouble implements NotifyListener {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void told(Trouble trouble, String receiver, String message) {
    lines.add(trouble + " " + message);
  }

  List<String> of(Trouble trouble) {
    return lines.stream().filter(line -> line.startsWith(trouble + " ")).toList();
  }

  List<String> all() {
    return lines;
  }
}
