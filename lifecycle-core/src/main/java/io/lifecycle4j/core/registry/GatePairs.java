package io.lifecycle4j.core.registry;

import static io.lifecycle4j.core.registry.GateFigures.figure;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.Locale;
import java.util.Optional;

/** Judges whether a candidate is not worse than production on the same rows. */
final class GatePairs {
  private static final String MORE_ROWS = "; hold out more rows, or set a wider margin (within)";

  private final Gate.NotWorseThanProduction gate;

  private GatePairs(Gate.NotWorseThanProduction gate) {
    this.gate = gate;
  }

  static GateVerdict judge(
      Gate.NotWorseThanProduction gate, GateSubject candidate, Optional<GateSubject> production) {
    return new GatePairs(gate).judge(candidate, production);
  }

  private GateVerdict judge(GateSubject candidate, Optional<GateSubject> production) {
    // Also without a version in production, a candidate that cannot be measured must not pass.
    Optional<String> wrong = wrong(candidate);
    if (wrong.isPresent()) {
      return verdict(Verdict.ERROR, wrong.get());
    }
    if (production.isEmpty()) {
      return verdict(Verdict.PASS, "no version in production to compare with");
    }
    wrong =
        wrong(production.get())
            .map(problem -> of(problem, production.get()))
            .or(() -> unpaired(candidate, production.get()));
    if (wrong.isPresent()) {
      return verdict(Verdict.ERROR, wrong.get());
    }
    GateSubject rival = production.get();
    return PairedAccuracy.of(gate.metric(), candidate.rows(), rival.rows())
        .map(pairs -> byScore(candidate, rival, pairs))
        .orElseGet(() -> byBootstrap(candidate, rival));
  }

  private Optional<String> wrong(GateSubject subject) {
    return GateFigures.incomparable(subject.rows(), gate.metric());
  }

  /** Names the version in production; that a problem is of the candidate goes without saying. */
  private static String of(String problem, GateSubject subject) {
    return subject.label() + ": " + problem;
  }

  private static Optional<String> unpaired(GateSubject candidate, GateSubject production) {
    if (candidate.rows().rows() == production.rows().rows()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s was scored on %d rows and %s on %d (must be the same rows)",
            candidate.label(),
            candidate.rows().rows(),
            production.label(),
            production.rows().rows()));
  }

  private GateVerdict byScore(GateSubject candidate, GateSubject production, PairedAccuracy pairs) {
    if (gate.margin() >= 1) {
      return verdict(
          Verdict.ERROR,
          "margin for " + gate.metric() + " is " + gate.margin() + " (must be a share, below 1)");
    }
    double score = pairs.score(gate.margin());
    String figures = figures(candidate, production) + GateFigures.score(score);
    if (score >= PairedAccuracy.CRITICAL) {
      return verdict(Verdict.PASS, figures);
    }
    if (pairs.difference() < -gate.margin()) {
      return verdict(Verdict.FAIL, figures);
    }
    long needed = pairs.rowsNeeded(gate.margin());
    String about =
        needed > pairs.rows()
            ? "; if both are equally good, about "
                + needed
                + (pairs.rows() < candidate.rows().rows() ? " such" : "")
                + " rows are needed in all"
            : "";
    return verdict(Verdict.INCONCLUSIVE, figures + MORE_ROWS + about);
  }

  private GateVerdict byBootstrap(GateSubject candidate, GateSubject production) {
    int carrying = PairedBootstrap.carrying(gate.metric(), candidate.rows(), production.rows());
    if (carrying < PairedBootstrap.MIN_ROWS) {
      return verdict(
          Verdict.INCONCLUSIVE,
          figures(candidate, production) + GateFigures.tooFew(carrying, candidate.rows().rows()));
    }
    PairedBootstrap bounds = PairedBootstrap.of(gate.metric(), candidate.rows(), production.rows());
    String figures =
        figures(candidate, production)
            + String.format(
                Locale.ROOT,
                ": %s (90 %% interval)",
                GateFigures.worsening(bounds.lower(), bounds.upper(), gate.margin()));
    if (bounds.restsOnFew()) {
      return verdict(Verdict.INCONCLUSIVE, figures + GateFigures.FEW_ROWS + MORE_ROWS);
    }
    if (bounds.upper() <= gate.margin()) {
      return verdict(Verdict.PASS, figures);
    }
    return bounds.lower() > gate.margin()
        ? verdict(Verdict.FAIL, figures)
        : verdict(Verdict.INCONCLUSIVE, figures + MORE_ROWS);
  }

  private String figures(GateSubject candidate, GateSubject production) {
    int rows = candidate.rows().rows();
    int carrying = PairedBootstrap.carrying(gate.metric(), candidate.rows(), production.rows());
    return String.format(
        Locale.ROOT,
        "%s %s against %s of %s on the same %d rows%s, margin %s",
        gate.slice().map(Subject::words).orElse(gate.metric()),
        figure(metric(candidate)),
        figure(metric(production)),
        production.label(),
        rows,
        GateFigures.restsOn(carrying, rows),
        gate.margin());
  }

  private double metric(GateSubject subject) {
    return subject.rows().find(gate.metric()).orElseThrow();
  }

  private GateVerdict verdict(Verdict verdict, String explanation) {
    return GateVerdict.builder(gate.toString(), verdict, explanation).build();
  }
}
