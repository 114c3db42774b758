package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AliasPastTest {
  private final List<AuditRecord> trail = new ArrayList<>();
  private Instant now = Fixtures.TIME;
  private int production;

  private void add(Transition transition) {
    trail.add(new AuditRecord(trail.size() + 1, now, transition));
    transition.find(AliasMoved.class).ifPresent(moved -> production = moved.version());
  }

  private void promote(int... versions) {
    for (int version : versions) {
      add(Moves.promotion("m", production, version));
    }
  }

  private void rollBack() {
    int target = past(trail).rollbackTargets().get(0);
    add(Moves.rollback("m", production, target));
  }

  private void assertState(int inProduction, int target) {
    AliasPast past = past(trail);
    assertThat(past.version().orElse(0)).isEqualTo(inProduction);
    assertThat(past.rollbackTargets().stream().findFirst().orElse(0)).isEqualTo(target);
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
                .change(
                    new AliasMoved(
                        "m",
                        "staging",
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        9,
                        Direction.FORWARD))
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

  private void promoteAt(int second, int version) {
    now = Fixtures.TIME.plusSeconds(second);
    promote(version);
  }

  private void assertNamed(int second, int version) {
    assertThat(past(trail).version(Fixtures.TIME.plusSeconds(second)).orElse(0)).isEqualTo(version);
  }

  @Test
  void saysWhatWasNamedAtATime() {
    promoteAt(1, 1);
    promoteAt(3, 2);
    now = Fixtures.TIME.plusSeconds(5);
    rollBack();

    assertNamed(0, 0);
    assertNamed(1, 1);
    assertNamed(2, 1);
    assertNamed(3, 2);
    assertNamed(4, 2);
    assertNamed(5, 1);
    assertNamed(1_000_000, 1);
    assertThat(past(trail).since()).isEqualTo(now);
    assertThat(past(trail).entry()).isEqualTo(3);
  }

  @Test
  void saysWhatWasNamedThoughAClockWasBehind() {
    promoteAt(4, 1);
    promoteAt(2, 2);

    assertNamed(1, 0);
    assertNamed(3, 2);
    assertNamed(5, 2);
  }

  @Test
  void isKeptOfEveryAlias() {
    trail.add(
        new AuditRecord(
            1,
            Fixtures.TIME,
            Transition.builder(Fixtures.ALICE, "try")
                .change(
                    new AliasMoved(
                        "m",
                        "staging",
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        9,
                        Direction.FORWARD))
                .build()));

    assertThat(state(trail).aliases().past("staging").version(Fixtures.TIME)).hasValue(9);
    assertThat(past(trail).version(Fixtures.TIME)).isEmpty();
  }

  private static AliasPast past(List<AuditRecord> trail) {
    return state(trail).aliases().past(ModelRegistry.PRODUCTION);
  }

  private static ModelState state(List<AuditRecord> trail) {
    ModelState state = ModelState.NONE;
    for (AuditRecord record : trail) {
      state = state.after(record, "m");
    }
    return state;
  }
}
