package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of a gate, with an explanation.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class GateVerdict {
  private final String gate;
  private final Verdict verdict;
  private final String explanation;
  private final boolean rowsRead;

  private GateVerdict(Builder builder) {
    this.gate = builder.gate;
    this.verdict = builder.verdict;
    this.explanation = builder.explanation;
    this.rowsRead = builder.rowsRead;
  }

  /**
   * Returns a builder for a verdict.
   *
   * @param gate the requirement, in words
   * @param verdict the verdict
   * @param explanation the explanation, with numbers
   * @return a builder
   */
  public static Builder builder(String gate, Verdict verdict, String explanation) {
    return new Builder(gate, verdict, explanation);
  }

  /**
   * Returns the requirement.
   *
   * @return the requirement, in words
   */
  public String gate() {
    return gate;
  }

  /**
   * Returns the verdict.
   *
   * @return the verdict
   */
  public Verdict verdict() {
    return verdict;
  }

  /**
   * Returns the explanation.
   *
   * @return the explanation, with numbers
   */
  public String explanation() {
    return explanation;
  }

  /**
   * Returns whether a custom gate opened the held-out rows, the labels or the outputs of them. The
   * gates of the library report only figures over the rows.
   *
   * @return true if it opened rows
   */
  public boolean rowsRead() {
    return rowsRead;
  }

  /**
   * Returns whether the gate passed.
   *
   * @return true if the verdict is {@link Verdict#PASS}
   */
  public boolean passed() {
    return verdict == Verdict.PASS;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GateVerdict that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(gate, verdict, explanation, rowsRead);
  }

  /** Returns a sentence, such as {@code PASS mae at most 20: mae is 9.1 (needs at most 20)}. */
  @Override
  public String toString() {
    return verdict
        + " "
        + gate
        + ": "
        + explanation
        + (rowsRead ? ", held-out rows were read" : "");
  }

  /** Builds a verdict. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String gate;
    private final Verdict verdict;
    private final String explanation;
    private boolean rowsRead;

    private Builder(String gate, Verdict verdict, String explanation) {
      this.gate = required(gate, "gate");
      this.verdict = required(verdict, "verdict");
      this.explanation = required(explanation, "explanation");
    }

    /**
     * Records that the gate opened held-out rows. Default: it did not.
     *
     * @return this builder
     */
    public Builder rowsRead() {
      checkUnset(rowsRead, "verdict", "rows read");
      rowsRead = true;
      return this;
    }

    /**
     * Returns the verdict.
     *
     * @return the verdict
     */
    public GateVerdict build() {
      return new GateVerdict(this);
    }
  }
}
