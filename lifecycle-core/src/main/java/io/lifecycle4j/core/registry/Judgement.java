package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.registry.HeldOutScoring.Opened;
import io.lifecycle4j.core.registry.HeldOutScoring.Scored;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import io.lifecycle4j.registry.GateVerdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Verdicts on a version.
 *
 * @param verdicts one for each requirement
 * @param production the version in production that gates compare it with; empty if none does
 * @param on the rows; empty if they could not be opened
 * @param candidate how the version was evaluated; empty if it could not be scored
 * @param rival how the version in production was evaluated; empty if it was not compared
 */
record Judgement(
    List<GateVerdict> verdicts,
    OptionalInt production,
    Optional<Opened> on,
    Optional<Scored> candidate,
    Optional<Scored> rival) {
  /** Returns one before anything was opened. */
  static Judgement begun(OptionalInt production) {
    return new Judgement(
        List.of(), production, Optional.empty(), Optional.empty(), Optional.empty());
  }

  Judgement on(Opened holdout) {
    return new Judgement(verdicts, production, Optional.of(holdout), candidate, rival);
  }

  Judgement of(Scored scored) {
    return new Judgement(verdicts, production, on, Optional.of(scored), rival);
  }

  Judgement against(Scored scored) {
    return new Judgement(verdicts, production, on, candidate, Optional.of(scored));
  }

  /** Returns the same with more verdicts. */
  Judgement with(List<GateVerdict> more) {
    return saying(Stream.of(verdicts, more).flatMap(List::stream).toList());
  }

  /** Returns the same with other verdicts. */
  Judgement saying(List<GateVerdict> others) {
    return new Judgement(others, production, on, candidate, rival);
  }

  OptionalDouble level() {
    double level = on.flatMap(holdout -> holdout.level().spent()).map(Spent::level).orElse(0.0);
    return level > 0 ? OptionalDouble.of(level) : OptionalDouble.empty();
  }
}
