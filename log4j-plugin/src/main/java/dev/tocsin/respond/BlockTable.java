package dev.tocsin.respond;

import dev.tocsin.event.ClientAddress;
import dev.tocsin.rules.Detector;
import dev.tocsin.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are shut out, and those that were within the last 24 hours, as their next block
 * is longer. A client is an IPv4 address or an IPv6 network of 64 bits.
 *
 * <p>Bounded: when the table is full, the block that ended or ends first goes; {@link #evictions()}
 * counts those that were in force. Thread-safe; asking waits for nothing.
 *
 * <p>A block that begins more than {@link Detector#LATENESS} from now was made while the clock ran
 * ahead. Nobody knows how long ago that was, so it begins anew: it neither lasts as long as the
 * clock was wrong, nor lets a client in too soon.
 */
public final class BlockTable {
  /** How long after a block's end the next one is a repeat. */
  public static final Duration REPEAT_WINDOW = Duration.ofHours(24);

  private static final Comparator<Block> BY_END =
      Comparator.comparing(Block::until).thenComparing(Block::client);

  private final int capacity;
  private final Predicate<ClientAddress> spared;

  /** In force, or remembered. */
  private final Map<ClientAddress, Block> byClient = new ConcurrentHashMap<>();

  private final TreeSet<Block> live = new TreeSet<>(BY_END);
  private final TreeSet<Block> over = new TreeSet<>(BY_END);
  private volatile long evictions;

  /** How far the clock has come; the last instant of all where that is to be looked at. */
  private Instant expiredTo = Instant.MAX;

  /**
   * An empty table.
   *
   * @param capacity clients at most, at least 1
   * @param spared tells who is never blocked
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public BlockTable(int capacity, Predicate<ClientAddress> spared) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + ": use at least 1");
    }
    this.capacity = capacity;
    this.spared = spared;
  }

  /** Whether a client is shut out now; asks the clock only if it was shut out before. */
  public boolean isBlocked(ClientAddress address, InstantSource clock) {
    if (byClient.isEmpty()) {
      return false;
    }
    Block known = byClient.get(address.networkAddress());
    if (known == null) {
      return false;
    }
    Instant now = clock.instant();
    Block block = settled(known, now);
    return block != null && block.isLive(now) && !spared.test(address);
  }

  private @Nullable Block known(ClientAddress client, Instant now) {
    Block block = byClient.get(client);
    return block == null ? null : settled(block, now);
  }

  private @Nullable Block settled(Block block, Instant now) {
    return isAhead(block.since(), now) ? settle(block.client(), now) : block;
  }

  private static boolean isAhead(Instant begin, Instant now) {
    return begin.isAfter(now.plus(Detector.LATENESS));
  }

  /** Begins a block anew that was made while the clock ran ahead; one that is over stays so. */
  private synchronized @Nullable Block settle(ClientAddress client, Instant now) {
    Block block = byClient.get(client);
    if (block == null) {
      return null;
    }
    if (over.contains(block)) {
      return block.isLive(now) ? replace(block, block.endingAt(now), over) : block;
    }
    return isAhead(block.since(), now) ? replace(block, block.beginningAt(now), live) : block;
  }

  private Block replace(Block before, Block after, Set<Block> in) {
    remove(before);
    byClient.put(after.client(), after);
    in.add(after);
    return after;
  }

  /** The block of a client that is in force at a time. */
  public Optional<Block> find(ClientAddress address, Instant at) {
    return Optional.ofNullable(byClient.get(address.networkAddress()))
        .filter(block -> block.isLive(at) && !spared.test(address));
  }

  /**
   * Blocks a client as a rule says, if it is not blocked already: only another rule with a longer
   * block prolongs that.
   *
   * @param at when the rule said so
   * @param now later than that where a journal is read back; a block that is over by now is none
   * @return the block, if there is a new one
   */
  public synchronized Optional<Block> block(
      ClientAddress address, Rule rule, Instant at, Instant now) {
    Rule.Block wanted = rule.response().block().orElse(null);
    if (wanted == null || spared.test(address)) {
      return Optional.empty();
    }
    ClientAddress client = address.networkAddress();
    Block known = known(client, now);
    Instant since = isAhead(at, now) ? now : at;
    boolean inForce = known != null && known.isLive(since);
    if (known != null
        && inForce
        && (known.rule().equals(Optional.of(rule.name()))
            || known.duration().compareTo(wanted.duration()) >= 0)) {
      return Optional.empty();
    }
    int repeat =
        known == null || !isRemembered(known, since) ? 0 : known.repeat() + (inForce ? 0 : 1);
    Block block =
        new Block(
            client,
            since,
            since.plus(duration(wanted, repeat)),
            repeat,
            Optional.of(rule.name()),
            Optional.empty());
    return block.isLive(now) && put(block, since) ? Optional.of(block) : Optional.empty();
  }

  /**
   * Blocks a client as a rule says, for an alert of elsewhere that may be old, or be told again and
   * again. One that began before the client's last block ended is answered by that: it neither
   * begins another one, nor undoes that somebody let the client in, nor makes a block shorter. It
   * only prolongs one that is in force.
   *
   * @param since when the alert began, not after now
   * @return the block, if there is a new one
   */
  public synchronized Optional<Block> blockSince(
      ClientAddress address, Rule rule, Instant since, Instant now) {
    Block known = known(address.networkAddress(), now);
    Rule.Block wanted = rule.response().block().orElse(null);
    // Blocks that ended are remembered for so long: an older alert may have had its answer.
    boolean forgotten = known == null && !since.plus(REPEAT_WINDOW).isAfter(now);
    boolean answered =
        known != null
            && wanted != null
            && since.isBefore(known.until())
            && !(known.isLive(now) && since.plus(wanted.duration()).isAfter(known.until()));
    return answered || forgotten ? Optional.empty() : block(address, rule, since, now);
  }

  private static Duration duration(Rule.Block wanted, int repeat) {
    double seconds = wanted.duration().toSeconds() * Math.pow(wanted.factor(), repeat);
    return seconds >= wanted.max().toSeconds()
        ? wanted.max()
        : Duration.ofSeconds(Math.round(seconds));
  }

  private static boolean isRemembered(Block block, Instant now) {
    return now.isBefore(block.until().plus(REPEAT_WINDOW));
  }

  /**
   * Puts a block into the table that was decided elsewhere: by hand, or before a restart. It takes
   * the place of the client's present one.
   *
   * @return false if the client is never blocked
   */
  public synchronized boolean put(Block block, Instant now) {
    if (spared.test(block.client())) {
      return false;
    }
    Block before = byClient.put(block.client(), block);
    if (before != null) {
      remove(before);
    }
    (block.isLive(now) ? live : over).add(block);
    if (byClient.size() > capacity) {
      Block first = over.isEmpty() ? live.first() : over.first();
      evictions += over.isEmpty() ? 1 : 0;
      byClient.remove(first.client());
      remove(first);
    }
    return true;
  }

  private void remove(Block block) {
    live.remove(block);
    over.remove(block);
  }

  /**
   * Ends a client's block before its time. It still counts for the next one's length.
   *
   * @return the block that was in force, if there was one
   */
  public synchronized Optional<Block> unblock(ClientAddress address, Instant now) {
    Block block = byClient.get(address.networkAddress());
    if (block == null || !live.contains(block)) {
      return Optional.empty();
    }
    remove(block);
    Instant end = block.isLive(now) ? now : block.until();
    Block ended = block.endingAt(end);
    byClient.put(block.client(), ended);
    over.add(ended);
    return Optional.of(block);
  }

  /**
   * The same for what was said elsewhere and is heard of only now: a block that began after that is
   * not the one that was meant, and stays.
   *
   * @param at when it was said
   */
  public synchronized Optional<Block> unblockAsOf(ClientAddress address, Instant at) {
    Block block = byClient.get(address.networkAddress());
    return block == null || block.since().isAfter(at) ? Optional.empty() : unblock(address, at);
  }

  /** Forgets what is too old to matter, and tells the blocks that ended since the last call. */
  public synchronized List<Block> expire(Instant now) {
    if (isAhead(expiredTo, now)) {
      List.copyOf(byClient.keySet()).forEach(client -> settle(client, now));
      expiredTo = now;
    }
    expiredTo = expiredTo.isAfter(now) ? expiredTo : now;
    List<Block> ended = new ArrayList<>();
    while (!live.isEmpty() && !live.first().isLive(now)) {
      Block block = live.first();
      live.remove(block);
      over.add(block);
      ended.add(block);
    }
    while (!over.isEmpty() && !isRemembered(over.first(), now)) {
      Block block = over.first();
      over.remove(block);
      byClient.remove(block.client());
    }
    return ended;
  }

  /** The blocks in force, the one that ends first before the others. */
  public synchronized List<Block> live() {
    return List.copyOf(live);
  }

  /** The same and those that are remembered. */
  public synchronized List<Block> all() {
    List<Block> all = new ArrayList<>(over);
    all.addAll(live);
    return all;
  }

  /** How many blocks are in force, as of the last {@link #expire}. */
  public synchronized int size() {
    return live.size();
  }

  /** Blocks that were in force and had to go as the table was full. */
  public long evictions() {
    return evictions;
  }
}
