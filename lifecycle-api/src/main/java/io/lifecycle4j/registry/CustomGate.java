package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;

/**
 * A custom gate, on metrics or on the held-out rows themselves.
 *
 * @param name a description of the requirement
 * @param check the check
 */
public record CustomGate(String name, Gate.Check check) implements Gate {
  /** Checks the parts. */
  public CustomGate {
    checkName("gate", name);
    required(check, "check of gate " + name);
  }

  @Override
  public String id() {
    return name;
  }

  @Override
  public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
    required(production, "version in production");
    return check.passes(required(candidate, "candidate"), production)
        ? GateVerdict.passed(name, "the check passed")
        : GateVerdict.builder(name, Verdict.FAIL, "the check did not pass").build();
  }

  @Override
  public String toString() {
    return name;
  }
}
