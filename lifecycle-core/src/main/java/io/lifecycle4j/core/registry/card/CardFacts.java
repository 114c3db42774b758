package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.KeptStressReport;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.VersionOrigin;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunRecord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is on record of a version.
 *
 * @param aliases those that name it now, sorted
 * @param production when it was in production, oldest first
 * @param evaluations the newest one on each set of rows, first the one that stands for the version
 * @param stressed the newest stress report
 * @param verdicts what the gates said last
 * @param looks at held-out rows, for this version, oldest first
 * @param history the entries about it, oldest first
 * @param run the run that trained it; empty if the home has none
 * @param losses the losses of the run by name
 * @param origin where it was imported from
 * @param others the newest evaluation of other versions that are before it, by their numbers
 */
public record CardFacts(
    ModelVersion version,
    VersionNotes notes,
    List<String> aliases,
    List<Served> production,
    List<Measured> evaluations,
    Optional<Tested> stressed,
    List<GateVerdict> verdicts,
    List<HoldoutLook> looks,
    List<AuditRecord> history,
    Optional<RunRecord> run,
    Map<String, MetricHistory> losses,
    Optional<VersionOrigin> origin,
    SortedMap<Integer, KeptEvaluation> others) {
  private static final int SHOWN_HASH = 12;

  private static final int DIGITS = 4;

  /** Smaller figures are shown with an exponent. */
  private static final double SMALL = 1e-6;

  /**
   * A time in production.
   *
   * @param entry what began it
   * @param until when another version took its place; empty if it is in production
   */
  public record Served(AuditRecord entry, Optional<Instant> until) {
    /** Returns the digest of the policy that it was promoted under; empty if there was none. */
    Optional<BlobId> policy() {
      return entry.transition().find(PolicyMet.class).map(PolicyMet::policy);
    }

    /** Returns why its policy was overridden; empty if it was not. */
    Optional<String> override() {
      return entry.transition().find(PolicyOverridden.class).map(PolicyOverridden::why);
    }

    @Override
    public String toString() {
      String time =
          until
              .map(end -> "In production from " + shown(entry.time()) + " to " + shown(end))
              .orElseGet(() -> "In production since " + shown(entry.time()));
      String rule =
          override()
              .map(why -> "the policy overridden: " + why)
              .or(() -> policy().map(digest -> "under the policy " + brief(digest)))
              .orElse("under no policy");
      return String.format(
          "%s, by %s (entry %s), %s",
          time,
          entry.transition().actor().name(),
          entry.sequence(),
          isBack() ? "rolled back to" : rule);
    }

    private boolean isBack() {
      return entry.transition().changes().stream()
          .anyMatch(each -> each instanceof AliasMoved move && move.direction() == Direction.BACK);
    }

    private static String shown(Instant time) {
      return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }

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

  /** Returns a figure with four significant digits. */
  public static String figure(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros();
    return Math.abs(value) < SMALL ? rounded.toString() : rounded.toPlainString();
  }

  /** Names an evaluation, such as {@code evaluation 0a1b2c3d4e5f}. */
  static String named(KeptEvaluation kept) {
    return "evaluation " + shown(kept.change().document());
  }

  /** Returns the beginning of the hash of a document. */
  static String shown(StoredFile document) {
    return brief(document.blob());
  }

  private static String brief(BlobId hash) {
    return hash.sha256().substring(0, SHOWN_HASH);
  }

  /** Names an evaluation and what it was made on. */
  static String source(KeptEvaluation kept) {
    return String.format(
        "%s of entry %s, on %s (%s rows)",
        named(kept), kept.entry().sequence(), kept.change().data(), kept.change().rows());
  }
}
