package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.VersionRef;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The steps that a {@linkplain TrainableModel#rehearse rehearsal} went through, each with its time.
 * All of them succeeded.
 *
 * @param model the name of the model
 * @param data the dataset version
 * @param steps the steps, in their order
 */
public record Rehearsal(String model, VersionRef data, List<Step> steps) {
  /** Checks the parts. */
  public Rehearsal {
    required(model, "model");
    required(data, "dataset version");
    steps = copy(steps, "steps of a rehearsal");
  }

  /** What a step does. Constants may be added: a switch needs a default branch. */
  public enum Part {
    /** Copies rows into a home of its own, fits the preprocessing, and prepares them. */
    PREPARE,
    /** Trains on a few batches. */
    TRAIN,
    /** Stores the state of the training. */
    CHECKPOINT,
    /** Goes on from the state, and compares the weights with those of the training. */
    RESUME,
    /** Runs the network on all rows, describes it, and registers it in the home of its own. */
    REGISTER,
    /** Loads the version for serving. */
    LOAD,
    /** Judges the version by the gates, on validation rows in place of the holdout. */
    GATES,
    /** Predicts validation rows as in service. */
    PREDICT;

    /**
     * Returns the word for it in messages.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A step.
   *
   * @param part what it does
   * @param time how long it took; zero if it was left out
   * @param result what was seen, or why it was left out
   */
  public record Step(Part part, Duration time, String result) {
    /** Checks the parts. */
    public Step {
      required(part, "part of a rehearsal");
      required(time, "time");
      required(result, "result");
    }
  }

  /**
   * Returns the time of all steps.
   *
   * @return the sum
   */
  public Duration time() {
    return steps.stream().map(Step::time).reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns a table of the steps. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(80 * (steps.size() + 1));
    text.append(
        String.format(
            Locale.ROOT,
            "Rehearsal of %s on %s: %d steps in %s, nothing was registered%n",
            model,
            data,
            steps.size(),
            seconds(time())));
    for (Step step : steps) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-10s %9s  %s%n",
              step.part().word(),
              seconds(step.time()),
              step.result()));
    }
    return text.toString();
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
  }
}
