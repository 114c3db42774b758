package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.registry.card.CardFacts.Measured;
import io.lifecycle4j.core.registry.card.CardFacts.Served;
import io.lifecycle4j.core.registry.card.CardFacts.Tested;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import io.lifecycle4j.evaluation.HoldoutLook.UsedRows;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressResult;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.KeptStressReport;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.VersionOrigin;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/** The facts of a card, always the same. */
final class CardFixtures {
  private static final ModelVersion VERSION =
      new ModelVersion(
          "fraud",
          7,
          new BlobId("0c".repeat(32)),
          Fixtures.model(Fixtures.file("weights.bin", Fixtures.utf8("weights"))),
          Fixtures.TIME);

  private static final Provenance ORIGIN = VERSION.manifest().provenance();

  private static final EvaluatedRows ROWS =
      new EvaluatedRows(ORIGIN.data(), ORIGIN.plan(), "0b".repeat(32));

  private CardFixtures() {}

  private record Kept(AuditRecord entry, Evaluated change, Evaluation evaluation)
      implements KeptEvaluation {}

  private record KeptStress(AuditRecord entry, StressTested change, StressReport report)
      implements KeptStressReport {}

  private static Tested stressed(String text) {
    StressReport report =
        new StressReport(
            "fraud:7",
            "payments:3/holdout",
            5,
            "accuracy",
            0.7,
            new Interval(0.5, 0.9),
            1,
            List.of(
                new StressResult(
                    new StressTest.Missing(Optional.of("amount")),
                    4,
                    1,
                    Optional.of(new StressResult.Figures(0.75, 0.5, new Interval(0.2, 0.8), 0.25)),
                    text)));
    StressTested change =
        new StressTested(
            "fraud",
            7,
            report.data(),
            report.rows(),
            report.metric(),
            report.clean(),
            Optional.empty(),
            new StoredFile("stress.json", new BlobId("08".repeat(32)), 10));
    Transition transition = Transition.builder(Fixtures.ALICE, text).change(change).build();
    return new Tested(
        new KeptStress(new AuditRecord(8, Fixtures.TIME, transition), change, report), report);
  }

  static VersionNotes notes(String text) {
    return new VersionNotes(
        Map.of(
            VersionNotes.DESCRIPTION,
            text,
            VersionNotes.INTENDED_USE,
            text,
            VersionNotes.LIMITATIONS,
            text,
            VersionNotes.KNOWN_FAILURES,
            text,
            VersionNotes.CONTACT,
            text,
            VersionNotes.LICENSE,
            text,
            VersionNotes.OWNERS + text,
            "",
            VersionNotes.TAGS + text,
            text));
  }

  /** Returns facts in which each text that comes from outside is this one. */
  static CardFacts facts(String text) {
    return facts(text, Map.of(6, 0.6), new Interval(0.5, 0.9), 0.5);
  }

  /**
   * Returns facts of a version with an accuracy of 0.7.
   *
   * @param before the accuracy of versions before, by their numbers
   * @param baseline the accuracy of the baseline
   */
  static CardFacts facts(
      String text, Map<Integer, Double> before, Interval interval, double baseline) {
    Evaluation evaluation = evaluation(7, 0.7, text, interval, baseline);
    TreeMap<Integer, KeptEvaluation> others = new TreeMap<>();
    before.forEach(
        (version, accuracy) ->
            others.put(
                version, kept(evaluation(version, accuracy, text, interval, baseline), text)));
    Measured newest = new Measured(kept(evaluation, text), evaluation);
    return new CardFacts(
        VERSION,
        notes(text),
        List.of("production", text),
        List.of(
            new Served(moved(3, Optional.of(text)), Optional.of(Fixtures.TIME.plusSeconds(60))),
            new Served(moved(9, Optional.empty()), Optional.empty())),
        List.of(newest),
        Optional.of(stressed(text)),
        List.of(
            GateVerdict.builder(text, Verdict.FAIL, text).figure("rows", 5.0).build(),
            GateVerdict.passed("accuracy at least 0.5", "accuracy is 0.8 (needs at least 0.5)")),
        List.of(
            new HoldoutLook(
                Fixtures.TIME,
                "alice",
                text,
                "fraud",
                7,
                OptionalInt.of(6),
                new UsedRows(ROWS, 5, 2, new Spent(0.0076, 0.0424, 0.9)))),
        List.of(newest.kept().entry()),
        Optional.of(
            RunRecord.builder(new RunInfo("run-1", "fraud", Fixtures.TIME))
                .params(Map.of("rate", Param.of(0.5), "note", Param.of(text)))
                .build()),
        Map.of(
            text,
            MetricHistory.of(
                List.of(
                    new MetricPoint(1, 0.5, Fixtures.TIME),
                    new MetricPoint(2, 0.25, Fixtures.TIME)))),
        Optional.of(
            new VersionOrigin(
                new UUID(0, 7), "fraud", 9, List.of(newest.kept().entry()), Optional.of(text))),
        others);
  }

  private static AuditRecord moved(long entry, Optional<String> override) {
    Transition.Builder transition = Transition.builder(Fixtures.ALICE, "Better");
    override.ifPresentOrElse(
        why ->
            transition.change(
                new PolicyOverridden("fraud", 7, "production", Optional.empty(), why)),
        () ->
            transition.change(
                new PolicyMet("fraud", 7, "production", new BlobId("05".repeat(32)))));
    transition.change(
        new AliasMoved(
            "fraud", "production", OptionalInt.of(6), OptionalLong.empty(), 7, Direction.FORWARD));
    return new AuditRecord(entry, Fixtures.TIME, transition.build());
  }

  private static KeptEvaluation kept(Evaluation evaluation, String text) {
    int version = Integer.parseInt(evaluation.model().substring("fraud:".length()));
    Evaluated change =
        new Evaluated(
            "fraud",
            version,
            evaluation.data(),
            evaluation.rows(),
            evaluation.metrics(),
            new StoredFile("evaluation.json", new BlobId(("0" + version).repeat(32)), 10),
            List.of());
    Transition transition = Transition.builder(Fixtures.ALICE, text).change(change).build();
    return new Kept(new AuditRecord(version, Fixtures.TIME, transition), change, evaluation);
  }

  private static Evaluation evaluation(
      int version, double accuracy, String text, Interval interval, double baseline) {
    return Evaluation.builder("fraud:" + version, ORIGIN.data() + "/holdout", 5)
        .metrics(Map.of("accuracy", accuracy, "ece", 1e-7, text, Double.NaN))
        .directions(Map.of("accuracy", Better.HIGHER))
        .intervals(Map.of("accuracy", interval))
        .baselines(Map.of(text, Map.of("accuracy", baseline)))
        .classes(Map.of(text, new EvaluatedPart(3, Map.of("recall", 0.75), Map.of())))
        .slices(Map.of(text, new EvaluatedPart(2, Map.of("accuracy", 1.0), Map.of())))
        .confusion(
            new ConfusionMatrix(
                List.of("a class", text), List.of(List.of(2L, 1L), List.of(0L, 2L))))
        .calibration(
            List.of(new CalibrationBin(0, 0.5, 2, 0.25, 0), new CalibrationBin(0.5, 1, 3, 0.75, 1)))
        .source(ROWS)
        .build();
  }
}
