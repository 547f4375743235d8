package dev.tocsin.notify;

import dev.tocsin.event.Quote;
import dev.tocsin.files.SecureFiles;
import dev.tocsin.notify.NotifyListener.Trouble;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Delivers notifications to receivers: at least once, each receiver for itself, in the background.
 *
 * <p>What is sent waits in a folder, a file for each receiver and notification, until the receiver
 * has taken it, also over a restart: at most 10,000 files and 64 MB a receiver. Attempts are made
 * again after 1 s up to 5 min, or when the receiver asks for it, for a day. What was delivered just
 * before a sudden end may be delivered again; {@link Notification#id} tells so. An Alertmanager is
 * told of each alert that goes on once a minute.
 *
 * <p>Only one notifier may use a folder. Thread-safe; its threads are daemons.
 */
public final class Notifier implements AutoCloseable {
  private static final int MOST_ARRIVING = 10_000;
  private static final int MOST_NAMES_TOLD = 100;
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(1_500);

  private final Path folder;
  private final Pace pace;
  private final Clock clock;
  private final NotifyListener listener;
  private final HttpClient client;
  private final LongAdder lost = new LongAdder();
  private final BlockingQueue<Runnable> arriving = new ArrayBlockingQueue<>(MOST_ARRIVING);
  private final Thread intake;

  /** While receivers are exchanged nothing is taken in. */
  private final Object swapping = new Object();

  private final Set<String> unknownTold = new HashSet<>();
  private volatile Map<String, Courier> couriers = Map.of();
  private volatile boolean closed;

  private Notifier(Path folder, Pace pace, Clock clock, NotifyListener listener) {
    this.folder = folder;
    this.pace = pace;
    this.clock = clock;
    this.listener = listener;
    this.client = Post.newClient(pace.timeout());
    this.intake = new Thread(this::takeIn, "tocsin-notify");
    intake.setDaemon(true);
  }

  /**
   * Takes up what waits, and begins to deliver.
   *
   * @param folder in which notifications wait; made if it is not there, with mode 0700
   * @param receivers no two of the same name, upper and lower case alike
   * @throws IOException one line, if the folder can't be made or read
   * @throws IllegalArgumentException if two receivers have one name
   */
  public static Notifier open(Path folder, List<Receiver> receivers, NotifyListener listener)
      throws IOException {
    return open(folder, receivers, listener, Pace.DEFAULT, Clock.systemUTC());
  }

  static Notifier open(
      Path folder, List<Receiver> receivers, NotifyListener listener, Pace pace, Clock clock)
      throws IOException {
    Notifier notifier = new Notifier(folder, pace, clock, guarded(listener));
    try {
      notifier.setReceivers(receivers);
      notifier.tellForgotten();
    } catch (IOException | RuntimeException e) {
      notifier.close();
      throw e;
    }
    notifier.intake.start();
    return notifier;
  }

  /** A listener's own mistakes end no thread of ours. */
  private static NotifyListener guarded(NotifyListener listener) {
    return (trouble, receiver, message) -> {
      try {
        listener.told(trouble, receiver, message);
      } catch (RuntimeException e) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, e);
      }
    };
  }

  /**
   * Puts other receivers in place of those there are. One that is as it was goes on undisturbed;
   * what waits for one of the same name goes to its new address; what waits for one that is gone
   * stays on the disk.
   *
   * @throws IOException one line, if a folder can't be made, and then nothing has changed; or if
   *     one can't be read, and then this and the receivers behind it are missing
   * @throws IllegalArgumentException if two receivers have one name
   */
  public synchronized void setReceivers(List<Receiver> receivers) throws IOException {
    Set<String> names = new HashSet<>();
    for (Receiver receiver : receivers) {
      if (!names.add(receiver.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "receiver " + receiver.name() + ": another one has its name: rename one of them");
      }
      Path own = folderOf(receiver);
      try {
        SecureFiles.createFolder(own);
      } catch (IOException e) {
        throw new IOException(
            own
                + ": can't be made ("
                + e.getClass().getSimpleName()
                + "): make the folder of the audit file writable",
            e);
      }
    }
    synchronized (swapping) {
      swap(receivers);
    }
  }

  private void swap(List<Receiver> receivers) throws IOException {
    Map<String, Courier> before = couriers;
    Map<String, Courier> after = new LinkedHashMap<>();
    List<Courier> ending = new ArrayList<>(before.values());
    ending.removeIf(each -> receivers.contains(each.receiver()));
    // One folder has one courier, so the old one ends first.
    end(ending);
    try {
      for (Receiver receiver : receivers) {
        Courier same = before.get(receiver.name());
        if (same != null && !ending.contains(same)) {
          after.put(receiver.name(), same);
        } else {
          Tally tally = same == null ? new Tally() : same.tally();
          after.put(receiver.name(), start(receiver, tally));
        }
      }
    } finally {
      couriers = after;
    }
  }

  private Courier start(Receiver receiver, Tally tally) throws IOException {
    try {
      return Courier.start(
          receiver,
          folderOf(receiver),
          pace,
          clock,
          client,
          new SplittableRandom(),
          listener,
          tally);
    } catch (IOException e) {
      throw new IOException(
          folderOf(receiver)
              + ": can't be read ("
              + e.getClass().getSimpleName()
              + "): give its rights back",
          e);
    }
  }

  private Path folderOf(Receiver receiver) {
    return folder.resolve(receiver.name());
  }

  /** Tells of notifications that wait for a receiver that is not configured any more. */
  private void tellForgotten() throws IOException {
    Map<String, Courier> known = couriers;
    if (known.isEmpty() && !Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
      for (Path each : folders) {
        String name = each.getFileName().toString();
        int waiting = known.containsKey(name) ? 0 : Spool.list(each).size();
        if (waiting > 0) {
          listener.told(
              Trouble.UNKNOWN_RECEIVER,
              name,
              each
                  + ": "
                  + waiting
                  + " notifications wait for a receiver that is not configured: configure it, or"
                  + " delete the folder");
        }
      }
    }
  }

  /** The names of its receivers, in the order of the configuration. */
  public Set<String> receivers() {
    return new LinkedHashMap<>(couriers).keySet();
  }

  /**
   * Sends a notification to receivers. Waits for nothing and never throws: what finds no place, no
   * receiver, or a notifier that is closed, is counted as dropped.
   *
   * @param names of receivers; each once
   */
  public void send(Collection<String> names, Notification notification) {
    List<String> each = names.stream().distinct().toList();
    if (!offer(() -> each.forEach(name -> accept(name, notification)))) {
      lost.add(each.size());
    }
  }

  /**
   * Says which alerts go on: whatever else an Alertmanager takes for one that does is ended there.
   * To be called once the state of the rules is known again after a restart or a change of rules.
   */
  public void keepActive(Set<UUID> alertIds) {
    Set<UUID> active = Set.copyOf(alertIds);
    boolean unused = offer(() -> couriers.values().forEach(each -> each.endAllBut(active)));
  }

  private boolean offer(Runnable work) {
    return !closed && arriving.offer(work);
  }

  private void accept(String name, Notification notification) {
    Courier courier = couriers.get(name);
    if (courier != null) {
      courier.accept(notification);
      return;
    }
    lost.increment();
    if (unknownTold.size() < MOST_NAMES_TOLD && unknownTold.add(name)) {
      listener.told(
          Trouble.UNKNOWN_RECEIVER,
          name,
          "receiver "
              + Quote.of(name)
              + ": is not configured, so a notification for it was dropped: add <Receiver name=…/>,"
              + " or take it out of the rules");
    }
  }

  private void takeIn() {
    try {
      while (true) {
        Runnable work = arriving.poll(closed ? 0 : 1, TimeUnit.SECONDS);
        if (work != null) {
          takeIn(work);
        } else if (closed) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing that one notification brings about may end the intake of the others. */
  private void takeIn(Runnable work) {
    try {
      synchronized (swapping) {
        work.run();
      }
    } catch (RuntimeException e) {
      lost.increment();
      listener.told(
          Trouble.NOT_SAVED,
          "",
          "a notification was lost by a mistake of the program (" + e + "): report it");
    }
  }

  /** How it does. */
  public NotifierHealth health() {
    NotifierHealth.Counts total =
        new NotifierHealth.Counts(0, 0, 0, 0, 0, lost.sum(), arriving.size());
    Map<String, NotifierHealth.Counts> each = new LinkedHashMap<>();
    for (Map.Entry<String, Courier> entry : couriers.entrySet()) {
      NotifierHealth.Counts counts = entry.getValue().tally().counts();
      each.put(entry.getKey(), counts);
      total = total.plus(counts);
    }
    return new NotifierHealth(total, each);
  }

  /** Ends within two seconds. What was not delivered stays on the disk for the next start. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
    // It wakes up, puts onto the disk what has come, and ends.
    boolean unused = arriving.offer(() -> {});
    join(intake, end);
    List<Courier> all = new ArrayList<>(couriers.values());
    all.forEach(Courier::stop);
    for (Courier courier : all) {
      courier.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  private static void join(Thread thread, long end) {
    try {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(List<Courier> couriers) {
    couriers.forEach(Courier::stop);
    couriers.forEach(each -> each.awaitEnd(Duration.ofSeconds(1)));
  }
}
