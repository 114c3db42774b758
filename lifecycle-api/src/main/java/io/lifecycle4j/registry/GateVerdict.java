package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.required;

/**
 * What one gate said, and why.
 *
 * @param gate what was required
 * @param verdict what it said
 * @param explanation the figures behind it
 */
public record GateVerdict(String gate, Verdict verdict, String explanation) {
  /** Checks the parts. */
  public GateVerdict {
    required(gate, "gate");
    required(verdict, "verdict");
    required(explanation, "explanation");
  }

  /**
   * Tells whether the gate passed.
   *
   * @return whether the verdict is {@link Verdict#PASS}
   */
  public boolean passed() {
    return verdict == Verdict.PASS;
  }
}
