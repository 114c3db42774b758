package io.lifecycle4j.core.registry;

import static io.lifecycle4j.core.registry.GateFigures.figure;
import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Judges whether a candidate is better than the best of its baselines on the same rows. */
final class GateBaselines {
  private static final String MORE_ROWS = "; hold out more rows, or train a better network";

  private final Gate.BetterThanBaseline gate;
  private final ScoredRows rows;
  private final Map<String, ScoredRows> baselines = new TreeMap<>();

  private GateBaselines(Gate.BetterThanBaseline gate, ScoredRows rows) {
    this.gate = gate;
    this.rows = rows;
    rows.baselines()
        .forEach(
            (name, scored) -> {
              if (Double.isFinite(scored.find(gate.metric()).orElse(Double.NaN))) {
                baselines.put(name, scored);
              }
            });
  }

  static GateVerdict judge(Gate.BetterThanBaseline gate, GateSubject candidate) {
    return new GateBaselines(gate, candidate.rows()).judge();
  }

  private GateVerdict judge() {
    Optional<String> wrong = wrong();
    if (wrong.isPresent()) {
      return verdict(Verdict.ERROR, wrong.get());
    }
    Map.Entry<String, ScoredRows> best =
        baselines.entrySet().stream()
            .reduce((one, other) -> worsening(one.getValue(), other.getValue()) > 0 ? other : one)
            .orElseThrow();
    int carrying = PairedBootstrap.carrying(gate.metric(), rows, best.getValue());
    String figures =
        String.format(
            Locale.ROOT,
            "%s %s against %s of the baseline %s, the best of %s, on the same %s%s",
            gate.metric(),
            figure(value(rows)),
            figure(value(best.getValue())),
            best.getKey(),
            baselines.size(),
            counted(rows.rows(), "row"),
            GateFigures.restsOn(carrying, rows.rows()));
    if (carrying < PairedBootstrap.MIN_ROWS) {
      return verdict(Verdict.INCONCLUSIVE, figures + GateFigures.tooFew(carrying, rows.rows()));
    }
    return PairedAccuracy.of(gate.metric(), rows, best.getValue())
        .map(pairs -> byScore(figures, pairs))
        .orElseGet(
            () -> byBootstrap(figures, PairedBootstrap.of(gate.metric(), rows, best.getValue())));
  }

  private GateVerdict byScore(String figures, PairedAccuracy pairs) {
    double score = pairs.score(0);
    String shown = figures + GateFigures.score(score);
    if (score >= PairedAccuracy.CRITICAL) {
      return verdict(Verdict.PASS, shown);
    }
    return pairs.difference() < 0
        ? verdict(Verdict.FAIL, shown)
        : verdict(Verdict.INCONCLUSIVE, shown + MORE_ROWS);
  }

  private GateVerdict byBootstrap(String figures, PairedBootstrap worse) {
    String interval =
        String.format(
            Locale.ROOT,
            "%s: %s (90 %% interval)",
            figures,
            GateFigures.worsening(worse.lower(), worse.upper(), 0));
    if (worse.restsOnFew()) {
      return verdict(Verdict.INCONCLUSIVE, interval + GateFigures.FEW_ROWS + MORE_ROWS);
    }
    if (worse.upper() < 0) {
      return verdict(Verdict.PASS, interval);
    }
    return worse.lower() >= 0
        ? verdict(Verdict.FAIL, interval)
        : verdict(Verdict.INCONCLUSIVE, interval + MORE_ROWS);
  }

  private Optional<String> wrong() {
    return GateFigures.incomparable(rows, gate.metric())
        .or(
            () ->
                baselines.isEmpty()
                    ? Optional.of("no baseline has the metric " + gate.metric() + " on these rows")
                    : Optional.empty());
  }

  /** Returns how much worse one is than another. */
  private double worsening(ScoredRows one, ScoredRows other) {
    return rows.worsening(gate.metric(), value(one), value(other));
  }

  private double value(ScoredRows scored) {
    return scored.metric(gate.metric());
  }

  private GateVerdict verdict(Verdict verdict, String explanation) {
    return GateVerdict.builder(gate.toString(), verdict, explanation).build();
  }
}
