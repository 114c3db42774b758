package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ModelRegistry;
import io.lifecycle4j.registry.Transition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** Which versions were in production, as far back as one can roll. */
public final class ProductionHistory {
  private ProductionHistory() {}

  /**
   * Finds the version that a rollback goes to: the newest earlier production version that was not
   * itself rolled back.
   *
   * <p>Promotions pile up and a rollback takes from the pile, so that repeated rollbacks go further
   * back and never to a version that one has left by rolling back.
   *
   * @param history the audit trail of one model, oldest first
   * @return the number of the version, or empty when there is none
   */
  public static OptionalInt rollbackTarget(List<AuditRecord> history) {
    Deque<Integer> pile = new ArrayDeque<>();
    for (AuditRecord record : history) {
      Transition transition = record.transition();
      if (transition.move().alias().equals(ModelRegistry.PRODUCTION)) {
        replay(pile, transition);
      }
    }
    pile.poll();
    Integer target = pile.peek();
    return target == null ? OptionalInt.empty() : OptionalInt.of(target);
  }

  private static void replay(Deque<Integer> pile, Transition transition) {
    if (transition.kind() == Transition.Kind.PROMOTED) {
      pile.push(transition.move().to());
    } else if (transition.kind() == Transition.Kind.ROLLED_BACK) {
      pile.poll();
    }
  }
}
