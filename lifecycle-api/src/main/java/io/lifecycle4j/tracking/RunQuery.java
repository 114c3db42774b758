package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A question about runs: which, in what order, and how many at once.
 *
 * <p>Runs that no order tells apart come in the order of their start. Texts are ordered by their
 * first {@value #ORDERED_TEXT} characters, since a cursor holds them. Immutable.
 */
public final class RunQuery {
  /** The longest page. */
  public static final int MAX_LIMIT = 50_000;

  /** How many runs a page has if nobody says. */
  public static final int DEFAULT_LIMIT = 1_000;

  /** The most orders of a query. */
  public static final int MAX_ORDERS = 8;

  /** How many characters of a text count for its order. */
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

  /** Which runs are seen. More may come: a switch needs a default branch. */
  public enum View {
    /** Those that are not deleted. */
    ACTIVE,
    /** Those that are deleted. */
    DELETED,
    /** Both. */
    ALL
  }

  /**
   * Begins a question for all runs that are not deleted, in the order of their start.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins a question that differs from this one.
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
   * Returns the experiments to look into.
   *
   * @return the names; none means all
   */
  public Set<String> experiments() {
    return experiments;
  }

  /**
   * Returns what must hold of a run.
   *
   * @return the condition, or empty if any run will do
   */
  public Optional<Condition> where() {
    return Optional.ofNullable(where);
  }

  /**
   * Returns what comes first.
   *
   * @return the orders, the first counts most; none for the order of the start
   */
  public List<Ordering> orderBy() {
    return orders;
  }

  /**
   * Returns which runs are seen.
   *
   * @return the view
   */
  public View view() {
    return view;
  }

  /**
   * Returns how many runs a page has at most.
   *
   * @return the limit, from 1
   */
  public int limit() {
    return limit;
  }

  /**
   * Returns where the page begins.
   *
   * @return what the page before gave, or empty for the first
   */
  public Optional<String> cursor() {
    return Optional.ofNullable(cursor);
  }

  /** Collects a question. Not thread-safe. */
  public static final class Builder {
    private final Set<String> experiments = new TreeSet<>();
    private @Nullable Condition where;
    private final List<Ordering> orders = new ArrayList<>();
    private View view = View.ACTIVE;
    private int limit = DEFAULT_LIMIT;
    private @Nullable String cursor;

    private Builder() {}

    /**
     * Looks into an experiment, beside those named before. Default: into all.
     *
     * @param name the experiment
     * @return this builder
     */
    public Builder experiment(String name) {
      experiments.add(checkName("experiment", name));
      return this;
    }

    /**
     * Sets what must hold of a run. Default: any will do.
     *
     * @param condition the condition
     * @return this builder
     */
    public Builder where(Condition condition) {
      check(where == null, "Invalid query: a second condition (join them with and)");
      where = required(condition, "condition");
      return this;
    }

    /**
     * Sets what must hold of a run, as {@link Conditions#parse} reads it. Default: any will do.
     *
     * @param condition such as {@code metrics.accuracy > 0.9 AND tags.team = 'fraud'}
     * @return this builder
     */
    public Builder where(String condition) {
      return where(Conditions.parse(condition));
    }

    /**
     * Sets what comes first; among runs that are equal in that, what was named next. Default: what
     * started first.
     *
     * @param order the orders, beside those named before
     * @return this builder
     */
    public Builder orderBy(Ordering... order) {
      for (Ordering next : Arrays.asList(required(order, "orders"))) {
        orders.add(required(next, "order"));
      }
      check(
          orders.size() <= MAX_ORDERS,
          "Invalid query: %s orders (must be at most %s)",
          orders.size(),
          MAX_ORDERS);
      return this;
    }

    /**
     * Sets what comes first, as {@link Ordering#parse} reads it.
     *
     * @param order one order, such as {@code metrics.accuracy DESC}
     * @return this builder
     */
    public Builder orderBy(String order) {
      return orderBy(Ordering.parse(order));
    }

    /**
     * Sets which runs are seen. Default: those that are not deleted.
     *
     * @param seen which
     * @return this builder
     */
    public Builder view(View seen) {
      view = required(seen, "view");
      return this;
    }

    /**
     * Sets how many runs a page has at most. Default: {@value RunQuery#DEFAULT_LIMIT}.
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
     * Goes on where another page ended. Default: from the beginning.
     *
     * @param next what that page gave
     * @return this builder
     */
    public Builder cursor(String next) {
      cursor = required(next, "cursor");
      return this;
    }

    /**
     * Makes the question.
     *
     * @return the question
     */
    public RunQuery build() {
      return new RunQuery(this);
    }
  }
}
