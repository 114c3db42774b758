package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.KeptStressReport;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is on record of a version.
 *
 * @param aliases those that name it now, sorted
 * @param evaluations the newest one on each set of rows, newest first
 * @param stressed the newest stress report
 * @param verdicts what the gates said last
 * @param looks at held-out rows, for this version, oldest first
 * @param history the entries about it, oldest first
 * @param run the run that trained it; empty if the home has none
 * @param losses the losses of the run by name
 * @param others the newest evaluation of other versions that are before it, by their numbers
 */
public record CardFacts(
    ModelVersion version,
    VersionNotes notes,
    List<String> aliases,
    List<Measured> evaluations,
    Optional<Tested> stressed,
    List<GateVerdict> verdicts,
    List<HoldoutLook> looks,
    List<AuditRecord> history,
    Optional<RunRecord> run,
    Map<String, MetricHistory> losses,
    SortedMap<Integer, KeptEvaluation> others) {
  private static final int SHOWN_HASH = 12;

  /** An evaluation that was read. */
  public record Measured(KeptEvaluation kept, Evaluation evaluation) {}

  /** A stress report that was read. */
  public record Tested(KeptStressReport kept, StressReport report) {}

  /** Returns the newest evaluation. */
  Optional<Measured> newest() {
    return evaluations.stream().findFirst();
  }

  /** Returns the metric by which versions are compared; empty if none can be. */
  Optional<Metric> headline() {
    return TaskCalls.headline(version.manifest().task());
  }

  /** Returns the newest evaluation of each version up to this one, by its number. */
  SortedMap<Integer, KeptEvaluation> versions() {
    SortedMap<Integer, KeptEvaluation> versions = new TreeMap<>(others);
    newest().ifPresent(own -> versions.put(version.number(), own.kept()));
    return versions;
  }

  /** Names an evaluation, such as {@code evaluation 0a1b2c3d4e5f}. */
  static String named(KeptEvaluation kept) {
    return "evaluation " + shown(kept.change().document());
  }

  /** Returns the beginning of the hash of a document. */
  static String shown(StoredFile document) {
    return document.blob().sha256().substring(0, SHOWN_HASH);
  }

  /** Names an evaluation and what it was made on. */
  static String source(KeptEvaluation kept) {
    return String.format(
        "%s of entry %s, on %s (%s rows)",
        named(kept), kept.entry().sequence(), kept.change().data(), kept.change().rows());
  }
}
