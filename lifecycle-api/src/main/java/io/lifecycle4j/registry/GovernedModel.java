package io.lifecycle4j.registry;

/**
 * Who may move the aliases of a model, and under which policy. Every {@code ManagedModel} is one.
 *
 * <p>The aliases {@code staging} and {@code production} are governed from the start, others once
 * they have a policy. Thread-safe.
 */
public interface GovernedModel {
  /**
   * Returns the policy that binds an alias: promotions, and for {@code production} rollouts too, in
   * every process.
   *
   * <p>The gates that a process names when it opens the model become the policy of {@code
   * production} with the first promotion.
   *
   * @param alias the alias, such as {@code production}
   * @return the policy; {@link PromotionPolicy#NONE} if none was set
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   */
  PromotionPolicy promotionPolicy(String alias);

  /**
   * Prepares to change the policy of an alias. Nothing happens before {@link PolicyBuilder#commit}.
   *
   * <pre>{@code
   * model.changePolicy("production").gates(metric("recall").atLeast(0.8)).by(alice).reason("Recall counts").commit()
   * }</pre>
   *
   * @param alias the alias, such as {@code production}
   * @return a builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   */
  PolicyBuilder changePolicy(String alias);
}
