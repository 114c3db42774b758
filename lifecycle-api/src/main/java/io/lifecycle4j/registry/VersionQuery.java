package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.VersionPart;
import io.lifecycle4j.tracking.RunQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A query for versions of models that are not deleted: which, in which order, and how many per
 * page.
 *
 * <p>A condition may refer to metrics of the newest evaluation, tags, parameters and the id of the
 * run, the parts of a version, and the time of its registration. Versions that are equal in every
 * ordering are ordered by model and number. The limits are those of {@link RunQuery}. Immutable.
 */
public final class VersionQuery {
  private static final String KNOWN =
      "a version has metrics.NAME, params.NAME, tags.NAME, run_id, model, alias, stage, owner,"
          + " archived and registered";

  private final Set<String> models;
  private final @Nullable Condition where;
  private final List<Ordering> orders;
  private final int limit;
  private final @Nullable String cursor;

  private VersionQuery(Builder builder) {
    models = Set.copyOf(builder.models);
    where = builder.where;
    orders = List.copyOf(builder.orders);
    limit = builder.limit;
    cursor = builder.cursor;
  }

  /**
   * Begins a query for the versions of all models.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder for a variation of this query, such as its next page.
   *
   * @return a builder with all parts of this one
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.models.addAll(models);
    builder.where = where;
    builder.orders.addAll(orders);
    builder.limit = limit;
    builder.cursor = cursor;
    return builder;
  }

  /**
   * Returns the models to search.
   *
   * @return the names; none means all
   */
  public Set<String> models() {
    return models;
  }

  /**
   * Returns the condition that a version must meet.
   *
   * @return the condition, or empty if every version matches
   */
  public Optional<Condition> where() {
    return Optional.ofNullable(where);
  }

  /**
   * Returns the orderings.
   *
   * @return the orderings, the most significant first; none for the order of models and numbers
   */
  public List<Ordering> orderBy() {
    return orders;
  }

  /**
   * Returns the maximum number of versions on a page.
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
    private final Set<String> models = new TreeSet<>();
    private @Nullable Condition where;
    private final List<Ordering> orders = new ArrayList<>();
    private int limit = RunQuery.DEFAULT_LIMIT;
    private @Nullable String cursor;

    private Builder() {}

    /**
     * Adds a model to search. Default: all models.
     *
     * @param name the model
     * @return this builder
     */
    public Builder model(String name) {
      models.add(checkName("model", name));
      return this;
    }

    /**
     * Sets the condition that a version must meet. Default: none.
     *
     * @param condition the condition
     * @return this builder
     * @throws io.lifecycle4j.error.InvalidValueException if it refers to what no version has
     */
    public Builder where(Condition condition) {
      check(where == null, "Invalid query: a second condition (join them with and)");
      required(condition, "condition").subjects().forEach(Builder::checkKnown);
      where = condition;
      return this;
    }

    private static void checkKnown(Subject subject) {
      check(
          subject instanceof Subject.Metric
              || subject instanceof Subject.Param
              || subject instanceof Subject.Tag
              || subject instanceof VersionPart
              || subject == Subject.Attribute.RUN_ID
              || subject == Subject.Time.REGISTERED,
          "Invalid query: refers to %s (%s)",
          subject.words(),
          KNOWN);
    }

    /**
     * Sets the condition that a version must meet, as a text for {@link Conditions#parse}. Default:
     * none.
     *
     * @param condition the text, such as {@code metrics.recall > 0.8 AND alias = 'production'}
     * @return this builder
     * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition, or refers
     *     to what no version has
     */
    public Builder where(String condition) {
      return where(Conditions.parse(condition));
    }

    /**
     * Adds orderings; a later ordering applies to versions that are equal in the earlier ones.
     * Default: by model and number.
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
          orders.size() <= RunQuery.MAX_ORDERS,
          "Invalid query: %s orders (must be at most %s)",
          orders.size(),
          RunQuery.MAX_ORDERS);
      return this;
    }

    /**
     * Adds an ordering, as a text for {@link Ordering#parse}.
     *
     * @param order an ordering, such as {@code metrics.recall DESC}
     * @return this builder
     */
    public Builder orderBy(String order) {
      return orderBy(Ordering.parse(order));
    }

    /**
     * Sets the maximum number of versions on a page. Default: {@value RunQuery#DEFAULT_LIMIT}.
     *
     * @param most from 1 to {@value RunQuery#MAX_LIMIT}
     * @return this builder
     */
    public Builder limit(int most) {
      check(
          most >= 1 && most <= RunQuery.MAX_LIMIT,
          "Invalid limit of a page: %s (must be 1 to %s)",
          most,
          RunQuery.MAX_LIMIT);
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
    public VersionQuery build() {
      return new VersionQuery(this);
    }
  }
}
