package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.Stressed;
import io.lifecycle4j.core.evaluation.Stressed.Pair;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Judges how much worse a metric gets on rows that go wrong.
 *
 * @param label the version, such as {@code fraud:7}
 */
record GateStress(String label, String metric, double margin) {
  /** The worst first; what was not measured says less than what was measured on few rows. */
  private static final List<Verdict> WORST_FIRST =
      List.of(Verdict.ERROR, Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS);

  /** Returns the worst of the verdicts on all columns of a test. */
  GateVerdict judge(GateSubject subject, StressTest test) {
    List<Found> found = new ArrayList<>();
    subject.rows().stress(test, stressed -> found.add(verdict(stressed)));
    return found.stream()
        .min(
            Comparator.comparing((Found one) -> WORST_FIRST.indexOf(one.verdict().verdict()))
                .thenComparing(one -> one.answered() == 0))
        .orElseThrow()
        .verdict();
  }

  private record Found(int answered, GateVerdict verdict) {}

  private Found verdict(Stressed stressed) {
    GateVerdict said = stressed.pair().map(pair -> compared(stressed, pair)).orElse(null);
    GateVerdict.Builder verdict =
        said == null
            ? GateVerdict.builder(
                metric, Verdict.INCONCLUSIVE, stressed.test() + ": " + unmeasured(stressed))
            : verdict(said, stressed.refused());
    return new Found(
        stressed.answered(),
        verdict
            .figure("answered", stressed.answered())
            .figure("refused", stressed.refused())
            .build());
  }

  private GateVerdict.Builder verdict(GateVerdict said, int refused) {
    String words = said.explanation() + (refused > 0 ? "; " + refused + " refused" : "");
    GateVerdict.Builder verdict =
        GateVerdict.builder(metric, said.verdict(), words).figures(said.figures());
    return said.undefinedMetric() ? verdict.undefinedMetric() : verdict;
  }

  private static String unmeasured(Stressed stressed) {
    return stressed.refused() > 0
        ? "all " + stressed.refused() + " rows are " + stressed.note()
        : stressed.note();
  }

  private GateVerdict compared(Stressed stressed, Pair pair) {
    Optional<GateVerdict> problem =
        GateFigures.incomparable(pair.changed(), metric)
            .map(why -> GateFigures.of(stressed.test().toString(), why))
            .or(() -> GateFigures.incomparable(pair.clean(), metric));
    return new PairedComparison(
            metric,
            stressed.test() + ": " + metric,
            label + " as they are",
            pair.changed(),
            pair.clean(),
            problem)
        .notWorseBy(margin);
  }
}
