package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProductionHistoryTest {
  private final List<AuditRecord> trail = new ArrayList<>();
  private int production;

  private void add(Transition transition) {
    trail.add(new AuditRecord(trail.size() + 1, Fixtures.TIME, transition));
    transition.find(AliasMoved.class).ifPresent(moved -> production = moved.version());
  }

  private void promote(int... versions) {
    for (int version : versions) {
      add(Moves.promotion("m", production, version));
    }
  }

  private void rollBack() {
    int target = history(trail).rollbackTargets().get(0);
    add(Moves.rollback("m", production, target));
  }

  private void assertState(int inProduction, int target) {
    ProductionHistory history = history(trail);
    assertThat(history.production().orElse(0)).isEqualTo(inProduction);
    assertThat(history.rollbackTargets().stream().findFirst().orElse(0)).isEqualTo(target);
  }

  @Test
  void isEmptyAtFirst() {
    assertState(0, 0);
  }

  @Test
  void hasNoWayBackFromTheFirstVersion() {
    promote(1);
    assertState(1, 0);
  }

  @Test
  void goesBackVersionByVersion() {
    promote(1, 2, 3);
    assertState(3, 2);
    rollBack();
    assertState(2, 1);
    rollBack();
    assertState(1, 0);
  }

  @Test
  void neverGoesForward() {
    promote(1, 2);
    rollBack();
    promote(3);
    assertState(3, 1);
    rollBack();
    assertState(1, 0);
  }

  @Test
  void passesOverVersionsThatWereLeft() {
    promote(1, 2, 3, 2);
    rollBack();
    assertState(3, 1);
    rollBack();
    assertState(1, 0);
  }

  @Test
  void takesBackAVersionThatWasPromotedAgain() {
    promote(1, 2);
    rollBack();
    promote(2, 3);
    assertState(3, 2);
    rollBack();
    assertState(2, 1);
  }

  @Test
  void doesNotGoBackToTheVersionThatIsThere() {
    promote(1, 2, 1);
    assertState(1, 2);
  }

  @Test
  void ignoresOtherAliasesAndRejections() {
    promote(1);
    trail.add(
        new AuditRecord(
            2,
            Fixtures.TIME,
            Transition.builder(Fixtures.ALICE, "try")
                .change(new AliasMoved("m", "staging", OptionalInt.empty(), 9, Direction.FORWARD))
                .build()));
    add(Moves.rejection("m", 8));
    promote(2);
    assertState(2, 1);
  }

  @Test
  void believesARollbackThatItDoesNotUnderstand() {
    promote(1, 2);
    add(Moves.rollback("m", 2, 7));
    assertState(7, 0);
    promote(8);
    assertState(8, 7);
  }

  private static ProductionHistory history(List<AuditRecord> trail) {
    ModelState state = ModelState.NONE;
    for (AuditRecord record : trail) {
      state = state.after(record, "m");
    }
    return state.aliases().past("production");
  }
}
