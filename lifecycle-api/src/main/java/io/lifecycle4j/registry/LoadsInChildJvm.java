package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import java.util.Optional;
import java.util.Set;

/**
 * Requires that the candidate version loads in a separate JVM and runs its golden rows there, as a
 * program from elsewhere does at registration. A crash, an endless loop or a flood ends that JVM
 * and not this process.
 *
 * <p>A version without golden rows, and one for which no JVM can be started, has the verdict {@link
 * Verdict#INCONCLUSIVE}.
 */
public record LoadsInChildJvm() implements Gate {
  @Override
  public String id() {
    return "loads_in_child_jvm";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(GateNeed.BEFORE_LOADING, GateNeed.MORE_THAN_ROWS);
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    required(candidate, "candidate");
    try {
      return candidate
          .findChildJvmProblem()
          .map(
              problem ->
                  GateVerdict.builder(toString(), Verdict.FAIL, problem).unsafeToLoad().build())
          .orElseGet(() -> GateVerdict.passed(toString(), "its golden rows ran in a separate JVM"));
    } catch (NotFoundException | ModelUnavailableException e) {
      return GateVerdict.builder(toString(), Verdict.INCONCLUSIVE, String.valueOf(e.getMessage()))
          .build();
    }
  }

  @Override
  public String toString() {
    return "loads in a child JVM";
  }
}
