package io.lifecycle4j.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.Transition;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who receives an event sees without reading its text whether somebody must be woken. */
class EventDocumentTest {
  private static String document(int part, Change... changes) {
    Transition.Builder entry = Transition.builder(Fixtures.ALICE, "Worse\nthan it was");
    for (Change change : changes) {
      entry.change(change);
    }
    AuditRecord record = new AuditRecord(42, Fixtures.TIME, entry.build());
    return new String(
        EventDocument.write(new ModelEvent(new UUID(1, 2), record, part, "moved")), UTF_8);
  }

  private static AliasMoved moved(OptionalInt from, int to, Direction direction) {
    return new AliasMoved("fraud", "production", from, OptionalLong.empty(), to, direction);
  }

  @Test
  void saysWhetherAMoveIsARollback() {
    assertThat(document(0, moved(OptionalInt.of(3), 2, Direction.BACK)))
        .contains("\"from\":3,\"to\":2,\"rollback\":true,\"override\":false");
    assertThat(document(0, moved(OptionalInt.empty(), 3, Direction.FORWARD)))
        .contains("\"alias\":\"production\",\"to\":3,\"rollback\":false,\"override\":false");
  }

  @Test
  void saysWhetherAMoveOverridesThePolicyOfItsAlias() {
    AliasMoved move = moved(OptionalInt.of(2), 3, Direction.FORWARD);
    assertThat(document(1, overridden(3, "production"), move)).contains("\"override\":true");
    assertThat(document(1, overridden(2, "production"), move)).contains("\"override\":false");
    assertThat(document(1, overridden(3, "staging"), move)).contains("\"override\":false");
  }

  private static PolicyOverridden overridden(int version, String alias) {
    return new PolicyOverridden("fraud", version, alias, Optional.empty(), "need");
  }

  @Test
  void isOneLineForAPersonAndTheWholeReasonForAProgram() {
    assertThat(document(0, new PromotionsLocked("fraud")))
        .contains("\"reason\":\"Worse\\nthan it was\"")
        .contains("\"text\":\"promotions of fraud locked by alice: Worse than it was\"")
        .doesNotContain("rollback");
  }
}
