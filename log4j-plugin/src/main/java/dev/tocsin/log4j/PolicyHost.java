package dev.tocsin.log4j;

import dev.tocsin.journal.Journal;
import dev.tocsin.journal.JournalException;
import dev.tocsin.journal.RollTrigger;
import java.nio.ByteBuffer;
import java.util.Date;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LifeCycle;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.appender.rolling.TriggeringPolicy;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;

/**
 * Lets Log4j's own triggering policies decide when the journal rolls. They want a {@link
 * RollingFileManager} to ask and to command; this one has no file, answers from the journal, and
 * passes the command on.
 */
final class PolicyHost extends RollingFileManager implements RollTrigger {
  private static final @Nullable LoggerContext NO_CONTEXT = null;

  private final TriggeringPolicy policy;
  private volatile @Nullable Journal journal;
  private volatile boolean ready;
  private volatile long segmentSize;
  private volatile long began = System.currentTimeMillis();

  PolicyHost(String fileName, String filePattern, TriggeringPolicy policy) {
    super(
        // No policy asks for the context, and a journal must not keep one that has stopped.
        NO_CONTEXT,
        fileName,
        filePattern,
        null,
        true,
        true,
        0,
        System.currentTimeMillis(),
        policy,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        ByteBuffer.allocate(0));
    this.policy = policy;
  }

  /** Begins to serve a journal; a policy that rolls at start rolls now. */
  void attach(Journal opened) {
    journal = opened;
    segmentSize = opened.size();
    began = opened.segmentBegan().toEpochMilli();
    initialize();
    ready = true;
  }

  /** Ends the policies' own threads, as far as they have any. */
  void detach() {
    if (policy instanceof LifeCycle life && life.isStarted()) {
      life.stop();
    }
  }

  @Override
  public boolean shouldRoll(long bytes, @Nullable Object origin) {
    if (!ready) {
      return false;
    }
    segmentSize = bytes;
    boolean roll = policy.isTriggeringEvent(origin instanceof LogEvent event ? event : idle());
    if (roll) {
      began = System.currentTimeMillis();
    }
    return roll;
  }

  /** Time-based policies look at an event's time only; when nothing is logged it is now. */
  private static LogEvent idle() {
    return Log4jLogEvent.newBuilder()
        .setLoggerName("")
        .setLevel(Level.OFF)
        .setMessage(new SimpleMessage(""))
        .setTimeMillis(System.currentTimeMillis())
        .build();
  }

  @Override
  public long getFileSize() {
    return segmentSize;
  }

  @Override
  public long getFileTime() {
    return began;
  }

  @Override
  public synchronized void rollover() {
    Journal current = journal;
    if (current != null) {
      try {
        current.roll("a triggering policy");
        began = System.currentTimeMillis();
      } catch (JournalException e) {
        LOGGER.error(e.getMessage());
      }
    }
  }

  @Override
  public synchronized void rollover(Date prevFileTime, Date prevRollTime) {
    rollover();
  }

  @Override
  public void updateData(Object data) {
    // Nothing of a file manager's data is used here.
  }
}
