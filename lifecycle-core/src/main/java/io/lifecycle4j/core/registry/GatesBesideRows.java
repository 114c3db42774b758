package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.registry.gates.Beside;
import io.lifecycle4j.core.registry.gates.GateJudge;
import io.lifecycle4j.core.registry.gates.GateSubject;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.LoadsInChildJvm;
import io.lifecycle4j.registry.Verdict;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
   * Returns the verdicts of all gates. What fails in a separate JVM is not loaded in this one.
   *
   * @param onRows judges by the gates that need rows
   */
  Judgement judge(ModelVersion candidate, OptionalInt production, Supplier<Judgement> onRows) {
    List<GateVerdict> beside = judge(candidate, production);
    if (failsInChildJvm(beside)) {
      return Judgement.begun(OptionalInt.empty())
          .with(merged(onRows().stream().map(GatesBesideRows::unasked).toList(), beside));
    }
    Judgement found = onRows.get();
    return found.saying(merged(found.verdicts(), beside));
  }

  /**
   * Returns the verdicts of all gates in their order.
   *
   * @param onRows those of the gates that need rows
   * @param beside those of the others
   */
  private List<GateVerdict> merged(List<GateVerdict> onRows, List<GateVerdict> beside) {
    Iterator<GateVerdict> rows = onRows.iterator();
    Iterator<GateVerdict> others = beside.iterator();
    return all.stream().map(gate -> (GateChecks.readsRows(gate) ? rows : others).next()).toList();
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
        merged(onRows, judge(candidate, production)),
        last.basis());
  }

  private GateSubject subject(ModelVersion version) {
    return GateSubject.withoutRows(version.label(), beside(version, versions, evaluator));
  }

  /** Returns the verdicts of the gates that need no rows. */
  List<GateVerdict> judge(ModelVersion candidate, OptionalInt production) {
    List<Gate> gates = all.stream().filter(gate -> !GateChecks.readsRows(gate)).toList();
    GateSubject subject = subject(candidate);
    List<Gate> first = gates.stream().filter(LoadsInChildJvm.class::isInstance).toList();
    if (failsInChildJvm(GateJudge.judge(first, subject, Optional.empty()))) {
      return gates.stream()
          .map(
              gate ->
                  first.contains(gate)
                      ? GateJudge.judge(List.of(gate), subject, Optional.empty()).get(0)
                      : unasked(gate))
          .toList();
    }
    if (production.isEmpty() || gates.stream().noneMatch(GateChecks::compares)) {
      return GateJudge.judge(gates, subject, Optional.empty());
    }
    String label = versions.label(production.getAsInt());
    if (evaluator.skips(production.getAsInt())) {
      return withoutRival(gates, subject, skipped(label), Verdict.INCONCLUSIVE);
    }
    try {
      ModelVersion rival = versions.version(production.getAsInt());
      evaluator.tryOut(rival);
      return GateJudge.judge(gates, subject, Optional.of(subject(rival)));
    } catch (CorruptDataException | ModelUnavailableException e) {
      Throwable damage = e instanceof CorruptDataException ? e : e.getCause();
      if (damage instanceof CorruptDataException) { // it must not block its successor
        return withoutRival(
            gates, subject, label + " cannot be loaded: " + damage.getMessage(), Verdict.PASS);
      }
      throw e;
    }
  }

  /** Returns a verdict with another explanation. */
  static GateVerdict explained(GateVerdict said, Verdict verdict, String explanation) {
    GateVerdict.Builder more =
        GateVerdict.builder(said.gate(), verdict, explanation).figures(said.figures());
    return (said.rowsRead() ? more.rowsRead() : more).build();
  }

  /** Returns whether a version must not be loaded in this process, as it ended another one. */
  static boolean failsInChildJvm(List<GateVerdict> verdicts) {
    return verdicts.stream()
        .anyMatch(
            said ->
                said.verdict() == Verdict.FAIL
                    && said.gate().equals(new LoadsInChildJvm().toString()));
  }

  /** Returns the verdict of a gate on a version that is not loaded in this process. */
  private static GateVerdict unasked(Gate gate) {
    return GateVerdict.builder(
            GateJudge.words(gate),
            Verdict.INCONCLUSIVE,
            "not judged, as it fails in a separate JVM")
        .build();
  }

  /**
   * Says why the version in production is not compared, of which the last load ended the process:
   * that may happen again, or never. So nothing that must be compared with it passes.
   */
  static String skipped(String production) {
    return production
        + " in production is not loaded to compare with, as the process ended during its last load"
        + " (roll back: then the version before is compared; or start again, which tries it once"
        + " more; or open the model without this gate)";
  }

  /** Judges while nothing can be compared, which has a verdict where a gate passes without. */
  private static List<GateVerdict> withoutRival(
      List<Gate> gates, GateSubject subject, String why, Verdict instead) {
    List<GateVerdict> verdicts = new ArrayList<>(GateJudge.judge(gates, subject, Optional.empty()));
    for (int i = 0; i < gates.size(); i++) {
      GateVerdict said = verdicts.get(i);
      if (GateChecks.compares(gates.get(i))) {
        verdicts.set(
            i,
            explained(
                said, said.passed() ? instead : said.verdict(), said.explanation() + "; " + why));
      }
    }
    return verdicts;
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
