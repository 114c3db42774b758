package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Transition.Move;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProductionHistoryTest {
  private final List<AuditRecord> trail = new ArrayList<>();
  private int production;

  private void add(Transition transition) {
    trail.add(new AuditRecord(trail.size() + 1, Fixtures.TIME, transition));
    if (transition.movesAlias()) {
      production = transition.move().to();
    }
  }

  private void promote(int... versions) {
    for (int version : versions) {
      add(Fixtures.promotion("m", production, version));
    }
  }

  private void rollBack() {
    int target = ProductionHistory.of(trail).rollbackTargets().get(0);
    add(Fixtures.rollback("m", production, target));
  }

  private void assertState(int inProduction, int target) {
    ProductionHistory history = ProductionHistory.of(trail);
    assertThat(history.production()).isEqualTo(inProduction);
    assertThat(history.rollbackTargets().stream().findFirst().orElse(0)).isEqualTo(target);
  }

  @Test
  void isEmptyAtFirst() {
    assertState(Transition.NONE, 0);
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
    add(
        new Transition(
            Transition.Kind.PROMOTED,
            new Move("m", "staging", 0, 9),
            Fixtures.ALICE,
            "try",
            List.of()));
    add(Fixtures.rejection("m", 1, 8));
    promote(2);
    assertState(2, 1);
  }

  @Test
  void believesARollbackThatItDoesNotUnderstand() {
    promote(1, 2);
    add(Fixtures.rollback("m", 2, 7));
    assertState(7, 0);
    promote(8);
    assertState(8, 7);
  }
}
