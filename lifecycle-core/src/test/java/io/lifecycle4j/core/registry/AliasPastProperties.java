package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AliasPastProperties {
  /** A move is a version to promote, or 0 for a rollback. */
  @Property(tries = 500)
  void neverGoesBackToWhatWasLeft(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 6) Integer> moves) {
    List<AuditRecord> trail = new ArrayList<>();
    Set<Integer> left = new HashSet<>();
    Set<Integer> served = new HashSet<>();
    int production = 0;
    for (int move : moves) {
      AliasPast past = past(trail);
      assertThat(past.version().orElse(0)).isEqualTo(production);
      OptionalInt target = target(past);
      if (move == 0 && target.isPresent()) {
        assertThat(served).contains(target.getAsInt());
        assertThat(left).doesNotContain(target.getAsInt());
        assertThat(target.getAsInt()).isNotEqualTo(production);
        left.add(production);
        add(trail, Moves.rollback("m", production, target.getAsInt()));
        production = target.getAsInt();
      } else if (move != 0 && move != production) {
        left.remove(move);
        served.add(move);
        add(trail, Moves.promotion("m", production, move));
        production = move;
      }
    }
  }

  @Property(tries = 200)
  void endsAfterAtMostOneRollbackForEachPromotion(
      @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 6) Integer> promotions) {
    List<AuditRecord> trail = new ArrayList<>();
    int production = 0;
    for (int version : promotions) {
      if (version != production) {
        add(trail, Moves.promotion("m", production, version));
        production = version;
      }
    }
    int rollbacks = 0;
    OptionalInt target = target(past(trail));
    while (target.isPresent()) {
      add(trail, Moves.rollback("m", production, target.getAsInt()));
      production = target.getAsInt();
      rollbacks++;
      target = target(past(trail));
    }
    assertThat(rollbacks).isLessThan(Math.max(1, promotions.size()));
  }

  private static OptionalInt target(AliasPast past) {
    return past.rollbackTargets().stream().mapToInt(Integer::intValue).findFirst();
  }

  private static void add(List<AuditRecord> trail, Transition transition) {
    trail.add(new AuditRecord(trail.size() + 1, Fixtures.TIME, transition));
  }

  private static AliasPast past(List<AuditRecord> trail) {
    ModelState state = ModelState.NONE;
    for (AuditRecord record : trail) {
      state = state.after(record, "m");
    }
    return state.aliases().past(ModelRegistry.PRODUCTION);
  }
}
