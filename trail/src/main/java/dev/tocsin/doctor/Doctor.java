package dev.tocsin.doctor;

import dev.tocsin.journal.JournalFiles;
import dev.tocsin.log4j.AuditInspection;
import dev.tocsin.log4j.AuditInspection.AuditFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what would lose events or evidence, in a configuration and in the folders of its
 * journals, or in a folder alone. Reads only, and may run beside the application. Not for use by
 * two threads.
 */
public final class Doctor {
  private static final List<ConfigurationCheck> CONFIGURATION =
      List.of(
          new RefusedCheck(),
          new NoAuditCheck(),
          new NoRouteCheck(),
          new SuppressionCheck(),
          new AllowSuppressionCheck(),
          new ConfigurationErrorCheck(),
          new SharedFileCheck(),
          new ForeignWriterCheck(),
          new ForeignDeleteCheck(),
          new AsyncSelectorCheck(),
          new AsyncRouteCheck(),
          new AsyncDiscardCheck(),
          new ShutdownHookCheck(),
          new StatusLevelCheck(),
          new Slf4jBackendCheck(),
          new Log4jProviderCheck());

  private static final List<JournalCheck> JOURNAL =
      List.of(
          new FolderCheck(),
          new FolderRightsCheck(),
          new FileRightsCheck(),
          new OwnerCheck(),
          new SymbolicLinkCheck(),
          new NoJournalCheck(),
          new HeadFileCheck(),
          new SecondWriterCheck(),
          new FallbackCheck(),
          new SetAsideCheck(),
          new DamagedFileCheck(),
          new UnsentCheck(),
          new RefusedEventsCheck(),
          new ClockCheck(),
          new DiskSpaceCheck(),
          new RetentionCheck(),
          new NoKeysCheck(),
          new MissingKeyCheck(),
          new KeyRightsCheck(),
          new KeysBesideCheck(),
          new FirstKeyCheck(),
          new RedactionCheck(),
          new FsyncCheck(),
          new LegalHoldCheck(),
          new OpenCheck());

  /** What could not be looked at, whichever check wanted to. */
  private static final Check UNREADABLE = () -> "unreadable";

  private final Clock clock;
  private final Demands demands;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private int journals;

  /** A doctor that has seen nothing yet. */
  public Doctor(Clock clock, Demands demands) {
    this.clock = clock;
    this.demands = demands;
  }

  /** The ids of all checks. */
  public static List<String> ids() {
    return Stream.of(CONFIGURATION, JOURNAL, List.of(UNREADABLE))
        .flatMap(List::stream)
        .map(Check::id)
        .toList();
  }

  /** Looks at a configuration, and at the journals that it names. */
  public void examine(AuditInspection configuration, JvmFacts jvm) {
    Application application = new Application(configuration, jvm);
    for (ConfigurationCheck check : CONFIGURATION) {
      attempt(check, report -> check.look(application, report));
    }
    Set<Path> seen = new HashSet<>();
    for (AuditFile settings : configuration.audits()) {
      if (seen.add(settings.file())) {
        examine(settings.file(), settings);
      }
    }
  }

  /**
   * Looks at the journals of a folder, of which no configuration is known.
   *
   * @throws IOException if the folder can't be read
   */
  public void examine(Path folder) throws IOException {
    for (JournalFiles files : JournalFiles.in(folder)) {
      examine(files.active(), null);
    }
  }

  private void examine(Path file, @Nullable AuditFile settings) {
    journals++;
    try {
      AuditJournal journal =
          new AuditJournal(JournalFiles.of(file), settings, clock.instant(), demands);
      for (JournalCheck check : JOURNAL) {
        attempt(check, report -> check.look(journal, report));
      }
    } catch (IOException e) {
      tellUnreadable(e);
    }
  }

  private interface Look {
    void at(Report report) throws IOException;
  }

  private void attempt(Check check, Look look) {
    Report report = new Report(check);
    done.add(check.id());
    try {
      look.at(report);
    } catch (IOException e) {
      tellUnreadable(e);
    }
    findings.addAll(report.findings());
  }

  /** The same trouble is told once, whoever meets it. */
  private void tellUnreadable(IOException e) {
    if (e instanceof NoSuchFileException gone
        && (gone.getFile() == null || !Files.isSymbolicLink(Path.of(gone.getFile())))) {
      // Rolled, compressed or deleted by the writer since the listing.
      return;
    }
    String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (told.add(what)) {
      Report report = new Report(UNREADABLE);
      report.warning(
          what
              + ": can't be looked at ("
              + e.getClass().getSimpleName()
              + "): run doctor as the user that the application runs as");
      findings.addAll(report.findings());
    }
  }

  /** What was found, in the order of the checks. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** How many different checks were made. */
  public int checks() {
    return done.size();
  }

  /** How many journals were looked at. */
  public int journals() {
    return journals;
  }
}
