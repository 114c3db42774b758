package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges by the check of a user, which sees the versions only while it runs. */
final class CustomGate {
  private static final Logger LOG = LoggerFactory.getLogger(CustomGate.class);

  private final Gate.Custom gate;
  private final String version;
  private final GateView candidate;
  private final Optional<GateView> production;

  private CustomGate(Gate.Custom gate, GateSubject candidate, Optional<GateSubject> production) {
    this.gate = gate;
    this.version = candidate.label();
    this.candidate = new GateView(gate.name(), candidate);
    this.production = production.map(subject -> new GateView(gate.name(), subject));
  }

  static GateVerdict judge(
      Gate.Custom gate, GateSubject candidate, Optional<GateSubject> production) {
    return new CustomGate(gate, candidate, production).judge();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error is recorded as a verdict too
  private GateVerdict judge() {
    try {
      boolean passes =
          gate.check().passes(candidate, production.map(view -> (EvaluatedVersion) view));
      return passes
          ? verdict(Verdict.PASS, "the check passed")
          : verdict(Verdict.FAIL, "the check did not pass");
    } catch (Throwable e) {
      String cause = FreeText.of("failure of gate " + gate.name(), e);
      return verdict(Verdict.ERROR, "the check threw " + cause);
    }
  }

  private GateVerdict verdict(Verdict verdict, String what) {
    candidate.close(); // First: nobody can open rows once the verdict says that nobody did.
    production.ifPresent(GateView::close);
    String explanation = GateJudge.shortened(gate.name() + ": " + what);
    if (!candidate.rowsRead() && production.filter(GateView::rowsRead).isEmpty()) {
      return GateVerdict.builder(gate.name(), verdict, explanation).build();
    }
    LOG.info("The gate {} read held-out rows, to judge {}", gate.name(), version);
    return GateVerdict.builder(gate.name(), verdict, explanation + " (it read held-out rows)")
        .rowsRead()
        .build();
  }
}
