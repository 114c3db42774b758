package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.VersionPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A query for runs: which, in which order, and how many per page.
 *
 * <p>Runs that are equal in every ordering are in the order of their start. Texts are ordered by
 * their first {@value #ORDERED_TEXT} characters, because a cursor contains them. Immutable.
 */
public final class RunQuery {
  /** The longest page. */
  public static final int MAX_LIMIT = 50_000;

  /** How many runs a page has by default. */
  public static final int DEFAULT_LIMIT = 1_000;

  /** The most orderings of a query. */
  public static final int MAX_ORDERS = 8;

  /** How many characters of a text determine its order. */
  public static final int ORDERED_TEXT = 250;

  private final Set<String> experiments;
  private final @Nullable Condition where;
  private final List<Ordering> orders;
  private final View view;
  private final int limit;
  private final @Nullable String cursor;

  private RunQuery(Builder builder) {
    experiments = Set.copyOf(builder.experiments);
    where = builder.where;
    orders = List.copyOf(builder.orders);
    view = builder.view;
    limit = builder.limit;
    cursor = builder.cursor;
  }

  /** Which runs are visible. Constants may be added: a switch needs a default branch. */
  public enum View {
    /** Runs that are not deleted. */
    ACTIVE,
    /** Deleted runs. */
    DELETED,
    /** Both. */
    ALL
  }

  /**
   * Begins a query for all runs that are not deleted, in the order of their start.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder for a variation of this query.
   *
   * @return a builder with all parts of this one
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.experiments.addAll(experiments);
    builder.where = where;
    builder.orders.addAll(orders);
    builder.view = view;
    builder.limit = limit;
    builder.cursor = cursor;
    return builder;
  }

  /**
   * Returns the experiments to search.
   *
   * @return the names; none means all
   */
  public Set<String> experiments() {
    return experiments;
  }

  /**
   * Returns the condition that a run must meet.
   *
   * @return the condition, or empty if every run matches
   */
  public Optional<Condition> where() {
    return Optional.ofNullable(where);
  }

  /**
   * Returns the orderings.
   *
   * @return the orderings, the most significant first; none for the order of the start
   */
  public List<Ordering> orderBy() {
    return orders;
  }

  /**
   * Returns which runs are visible.
   *
   * @return the view
   */
  public View view() {
    return view;
  }

  /**
   * Returns the most runs of a page.
   *
   * @return the limit, from 1
   */
  public int limit() {
    return limit;
  }

  /**
   * Returns the cursor at which the page begins.
   *
   * @return the cursor that the previous page returned, or empty for the first page
   */
  public Optional<String> cursor() {
    return Optional.ofNullable(cursor);
  }

  /** Builds a query. Not thread-safe. */
  public static final class Builder {
    private final Set<String> experiments = new TreeSet<>();
    private @Nullable Condition where;
    private final List<Ordering> orders = new ArrayList<>();
    private View view = View.ACTIVE;
    private int limit = DEFAULT_LIMIT;
    private @Nullable String cursor;

    private Builder() {}

    /**
     * Adds an experiment to search. Default: all experiments.
     *
     * @param name the experiment
     * @return this builder
     */
    public Builder experiment(String name) {
      experiments.add(checkName("experiment", name));
      return this;
    }

    /**
     * Sets the condition that a run must meet. Default: none.
     *
     * @param condition the condition
     * @return this builder
     * @throws io.lifecycle4j.error.InvalidValueException if it refers to a slice of a metric, to a
     *     bound of its interval, to a column of predictions or to a part of a version
     */
    public Builder where(Condition condition) {
      check(where == null, "Invalid query: a second condition (join them with and)");
      required(condition, "condition").subjects().forEach(Builder::checkKnown);
      where = condition;
      return this;
    }

    private static void checkKnown(Subject subject) {
      check(
          !(subject instanceof Subject.Slice),
          "Invalid query: refers to %s (a run has no rows; only gates know slices)",
          subject.words());
      check(
          !(subject instanceof MetricBound),
          "Invalid query: refers to the %s (a run has no rows; only gates know intervals)",
          subject.words());
      check(
          !(subject instanceof PredictionColumn),
          "Invalid query: refers to %s (only logged predictions have this column)",
          subject.words());
      check(
          !(subject instanceof VersionPart || subject == Subject.Time.REGISTERED),
          "Invalid query: refers to %s (only versions of models have it)",
          subject.words());
    }

    /**
     * Sets the condition that a run must meet, as a text for {@link Conditions#parse}. Default:
     * none.
     *
     * @param condition the text, such as {@code metrics.accuracy > 0.9 AND tags.team = 'fraud'}
     * @return this builder
     */
    public Builder where(String condition) {
      return where(Conditions.parse(condition));
    }

    /**
     * Adds orderings; a later ordering applies to runs that are equal in the earlier ones. Default:
     * by start time, the earliest first.
     *
     * @param order the orderings to add
     * @return this builder
     */
    public Builder orderBy(Ordering... order) {
      for (Ordering next : Arrays.asList(required(order, "orders"))) {
        checkKnown(required(next, "order").subject());
        orders.add(next);
      }
      check(
          orders.size() <= MAX_ORDERS,
          "Invalid query: %s orders (must be at most %s)",
          orders.size(),
          MAX_ORDERS);
      return this;
    }

    /**
     * Adds an ordering, as a text for {@link Ordering#parse}.
     *
     * @param order an ordering, such as {@code metrics.accuracy DESC}
     * @return this builder
     */
    public Builder orderBy(String order) {
      return orderBy(Ordering.parse(order));
    }

    /**
     * Sets which runs are visible. Default: those that are not deleted.
     *
     * @param seen the view
     * @return this builder
     */
    public Builder view(View seen) {
      view = required(seen, "view");
      return this;
    }

    /**
     * Sets the most runs of a page. Default: {@value RunQuery#DEFAULT_LIMIT}.
     *
     * @param most from 1 to {@value RunQuery#MAX_LIMIT}
     * @return this builder
     */
    public Builder limit(int most) {
      check(
          most >= 1 && most <= MAX_LIMIT,
          "Invalid limit of a page: %s (must be 1 to %s)",
          most,
          MAX_LIMIT);
      limit = most;
      return this;
    }

    /**
     * Continues after another page. Default: from the beginning.
     *
     * @param next the cursor that the other page returned
     * @return this builder
     */
    public Builder cursor(String next) {
      cursor = required(next, "cursor");
      return this;
    }

    /**
     * Returns the query.
     *
     * @return the query
     */
    public RunQuery build() {
      return new RunQuery(this);
    }
  }
}
