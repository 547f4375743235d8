package dev.tocsin.watch;

import dev.tocsin.audit.AuditRegistry;
import dev.tocsin.audit.ClientBlocks;
import dev.tocsin.audit.FleetAlert;
import dev.tocsin.audit.FleetVerdict;
import dev.tocsin.event.AddressRange;
import dev.tocsin.event.ClientAddress;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import dev.tocsin.event.Timestamps;
import dev.tocsin.journal.Journal;
import dev.tocsin.journal.SideFile;
import dev.tocsin.respond.AlertBook;
import dev.tocsin.respond.AlertState;
import dev.tocsin.respond.Block;
import dev.tocsin.respond.BlockTable;
import dev.tocsin.respond.Snapshot;
import dev.tocsin.rules.Alert;
import dev.tocsin.rules.Detector;
import dev.tocsin.rules.OpenAlert;
import dev.tocsin.rules.Rule;
import dev.tocsin.rules.RuleCounts;
import dev.tocsin.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the rules over one journal while it is open. Each event is evaluated on the thread that
 * recorded it, once it is recorded; what was recorded before, by this process or another one, is
 * read back first. Thread-safe.
 */
public final class Watcher implements AutoCloseable, ClientBlocks {
  private static final int MAX_ALERTS = 10_000;
  private static final int MAX_BLOCKS = 100_000;
  private static final int MAX_REFUSED = 1_000;
  private static final int MAX_SNAPSHOT_BYTES = 64 << 20;

  /** Rules with longer windows are read back apart, so that the others need not wait. */
  private static final Duration QUICK = Duration.ofHours(2);

  /** How far the journal is read back for blocks when there is no snapshot. */
  private static final Duration WITHOUT_SNAPSHOT = Duration.ofDays(2);

  private static final Duration START_WAIT = Duration.ofSeconds(2);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
  private static final long TICK_MILLIS = 500;
  private static final int TICKS_OF_SNAPSHOT = 40;

  /** An event is evaluated at most so long after it got its number. */
  private static final int TICKS_UNTIL_SETTLED = 4;

  private final Journal journal;
  private final SideFile state;
  private final AlertBook book = new AlertBook(MAX_ALERTS);
  private final BlockTable blocks = new BlockTable(MAX_BLOCKS, this::isSpared);
  private final Refusals refusals = new Refusals(MAX_REFUSED);
  private final AlertNotices notices;
  private final Responder responder;
  private final LongAccumulator highest = new LongAccumulator(Math::max, 0);

  /** Open until alerts and blocks of before are known again. */
  private final CountDownLatch recalled = new CountDownLatch(1);

  private final Object changes = new Object();
  private final ThreadLocal<Turn.OfThread> turns = ThreadLocal.withInitial(Turn.OfThread::new);

  private volatile WatchSettings settings = WatchSettings.off();
  private volatile @Nullable Recorder recorder;
  private volatile List<Watch> watches = List.of();

  /** What goes on top of what the present watches counted, so that figures go on at a reload. */
  private Counted counted = Counted.NOTHING;

  /** Those that are to replace the present ones. */
  private volatile List<Watch> coming = List.of();

  private volatile boolean closed;
  private volatile boolean orphansEnded;

  private final AtomicLong refusedRules = new AtomicLong();
  private @Nullable RulesFile rulesFile;
  private volatile @Nullable CaseFollower cases;
  private @Nullable Thread ticker;
  private final long[] settling = new long[TICKS_UNTIL_SETTLED];

  /** What was followed of the other journal at the same moments. */
  private final long[] settlingCases = new long[TICKS_UNTIL_SETTLED];

  private int ticks;
  private boolean snapshotKept;

  /** For an open journal; evaluates nothing before {@link #start}. */
  public Watcher(Journal journal) {
    this.journal = journal;
    this.state = new SideFile(journal.config().file(), "rules", MAX_SNAPSHOT_BYTES);
    this.notices = new AlertNotices(journal.config().file(), journal.config().writer());
    this.responder = new Responder(book, blocks, notices);
    highest.accumulate(journal.lastSeq());
  }

  private boolean isSpared(ClientAddress client) {
    if (client.isLoopback()) {
      return true;
    }
    for (AddressRange range : settings.neverBlock()) {
      if (range.contains(client)) {
        return true;
      }
    }
    return AuditRegistry.isSpared(client);
  }

  private Instant now() {
    return journal.config().clock().instant();
  }

  private Path folder() {
    return Objects.requireNonNull(journal.config().file().getParent());
  }

  /**
   * Begins under these settings, or goes on under them: rules that are others take over as soon as
   * they have read back what they count. At the first rules it waits until the blocks of before are
   * in force again, for two seconds at most.
   *
   * @param writer of the product's own events
   */
  public void configure(WatchSettings wanted, Recorder writer) {
    recorder = writer;
    responder.recordWith(writer);
    WatchSettings before;
    synchronized (changes) {
      before = settings;
      settings = wanted;
    }
    if (ticker == null) {
      if (wanted.enabled()) {
        start(wanted);
      }
      return;
    }
    notices.receivers(wanted.receivers());
    if (!wanted.hasRulesOf(before)) {
      synchronized (changes) {
        rulesFile = wanted.file() == null ? null : new RulesFile(wanted.file());
      }
      replace(before, wanted);
    }
  }

  private void start(WatchSettings wanted) {
    AuditRegistry.register(this);
    notices.receivers(wanted.receivers());
    rulesFile = wanted.file() == null ? null : new RulesFile(wanted.file());
    Beginning beginning = new Beginning(readSnapshot(), journal.lastSeq(), now());
    watches = watchesOf(wanted.rules());
    daemon("tocsin-rules-start", beginning).start();
    try {
      var unused = recalled.await(START_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Thread clock = daemon("tocsin-rules", this::tickOn);
    ticker = clock;
    clock.start();
  }

  /** One for each part of the rules of which any is on. */
  private static List<Watch> watchesOf(RuleSet rules) {
    return rules.split(QUICK).stream()
        .filter(part -> !part.longestWindow().isZero())
        .map(Watch::new)
        .toList();
  }

  private Thread daemon(String name, Runnable what) {
    Thread thread = new Thread(what, name + "-" + journal.config().file().getFileName());
    thread.setDaemon(true);
    return thread;
  }

  private boolean keepsSnapshot() {
    return settings.enabled() && recorder != null;
  }

  /**
   * Whether a snapshot may say whom rules block and alert of, in the clear. Where events say it
   * under pseudonyms it is read back from them.
   */
  private boolean keepsNames() {
    Recorder writer = recorder;
    return writer != null && writer.pseudonymKeys() == null;
  }

  private @Nullable Snapshot readSnapshot() {
    Snapshot snapshot = null;
    try {
      String text = state.read().orElse(null);
      snapshot = text == null ? null : Snapshot.parse(text);
    } catch (IOException | IllegalArgumentException e) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: {}; alerts and blocks are read back from the journal",
              state.path(),
              e.getMessage());
    }
    boolean own = snapshot != null && snapshot.journal().equals(journal.id());
    boolean whole = snapshot == null || snapshot.whole();
    if (!keepsSnapshot() || (whole && !keepsNames())) {
      forgetSnapshot();
    }
    if (snapshot == null || !own || !keepsSnapshot()) {
      return null;
    }
    if (whole && !keepsNames()) {
      snapshot = snapshot.withoutNames();
      var unused = write(snapshot);
    }
    return snapshot;
  }

  private void forgetSnapshot() {
    try {
      Files.deleteIfExists(state.path());
    } catch (IOException e) {
      StatusLogger.getLogger()
          .warn("tocsin: {}: can't be deleted ({})", state.path(), e.toString());
    }
  }

  /** Takes up what was before this start. */
  private final class Beginning implements Runnable, CatchUp.Owner {
    private final @Nullable Snapshot snapshot;
    private final long lastBefore;
    private final Instant base;
    private final Recall recall;

    Beginning(@Nullable Snapshot snapshot, long lastBefore, Instant start) {
      this.snapshot = snapshot;
      this.lastBefore = lastBefore;
      this.base = snapshot == null ? start : snapshot.at();
      this.recall = new Recall(silentUpTo());
    }

    /** Up to this event alerts were told before; without a snapshot, of all there are. */
    long silentUpTo() {
      return snapshot == null ? lastBefore : snapshot.seq();
    }

    @Override
    public void run() {
      Snapshot kept = snapshot == null || !snapshot.whole() ? null : snapshot;
      Instant since = base.minus(kept == null ? WITHOUT_SNAPSHOT : Detector.LATENESS);
      CaseFollower follower =
          new CaseFollower(
              folder(), since, kept == null ? 0 : kept.caseSeq(), book, blocks, Watcher.this::end);
      try {
        if (kept != null) {
          kept.alerts().forEach(book::put);
          kept.blocks().forEach(block -> blocks.put(block, kept.at()));
        }
        if (lastBefore > 0) {
          recall.read(
              journal,
              events(),
              since,
              kept == null ? 0 : kept.seq(),
              lastBefore,
              book,
              blocks,
              time -> follower.followBefore(time, now()));
        }
        follower.follow(now());
      } catch (IOException e) {
        StatusLogger.getLogger()
            .error(
                "tocsin: {}: alerts and blocks of before can't be read back ({})",
                journal.config().file(),
                e.toString());
      } finally {
        cases = follower;
        Snapshot begun =
            new Snapshot(journal.id(), lastBefore, follower.seq(), base, book.all(), blocks.all());
        recalled.countDown();
        if (closed) {
          follower.close();
        }
        if (snapshot == null && !closed && keepsSnapshot()) {
          // Whoever starts after this process judges what came since, however soon it ends.
          var unused = write(begun);
        }
      }
      watches.forEach(watch -> readBack(watch, base, silentUpTo(), this));
    }

    @Override
    public void filled(Watch watch) {
      List<AlertState> then = recall.openThen();
      if (snapshot != null && snapshot.whole()) {
        then = snapshot.alerts();
      }
      var unused =
          watch.detector().restore(restorable(watch.rules(), then == null ? book.all() : then));
    }

    @Override
    public void evaluated(Turn turn, EventView event, long seq, long now) {
      if (seq <= lastBefore) {
        turn.fired.removeIf(this::wasTold);
      }
      responder.act(turn, Timestamps.instant(now), now(), event.type().isReserved());
    }

    private boolean wasTold(Alert alert) {
      UUID id = recall.takeTold(alert);
      if (id == null) {
        return false;
      }
      for (Watch watch : watches) {
        var unused = watch.detector().rename(alert.rule().name(), alert.key(), id);
      }
      return true;
    }

    @Override
    public void goingLive(Watch watch, long lastSeq) {
      for (Alert open : watch.detector().open()) {
        // Somebody ended it by hand, or that it is over was told already.
        boolean goesOn =
            book.find(open.id())
                .filter(each -> each.status() != AlertState.Status.RESOLVED)
                .isPresent();
        if (!goesOn) {
          var unused = watch.detector().end(open.id());
        }
      }
    }

    @Override
    public boolean isStopped(Watch watch) {
      return closed || !watches.contains(watch);
    }
  }

  private void readBack(Watch watch, Instant from, long silentUpTo, CatchUp.Owner owner) {
    Instant since = from.minus(watch.rules().longestWindow()).minus(Detector.LATENESS);
    daemon("tocsin-rules-read", new CatchUp(journal, watch, events(), since, silentUpTo, owner))
        .start();
  }

  private StoredEvents events() {
    Recorder writer = Objects.requireNonNull(recorder);
    return new StoredEvents(writer.types(), writer.pseudonymKeys());
  }

  private static List<OpenAlert> restorable(RuleSet rules, List<AlertState> alerts) {
    List<OpenAlert> open = new ArrayList<>();
    for (AlertState each : alerts) {
      Rule rule = rules.find(each.rule());
      if (rule != null && each.status() != AlertState.Status.RESOLVED) {
        open.add(each.open(rule));
      }
    }
    return open;
  }

  private void replace(WatchSettings before, WatchSettings wanted) {
    List<Watch> next = watchesOf(wanted.enabled() ? wanted.rules() : RuleSet.none());
    next.forEach(watch -> watch.mute(true));
    Replacement replacement = new Replacement(next);
    if (next.isEmpty()) {
      replacement.takeOver();
    } else {
      coming = next;
      next.forEach(watch -> readBack(watch, now(), Long.MAX_VALUE, replacement));
    }
    tellChanged(before, wanted);
  }

  /** Watches that take over once all of them are live. */
  private final class Replacement implements CatchUp.Owner {
    private final List<Watch> next;

    /** How many of them are live, or become so at this moment. */
    private int ready;

    Replacement(List<Watch> next) {
      this.next = next;
    }

    @Override
    public void filled(Watch watch) {}

    @Override
    public void evaluated(Turn turn, EventView event, long seq, long now) {
      // Those that are still in force do what follows.
    }

    @Override
    public void goingLive(Watch watch, long lastSeq) {
      synchronized (changes) {
        ready++;
        if (coming == next && ready == next.size()) {
          takeOver();
        }
      }
    }

    /** At one moment, with the alerts that are not over. */
    void takeOver() {
      synchronized (changes) {
        List<Watch> before = watches;
        before.forEach(each -> each.leaveAfter(highest.get()));
        List<OpenAlert> open = new ArrayList<>();
        before.forEach(each -> open.addAll(each.detector().openAlerts()));
        book.count(open);
        for (Watch each : next) {
          var unused = each.detector().restore(restorable(each.rules(), book.all()));
          each.mute(false);
        }
        // What the next ones read back was counted before.
        counted = counted.plus(Counted.by(before)).minus(Counted.by(next));
        watches = next;
        coming = List.of();
        orphansEnded = false;
      }
    }

    @Override
    public boolean isStopped(Watch watch) {
      return closed || (coming != next && watches != next);
    }
  }

  private void tellChanged(WatchSettings before, WatchSettings now) {
    Recorder writer = recorder;
    if (writer == null) {
      return;
    }
    Set<String> old = names(before.rules());
    Set<String> fresh = names(now.rules());
    writer.record(
        EventType.AUDIT_RULES_CHANGED,
        null,
        draft -> {
          draft
              .putDetail("file", now.file() == null ? "shipped" : now.file().toString())
              .putDetail("sha256", now.sha256())
              .putDetail("sha256_before", before.sha256())
              .putDetail("enabled", now.enabled())
              .putDetail("simulate", now.simulate())
              .putDetail("rules", fresh.size());
          draft.putDetail("added", without(fresh, old)).putDetail("removed", without(old, fresh));
        });
  }

  private static Set<String> names(RuleSet rules) {
    Set<String> names = new TreeSet<>();
    rules.rules().stream()
        .filter(rule -> rule.enabled() && rule.alerts())
        .forEach(rule -> names.add(rule.name()));
    return names;
  }

  private static List<String> without(Set<String> some, Set<String> others) {
    Set<String> left = new TreeSet<>(some);
    left.removeAll(others);
    return List.copyOf(left);
  }

  /**
   * Evaluates an event.
   *
   * @param event complete; not kept
   * @param seq its number; the largest one if the journal could not take it
   */
  public void offer(EventView event, long seq) {
    if (seq != Long.MAX_VALUE) {
      highest.accumulate(seq);
    }
    List<Watch> active = watches;
    List<Watch> next = coming;
    if (active.isEmpty() && next.isEmpty()) {
      return;
    }
    long now = Timestamps.now(journal.config().clock());
    Turn.OfThread ofThread = turns.get();
    Turn turn = ofThread.begin();
    try {
      offer(next, event, seq, now, turn);
      offer(active, event, seq, now, turn);
      if (!turn.isEmpty()) {
        Instant at = Timestamps.instant(now);
        responder.act(turn, at, at, event.type().isReserved());
      }
    } catch (RuntimeException | StackOverflowError e) {
      // Nothing is known to throw here. If something does, the event is recorded all the same.
      StatusLogger.getLogger()
          .error("tocsin: {}: rules: {}", journal.config().file(), e.toString(), e);
    } finally {
      ofThread.end();
    }
  }

  private static void offer(List<Watch> to, EventView event, long seq, long now, Turn turn) {
    // By position, as each event would pay for an iterator.
    for (int i = 0; i < to.size(); i++) {
      to.get(i).offer(event, seq, now, turn);
    }
  }

  private void end(UUID alert) {
    watches.forEach(watch -> watch.detector().end(alert));
    responder.resolvedByHand(alert, now(), settings.rules()::find);
  }

  private void tickOn() {
    while (!closed) {
      try {
        synchronized (changes) {
          if (!closed) {
            changes.wait(TICK_MILLIS);
          }
        }
        tick();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        StatusLogger.getLogger()
            .error("tocsin: {}: rules: {}", journal.config().file(), e.toString(), e);
      }
    }
  }

  /** What time alone brings about; also called by tests. */
  synchronized void tick() {
    Instant at = now();
    if (recalled.getCount() > 0) {
      return;
    }
    CaseFollower follower = cases;
    if (follower != null) {
      follower.follow(at);
    }
    Turn turn = new Turn();
    for (Watch watch : watches) {
      if (watch.isLive()) {
        watch.advance(Timestamps.micros(at), turn);
      }
    }
    responder.act(turn, at, at, false);
    responder.tick(at, settings.rules()::find);
    responder.tellRefused(refusals.takeDue(at));
    boolean live = isLive();
    if (live && !orphansEnded) {
      orphansEnded = true;
      endOrphans(at);
    }
    ticks++;
    if (ticks % 2 == 0) {
      lookAtRules();
    }
    long settled = settling[ticks % settling.length];
    settling[ticks % settling.length] = highest.get();
    long settledCases = settlingCases[ticks % settling.length];
    settlingCases[ticks % settling.length] = caseSeq();
    if (live && settled > 0 && (!snapshotKept || ticks % TICKS_OF_SNAPSHOT == 0)) {
      keepSnapshot(settled, settledCases, at);
    }
  }

  private boolean isLive() {
    return watches.stream().allMatch(Watch::isLive);
  }

  /** Alerts that no rule goes on with. */
  private void endOrphans(Instant at) {
    Set<UUID> open = new HashSet<>();
    watches.forEach(watch -> watch.detector().open().forEach(alert -> open.add(alert.id())));
    for (AlertState each : book.all()) {
      if (each.status() != AlertState.Status.RESOLVED && !open.contains(each.id())) {
        responder.endOrphan(each, at);
      }
    }
    notices.keepActive(open);
  }

  private void lookAtRules() {
    RulesFile file;
    synchronized (changes) {
      file = rulesFile;
    }
    Recorder writer = recorder;
    if (file == null || writer == null || !file.hasChanged()) {
      return;
    }
    WatchSettings before = settings;
    try {
      WatchSettings read = before.withRules(file.file(), writer.types());
      if (!read.hasRulesOf(before)) {
        synchronized (changes) {
          if (!settings.equals(before)) {
            // Meanwhile Log4j reloaded a configuration.
            return;
          }
          settings = read;
        }
        replace(before, read);
        StatusLogger.getLogger().warn("tocsin: {}: the rules are new", file.file());
      }
    } catch (IllegalArgumentException e) {
      refusedRules.incrementAndGet();
      String mistake = String.valueOf(e.getMessage());
      StatusLogger.getLogger().error("tocsin: {}; the rules stay as they were", mistake);
      writer.record(
          EventType.AUDIT_RULES_CHANGED,
          null,
          draft ->
              draft
                  .setSuccess(false)
                  .putDetail("file", file.file().toString())
                  .putDetail("error", mistake)
                  .putDetail("sha256", before.sha256()));
    }
  }

  private long caseSeq() {
    CaseFollower follower = cases;
    return follower == null ? 0 : follower.seq();
  }

  /**
   * Keeps what is known now. Both journals are read again from the same moment on, so that what
   * they say of a client comes in its order; as long as they are being read back, the snapshot of
   * before is left as it is.
   */
  private void keepSnapshot(long settled, long settledCases, Instant now) {
    if (!keepsSnapshot() || recalled.getCount() > 0 || !isLive()) {
      return;
    }
    for (Watch watch : watches) {
      book.count(watch.detector().openAlerts());
    }
    snapshotKept |=
        write(new Snapshot(journal.id(), settled, settledCases, now, book.all(), blocks.all()));
  }

  private boolean write(Snapshot snapshot) {
    Snapshot wanted = keepsNames() ? snapshot : snapshot.withoutNames();
    try {
      synchronized (state) {
        state.replace(wanted.toJson());
      }
      return true;
    } catch (IOException e) {
      StatusLogger.getLogger()
          .warn(
              "tocsin: {}: can't be written ({}); after a restart alerts and blocks are read back"
                  + " from the journal",
              state.path(),
              e.toString());
      return false;
    }
  }

  /** How it does. */
  public WatchFigures figures() {
    Counted sums;
    long groups = 0;
    synchronized (changes) {
      sums = counted.plus(Counted.by(watches));
    }
    for (Watch watch : watches) {
      for (RuleCounts each : watch.detector().counts().values()) {
        groups += each.groups();
      }
    }
    return new WatchFigures(
        !watches.isEmpty() && isLive(),
        names(settings.rules()).size(),
        sums.evaluated(),
        sums.late(),
        sums.future(),
        groups,
        sums.evicted(),
        sums.ungrouped(),
        responder.fired(),
        book.open(),
        book.evictions(),
        blocks.size(),
        blocks.evictions(),
        refusedRules.get(),
        notices.counts());
  }

  /** The alerts that are not over or wait for somebody, with their counts. */
  public List<AlertState> alerts() {
    for (Watch watch : watches) {
      if (watch.isLive()) {
        book.count(watch.detector().openAlerts());
      }
    }
    return book.all();
  }

  @Override
  public boolean isBlocked(ClientAddress client) {
    return blocks.isBlocked(client, journal.config().clock());
  }

  @Override
  public Optional<Instant> blockedUntil(ClientAddress client) {
    return blocks.find(client, now()).map(Block::until);
  }

  @Override
  public void refused(ClientAddress client) {
    refusals.add(client, now());
  }

  @Override
  public boolean block(
      ClientAddress client, Duration duration, String by, @Nullable String reason) {
    Instant at = now();
    Block block =
        new Block(
            client.networkAddress(), at, at.plus(duration), 0, Optional.empty(), Optional.of(by));
    return responder.blockByHand(block, reason, at);
  }

  @Override
  public FleetVerdict block(FleetAlert alert) {
    WatchSettings current = settings;
    if (!current.enabled() || recalled.getCount() > 0) {
      return FleetVerdict.NOT_READY;
    }
    Rule rule = current.rules().find(alert.rule());
    Instant at = now();
    if (rule == null || !rule.enabled() || !rule.alerts()) {
      return FleetVerdict.UNKNOWN_RULE;
    }
    if (rule.response().block().isEmpty()) {
      return FleetVerdict.NO_BLOCK;
    }
    if (!rule.blocks()) {
      return FleetVerdict.SIMULATED;
    }
    if (alert.since().isAfter(at.plus(Detector.LATENESS))) {
      return FleetVerdict.FUTURE;
    }
    return isSpared(alert.client())
        ? FleetVerdict.SPARED
        : responder.blockForFleet(alert, rule, at);
  }

  @Override
  public boolean unblock(ClientAddress client, String by) {
    return responder.unblockByHand(client, by, now());
  }

  /**
   * Ends. Events that were recorded and not evaluated yet, since the journal is still being read
   * back, are waited for a while; what is left is evaluated at the next start.
   */
  @Override
  public void close() {
    Thread clock = ticker;
    if (clock == null) {
      return;
    }
    long end = System.nanoTime() + CLOSE_WAIT.toNanos();
    while (!isLive() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    AuditRegistry.unregister(this);
    synchronized (changes) {
      closed = true;
      changes.notifyAll();
    }
    try {
      clock.join(CLOSE_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    responder.tellRefused(refusals.takeAll());
    keepSnapshot(highest.get(), caseSeq(), now());
    notices.close();
    CaseFollower follower = cases;
    if (follower != null) {
      follower.close();
    }
  }
}
