package io.lifecycle4j.micrometer;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures what happens in a home, as meters of Micrometer.
 *
 * <pre>{@code
 * Lifecycle.builder().directory(home).observer(LifecycleMeters.of(registry)).open()
 * }</pre>
 *
 * <p>Each operation is a timer {@code lifecycle4j.OPERATION}, whose tag {@code error} is the code
 * of the exception, or {@code none}. Calls of {@code predict} are measured by version, with
 * histograms and the time of each stage: the stages of at most one call in a millisecond are timed,
 * as that costs as much as all other meters of a call. Each gauge of the home is a gauge {@code
 * lifecycle4j.GAUGE}, or a counter if it only grows. Tags are names of models and datasets and
 * numbers of versions, columns of drift and metrics; of each model, only the last {@value
 * PredictMeters#MOST_VERSIONS} versions that answered have meters.
 *
 * <p>Thread-safe.
 */
public final class LifecycleMeters implements LifecycleObserver {
  /** What begins the name of each meter. */
  static final String PREFIX = "lifecycle4j.";

  private final MeterRegistry registry;
  private final Tags tags;

  private final Map<String, PredictMeters> models = new ConcurrentHashMap<>();
  private final Map<String, OperationMeters> operations = new ConcurrentHashMap<>();

  /** Null if live quality is not measured. */
  private final @Nullable Duration liveQuality;

  private LifecycleMeters(MeterRegistry registry, Tags tags, @Nullable Duration liveQuality) {
    this.registry = required(registry, "meter registry");
    this.tags = tags;
    this.liveQuality = liveQuality;
  }

  /**
   * Returns an observer for {@link io.lifecycle4j.LifecycleBuilder#observer}.
   *
   * @param registry has the meters
   * @param tags are added to each meter, such as the name of one of several homes of a process
   * @return the observer, for one home
   */
  public static LifecycleMeters of(MeterRegistry registry, Tag... tags) {
    return new LifecycleMeters(registry, Tags.of(required(tags, "tags")), null);
  }

  /**
   * Adds the live quality of the versions in production: their metrics by the labels that are
   * recorded for their latest predictions, and how many of these have one. Default: it is not
   * measured.
   *
   * <p>The log of that time is read at most once a minute while the meters are, on a thread of the
   * library; the meters show what was read last. It takes about 300 bytes of memory for each
   * prediction of the time, until it is read.
   *
   * @param over how long ago the oldest of these predictions was made, at least a second
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if it is shorter
   */
  public LifecycleMeters withLiveQuality(Duration over) {
    check(
        required(over, "time of live quality").compareTo(Duration.ofSeconds(1)) >= 0,
        "Invalid time of live quality: %s (must be at least one second)",
        over);
    return new LifecycleMeters(registry, tags, over);
  }

  @Override
  public Optional<Duration> liveQuality() {
    return Optional.ofNullable(liveQuality);
  }

  @Override
  public Observation start(Operation operation, ObservedSubject subject) {
    String model = subject.model().orElse("");
    if (operation == Operation.PREDICT) {
      PredictMeters known = models.get(model); // does not lock, as computeIfAbsent may
      return (known == null ? predicting(model) : known).begin();
    }
    OperationMeters meters =
        operations.computeIfAbsent(
            operation.id() + '/' + model + '/' + subject.dataset().orElse(""),
            key -> new OperationMeters(registry, tags, operation, subject));
    return meters.begin();
  }

  private PredictMeters predicting(String model) {
    return models.computeIfAbsent(model, name -> new PredictMeters(registry, tags, name));
  }

  @Override
  public void gauge(Gauge gauge) {
    HomeMeters.register(registry, tags, required(gauge, "gauge"));
  }

  /** Returns the value of the tag {@code error}. */
  static String error(Throwable failure) {
    return failure instanceof LifecycleException known
        ? known.code()
        : failure.getClass().getSimpleName();
  }
}
