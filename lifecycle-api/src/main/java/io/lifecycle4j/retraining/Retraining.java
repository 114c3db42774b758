package io.lifecycle4j.retraining;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.VersionRef;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One retraining, from the decision to its end.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class Retraining {
  /** The steps, in order. Further constants may be added: a switch needs a default branch. */
  public enum Stage {
    /** The retraining was decided. */
    BEGUN,
    /** The rows to train on were stored as a version of a dataset. */
    SNAPSHOT,
    /** A training began. */
    TRAINING,
    /** A version was trained and registered as a candidate. */
    TRAINED,
    /** The gates passed. */
    JUDGED,
    /** The candidate is being rolled out. */
    ROLLING_OUT,
    /** The candidate is in production, and watched. */
    WATCHED,
    /** It has ended. */
    ENDED
  }

  /** How it ended. Further constants may be added: a switch needs a default branch. */
  public enum End {
    /** The version is in production, and was not rolled back while it was watched. */
    PROMOTED(false),
    /** A gate did not pass. */
    REFUSED(true),
    /** Nothing could be trained, or the candidate could not be loaded. */
    FAILED(true),
    /** Its rollout was rolled back. */
    TURNED_BACK(true),
    /** It was rolled back while it was watched. */
    ROLLED_BACK(true),
    /** A version was already trained on the same rows in the same way. */
    SAME_INPUTS(false),
    /** The candidate waits for a person to promote it. */
    LEFT_TO_PERSON(false);

    private final boolean refused;

    End(boolean refused) {
      this.refused = refused;
    }

    /**
     * Returns whether the candidate counts as refused.
     *
     * @return true if another retraining for the same cause may be useless
     */
    public boolean isRefused() {
      return refused;
    }
  }

  /**
   * A completed step.
   *
   * @param stage the step
   * @param time when it was completed
   * @param what a description of the step
   */
  public record Step(Stage stage, Instant time, String what) {
    /** Checks the parts. */
    public Step {
      required(stage, "step");
      required(time, "time");
      required(what, "what was done");
    }

    @Override
    public String toString() {
      return time.truncatedTo(ChronoUnit.SECONDS) + " " + stage + ": " + what;
    }
  }

  private final RetrainingDecision decision;
  private final String id;
  private final List<Step> steps;
  private final @Nullable VersionRef data;
  private final @Nullable String run;
  private final @Nullable Integer version;
  private final @Nullable End end;
  private final Duration training;
  private final int attempts;

  private Retraining(Builder builder) {
    this.decision = builder.decision;
    this.id = builder.id;
    this.steps = List.copyOf(builder.steps);
    this.data = builder.data;
    this.run = builder.run;
    this.version = builder.version;
    this.end = builder.end;
    this.training = builder.training;
    this.attempts = builder.attempts;
  }

  /**
   * Returns a builder for a retraining.
   *
   * @param id its id
   * @param decision the decision that began it
   * @param steps the steps so far, oldest first
   * @return a builder
   */
  public static Builder builder(String id, RetrainingDecision decision, List<Step> steps) {
    return new Builder(id, decision, steps);
  }

  /**
   * Returns the id.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * Returns the decision that began it, with its cause and figures.
   *
   * @return the decision
   */
  public RetrainingDecision decision() {
    return decision;
  }

  /**
   * Returns the steps that were done.
   *
   * @return the steps, oldest first
   */
  public List<Step> steps() {
    return steps;
  }

  /**
   * Returns the last step.
   *
   * @return the step
   */
  public Stage stage() {
    return steps.get(steps.size() - 1).stage();
  }

  /**
   * Returns the rows that the version was trained on.
   *
   * @return the version of the dataset; empty before there is one
   */
  public Optional<VersionRef> data() {
    return Optional.ofNullable(data);
  }

  /**
   * Returns the run of the last training.
   *
   * @return the id of the run; empty before a training began
   */
  public Optional<String> run() {
    return Optional.ofNullable(run);
  }

  /**
   * Returns the version that was trained.
   *
   * @return the number; empty before it is registered
   */
  public OptionalInt version() {
    return version == null ? OptionalInt.empty() : OptionalInt.of(version);
  }

  /**
   * Returns how it ended.
   *
   * @return the end; empty while it is in progress
   */
  public Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /**
   * Returns how long its trainings took, including killed ones.
   *
   * @return the time
   */
  public Duration training() {
    return training;
  }

  /**
   * Returns how often a training began. A training starts anew if the process was killed.
   *
   * @return the number of trainings
   */
  public int attempts() {
    return attempts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Retraining that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(id, decision, steps, data(), run(), version(), end(), training, attempts);
  }

  /** Returns the last step as one line. */
  @Override
  public String toString() {
    return "Retraining[" + id + ", " + steps.get(steps.size() - 1) + "]";
  }

  /** Builds a retraining. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final RetrainingDecision decision;
    private final List<Step> steps;
    private @Nullable VersionRef data;
    private @Nullable String run;
    private @Nullable Integer version;
    private @Nullable End end;
    private Duration training = Duration.ZERO;
    private int attempts;

    private Builder(String id, RetrainingDecision decision, List<Step> steps) {
      this.id = required(id, "id of a retraining");
      this.decision = required(decision, "decision");
      this.steps = copy(steps, "steps");
      check(!this.steps.isEmpty(), "Invalid retraining: no steps (needs at least 1)");
    }

    /**
     * Sets the rows. Default: none yet.
     *
     * @param rows the version of the dataset
     * @return this builder
     */
    public Builder data(VersionRef rows) {
      data = required(rows, "dataset version");
      return this;
    }

    /**
     * Sets the trainings. Default: none yet.
     *
     * @param last the id of the last run
     * @param begun how many began
     * @param took how long they took together
     * @return this builder
     */
    public Builder trainings(String last, int begun, Duration took) {
      run = required(last, "run");
      attempts = begun;
      training = required(took, "time of training");
      return this;
    }

    /**
     * Sets the version that was trained. Default: none yet.
     *
     * @param number the number
     * @return this builder
     */
    public Builder version(int number) {
      version = number;
      return this;
    }

    /**
     * Sets how it ended. Default: it is in progress.
     *
     * @param how the end
     * @return this builder
     */
    public Builder end(End how) {
      end = required(how, "end");
      return this;
    }

    /**
     * Returns the retraining.
     *
     * @return the retraining
     */
    public Retraining build() {
      return new Retraining(this);
    }
  }
}
