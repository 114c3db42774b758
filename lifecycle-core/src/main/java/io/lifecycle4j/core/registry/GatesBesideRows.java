package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.registry.gates.Beside;
import io.lifecycle4j.core.registry.gates.GateJudge;
import io.lifecycle4j.core.registry.gates.GateSubject;
import io.lifecycle4j.core.registry.gates.HeldOutSlices;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Judges by the gates that need no held-out rows: no holdout is opened, and no look spent. They are
 * asked for each promotion, as nothing of them stands. Thread-safe.
 *
 * @param all all gates, with those that need rows
 */
record GatesBesideRows(ModelVersions versions, Evaluator evaluator, List<Gate> all) {
  /** What a gate may ask about a version beside its rows. */
  static Beside beside(ModelVersion version, ModelVersions versions, Evaluator evaluator) {
    return new Beside(
        () -> versions.notes(version.number()),
        () -> evaluator.holdouts().leakage(version),
        Optional.of(evaluator.cost(version)));
  }

  /** Returns the gates that need rows. */
  List<Gate> onRows() {
    return all.stream().filter(GateChecks::readsRows).toList();
  }

  /**
   * Returns the verdicts of all gates. A version that is unsafe to load is not loaded.
   *
   * @param onRows judges by the gates that need rows
   */
  Judgement judge(ModelVersion candidate, OptionalInt production, Supplier<Judgement> onRows) {
    List<GateVerdict> beside = judge(candidate, production);
    Judgement found =
        isUnsafe(beside)
            ? Judgement.begun(OptionalInt.empty()).with(unasked(onRows()))
            : onRows.get();
    return found.saying(merged(all, GateChecks::readsRows, found.verdicts(), beside));
  }

  /** Returns verdicts in the order of the gates, of which some are judged apart from the others. */
  private static List<GateVerdict> merged(
      List<Gate> gates, Predicate<Gate> some, List<GateVerdict> ofSome, List<GateVerdict> others) {
    Iterator<GateVerdict> one = ofSome.iterator();
    Iterator<GateVerdict> other = others.iterator();
    return gates.stream().map(gate -> (some.test(gate) ? one : other).next()).toList();
  }

  /** Returns verdicts that stand, but for those of gates that need no rows, which judge again. */
  Judged again(Judged last, ModelVersion candidate, OptionalInt production) {
    List<GateVerdict> onRows =
        IntStream.range(0, all.size())
            .filter(place -> GateChecks.readsRows(all.get(place)))
            .mapToObj(last.verdicts()::get)
            .toList();
    return new Judged(
        last.model(),
        last.version(),
        last.alias(),
        merged(all, GateChecks::readsRows, onRows, judge(candidate, production)),
        last.basis());
  }

  private GateSubject subject(ModelVersion version) {
    return GateSubject.withoutRows(version.label(), beside(version, versions, evaluator));
  }

  /** Returns the verdicts of the gates that need no rows. */
  List<GateVerdict> judge(ModelVersion candidate, OptionalInt production) {
    GateSubject subject = subject(candidate);
    List<Gate> gates = all.stream().filter(gate -> !GateChecks.readsRows(gate)).toList();
    List<Gate> first = gates.stream().filter(GateChecks::isFirst).toList();
    List<Gate> later = gates.stream().filter(gate -> !GateChecks.isFirst(gate)).toList();
    GateSubject unloaded = subject.with(subject.beside().withoutLoading());
    List<GateVerdict> early = GateJudge.judge(first, unloaded, Optional.empty());
    List<GateVerdict> late = isUnsafe(early) ? unasked(later) : judge(later, subject, production);
    return merged(gates, GateChecks::isFirst, early, late);
  }

  private List<GateVerdict> judge(List<Gate> gates, GateSubject subject, OptionalInt production) {
    if (production.isEmpty() || gates.stream().noneMatch(GateChecks::compares)) {
      return GateJudge.judge(gates, subject, Optional.empty());
    }
    return new Rival(versions, evaluator, production.getAsInt())
        .compare(
            rival -> {
              evaluator.tryOut(rival);
              return GateJudge.judge(gates, subject, Optional.of(subject(rival)));
            },
            none -> none.judge(gates, subject, HeldOutSlices.of(gates, subject.holdout())));
  }

  /** Returns whether a gate found that the version must not be loaded in this process. */
  static boolean isUnsafe(List<GateVerdict> verdicts) {
    return verdicts.stream().anyMatch(GateVerdict::unsafeToLoad);
  }

  /** Returns the verdicts of gates on a version that is not loaded in this process. */
  private static List<GateVerdict> unasked(List<Gate> gates) {
    String why = "not judged, as the version is unsafe to load in this process";
    return gates.stream()
        .map(gate -> GateVerdict.builder(GateJudge.words(gate), Verdict.INCONCLUSIVE, why).build())
        .toList();
  }

  /** Returns verdicts of gates on rows that are not in this home. */
  static List<GateVerdict> withoutData(List<Gate> gates, NotFoundException missing) {
    String why = String.valueOf(missing.getMessage());
    String said =
        "its held-out rows are not in this home: "
            + why.substring(why.indexOf(": ") + 2)
            + " (judge it in the home where it was trained; here, require what needs no held-out"
            + " rows, such as cardComplete or sameWhenLoaded)";
    return gates.stream()
        .map(gate -> GateVerdict.builder(GateJudge.words(gate), Verdict.INCONCLUSIVE, said).build())
        .toList();
  }
}
