package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DataProgress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The result of comparing a version's answers to logged inputs with those in the log. Immutable.
 *
 * @param model the version, such as {@code fraud:3}
 * @param rows the number of predictions that were read
 * @param compared how many of them the version predicted again
 * @param different how many of its answers differ by more than the tolerance
 * @param identical how many have logged outputs of the network with the same bits
 * @param leftOut how many were not compared, by reason, such as {@code without input}
 * @param largest the largest differences, at most 20, the largest first
 * @param slices the same counts by the values of a column of the input; empty unless {@link
 *     Builder#by} is set
 */
public record Replay(
    String model,
    long rows,
    long compared,
    long different,
    long identical,
    Map<String, Long> leftOut,
    List<Difference> largest,
    List<Slice> slices) {
  /** Copies the parts. */
  public Replay {
    required(model, "model");
    leftOut = copy(leftOut, "rows left out");
    largest = copy(largest, "differences");
    slices = copy(slices, "slices");
  }

  /**
   * A prediction that the version answers differently.
   *
   * @param id the id of the prediction
   * @param logged the answer in the log, as text
   * @param replayed the answer of the version, as text
   * @param size for numbers, their largest absolute difference; for classes with probabilities, the
   *     smaller of both, so that the first differences are those in which both versions are sure;
   *     otherwise 1
   */
  public record Difference(String id, String logged, String replayed, double size) {
    /** Checks the parts. */
    public Difference {
      required(id, "prediction id");
      required(logged, "logged answer");
      required(replayed, "replayed answer");
    }
  }

  /**
   * The predictions whose input has a value in the column.
   *
   * @param value the value as text; empty if it is missing, {@code (other values)} for all values
   *     after the first 100
   * @param compared how many were answered again
   * @param different how many answers differ
   */
  public record Slice(String value, long compared, long different) {
    /** Checks the parts. */
    public Slice {
      required(value, "value");
    }
  }

  /**
   * Returns the replay for people.
   *
   * @return Markdown: the counts, and tables of slices and of the largest differences
   */
  public String markdown() {
    StringBuilder text = new StringBuilder("# Replay of " + model + "\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%d predictions, %d compared, %d different (%.1f %%), %d with the same bits%n",
            rows,
            compared,
            different,
            compared == 0 ? 0 : 100.0 * different / compared,
            identical));
    leftOut.forEach(
        (why, count) -> text.append("- ").append(count).append(' ').append(why).append('\n'));
    if (!slices.isEmpty()) {
      text.append("\n| slice | compared | different |\n|---|---|---|\n");
      slices.forEach(slice -> row(text, slice.value(), slice.compared(), slice.different()));
    }
    if (!largest.isEmpty()) {
      text.append("\n| id | logged | replayed | difference |\n|---|---|---|---|\n");
      largest.forEach(one -> row(text, one.id(), one.logged(), one.replayed(), (float) one.size()));
    }
    return text.toString().replace("\r\n", "\n");
  }

  private static void row(StringBuilder text, Object... cells) {
    text.append('|');
    for (Object cell : cells) {
      String shown = cell.toString().replaceAll("[\\p{Cntrl}|]", " ");
      text.append(' ').append(shown).append(" |");
    }
    text.append('\n');
  }

  /**
   * Returns the replay as one line.
   *
   * @return such as {@code fraud:3 on 100 predictions: 98 compared, 2 different}
   */
  @Override
  public String toString() {
    return String.format(
        "%s on %s predictions: %s compared, %s different", model, rows, compared, different);
  }

  /** Selects what is replayed. Not thread-safe. Setting a part twice is an error. */
  public interface Builder {
    /**
     * Replays the predictions of a period. Default: all.
     *
     * @param from the earliest time
     * @param to the end of the period, exclusive; not before {@code from}
     * @return this builder
     */
    Builder between(Instant from, Instant to);

    /**
     * Replays predictions that meet a condition, as {@link Predictions#where(String)} selects them.
     * Default: all.
     *
     * @param condition the text form, such as {@code version = 3}
     * @return this builder
     */
    Builder where(String condition);

    /**
     * Also counts by the values of a column of the input, at most 100 of them. Default: no column.
     *
     * @param column the name, such as {@code country} or {@code inputs.country}
     * @return this builder
     * @throws io.lifecycle4j.error.NotFoundException if the inputs of the model have no such column
     */
    Builder by(String column);

    /**
     * Sets how far two predicted numbers may differ before they count as different. Classes and
     * other values are different unless they are equal. Default: 0.
     *
     * @param difference in units of the predicted number, finite and at least 0
     * @return this builder
     */
    Builder tolerance(double difference);

    /**
     * Reports progress a few times a second, on the calling thread. Default: no listener.
     *
     * @param listener receives the number of rows read; an exception that it throws ends the replay
     * @return this builder
     */
    Builder onProgress(Consumer<? super DataProgress> listener);

    /**
     * Loads the version, beside those that serve, and runs the predictions in batches, in bounded
     * memory, on the calling thread.
     *
     * @return the comparison
     * @throws io.lifecycle4j.error.ModelUnavailableException if the version cannot be loaded
     * @throws io.lifecycle4j.error.StorageFailedException if the log cannot be read
     */
    Replay run();
  }
}
