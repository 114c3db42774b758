package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.CoreShare;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.error.SafeLock;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveLoss.Verdict;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and clears an alert of a model by the loss of its version in production, as labels come.
 * Thread-safe.
 *
 * <p>One process measures: the one that owns the journal {@code quality-lead-MODEL}, which no
 * process does before there is a label. The log is read for it, so it is measured again when a
 * twentieth more labels came, or after an hour with new ones, and takes at most a twentieth of a
 * core.
 */
public final class QualityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QualityWatch.class);

  /** How often it is asked whether labels came. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int PART = 20;
  private static final Duration END = Duration.ofSeconds(5);

  /** The newest predictions that show that a fall of quality is over. */
  private static final long RECOVERED = 30;

  private final ModelVersions versions;
  private final Source source;
  private final ModelAlerts alerts;
  private final boolean readOnly;
  private final InstantSource clock;
  private final Lead lead;
  private final Rounds rounds;
  private final SafeLock measuring = new SafeLock(QualityWatch.class);
  private volatile boolean closed;

  /** What was said last; confined to the thread. */
  private @Nullable String problem;

  /** What is known of the labels of the model. */
  public interface Source {
    /** Returns the last entry of ground truth; 0 if there is none. */
    long labels();

    /** Measures a version; empty if it has no evaluation, or no prediction with a label. */
    Optional<LiveLoss> loss(int version);
  }

  /** Measures nothing before {@link #wake}. */
  public QualityWatch(
      ModelVersions versions,
      Source source,
      ModelAlerts alerts,
      Medium medium,
      InstantSource clock) {
    this.versions = versions;
    this.source = source;
    this.alerts = alerts;
    this.readOnly = medium.isReadOnly();
    this.clock = clock;
    this.lead = new Lead(medium.journals(), Kind.QUALITY_LEAD.of(versions.model()));
    this.rounds = new Rounds("quality-" + versions.model(), this::round, new CoreShare());
  }

  /** Measures soon, and whenever labels come. */
  public void wake() {
    if (!readOnly) {
      rounds.wake();
    }
  }

  private Duration round() {
    try {
      judge(false);
      problem = null;
    } catch (LifecycleException e) {
      say(e);
    } catch (ClosedException e) {
      LOG.debug("{} was closed while its quality was measured", versions.model(), e);
    }
    return LOOK;
  }

  private void say(LifecycleException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.equals(problem)) {
      LOG.warn("Cannot measure the quality of {}", versions.model(), e);
    }
    problem = message;
  }

  /**
   * Measures now, and decides about the alert.
   *
   * @return the loss of the version in production; empty if it has no evaluation or labels, or
   *     another process measures
   */
  public Optional<LiveLoss> judge() {
    return readOnly ? Optional.empty() : judge(true);
  }

  /** Measures, if somebody asks or enough labels came. */
  Optional<LiveLoss> judge(boolean asked) {
    long labels = source.labels();
    Wanted wanted = versions.wanted();
    if (labels == 0 || wanted.champion().isEmpty()) {
      return Optional.empty();
    }
    measuring.lock();
    try {
      return !closed && lead.tryLead() && (asked || isDue(labels, wanted.champion()))
          ? judged(labels, wanted.champion().getAsInt(), wanted.moved())
          : Optional.empty();
    } finally {
      measuring.unlock();
      if (closed) {
        resign();
      }
    }
  }

  private boolean isDue(long labels, OptionalInt version) {
    QualityLine last =
        lead.last()
            .map(entry -> Json.PLAIN.read(entry.payload(), QualityLine.class, "measured quality"))
            .orElse(null);
    if (last == null || last.version() != version.getAsInt() || labels < last.labels()) {
      return true;
    }
    long more = labels - last.labels();
    Duration age = Duration.between(last.time(), clock.instant());
    return more > 0
        && (more >= last.rows() / PART || age.isNegative() || age.compareTo(LONGEST) >= 0);
  }

  /** If the process dies in between, the next one measures again; the alert counts it once. */
  private Optional<LiveLoss> judged(long labels, int version, Instant moved) {
    Instant now = clock.instant();
    Optional<LiveLoss> found = source.loss(version);
    found.ifPresent(loss -> alert(loss, moved, now));
    long rows = found.map(loss -> loss.seen().rows()).orElse(0L);
    lead.write(Json.PLAIN.write(new QualityLine(QualityLine.MEASURED, now, version, labels, rows)));
    return found;
  }

  private void alert(LiveLoss loss, Instant moved, Instant now) {
    if (loss.verdict() == Verdict.NOT_ENOUGH_DATA) {
      return;
    }
    AlertCause cause = AlertCause.quality(loss.loss());
    JudgedCause judged =
        loss.verdict() == Verdict.WORSE && !isOver(loss)
            ? JudgedCause.present(cause, severity(loss), loss.toString(), figures(loss))
            : JudgedCause.absent(cause);
    Instant from = loss.suspected().filter(time -> time.isAfter(moved)).orElse(moved);
    alerts.judge(
        String.format(
            "quality of %s: %s of %s", loss.version(), loss.seen().mean(), loss.seen().rows()),
        loss.version(),
        from,
        now,
        loss.seen().rows(),
        List.of(judged));
  }

  /** The verdict of a version is final, but its answers may be as good as before again. */
  private static boolean isOver(LiveLoss loss) {
    return loss.seen().recentRows() >= RECOVERED && loss.seen().recent() <= loss.expected().bound();
  }

  private static AlertSeverity severity(LiveLoss loss) {
    return loss.seen().interval().lower() >= 2 * loss.expected().bound()
        ? AlertSeverity.CRITICAL
        : AlertSeverity.WARNING;
  }

  private static Map<String, Double> figures(LiveLoss loss) {
    Map<String, Double> figures = new TreeMap<>();
    figures.put(loss.loss(), loss.seen().mean());
    figures.put("recent", loss.seen().recent());
    figures.put("expected", loss.expected().mean());
    figures.put("bound", loss.expected().bound());
    figures.put("p", loss.pValue());
    return figures;
  }

  private void resign() {
    if (measuring.tryLock()) { // else who measures resigns
      try {
        lead.resign();
      } finally {
        measuring.unlock();
      }
    }
  }

  /** Lets another process measure. */
  @Override
  public void close() {
    closed = true;
    rounds.end(END);
    resign();
  }
}
