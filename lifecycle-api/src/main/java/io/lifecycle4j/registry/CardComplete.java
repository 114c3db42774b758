package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Requires that the card of a candidate version lacks nothing that people write. */
public record CardComplete() implements Gate {
  @Override
  public String id() {
    return "card_complete";
  }

  @Override
  public Set<GateNeed> needs() {
    return Set.of(GateNeed.MORE_THAN_ROWS); // people change the card at any time
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    List<String> missing = required(candidate, "candidate").notes().missing();
    return missing.isEmpty()
        ? GateVerdict.passed(toString(), "the card is complete")
        : GateVerdict.builder(
                toString(),
                Verdict.FAIL,
                "the card has no " + String.join(", ", missing) + " (describe the version)")
            .figure("missing", (double) missing.size())
            .build();
  }

  @Override
  public String toString() {
    return "card complete";
  }
}
