package dev.tocsin.cli;

import dev.tocsin.journal.ConsumerCursor;
import dev.tocsin.journal.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Set-ups with something that loses events or evidence, each with what doctor has to say of it. */
final class BrokenSetUps {
  private static final String SLF4J = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
  private static final String LOG4J = "META-INF/services/org.apache.logging.log4j.spi.Provider";
  private static final String CORE = "org.apache.logging.log4j.core.impl.Log4jProvider\n";
  private static final String ASYNC_ROOT =
      "<AsyncRoot level=\"info\"><AppenderRef ref=\"audit\"/></AsyncRoot>";
  private static final String ROOT_TO_QUEUE =
      "<Root level=\"info\"><AppenderRef ref=\"queue\"/></Root>";

  private final List<BrokenSetUp> all = new ArrayList<>();

  private BrokenSetUps() {}

  interface Breaking {
    void of(AuditSetUp setUp) throws Exception;
  }

  /**
   * One of them.
   *
   * @param level how bad it is
   * @param id of the check that finds it
   * @param says part of the finding, its way out among it
   * @param also ids that may be found beside
   * @param breaking makes it
   */
  record BrokenSetUp(String level, String id, String says, Set<String> also, Breaking breaking) {
    @Override
    public String toString() {
      return level + " " + id + ": " + says;
    }
  }

  static List<BrokenSetUp> all() {
    BrokenSetUps made = new BrokenSetUps();
    made.configurations();
    made.queues();
    made.classPaths();
    made.folders();
    made.evidence();
    made.keysAndRetention();
    return made.all;
  }

  private void error(String id, String says, Breaking breaking, String... also) {
    all.add(new BrokenSetUp("error", id, says, Set.of(also), breaking));
  }

  private void warning(String id, String says, Breaking breaking, String... also) {
    all.add(new BrokenSetUp("warning", id, says, Set.of(also), breaking));
  }

  private void info(String id, String says, Breaking breaking) {
    all.add(new BrokenSetUp("info", id, says, Set.of(), breaking));
  }

  private void configurations() {
    error(
        "refused",
        "unknown attribute \"colour\": use one of name, fileName",
        setUp -> setUp.attributes = "colour=\"red\"");
    error(
        "refused",
        "element \"Retension\": Log4j has no such plugin",
        setUp -> setUp.inside = "<Retension days=\"400\"/>");
    error(
        "refused",
        "SecurityEventLayout: format \"xml\": use json, text, ecs, ocsf or otlp-json",
        setUp ->
            setUp.appenders =
                "<Console name=\"c\"><SecurityEventLayout format=\"xml\"/></Console>");
    error(
        "refused",
        "rules.yaml:3:1: key \"detektion\": did you mean detection",
        setUp -> {
          Files.writeString(
              setUp.config().resolveSibling("rules.yaml"), "title: a\nname: b\ndetektion: c\n");
          setUp.inside = "<Rules file=\"" + setUp.config().resolveSibling("rules.yaml") + "\"/>";
        });
    error(
        "no-audit",
        "no SecurityAudit appender in the configuration: add one",
        setUp ->
            Files.writeString(
                setUp.config(),
                "<Configuration status=\"warn\"><Appenders><Console name=\"c\"/></Appenders>"
                    + "<Loggers><Root><AppenderRef ref=\"c\"/></Root></Loggers></Configuration>"));
    error(
        "no-route",
        "logger \"shop\": additivity=\"false\", and no AppenderRef leads from it to a"
            + " SecurityAudit: add one",
        setUp -> setUp.loggers = "<Logger name=\"shop\" additivity=\"false\"/>" + setUp.loggers);
    error(
        "suppression",
        "AppenderRef \"audit\" in logger \"root\": level=\"WARN\" keeps security events back, such"
            + " as auth_success at INFO: remove it",
        setUp -> setUp.loggers = "<Root><AppenderRef ref=\"audit\" level=\"warn\"/></Root>");
    error(
        "suppression",
        "logger \"root\": ThresholdFilter keeps security events back",
        setUp ->
            setUp.loggers =
                "<Root><AppenderRef ref=\"audit\"/><ThresholdFilter level=\"error\"/></Root>");
    error(
        "suppression",
        "AppenderRef \"audit\" in Async \"queue\": level=\"ERROR\" keeps security events back",
        setUp -> {
          setUp.appenders =
              "<Async name=\"queue\"><AppenderRef ref=\"audit\" level=\"error\"/></Async>";
          setUp.loggers = ROOT_TO_QUEUE;
        },
        "async-route");
    error(
        "suppression",
        "SecurityAudit \"audit\": MarkerFilter keeps security events back",
        setUp -> setUp.inside += "<MarkerFilter marker=\"PAYMENT\"/>");
    error(
        "suppression",
        "level=\"WARN\" keeps security events back",
        setUp -> {
          setUp.attributes = "allowSuppression=\"true\"";
          setUp.loggers = "<Root><AppenderRef ref=\"audit\" level=\"warn\"/></Root>";
        },
        "allow-suppression");
    warning(
        "allow-suppression",
        "allowSuppression=\"true\": a level or filter that keeps security events back does not stop"
            + " the start: remove it",
        setUp -> setUp.attributes = "allowSuppression=\"true\"");
    warning(
        "configuration-error",
        "Unable to locate appender \"nope\" for logger config \"root\": mend it",
        setUp ->
            setUp.loggers = "<Root><AppenderRef ref=\"audit\"/><AppenderRef ref=\"nope\"/></Root>");
    warning(
        "configuration-error",
        "element or attribute \"Whatever\"",
        setUp -> setUp.appenders = "<Whatever name=\"x\"/>");
    error(
        "shared-file",
        "SecurityAudit \"audit\" and \"second\" both write it",
        setUp -> setUp.appenders = setUp.audit("second", setUp.file()));
    error(
        "foreign-writer",
        "File \"errors\" writes it as well as SecurityAudit \"audit\": give it another fileName",
        setUp -> setUp.appenders = "<File name=\"errors\" fileName=\"" + setUp.file() + "\"/>");
    error(
        "foreign-delete",
        "Delete in RollingFile \"application\" takes audit files too",
        setUp -> setUp.appenders = deleting(setUp, "<IfLastModified age=\"P7D\"/>"));
    error(
        "foreign-delete",
        "name its own files with <IfFileName glob=\"…\"/>, and leave audit files to Retention",
        setUp ->
            setUp.appenders =
                deleting(
                    setUp,
                    "<IfAny><IfFileName glob=\"application-*.gz\"/><IfFileName"
                        + " regex=\"security.*[.]gz\"/></IfAny>"));
    warning(
        "shutdown-hook",
        "shutdownHook=\"disable\": Log4j does not stop when the JVM ends, unless the application"
            + " stops it, and the audit file has no checkpoint at its end: remove it",
        setUp -> setUp.configuration += " shutdownHook=\"disable\"");
    warning(
        "status-level",
        "status \"ERROR\": Log4j keeps warnings about the audit log to itself: set status=\"warn\"",
        setUp -> setUp.configuration = "");
  }

  private static String deleting(AuditSetUp setUp, String conditions) {
    Path logs = setUp.logs();
    return """
        <RollingFile name="application" fileName="%s/application.log" filePattern="%s/a-%%i.log">
          <SizeBasedTriggeringPolicy size="1 MB"/>
          <DefaultRolloverStrategy><Delete basePath="%s">%s</Delete></DefaultRolloverStrategy>
        </RollingFile>
        """
        .formatted(logs, logs, logs, conditions);
  }

  private void queues() {
    error(
        "async-selector",
        "plain marked calls are lost after Log4j has stopped, and in its queue when the process is"
            + " killed: remove it",
        setUp ->
            setUp.options.addAll(
                List.of(
                    "-D",
                    "log4j2.contextSelector=org.apache.logging.log4j.core.async"
                        + ".AsyncLoggerContextSelector")));
    error(
        "async-selector",
        "BasicAsyncLoggerContextSelector: plain marked calls are lost",
        setUp -> {
          Path jar =
              setUp.jar(
                  "app.jar",
                  LOG4J,
                  CORE,
                  "log4j2.component.properties",
                  "Log4jContextSelector=x.BasicAsyncLoggerContextSelector\n");
          setUp.options.addAll(List.of("--classpath", jar.toString()));
        });
    warning(
        "async-route",
        "AsyncRoot: stands before the audit file",
        setUp -> setUp.loggers = ASYNC_ROOT);
    warning(
        "async-route",
        "refer to the SecurityAudit from a synchronous logger, as in sample-config/async",
        setUp -> {
          setUp.appenders = "<Async name=\"queue\"><AppenderRef ref=\"audit\"/></Async>";
          setUp.loggers = ROOT_TO_QUEUE;
        });
    error(
        "async-discard",
        "Async \"queue\": blocking=\"false\" discards events when its queue is full: remove it",
        setUp -> {
          setUp.appenders =
              "<Async name=\"queue\" blocking=\"false\"><AppenderRef ref=\"audit\"/></Async>";
          setUp.loggers = ROOT_TO_QUEUE;
        },
        "async-route");
    error(
        "async-discard",
        "log4j2.asyncQueueFullPolicy Discard: events are discarded when a queue is full: remove it",
        setUp -> {
          setUp.loggers = ASYNC_ROOT;
          setUp.options.addAll(List.of("-D", "log4j2.asyncQueueFullPolicy=Discard"));
        },
        "async-route");
    error(
        "shutdown-hook",
        "log4j2.shutdownHookEnabled false: Log4j does not stop when the JVM ends, unless the"
            + " application stops it, and what is in a queue is lost: remove it",
        setUp -> {
          setUp.loggers = ASYNC_ROOT;
          setUp.options.addAll(List.of("-D", "log4j2.shutdownHookEnabled=false"));
        },
        "async-route");
  }

  private void classPaths() {
    error(
        "slf4j-backend",
        "ch.qos.logback.classic.spi.LogbackServiceProvider may take all SLF4J calls away from"
            + " Log4j: remove it from the class path",
        setUp -> {
          Path jar =
              setUp.jar(
                  "logback.jar", SLF4J, "ch.qos.logback.classic.spi.LogbackServiceProvider # it\n");
          Path core = setUp.jar("log4j-core.jar", LOG4J, CORE);
          setUp.options.addAll(List.of("--classpath", jar + ":" + core));
        });
    error(
        "slf4j-backend",
        "app.jar!/BOOT-INF/lib/old.jar: org.slf4j.impl.StaticLoggerBinder may take",
        setUp -> {
          Path jar =
              setUp.jarAround(
                  "app.jar",
                  setUp.jar("old.jar", "org/slf4j/impl/StaticLoggerBinder.class", "", LOG4J, CORE));
          setUp.options.addAll(List.of("--classpath", jar.toString()));
        });
    warning(
        "slf4j-backend",
        "SLF4J has no back end on the class path, so its calls go nowhere: add log4j-slf4j2-impl",
        setUp -> {
          Path lib = Files.createDirectory(setUp.folder().resolve("lib"));
          setUp.jar("lib/slf4j-api.jar", "org/slf4j/LoggerFactory.class", "", LOG4J, CORE);
          setUp.options.addAll(List.of("--classpath", lib + "/*"));
        });
    error(
        "log4j-provider",
        "org.apache.logging.slf4j.SLF4JProvider takes Log4j's calls to another library, and no event"
            + " reaches the audit file: remove it from the class path",
        setUp -> {
          Path classes = setUp.folder().resolve("classes");
          Path service = classes.resolve(LOG4J);
          Files.createDirectories(service.getParent());
          Files.writeString(service, "org.apache.logging.slf4j.SLF4JProvider\n");
          Path core = setUp.jar("log4j-core.jar", LOG4J, CORE);
          setUp.options.addAll(List.of("--classpath", classes + ":" + core));
        });
    error(
        "log4j-provider",
        "log4j-core is not on the class path, so nothing reads the configuration: add tocsin-log4j",
        setUp ->
            setUp.options.addAll(List.of("--classpath", setUp.jar("app.jar", "a", "").toString())));
  }

  private void folders() {
    error(
        "folder",
        "logs: is a file, not a folder: name another folder in fileName",
        setUp -> Files.writeString(setUp.logs(), "a file"));
    error(
        "folder",
        ": can't be written by root: make it writable for the user that the application runs as",
        setUp -> setUp.mount("mode=0700,ro"));
    error(
        "folder-rights",
        "mode 0777 lets others remove audit files: chmod 0700 ",
        setUp -> AuditSetUp.mode(setUp.record("logout").logs(), "rwxrwxrwx"));
    warning(
        "folder-rights",
        "mode 0755 lets others look into it: chmod 0700 ",
        setUp -> AuditSetUp.mode(setUp.record("logout").logs(), "rwxr-xr-x"));
    error(
        "file-rights",
        "security_audit.log.head: mode 0620 lets others change it: chmod 0600 ",
        setUp -> AuditSetUp.mode(setUp.record("logout").beside(".head"), "rw--w----"));
    warning(
        "file-rights",
        "security_audit.log: mode 0644 lets others read it: chmod 0600 ",
        setUp -> AuditSetUp.mode(setUp.record("logout").file(), "rw-r--r--"));
    error(
        "owner",
        "security_audit.log.head: belongs to nobody, and other files of the journal to root: chown all"
            + " of them to the user that the application runs as",
        setUp -> {
          AuditSetUp.requireRoot();
          Path head = setUp.record("logout").beside(".head");
          UserPrincipal nobody =
              head.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
          Files.setOwner(head, nobody);
        });
    error(
        "symbolic-link",
        "security_audit.log.head: is a symbolic link, and audit files are never opened through one",
        setUp -> {
          Path head = setUp.record("logout").beside(".head");
          Path elsewhere = setUp.folder().resolve("elsewhere");
          Files.move(head, elsewhere);
          Files.createSymbolicLink(head, elsewhere);
        });
    error(
        "no-journal",
        "security_audit.log: is no journal of Tocsin: move it away",
        setUp -> {
          makeFolder(setUp.logs());
          Files.writeString(setUp.file(), "2026-01-10 an ordinary log\n");
          AuditSetUp.mode(setUp.file(), "rw-------");
        });
    error(
        "no-journal",
        "security_audit.log: is a folder: name another file in fileName",
        setUp -> {
          makeFolder(setUp.logs());
          makeFolder(setUp.file());
        });
    error(
        "disk-space",
        " free on its disk: make room, before the journal can't be written",
        setUp -> {
          setUp.mount("mode=0700,size=1m");
          setUp.record("logout");
        });
    error(
        "disk-space",
        " a day retention keeps ",
        setUp -> {
          setUp.inside = "<Retention days=\"100000000000\"/>";
          setUp.recordAt(Clock.offset(Clock.systemUTC(), Duration.ofDays(-10)));
        },
        "no-keys");
  }

  private static void makeFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
    AuditSetUp.mode(folder, "rwx------");
  }

  private void evidence() {
    error(
        "head-file",
        "security_audit.log.head: is missing, so nobody can tell whether the journal's end was cut"
            + " off: find out who removed it, restore it, and run tocsin verify",
        setUp -> Files.delete(setUp.record("logout").beside(".head")));
    error(
        "second-writer",
        " all write it, and each takes the others' lines for damage: stop all but one",
        setUp -> {
          setUp.record("logout");
          setUp.openForWriting(setUp.file());
          setUp.openForWriting(setUp.file());
        });
    error(
        "fallback",
        "security_audit.log.fallback: holds events that are not in the journal, 3 bytes",
        setUp -> {
          Path fallback = setUp.record("logout").beside(".fallback");
          Files.writeString(fallback, "{}\n");
          AuditSetUp.mode(fallback, "rw-------");
        });
    warning(
        "unsent",
        "security_audit.log.otel.cursor: has got to event 0, and ",
        setUp -> {
          String first = Files.readAllLines(setUp.record("logout").file()).get(0);
          new ConsumerCursor(setUp.file(), "otel")
              .moveTo(
                  ConsumerCursor.Position.start(JournalRecord.parse(first).journal()),
                  Instant.now());
          setUp.inside += "<SizeBasedTriggeringPolicy size=\"1 KB\"/>";
          var unused = setUp.record("logout");
        });
    warning(
        "refused-events",
        "security_audit.log.otel.refused: holds events that the receiver refused, 3 bytes",
        setUp -> {
          Path refused = setUp.record("logout").beside(".otel.refused");
          Files.writeString(refused, "{}\n");
          AuditSetUp.mode(refused, "rw-------");
        });
    warning(
        "set-aside",
        ".torn-20260110T143045.000Z: was set aside at the journal's end: look at it, and move it",
        setUp -> setAside(setUp, ".torn-20260110T143045.000Z"));
    warning(
        "set-aside",
        ".foreign-20260110T143045.000Z: was set aside from the journal's place: look at it",
        setUp -> setAside(setUp, ".foreign-20260110T143045.000Z"));
    error(
        "damaged-file",
        ".log: can't be read (does not begin as a segment), and its events are missing from every",
        setUp -> {
          setUp.inside += "<SizeBasedTriggeringPolicy size=\"1 KB\"/>";
          Path logs = setUp.record("logout").logs();
          try (Stream<Path> files = Files.list(logs)) {
            Path rolled =
                files
                    .filter(file -> file.getFileName().toString().matches(".*-[0-9]+[.]log"))
                    .findFirst()
                    .orElseThrow();
            Files.write(rolled, new byte[0]);
          }
        });
    warning(
        "clock",
        ": it goes wrong or went wrong then; set it, and have it kept right (NTP)",
        setUp -> setUp.recordAt(Clock.offset(Clock.systemUTC(), Duration.ofDays(1))),
        "no-keys");
    info(
        "legal-hold",
        "legal-hold: nothing is deleted while it lies there: remove it when the hold has ended",
        setUp -> Files.writeString(setUp.record("logout").logs().resolve("legal-hold"), "case 7"));
    info(
        "open",
        "security_audit.log: is open: process ",
        setUp -> {
          setUp.writeConfiguration();
          var unused = setUp.startedApplication();
        });
    warning(
        "unreadable",
        "run doctor as the user that the application runs as",
        setUp -> Files.createSymbolicLink(setUp.keyFolder().resolve("gone.key"), Path.of("gone")));
  }

  private static void setAside(AuditSetUp setUp, String ending) throws IOException {
    Path file = setUp.record("logout").beside(ending);
    Files.writeString(file, "{\"event_id");
    AuditSetUp.mode(file, "rw-------");
  }

  private void keysAndRetention() {
    warning(
        "retention",
        "deletes after 30 days; event 1 in ",
        setUp -> {
          setUp.inside = "<Retention days=\"30\"/>";
          setUp.record("auth_failure");
        });
    error(
        "retention",
        "deletes after 364 days; PCI DSS asks for 12 months, 3 of them at hand (10.5.1): set"
            + " <Retention days=\"365\"/>",
        setUp -> {
          setUp.inside = "<Retention days=\"364\"/>";
          setUp.options.addAll(List.of("--framework", "pci"));
        });
    error(
        "retention",
        "may delete by size or number after 90 days; PCI DSS asks for 12 months, 3 of them at hand"
            + " (10.5.1): set days=\"365\" and minAgeDays=\"365\", or take the bound away",
        setUp -> {
          setUp.inside = "<Retention days=\"0\" maxEvents=\"1000\" minAgeDays=\"90\"/>";
          setUp.options.addAll(List.of("--framework", "pci"));
        });
    warning(
        "no-keys",
        "no keys: its tags show damage and no forger, and nothing is signed: make some with tocsin"
            + " keygen, and name their folder in keys",
        setUp -> setUp.keys = "");
    error(
        "missing-key",
        ", and no keys are configured; name their folder in keys, or begin another file",
        setUp -> {
          setUp.record("logout");
          setUp.keys = "";
          setUp.writeConfiguration();
        },
        "no-keys");
    error(
        "missing-key",
        "; put it back as tag.key, or for a change of key as tag-",
        setUp -> {
          setUp.record("logout");
          setUp.keys = setUp.folder().resolve("others").toString();
          CommandLineRun.of("keygen", "--out", setUp.keys);
          setUp.writeConfiguration();
        });
    error(
        "key-rights",
        "tag.key: mode 0640 lets others have the key, and forge with it: chmod 0600 ",
        setUp -> AuditSetUp.mode(setUp.keyFolder().resolve("tag.key"), "rw-r-----"));
    error(
        "key-rights",
        "keys: mode 0770 lets others replace the keys: chmod 0700 ",
        setUp -> AuditSetUp.mode(setUp.keyFolder(), "rwxrwx---"));
    warning(
        "keys-beside",
        "the keys lie in the audit file's folder, so that a copy of it has both: move them",
        setUp -> {
          setUp.record("logout");
          Files.move(setUp.keyFolder(), setUp.logs().resolve("keys"));
          setUp.keys = setUp.logs().resolve("keys").toString();
          setUp.writeConfiguration();
        });
    warning(
        "first-key",
        "tag.key: who takes it can forge what was written under it, as if evolve were off: move it",
        setUp -> {
          setUp.attributes = "evolve=\"true\"";
          setUp.record("logout");
        });
    warning(
        "redaction",
        "redaction=\"off\": secrets are written as they come: remove it",
        setUp -> setUp.attributes = "redaction=\"off\"");
    warning("fsync", "use everysec or always", setUp -> setUp.attributes = "fsync=\"no\"");
  }
}
