package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.evaluation.Holdouts.Foreseen;
import io.lifecycle4j.core.evaluation.Looking;
import io.lifecycle4j.core.registry.gates.Level;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.BetterThanProduction;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.NotWorseThanProduction;
import io.lifecycle4j.schema.MetricRange;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says before a look at held-out rows which difference they can show.
 *
 * @param gates all gates that would look
 * @param changed the share of requests that the candidate answers differently from production;
 *     empty if that is not known
 */
record ForeseenPower(
    ModelVersions versions,
    Holdouts holdouts,
    String alias,
    List<Gate> gates,
    OptionalDouble changed) {
  private static final Logger LOG = LoggerFactory.getLogger(ForeseenPower.class);

  /** What is foreseen is not exact: a margin needs some room. */
  private static final double ROOM = 1.25;

  /** Returns what follows the words of a gate; empty if the gate compares no share of rows. */
  String words(Gate gate, ModelVersion candidate, OptionalInt production) {
    Optional<String> metric = compared(gate);
    if (metric.isEmpty() || production.isEmpty() || !isShare(candidate, metric.get())) {
      return "";
    }
    try {
      Looking looking =
          new Looking("preview", alias, "", "", production, GateForm.comparing(gates));
      ModelVersion rival = versions.version(production.getAsInt());
      return words(gate, holdouts.foresee(candidate, rival, looking));
    } catch (LifecycleException e) { // the gate itself says so, once it is asked
      LOG.debug("It is not known which difference the held-out rows can show", e);
      return "";
    }
  }

  private static Optional<String> compared(Gate gate) {
    if (gate instanceof NotWorseThanProduction than && than.columns().isEmpty()) {
      return Optional.of(than.metric());
    }
    return gate instanceof BetterThanProduction than && than.columns().isEmpty()
        ? Optional.of(than.metric())
        : Optional.empty();
  }

  private static boolean isShare(ModelVersion candidate, String metric) {
    return candidate
        .manifest()
        .task()
        .findMetric(metric)
        .filter(found -> found.range().equals(MetricRange.SHARE))
        .isPresent();
  }

  private String words(Gate gate, Foreseen foreseen) {
    String rows = "; " + counted(foreseen.rows(), "row");
    if (foreseen.rows() == 0 || foreseen.level() <= 0) {
      return foreseen.rows() == 0 ? rows : "; nothing is left of the promise of false promotions";
    }
    Level level = new Level(foreseen.level(), Optional.empty());
    double shown = level.detectable(foreseen.rows(), changed.orElse(0));
    String difference = digits(shown) + (changed.isPresent() ? "" : " at best");
    String cure =
        gate instanceof NotWorseThanProduction than && than.margin() < shown
            ? " (allow .within(" + digits(ROOM * shown) + "), or hold out more rows)"
            : "";
    return rows
        + " at level "
        + String.format(Locale.ROOT, "%.4f", foreseen.level())
        + " can show a difference of about "
        + difference
        + cure;
  }

  private static String digits(double value) {
    return new BigDecimal(value).round(new MathContext(2, RoundingMode.CEILING)).toPlainString();
  }
}
