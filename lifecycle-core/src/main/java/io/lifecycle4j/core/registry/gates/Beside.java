package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.RunCost;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.Leakage;
import io.lifecycle4j.registry.VersionNotes;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a gate may ask about a version beside its rows; found out when it asks.
 *
 * @param notes what people say
 * @param leakage what may have told it the labels
 * @param cost what it takes to run it; empty if it cannot be run
 */
public record Beside(
    Supplier<VersionNotes> notes, Supplier<Leakage> leakage, Optional<RunCost> cost) {
  /** Of a version that is not one of a registry. */
  static final Beside NOTHING =
      new Beside(
          () -> VersionNotes.NONE,
          () -> {
            throw new NotFoundException("Rows that it learned from do not exist");
          },
          Optional.empty());

  /** Returns what a gate may ask that judges the version before it is loaded. */
  public Beside withoutLoading() {
    return new Beside(notes, leakage, cost.map(RunCost::withoutLoading));
  }
}
