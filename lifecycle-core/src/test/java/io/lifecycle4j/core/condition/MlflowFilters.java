package io.lifecycle4j.core.condition;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What MLflow answers to filters and orders: written by {@code src/test/python/mlflow_filters.py}.
 *
 * @param mlflow the version that was asked
 */
public record MlflowFilters(
    String mlflow, List<RecordedRun> runs, List<Filter> filters, List<Order> orders) {
  /**
   * A filter.
   *
   * @param expected the names of the runs that Lifecycle4j finds, sorted; null if it refuses
   * @param why why that is not what both stores of MLflow answer; null if it is
   * @param sqlite what the SQLite store answers, names or an error, if it is not what is expected
   * @param file what the file store answers
   * @param error why both stores refuse it
   */
  public record Filter(
      String filter,
      @Nullable List<String> expected,
      @Nullable String why,
      @Nullable Object sqlite,
      @Nullable Object file,
      @Nullable String error) {
    @Override
    public String toString() {
      return filter;
    }
  }

  /** An order, with the same parts; names are in it. */
  public record Order(
      String order,
      @Nullable List<String> expected,
      @Nullable String why,
      @Nullable Object sqlite,
      @Nullable Object file,
      @Nullable String error) {
    @Override
    public String toString() {
      return order;
    }
  }

  /** Reads the fixture. */
  public static MlflowFilters read() {
    try (InputStream in = MlflowFilters.class.getResourceAsStream("/mlflow-filters.json")) {
      return JsonMapper.builder()
          .build()
          .readValue(Objects.requireNonNull(in), MlflowFilters.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
