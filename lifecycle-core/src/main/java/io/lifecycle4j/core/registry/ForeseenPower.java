package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.evaluation.Holdouts.Foreseen;
import io.lifecycle4j.core.evaluation.Looking;
import io.lifecycle4j.core.evaluation.Once;
import io.lifecycle4j.core.registry.gates.Level;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed.Compared;
import io.lifecycle4j.registry.NotWorseThanProduction;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.Task;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says before a look at held-out rows which difference they can show, for all gates that compare
 * them with production. The rows are read once, when the first gate is asked. Thread-safe.
 */
final class ForeseenPower {
  private static final Logger LOG = LoggerFactory.getLogger(ForeseenPower.class);

  /** What is foreseen is not exact: a margin needs some room. */
  private static final double ROOM = 1.25;

  private final Task<?> task;
  private final OptionalDouble changed;
  private final Once<Optional<Foreseen>> comparison;

  /**
   * Reads nothing yet.
   *
   * @param changed the share of requests that the candidate answers differently from production;
   *     empty if that is not known
   * @param comparison foresees the comparison; empty if there is none
   */
  ForeseenPower(Task<?> task, OptionalDouble changed, Supplier<Optional<Foreseen>> comparison) {
    this.task = task;
    this.changed = changed;
    this.comparison = new Once<>(comparison);
  }

  /**
   * Foresees the comparison of a candidate with production; empty if it is not known.
   *
   * @param looking what is asked for, against production, by all gates that compare
   */
  static Optional<Foreseen> foresee(
      ModelVersions versions, Holdouts holdouts, ModelVersion candidate, Looking looking) {
    if (looking.rival().isEmpty()) {
      return Optional.empty();
    }
    try {
      ModelVersion rival = versions.version(looking.rival().getAsInt());
      return Optional.of(holdouts.foresee(candidate, rival, looking));
    } catch (LifecycleException e) { // the gate itself says so, once it is asked
      LOG.debug("It is not known which difference the held-out rows can show", e);
      return Optional.empty();
    }
  }

  /** Returns what follows the words of a gate; empty if the gate compares no share of rows. */
  String words(Gate gate) {
    OptionalDouble margin =
        gate.needs().stream()
            .filter(Compared.class::isInstance)
            .map(Compared.class::cast)
            .filter(compared -> isShare(compared.metric()))
            .flatMapToDouble(compared -> compared.margin().stream())
            .min();
    return margin.isEmpty()
        ? ""
        : comparison.get().map(known -> words(gate, margin.getAsDouble(), known)).orElse("");
  }

  private boolean isShare(String metric) {
    return task.findMetric(metric)
        .filter(found -> found.range().equals(MetricRange.SHARE))
        .isPresent();
  }

  private String words(Gate gate, double margin, Foreseen foreseen) {
    String rows = "; " + counted(foreseen.rows(), "row");
    if (foreseen.rows() == 0 || foreseen.level() <= 0) {
      return foreseen.rows() == 0 ? rows : "; nothing is left of the promise of false promotions";
    }
    Level level = new Level(foreseen.level(), Optional.empty());
    double shown = level.detectable(foreseen.rows(), changed.orElse(0));
    String difference = digits(shown) + (changed.isPresent() ? "" : " at best");
    String cure =
        margin > 0 && margin < shown
            ? " (allow " + margin(gate, digits(ROOM * shown)) + ", or hold out more rows)"
            : "";
    return rows
        + " at level "
        + String.format(Locale.ROOT, "%.4f", foreseen.level())
        + " can show a difference of about "
        + difference
        + cure;
  }

  /** Names a margin as the code of the user sets it. */
  private static String margin(Gate gate, String margin) {
    return gate instanceof NotWorseThanProduction
        ? ".within(" + margin + ")"
        : "a margin of " + margin;
  }

  private static String digits(double value) {
    return new BigDecimal(value).round(new MathContext(2, RoundingMode.CEILING)).toPlainString();
  }
}
