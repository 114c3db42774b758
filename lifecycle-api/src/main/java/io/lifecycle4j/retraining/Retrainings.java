package io.lifecycle4j.retraining;

import io.lifecycle4j.registry.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The retrainings of a model, and every decision about them, of all processes.
 *
 * <p>Thread-safe. Each call reads the home, so all processes see the same, even after a restart.
 */
public interface Retrainings {
  /**
   * Lists the retrainings.
   *
   * @return the retrainings, oldest first
   */
  List<Retraining> all();

  /**
   * Finds the retraining that began last, whether it has ended or not.
   *
   * @return the retraining; empty if there was none
   */
  Optional<Retraining> findLatest();

  /**
   * Finds a retraining.
   *
   * @param id its id
   * @return the retraining; empty if there is none with this id
   */
  Optional<Retraining> find(String id);

  /**
   * Lists the decisions of a period, including those not to train.
   *
   * @param from the earliest time
   * @param to the end of the period, exclusive; not before {@code from}
   * @return the decisions, oldest first
   */
  List<RetrainingDecision> decisions(Instant from, Instant to);

  /**
   * Finds the last decision.
   *
   * @return the decision; empty if none was made
   */
  Optional<RetrainingDecision> findDecision();

  /**
   * Allows retrainings again after candidates were refused for the same cause: the refusals so far
   * no longer count.
   *
   * @param actor the person who allows it
   * @param reason why, stored with text that looks like a secret redacted; not blank
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  void allow(Actor actor, String reason);
}
