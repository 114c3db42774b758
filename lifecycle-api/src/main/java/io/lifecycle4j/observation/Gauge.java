package io.lifecycle4j.observation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * A value that can be read at any time.
 *
 * @param measure what is measured
 * @param subject the model, or the home
 * @param part the part of the model, such as the name of a column, if the measure {@linkplain
 *     Measure#part has parts}
 * @param value reads it; NaN while it is not known, for instance because the model is closed, which
 *     does not hold for counts; thread-safe and never throws
 */
public record Gauge(
    Measure measure, ObservedSubject subject, Optional<String> part, DoubleSupplier value) {
  /** Checks the parts. */
  public Gauge {
    required(measure, "measure");
    required(subject, "subject");
    required(part, "part");
    required(value, "value");
    check(
        part.isPresent() == measure.part().isPresent(),
        "Invalid part of %s: %s (needs one: %s)",
        measure.id(),
        part.orElse("none"),
        measure.part().isPresent());
  }

  /**
   * Creates a gauge of a measure without parts.
   *
   * @param measure what is measured
   * @param subject the model, or the home
   * @param value reads it
   */
  public Gauge(Measure measure, ObservedSubject subject, DoubleSupplier value) {
    this(measure, subject, Optional.empty(), value);
  }
}
