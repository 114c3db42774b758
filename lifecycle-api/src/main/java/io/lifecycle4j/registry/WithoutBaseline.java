package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;
import java.util.Set;

/**
 * Says why no version is compared with its baselines, which is the default beside other gates. A
 * {@linkplain PolicyBuilder#gates policy} shows the reason. It is not asked about versions, and
 * always passes.
 *
 * @param reason the reason, not blank
 */
public record WithoutBaseline(String reason) implements Gate {
  /** The {@link #id} of all of them. */
  public static final String ID = "without_baseline";

  /** Checks the reason. */
  public WithoutBaseline {
    check(
        !required(reason, "reason").isBlank(),
        "Missing reason: '%s' (say why no baseline is compared with; a policy shows it)",
        reason);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of();
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(candidate, "candidate");
    required(production, "version in production");
    return GateVerdict.passed(toString(), "it is not compared with baselines");
  }

  @Override
  public String toString() {
    return "without baselines: " + reason;
  }
}
