package io.lifecycle4j.core.registry;

import static io.lifecycle4j.registry.spi.ModelRegistry.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.LibraryVersion;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.ApprovalWithdrawn;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.JudgementBasis;
import io.lifecycle4j.registry.PolicyGate;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.PromotionsUnlocked;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.RuleActed;
import io.lifecycle4j.registry.SigningSet;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.VersionApproved;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Entries of the registry lie on disk as {@code docs/FORMAT.md} says, byte for byte. */
@SuppressWarnings("NullAway") // what is missing fails the test
class RegistryFormatTest {
  private static final Instant MINUTE = Instant.parse("2026-01-02T03:04:00Z");
  private static final BlobId MANIFEST = new BlobId("0a".repeat(32));

  private static final BlobId EVIDENCE = new BlobId("0b".repeat(32));

  private static final Map<String, String> VECTORS = FormatVectors.entries("registry");

  private static final Map<String, AuditRecord> RECORDS = new HashMap<>(records());

  static {
    RECORDS.put(
        "evaluated",
        record(
            11,
            MINUTE,
            "on fresh rows",
            new Evaluated(
                "fraud",
                2,
                "payments:3/holdout",
                2_000,
                Map.of("auc", 0.93, "ece", Double.NaN),
                new StoredFile("evaluation.json", EVIDENCE, 1_000),
                List.of(new StoredFile("rows.safetensors", MANIFEST, 5_000)))));
    RECORDS.put(
        "stress_tested",
        record(
            15,
            MINUTE,
            "on rows that go wrong",
            new StressTested(
                "fraud",
                2,
                "payments:3/holdout",
                1_000,
                "recall",
                0.8,
                Optional.of(new StressTested.Worst("age missing", 0.25)),
                new StoredFile("stress.json", EVIDENCE, 1_000))));
    RECORDS.put(
        "imported",
        record(
            12,
            MINUTE,
            "trained on May",
            Moves.registered("fraud", 3, MANIFEST),
            new VersionImported(
                "fraud",
                3,
                new UUID(0, 2),
                7,
                List.of("alice"),
                EVIDENCE,
                List.of(new BlobId("0c".repeat(32))))));
    RECORDS.put(
        "policy",
        record(
            14,
            MINUTE,
            "agreed",
            new PolicySet(
                "fraud",
                PRODUCTION,
                Optional.of(EVIDENCE),
                PromotionPolicy.builder()
                    .gates(
                        List.of(
                            new PolicyGate("fair", "{}", "fair"),
                            new PolicyGate(
                                "stress",
                                "{\"margin\":0.1,\"metric\":\"recall\",\"optional\":false,"
                                    + "\"test\":{\"column\":\"age\",\"deviations\":2.0,"
                                    + "\"kind\":\"shifted\"}}",
                                "recall drops by at most 0.1 with age shifted by +2 deviations")))
                    .approvals(Approvals.of(2).expireAfter(Duration.ofDays(3)))
                    .falsePromotions(new FalsePromotions(0.5, Duration.ofDays(365)))
                    .build()),
            new PolicyMet("fraud", 2, PRODUCTION, EVIDENCE)));
    RECORDS.put(
        "overridden",
        record(
            15,
            MINUTE,
            "urgent",
            new PolicyOverridden("fraud", 2, PRODUCTION, Optional.of(EVIDENCE), "it leaks"),
            Moves.moved("fraud", 1, 2, Direction.FORWARD)));
    RECORDS.put(
        "rule_acted",
        record(
            16,
            MINUTE,
            "Rule: error rate above 0.02 (error rate is 4.00 %)",
            new RuleActed(
                "fraud",
                2,
                "error_rate > 0.02",
                "error rate is 4.00 %",
                Map.of("error_rate", 0.04)),
            Moves.moved("fraud", 2, 1, Direction.BACK)));
    RECORDS.put("locked", record(16, MINUTE, "sale", new PromotionsLocked("fraud")));
    RECORDS.put("unlocked", record(17, MINUTE, "over", new PromotionsUnlocked("fraud")));
    RECORDS.put("unsigned", record(18, MINUTE, "key lost", new SigningSet("fraud", false)));
    RECORDS.put(
        "alias_removed",
        record(16, MINUTE, "mistyped", new AliasRemoved("fraud", "prodution", 2, 15)));
    RECORDS.put(
        "pinned",
        record(
            16,
            MINUTE,
            "agreed",
            new HoldoutPinned(
                "fraud",
                9,
                new VersionRef("payments", 3, MANIFEST),
                Splits.byHash(7).train(0.8).holdout(0.2))));
    RECORDS.put(
        "approved",
        record(
            18,
            MINUTE,
            "reviewed",
            new VersionApproved(
                "fraud",
                2,
                PRODUCTION,
                MANIFEST,
                Optional.of(EVIDENCE),
                Optional.empty(),
                EVIDENCE),
            new ApprovalWithdrawn("fraud", 1, PRODUCTION)));
    RECORDS.put(
        "described",
        record(
            13,
            MINUTE,
            "reviewed",
            new VersionDescribed(
                "fraud",
                2,
                Map.of("description", "Fraud of cards", "owners.bob", "", "tags.team", "risk"),
                List.of("archived"))));
    RECORDS.put("deleted", record(14, MINUTE, "not used", new VersionDeleted("fraud", 2)));
    RECORDS.put("restored", record(15, MINUTE, "used again", new VersionRestored("fraud", 2)));
    RECORDS.put("purged", record(16, MINUTE, "too large", new VersionPurged("fraud", 2, EVIDENCE)));
  }

  private static Map<String, AuditRecord> records() {
    return Map.of(
        "registered",
        record(
            1,
            MINUTE,
            "first try",
            new VersionRegistered(
                "fraud",
                1,
                MANIFEST,
                List.of(new StoredFile("weights.safetensors", EVIDENCE, 1_000)),
                new VersionRef("payments", 3, MANIFEST),
                Optional.of("run-1"))),
        "promoted",
        record(
            2,
            Fixtures.TIME,
            "holds",
            judged(
                1,
                GateVerdict.builder("auc >= 0.92", Verdict.PASS, "auc is 0.9312 ± 0.004").build()),
            Moves.seen(Moves.moved("fraud", 0, 1, Direction.FORWARD), 0)),
        "rejected",
        record(
            3,
            Fixtures.TIME,
            "looks better",
            judged(
                2,
                GateVerdict.builder("auc >= 0.92", Verdict.FAIL, "auc is 0.8710").build(),
                GateVerdict.builder("better than production", Verdict.INCONCLUSIVE, "100 rows")
                    .build(),
                GateVerdict.builder("fair", Verdict.ERROR, "never answered")
                    .rowsRead()
                    .undefinedMetric()
                    .unsafeToLoad()
                    .build())),
        "rolled_back",
        record(4, MINUTE, "too slow", Moves.moved("fraud", 2, 1, Direction.BACK)),
        "rollout_started",
        record(
            5,
            MINUTE,
            "carefully",
            new RolloutStarted("fraud", 2, 1, OptionalLong.of(4), "a1", Moves.PLAN)),
        "rollout_stepped",
        record(6, MINUTE, "errors 0.40 %", Moves.stepped("fraud", 2, "a1", 1)),
        "rollout_promoted",
        record(
            7,
            MINUTE,
            "errors 0.40 %",
            Moves.stepped("fraud", 2, "a1", 2),
            Moves.moved("fraud", 1, 2, Direction.FORWARD)),
        "rollout_ended",
        record(
            8,
            MINUTE,
            "errors 3.00 %",
            Moves.ended("fraud", 2, "a1", RolloutEnd.TURNED_BACK),
            Moves.moved("fraud", 2, 1, Direction.BACK)),
        "shadow_started",
        record(
            9,
            MINUTE,
            "on live traffic",
            new Change.ShadowStarted(
                "fraud",
                2,
                "s0",
                0.1,
                Fixtures.TIME.plus(Duration.ofDays(1)),
                0.001,
                Optional.empty())),
        "shadow_stopped",
        record(10, MINUTE, "seen enough", new Change.ShadowStopped("fraud", 2, "s0")));
  }

  private static AuditRecord record(long sequence, Instant time, String reason, Change... changes) {
    Transition.Builder transition = Transition.builder(Fixtures.ALICE, reason);
    List.of(changes).forEach(transition::change);
    return new AuditRecord(sequence, time, transition.build());
  }

  private static Change judged(int version, GateVerdict... verdicts) {
    boolean compared = version > 1;
    List<BlobId> gates =
        Stream.of(verdicts)
            .map(said -> GateForm.digest(new PolicyGate(said.gate(), "{}", said.gate())))
            .toList();
    VersionRef data = new VersionRef("payments", 3, EVIDENCE);
    return new Judged(
        "fraud",
        version,
        PRODUCTION,
        List.of(verdicts),
        new JudgementBasis(
            gates,
            Optional.of(new EvaluatedRows(data, Splits.byHash(7).train(0.8).holdout(0.2), "0f")),
            compared ? OptionalInt.of(1) : OptionalInt.empty(),
            compared ? OptionalDouble.of(0.03) : OptionalDouble.empty(),
            Optional.of(EVIDENCE),
            compared ? Optional.of(MANIFEST) : Optional.empty()));
  }

  private static String written(AuditRecord entry) {
    return FormatVectors.text(RegistryLine.write(entry.time(), "0.1.0", entry.transition()));
  }

  private static RegistryLine.Content read(String vector, long sequence) {
    return RegistryLine.read(new JournalEntry(sequence, FormatVectors.bytes(vector)));
  }

  @Test
  void writesEveryByteAsDocumented() {
    assertThat(RECORDS.keySet()).isEqualTo(VECTORS.keySet());
    RECORDS.forEach((name, record) -> assertThat(written(record)).isEqualTo(VECTORS.get(name)));
  }

  @Test
  void showsTheExamplesThatAreWritten() {
    assertThat(FormatText.examples()).contains(VECTORS.get("registered") + VECTORS.get("promoted"));
  }

  @Test
  void readsWhatIsDocumented() {
    RECORDS.forEach(
        (name, record) ->
            assertThat(read(VECTORS.get(name), record.sequence()))
                .isEqualTo(new RegistryLine.Content(Optional.of(record), List.of(), false)));
  }

  @Test
  void namesTheVersionOfTheLibrary() {
    assertThat(LibraryVersion.CURRENT).matches("\\d+\\.\\d+\\.\\d+(-.+)?");
  }
}
