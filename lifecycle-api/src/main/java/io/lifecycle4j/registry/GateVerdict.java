package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of a gate, with an explanation.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class GateVerdict {
  private static final int MAX_NAME = 1_000;

  /** The longest sentence in a line of the history, in characters. */
  private static final int SHOWN = 120;

  private final String gate;
  private final Verdict verdict;
  private final String explanation;
  private final Map<String, Double> figures;
  private final boolean rowsRead;
  private final boolean unsafeToLoad;
  private final boolean undefinedMetric;

  private GateVerdict(Builder builder) {
    this.gate = builder.gate;
    this.verdict = builder.verdict;
    this.explanation = builder.explanation;
    this.figures = Collections.unmodifiableMap(new TreeMap<>(builder.figures));
    this.rowsRead = builder.rowsRead;
    this.unsafeToLoad = builder.unsafeToLoad;
    this.undefinedMetric = builder.undefinedMetric;
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
   * Returns a verdict that a gate passed.
   *
   * @param gate the requirement, in words
   * @param explanation the explanation, with numbers
   * @return the verdict, without figures
   */
  public static GateVerdict passed(String gate, String explanation) {
    return builder(gate, Verdict.PASS, explanation).build();
  }

  /**
   * Returns the same verdict of another gate.
   *
   * @param requirement the requirement of the gate, in words
   * @return the verdict
   */
  public GateVerdict of(String requirement) {
    return like(requirement, verdict, explanation);
  }

  /**
   * Returns the same with another verdict and explanation.
   *
   * @param other the verdict
   * @param why the explanation
   * @return the verdict, with the same figures; no longer of an undefined metric, unless it is an
   *     {@link Verdict#ERROR}
   * @throws io.lifecycle4j.error.InvalidValueException if it passes a version that is unsafe to
   *     load
   */
  public GateVerdict saying(Verdict other, String why) {
    return like(gate, other, why);
  }

  private GateVerdict like(String requirement, Verdict other, String why) {
    Builder same = builder(requirement, other, why).figures(figures);
    same.rowsRead = rowsRead;
    same.unsafeToLoad = unsafeToLoad;
    same.undefinedMetric = undefinedMetric && other == Verdict.ERROR;
    return same.build();
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
   * Returns the numbers that the verdict rests on, such as the metric of both versions, the rows
   * and the margin. Which there are depends on the gate.
   *
   * @return finite numbers by name, sorted
   */
  public Map<String, Double> figures() {
    return figures;
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
   * Returns whether the version must not be loaded in this process, such as one that ended a
   * process that tried it.
   *
   * @return true if a gate says so
   * @see GateNeed#BEFORE_LOADING
   */
  public boolean unsafeToLoad() {
    return unsafeToLoad;
  }

  /**
   * Returns whether the verdict is {@link Verdict#ERROR} for no other reason than a metric that the
   * rows or the answers leave undefined, such as the precision of a class that is never predicted.
   * Other rows, or a version that was trained for longer, may define it.
   *
   * @return true if the gate says so
   */
  public boolean undefinedMetric() {
    return undefinedMetric;
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
    return List.of(gate, verdict, explanation, figures, rowsRead, unsafeToLoad, undefinedMetric);
  }

  /**
   * Returns the explanation as a sentence that says which gate it is of.
   *
   * @return such as {@code mae is 24.9 (needs at most 20)} or {@code small: the check did not pass}
   */
  public String sentence() {
    String begin = gate.split("[ \\[]", 2)[0];
    boolean isNamed = !begin.equals("the") && explanation.startsWith(begin);
    return isNamed ? explanation : gate + ": " + explanation;
  }

  /** Says what gates decided, such as {@code passed 2 gates}; of those that did not pass, why. */
  static String words(List<GateVerdict> verdicts) {
    String all = counted(verdicts.size(), "gate");
    String why =
        Stream.of(Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE)
            .map(kind -> verdicts.stream().filter(each -> each.verdict == kind).toList())
            .filter(some -> !some.isEmpty())
            .map(some -> some.get(0).decided() + " by " + some.size() + " of " + all + why(some))
            .collect(Collectors.joining("; "));
    return why.isEmpty() ? "passed " + all : why;
  }

  private String decided() {
    return switch (verdict) {
      case PASS -> "passed";
      case FAIL -> "rejected";
      case INCONCLUSIVE -> "left undecided";
      case ERROR -> "not judged";
    };
  }

  /** A line of the history is to be read; the verdicts have all of it. */
  private static String why(List<GateVerdict> verdicts) {
    String text = verdicts.get(0).sentence();
    String first = text.length() <= SHOWN ? text : text.substring(0, SHOWN).strip() + "…";
    return ": " + first + (verdicts.size() == 1 ? "" : " and " + (verdicts.size() - 1) + " more");
  }

  /** Returns a sentence, such as {@code PASS mae at most 20: mae is 9.1 (needs at most 20)}. */
  @Override
  public String toString() {
    return verdict
        + " "
        + gate
        + ": "
        + explanation
        + (rowsRead ? ", held-out rows were read" : "")
        + (unsafeToLoad ? ", unsafe to load" : "");
  }

  /** Builds a verdict. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String gate;
    private final Verdict verdict;
    private final String explanation;
    private final Map<String, Double> figures = new TreeMap<>();
    private boolean rowsRead;
    private boolean unsafeToLoad;
    private boolean undefinedMetric;

    private Builder(String gate, Verdict verdict, String explanation) {
      this.gate = required(gate, "gate");
      this.verdict = required(verdict, "verdict");
      this.explanation = required(explanation, "explanation");
    }

    /**
     * Adds a number that the verdict rests on. Default: none.
     *
     * @param name the name, such as {@code rows}, of at most 1,000 characters
     * @param value the number
     * @return this builder
     * @throws io.lifecycle4j.error.InvalidValueException if the number is not finite
     */
    public Builder figure(String name, double value) {
      String key = required(name, "name of a figure");
      check(
          !key.isBlank() && key.length() <= MAX_NAME,
          "Invalid name of a figure: '%s' (needs 1 to %s characters)",
          key,
          MAX_NAME);
      checkUnset(figures.get(key), "verdict", "figure " + key);
      check(Double.isFinite(value), "Invalid figure %s: %s (must be finite)", name, value);
      figures.put(key, value);
      return this;
    }

    /**
     * Adds numbers that the verdict rests on, like {@link #figure}.
     *
     * @param more the numbers by name
     * @return this builder
     */
    public Builder figures(Map<String, Double> more) {
      copy(more, "figures").forEach(this::figure);
      return this;
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
     * Records that the version must not be loaded in this process. Default: it may be. If the gate
     * judges {@linkplain GateNeed#BEFORE_LOADING before a load}, no other gate is asked.
     *
     * @return this builder
     */
    public Builder unsafeToLoad() {
      checkUnset(unsafeToLoad, "verdict", "unsafe to load");
      unsafeToLoad = true;
      return this;
    }

    /**
     * Records that nothing but an {@linkplain GateVerdict#undefinedMetric undefined metric} is
     * wrong. Default: the gate does not say so.
     *
     * @return this builder
     */
    public Builder undefinedMetric() {
      checkUnset(undefinedMetric, "verdict", "undefined metric");
      undefinedMetric = true;
      return this;
    }

    /**
     * Returns the verdict.
     *
     * @return the verdict
     * @throws io.lifecycle4j.error.InvalidValueException if it passes a version that is unsafe to
     *     load, or a metric is undefined and it is no {@link Verdict#ERROR}
     */
    public GateVerdict build() {
      check(
          !unsafeToLoad || verdict != Verdict.PASS,
          "Invalid verdict of %s: %s (must not pass what is unsafe to load)",
          gate,
          verdict);
      check(
          !undefinedMetric || verdict == Verdict.ERROR,
          "Invalid verdict of %s: %s (must be ERROR if a metric is undefined)",
          gate,
          verdict);
      return new GateVerdict(this);
    }
  }
}
