package dev.tocsin.test;

import dev.tocsin.event.EventType;
import dev.tocsin.event.EventTypes;
import dev.tocsin.event.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which types of events, and with them which controls, a run of tests has exercised: recorded at
 * least one event of. Two names of one type ({@code logout} and {@code auth_logout}) count as one.
 * Immutable.
 */
public final class AuditCoverage {
  private final int runs;
  private final Instant from;
  private final Instant to;
  private final SortedMap<String, Type> types = new TreeMap<>();

  /**
   * One type of events.
   *
   * @param name the type's canonical name
   * @param events how many were recorded
   * @param complianceTags of the type, for example {@code pci-10.2.1.4}
   * @param tests names of some of the tests that they belong to
   */
  public record Type(String name, long events, List<String> complianceTags, List<String> tests) {
    public Type {
      complianceTags = List.copyOf(complianceTags);
      tests = List.copyOf(tests);
    }

    Type plus(Type other) {
      SortedSet<String> all = new TreeSet<>(tests);
      all.addAll(other.tests);
      return new Type(
          name,
          events + other.events,
          complianceTags,
          all.stream().limit(CoverageTally.MOST_TESTS).toList());
    }
  }

  AuditCoverage(int runs, Instant from, Instant to, Collection<Type> types) {
    this.runs = runs;
    this.from = from;
    this.to = to;
    types.forEach(type -> this.types.merge(type.name(), type, Type::plus));
  }

  /** What the tests of this JVM have exercised so far. */
  public static AuditCoverage soFar() {
    return Kit.get().coverage().snapshot();
  }

  /**
   * What the runs have exercised that left their parts in a folder: the one that {@code
   * tocsin.coverage.report} named.
   *
   * @throws IOException one line, if a part can't be read, or there is none
   */
  public static AuditCoverage read(Path folder) throws IOException {
    return new CoverageFolder(folder).read();
  }

  AuditCoverage plus(AuditCoverage other) {
    List<Type> all = new ArrayList<>(types.values());
    all.addAll(other.types.values());
    return new AuditCoverage(
        runs + other.runs,
        from.isBefore(other.from) ? from : other.from,
        to.isAfter(other.to) ? to : other.to,
        all);
  }

  /** How many runs, each of a JVM's tests, it is of. */
  public int runs() {
    return runs;
  }

  /** When the first of them began. */
  public Instant from() {
    return from;
  }

  /** When the last of them ended. */
  public Instant to() {
    return to;
  }

  /** All types that are known, by name. */
  public List<Type> types() {
    return List.copyOf(types.values());
  }

  /** The types that were exercised, by name. */
  public List<Type> exercised() {
    return types.values().stream().filter(type -> type.events() > 0).toList();
  }

  /** The tags that begin with a text, each with the types that carry it. */
  SortedMap<String, List<Type>> tagged(String prefix) {
    SortedMap<String, List<Type>> tags = new TreeMap<>();
    for (Type type : types.values()) {
      for (String tag : type.complianceTags()) {
        if (tag.startsWith(prefix)) {
          tags.computeIfAbsent(tag, each -> new ArrayList<>()).add(type);
        }
      }
    }
    return tags;
  }

  /**
   * What of this was not exercised.
   *
   * @param required names of types, in any case, and compliance tags
   * @throws IllegalArgumentException one line, if a name is neither
   */
  public List<String> missing(Collection<String> required) {
    Map<String, List<Type>> tags = tagged("");
    List<String> missing = new ArrayList<>();
    for (String name : required) {
      String lower = name.toLowerCase(Locale.ROOT);
      EventType builtIn = EventTypes.builtIn().find(lower);
      Type type = types.get(builtIn == null ? lower : builtIn.canonical().name());
      List<Type> carriers = type == null ? tags.get(lower) : List.of(type);
      if (carriers == null) {
        List<String> known = new ArrayList<>(types.keySet());
        known.addAll(tags.keySet());
        throw new IllegalArgumentException(
            "\""
                + name
                + "\" is no event type and no compliance tag: "
                + Nearest.question(name, known)
                + "name a type, as auth_failure, or a tag, as pci-10.2.1.4");
      }
      if (carriers.stream().allMatch(each -> each.events() == 0)) {
        missing.add(name);
      }
    }
    return missing;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AuditCoverage that
        && runs == that.runs
        && from.equals(that.from)
        && to.equals(that.to)
        && types.equals(that.types);
  }

  @Override
  public int hashCode() {
    return Objects.hash(runs, from, to, types);
  }

  /** The report, for people. */
  @Override
  public String toString() {
    return CoverageText.of(this);
  }
}
