package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkMetric;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * Something that a {@link Gate} needs to judge a version.
 *
 * <p>Kinds may be added: a switch needs a default branch.
 */
public sealed interface GateNeed {
  /**
   * The version in production, if there is one. Without this need it is not loaded: one that cannot
   * be loaded any more must not block its successor.
   */
  GateNeed PRODUCTION = new Production();

  /**
   * The held-out rows: metrics, labels, outputs and predictions, and what is measured by running
   * the rows. A gate that needs a metric, baselines or a slice needs them, too.
   *
   * <p>A gate without this need is judged with no holdout opened, and no look at it spent, so also
   * where the data of a version are not in this home. It is judged anew for each promotion. It may
   * ask for the notes, the leakage, the files and the memory of a version, its golden rows, changes
   * of answers to logged requests, and predictions for {@linkplain JudgedVersion#predict rows of
   * its own}.
   */
  GateNeed ROWS = new HeldOutRows();

  /**
   * More than held-out rows and versions, such as what this process measures, rows of the gate,
   * logged traffic, the time or the card. A verdict that rests on it does not stand: each promotion
   * asks the gate again, about the evaluation that the other gates judged.
   */
  GateNeed MORE_THAN_ROWS = new MoreThanRows();

  /**
   * A version that this process need not load. The gate is judged before all others, and before the
   * version is loaded for them. If it finds that the version is {@linkplain
   * GateVerdict#unsafeToLoad unsafe to load}, no other gate is asked. Such a gate cannot need rows
   * or production. What would load the version in this process, such as {@link
   * JudgedVersion#predict} or {@link JudgedVersion#memoryBytes}, throws a {@link
   * io.lifecycle4j.error.NotFoundException} for it.
   */
  GateNeed BEFORE_LOADING = new BeforeLoading();

  /** See {@link #ROWS}. */
  record HeldOutRows() implements GateNeed {}

  /** See {@link #MORE_THAN_ROWS}. */
  record MoreThanRows() implements GateNeed {}

  /** See {@link #BEFORE_LOADING}. */
  record BeforeLoading() implements GateNeed {}

  /** See {@link #PRODUCTION}. */
  record Production() implements GateNeed {}

  /**
   * A metric that the task has.
   *
   * @param name the name, such as {@code recall[cat]}
   */
  record Measured(String name) implements GateNeed {
    /** Checks the name. */
    public Measured {
      checkMetric(name);
    }
  }

  /**
   * A metric of which greater or smaller values are better.
   *
   * <p>A gate that compares all held-out rows with {@linkplain #PRODUCTION production} states its
   * margin. A {@linkplain PromotionBuilder#preview preview} then says which difference the rows can
   * show, before the gate looks at them.
   *
   * @param metric the name, such as {@code recall[cat]}
   * @param margin how much worse than production the candidate version may be over all held-out
   *     rows, in units of the metric; 0 if it must be better; empty if the gate compares in another
   *     way, such as with baselines, or on slices
   */
  record Compared(String metric, OptionalDouble margin) implements GateNeed {
    /** Checks the parts. */
    public Compared {
      checkMetric(metric);
      double most = required(margin, "margin").orElse(0);
      check(
          most >= 0 && Double.isFinite(most),
          "Invalid margin for %s: %s (must be finite, and not negative)",
          metric,
          most);
    }

    /**
     * Creates the need of a gate that does not compare all held-out rows with production.
     *
     * @param metric the name, such as {@code recall[cat]}
     */
    public Compared(String metric) {
      this(metric, OptionalDouble.empty());
    }
  }

  /**
   * The baselines of the version.
   *
   * @param metric the metric to compare with theirs
   */
  record Baselines(String metric) implements GateNeed {
    /** Checks the name. */
    public Baselines {
      checkMetric(metric);
    }
  }

  /**
   * The rows in which columns of the dataset have given values. A gate may select others too, at
   * the cost of another pass over the rows.
   *
   * @param columns the value of each column as {@link io.lifecycle4j.condition.Subject.Slice}
   *     describes it, at least one; all must match
   */
  record Slice(Map<String, String> columns) implements GateNeed {
    /** Checks the parts. */
    public Slice {
      columns = copy(columns, "columns of a slice");
      check(!columns.isEmpty(), "Invalid slice: no columns (needs at least 1)");
      columns.keySet().forEach(column -> checkName("column", column));
    }
  }
}
