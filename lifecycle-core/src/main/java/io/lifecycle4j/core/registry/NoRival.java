package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.registry.gates.GateJudge;
import io.lifecycle4j.core.registry.gates.GateSubject;
import io.lifecycle4j.core.registry.gates.HeldOutSlices;
import io.lifecycle4j.core.registry.gates.Level;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a candidate is not compared with the version in production.
 *
 * @param why for verdicts
 * @param isUndecided whether gates that compare do not pass because of it
 */
record NoRival(String why, boolean isUndecided) {
  /** The last load of the version ended the process, which may happen again, or never. */
  static NoRival skipped(String production) {
    return new NoRival(
        production
            + " in production is not loaded to compare with, as the process ended during its last"
            + " load (roll back: then the version before is compared; or start again, which tries"
            + " it once more; or open the model without this gate)",
        true);
  }

  /** The files are corrupt, for ever: waiting would not help, so it must not block a successor. */
  static NoRival damaged(String production, Throwable damage) {
    return new NoRival(production + " cannot be loaded: " + damage.getMessage(), false);
  }

  /** Judges a candidate by gates, none of which compares. */
  List<GateVerdict> judge(List<Gate> gates, GateSubject candidate, HeldOutSlices slices) {
    List<GateVerdict> verdicts =
        new ArrayList<>(GateJudge.judge(gates, candidate, Optional.empty(), slices, Level.USUAL));
    for (int i = 0; i < verdicts.size(); i++) {
      if (GateChecks.compares(gates.get(i))) {
        verdicts.set(i, explained(verdicts.get(i)));
      }
    }
    return verdicts;
  }

  private GateVerdict explained(GateVerdict said) {
    return isUndecided && said.passed()
        ? said.saying(Verdict.INCONCLUSIVE, why)
        : said.saying(said.verdict(), said.explanation() + "; " + why);
  }
}
