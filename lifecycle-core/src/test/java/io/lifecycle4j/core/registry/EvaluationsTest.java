package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Change.VersionRegistered;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EvaluationsTest {
  private static final String MODEL = "fraud";
  private static final BlobId OF_FIRST = new BlobId("01".repeat(32));
  private static final BlobId OF_THIRD = new BlobId("03".repeat(32));

  private Evaluations evaluations = Evaluations.NONE;
  private long sequence;

  private void apply(Change... changes) {
    Transition.Builder entry = Transition.builder(Fixtures.ALICE, "Why");
    List.of(changes).forEach(entry::change);
    AuditRecord record = new AuditRecord(++sequence, Fixtures.TIME, entry.build());
    for (Change change : changes) {
      evaluations = evaluations.after(change, record);
    }
  }

  private static Evaluated evaluated(int version, BlobId document) {
    return new Evaluated(
        MODEL,
        version,
        "payments:1/holdout",
        10,
        Map.of(),
        new StoredFile("evaluation.json", document, 10),
        List.of());
  }

  private static Judged judged(Optional<BlobId> rival) {
    List<GateVerdict> passed = List.of(GateVerdict.passed("better", "it is"));
    return new Judged(MODEL, 3, ModelRegistry.PRODUCTION, passed, Optional.of(OF_THIRD), rival);
  }

  private OptionalInt rival() {
    return evaluations.of(3).judged().rival();
  }

  private void threeOfWhichTheSecondReplacedTheFirst() {
    for (int version = 1; version <= 3; version++) {
      apply(new VersionRegistered(MODEL, version, OF_FIRST, Optional.empty()));
    }
    apply(Moves.moved(MODEL, 0, 1, Direction.FORWARD));
    apply(Moves.moved(MODEL, 1, 2, Direction.FORWARD));
  }

  @Test
  void rememberTheVersionThatWasComparedWithAndNotTheOneThatReplacedItMeanwhile() {
    threeOfWhichTheSecondReplacedTheFirst();
    apply(evaluated(3, OF_THIRD), evaluated(1, OF_FIRST), judged(Optional.of(OF_FIRST)));
    assertThat(rival()).hasValue(1);
  }

  @Test
  void rememberNoVersionWhereNoneWasComparedWith() {
    threeOfWhichTheSecondReplacedTheFirst();
    apply(evaluated(3, OF_THIRD), judged(Optional.empty()));
    assertThat(rival()).isEmpty();
  }

  @Test
  void rememberTheVersionInProductionWhereVerdictsAreRepeated() {
    threeOfWhichTheSecondReplacedTheFirst();
    apply(judged(Optional.of(OF_FIRST)));
    assertThat(rival()).hasValue(2);
  }
}
