package io.lifecycle4j.registry;

import static io.lifecycle4j.registry.Actor.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An event says in words and in parts what happened. */
class ModelEventTest {
  private static final AliasMoved BACK =
      new AliasMoved(
          "fraud", "production", OptionalInt.of(3), OptionalLong.empty(), 2, Direction.BACK);
  private static final AliasMoved FORWARD =
      new AliasMoved(
          "fraud", "production", OptionalInt.of(2), OptionalLong.empty(), 3, Direction.FORWARD);

  private static ModelEvent event(int part, Change... changes) {
    Transition.Builder entry = Transition.builder(by("mallory"), "over\nby bob");
    List.of(changes).forEach(entry::change);
    return new ModelEvent(
        new UUID(1, 2), new AuditRecord(7, Instant.EPOCH, entry.build()), part, "moved");
  }

  @Test
  void isOneLineAndKeepsTheReasonAsItIs() {
    assertThat(event(0, BACK))
        .returns("over\nby bob", ModelEvent::reason)
        .returns(
            "production of fraud rolled back from 3 to 2 by mallory: over by bob", ModelEvent::text)
        .hasToString(
            "1970-01-01T00:00:00Z production of fraud rolled back from 3 to 2 by mallory: over by"
                + " bob");
  }

  @Test
  void tellsARollbackAndAnOverrideFromAPromotion() {
    PolicyOverridden past =
        new PolicyOverridden("fraud", 3, "production", Optional.empty(), "need");
    assertThat(event(0, BACK).isRollback()).isTrue();
    assertThat(event(0, BACK).isOverride()).isFalse();
    assertThat(event(0, FORWARD).isRollback()).isFalse();
    assertThat(event(0, FORWARD).isOverride()).isFalse();
    assertThat(event(1, past, FORWARD).isOverride()).isTrue();
    assertThat(event(1, past, BACK).isOverride()).as("of another version").isFalse();
    assertThat(event(0, past, FORWARD).isOverride()).as("no move").isFalse();
  }

  @Test
  void saysWhetherEntriesMustBeSigned() {
    assertThat(new SigningSet("fraud", true)).hasToString("entries of the home must be signed");
    assertThat(new SigningSet("fraud", false))
        .hasToString("entries of the home need not be signed any more")
        .returns(Effect.INFORMS, SigningSet::effect);
  }

  @Test
  void isRefusedOutsideOfItsRecord() {
    assertThatThrownBy(() -> event(1, BACK))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid part of a record: 1 (must be at least 0 and below 1)");
  }
}
