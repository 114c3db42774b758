package io.lifecycle4j.retraining;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.RolloutPlan;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a model is retrained, and what happens to the candidate.
 *
 * <pre>{@code
 * RetrainingPolicy.when(drifted().or(every(ofDays(30))))
 *     .coolDown(ofDays(2))
 *     .trainAtMost(ofHours(4)).per(ofDays(7))
 *     .build()
 * }</pre>
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class RetrainingPolicy {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(3_660);
  private static final String WHOLE = "retraining policy";
  private static final Actor DEFAULT_ACTOR = Actor.by("retraining");

  private final Condition condition;
  private final Duration coolDown;
  private final Duration watchFor;
  private final Duration checkEvery;
  private final int refusals;
  private final Release release;
  private final Actor actor;
  private final @Nullable RolloutPlan plan;
  private final @Nullable QuietHours quietHours;
  private final @Nullable TrainingBudget budget;

  private RetrainingPolicy(Builder builder) {
    this.condition = builder.condition;
    this.coolDown = requireNonNullElse(builder.coolDown, DAY);
    this.watchFor = requireNonNullElse(builder.watchFor, DAY);
    this.checkEvery = requireNonNullElse(builder.checkEvery, Duration.ofMinutes(1));
    this.refusals = requireNonNullElse(builder.refusals, 2);
    this.release = requireNonNullElse(builder.release, Release.PROMOTE);
    this.actor = requireNonNullElse(builder.actor, DEFAULT_ACTOR);
    this.plan = builder.plan;
    this.quietHours = builder.quietHours;
    this.budget = builder.budget;
  }

  /**
   * Returns a builder for a policy.
   *
   * @param condition when to retrain, such as {@code drifted().or(every(ofDays(30)))}
   * @return a builder
   */
  public static Builder when(Condition condition) {
    return new Builder(condition);
  }

  static void checkPositive(String what, Duration time) {
    check(
        required(time, what).compareTo(Duration.ZERO) > 0 && time.compareTo(LONGEST) <= 0,
        "Invalid %s: %s (must be more than 0 and at most %s)",
        what,
        time,
        LONGEST);
  }

  /**
   * Returns the condition for a retraining.
   *
   * @return the condition
   */
  public Condition condition() {
    return condition;
  }

  /**
   * Returns the minimum time between the starts of two retrainings. It is doubled for each refused
   * candidate in a row.
   *
   * @return the time
   */
  public Duration coolDown() {
    return coolDown;
  }

  /**
   * Returns how long a version is watched after its promotion.
   *
   * @return the time, 0 for not at all
   */
  public Duration watchFor() {
    return watchFor;
  }

  /**
   * Returns how often the condition is evaluated while the automation runs.
   *
   * @return the time between two evaluations
   */
  public Duration checkEvery() {
    return checkEvery;
  }

  /**
   * Returns how many refused candidates in a row, for the same cause, stop retraining until a
   * person allows it.
   *
   * @return the number, at least 1
   */
  public int refusals() {
    return refusals;
  }

  /**
   * Returns what happens to a candidate that passed the gates.
   *
   * @return the release
   */
  public Release release() {
    return release;
  }

  /**
   * Returns the plan of the rollout.
   *
   * @return the plan; empty for the default plan, or without a rollout
   */
  public Optional<RolloutPlan> rolloutPlan() {
    return Optional.ofNullable(plan);
  }

  /**
   * Returns the actor that trains, judges and promotes in the audit trail.
   *
   * @return the service
   */
  public Actor actor() {
    return actor;
  }

  /**
   * Returns the hours in which nothing begins.
   *
   * @return the hours; empty if there are none
   */
  public Optional<QuietHours> quietHours() {
    return Optional.ofNullable(quietHours);
  }

  /**
   * Returns the limit on the total time of trainings.
   *
   * @return the budget; empty if it is not limited
   */
  public Optional<TrainingBudget> budget() {
    return Optional.ofNullable(budget);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetrainingPolicy that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(
        condition,
        coolDown,
        watchFor,
        checkEvery,
        refusals,
        release,
        actor,
        rolloutPlan(),
        quietHours(),
        budget());
  }

  @Override
  public String toString() {
    return "RetrainingPolicy[when " + condition + ", then " + release + "]";
  }

  /** Builds a policy. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final Condition condition;
    private @Nullable Duration coolDown;
    private @Nullable Duration watchFor;
    private @Nullable Duration checkEvery;
    private @Nullable Integer refusals;
    private @Nullable Release release;
    private @Nullable RolloutPlan plan;
    private @Nullable Actor actor;
    private @Nullable QuietHours quietHours;
    private @Nullable TrainingBudget budget;
    private boolean limited;

    private Builder(Condition condition) {
      this.condition = required(condition, "condition of a retraining");
    }

    /**
     * Sets the minimum time between the starts of two retrainings. It is doubled for each refused
     * candidate in a row. Default: one day.
     *
     * @param time the time
     * @return this builder
     */
    public Builder coolDown(Duration time) {
      checkUnset(coolDown, WHOLE, "cool-down");
      checkPositive("cool-down", time);
      coolDown = time;
      return this;
    }

    /**
     * Sets how long a version is watched after its promotion. If it is rolled back in that time, it
     * counts as refused. No other retraining begins in that time. Default: one day.
     *
     * @param time the time, 0 for not at all
     * @return this builder
     */
    public Builder watchFor(Duration time) {
      checkUnset(watchFor, WHOLE, "time to watch");
      check(
          !required(time, "time to watch").isNegative() && time.compareTo(LONGEST) <= 0,
          "Invalid time to watch: %s (must be at least 0 and at most %s)",
          time,
          LONGEST);
      watchFor = time;
      return this;
    }

    /**
     * Sets how often the condition is evaluated while the automation runs. Default: once a minute.
     *
     * @param time the time between two evaluations
     * @return this builder
     */
    public Builder checkEvery(Duration time) {
      checkUnset(checkEvery, WHOLE, "time between evaluations");
      checkPositive("time between evaluations", time);
      checkEvery = time;
      return this;
    }

    /**
     * Sets how many refused candidates in a row, for the same cause, stop retraining until a person
     * {@linkplain Retrainings#allow allows} it. Default: 2.
     *
     * @param most the number, at least 1
     * @return this builder
     */
    public Builder refusals(int most) {
      checkUnset(refusals, WHOLE, "refusals");
      check(most >= 1, "Invalid refusals: %s (must be at least 1)", most);
      refusals = most;
      return this;
    }

    /**
     * Rolls a candidate out step by step, with the defaults of a rollout, instead of promoting it
     * at once. Default: it is promoted.
     *
     * @return this builder
     */
    public Builder rollingOut() {
      return release(Release.ROLL_OUT);
    }

    /**
     * Rolls a candidate out step by step, instead of promoting it at once. Default: it is promoted.
     *
     * @param steps how the share of requests grows
     * @return this builder
     */
    public Builder rollingOut(RolloutPlan steps) {
      required(steps, "plan of a rollout");
      rollingOut();
      plan = steps;
      return this;
    }

    /**
     * Leaves the promotion of a candidate that passed the gates to a person. Default: it is
     * promoted.
     *
     * @return this builder
     */
    public Builder registeringOnly() {
      return release(Release.REGISTER);
    }

    private Builder release(Release given) {
      checkUnset(release, WHOLE, "release");
      release = given;
      return this;
    }

    /**
     * Sets the actor that trains, judges and promotes, for the audit trail and the {@link
     * io.lifecycle4j.registry.Authorizer}. Default: {@code retraining}.
     *
     * @param service the service
     * @return this builder
     */
    public Builder by(Actor service) {
      checkUnset(actor, WHOLE, "actor");
      actor = required(service, "actor");
      return this;
    }

    /**
     * Sets hours of each day in which nothing begins. Default: none.
     *
     * @param from the first time, inclusive
     * @param to the end, exclusive; before {@code from} if the hours include midnight
     * @param zone the time zone of these times
     * @return this builder
     */
    public Builder quietHours(LocalTime from, LocalTime to, ZoneId zone) {
      checkUnset(quietHours, WHOLE, "quiet hours");
      quietHours = new QuietHours(from, to, zone);
      return this;
    }

    /**
     * Limits the total time of trainings in any period. Default: not limited.
     *
     * @param training the time; once it is used up, no training begins
     * @return sets the period
     */
    public Limited trainAtMost(Duration training) {
      checkUnset(limited, WHOLE, "budget");
      checkPositive("time of training", training);
      limited = true;
      return period -> {
        budget = new TrainingBudget(training, period);
        return this;
      };
    }

    /**
     * Returns the policy.
     *
     * @return the policy
     * @throws io.lifecycle4j.error.InvalidValueException if a budget lacks its period
     */
    public RetrainingPolicy build() {
      check(
          !limited || budget != null,
          "Invalid retraining policy: a time of training in no period (name it with per)");
      return new RetrainingPolicy(this);
    }
  }

  /** A limit on training time without a period yet. */
  public interface Limited {
    /**
     * Sets the period.
     *
     * @param period the period, not shorter than the time
     * @return the builder
     */
    Builder per(Duration period);
  }
}
