package io.lifecycle4j.core.registry;

import static io.lifecycle4j.registry.ModelRegistry.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Transition.Kind;
import io.lifecycle4j.registry.Transition.Move;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries of the registry lie on disk as {@code docs/FORMAT.md} says, byte for byte. */
@SuppressWarnings("NullAway") // what is missing fails the test
class RegistryFormatTest {
  private static final Instant MINUTE = Instant.parse("2026-01-02T03:04:00Z");
  private static final BlobId MANIFEST = new BlobId("0a".repeat(32));

  private static final Map<String, String> VECTORS = FormatVectors.entries("registry");

  private static final AuditRecord REGISTERED =
      new AuditRecord(1, MINUTE, transition(Kind.REGISTERED, 0, 1, "first try"));

  private static final AuditRecord PROMOTED =
      new AuditRecord(
          2,
          Fixtures.TIME,
          transition(
              Kind.PROMOTED,
              0,
              1,
              "holds",
              new GateVerdict("auc >= 0.92", Verdict.PASS, "auc is 0.9312 ± 0.004")));

  private static final AuditRecord REJECTED =
      new AuditRecord(
          3,
          Fixtures.TIME,
          transition(
              Kind.REJECTED,
              1,
              2,
              "looks better",
              new GateVerdict("auc >= 0.92", Verdict.FAIL, "auc is 0.8710"),
              new GateVerdict("better than production", Verdict.INCONCLUSIVE, "100 rows"),
              new GateVerdict("fair", Verdict.ERROR, "never answered")));

  private static final AuditRecord ROLLED_BACK =
      new AuditRecord(4, MINUTE, transition(Kind.ROLLED_BACK, 2, 1, "too slow"));

  private static Transition transition(
      Kind kind, int from, int to, String reason, GateVerdict... verdicts) {
    Move move = new Move("fraud", PRODUCTION, from, to);
    return new Transition(kind, move, Fixtures.ALICE, reason, List.of(verdicts));
  }

  private static String written(AuditRecord entry) {
    Transition transition = entry.transition();
    BlobId manifest = transition.kind() == Kind.REGISTERED ? MANIFEST : null;
    return FormatVectors.text(RegistryLine.write(entry.time(), transition, manifest));
  }

  private static RegistryLine read(String vector, long sequence) {
    return RegistryLine.read(new JournalEntry(sequence, FormatVectors.bytes(vector)));
  }

  @Test
  void writesEveryByteAsDocumented() {
    assertThat(
            Map.of(
                "registered", written(REGISTERED),
                "promoted", written(PROMOTED),
                "rejected", written(REJECTED),
                "rolled_back", written(ROLLED_BACK)))
        .isEqualTo(VECTORS);
  }

  @Test
  void showsTheExamplesThatAreWritten() {
    assertThat(FormatText.examples()).contains(VECTORS.get("registered") + VECTORS.get("promoted"));
  }

  @Test
  void readsWhatIsDocumented() {
    assertThat(read(VECTORS.get("registered"), 1).record(1)).isEqualTo(REGISTERED);
    assertThat(read(VECTORS.get("registered"), 1).manifest()).isEqualTo(MANIFEST);
    assertThat(read(VECTORS.get("promoted"), 2).record(2)).isEqualTo(PROMOTED);
    assertThat(read(VECTORS.get("promoted"), 2).manifest()).isNull();
    assertThat(read(VECTORS.get("rejected"), 3).record(3)).isEqualTo(REJECTED);
    assertThat(read(VECTORS.get("rolled_back"), 4).record(4)).isEqualTo(ROLLED_BACK);
  }
}
