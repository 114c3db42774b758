package io.lifecycle4j.core.condition;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run of mlflow-filters.json, as MLflow was given it.
 *
 * @param metrics as Python writes them: {@code nan} and {@code inf}
 * @param start milliseconds since 1970
 */
public record RecordedRun(
    String name,
    String id,
    String experiment,
    String artifactUri,
    String user,
    String status,
    long start,
    @Nullable Long end,
    Map<String, String> metrics,
    Map<String, String> params,
    Map<String, String> tags,
    List<DatasetUse> datasets)
    implements Facts {
  /** A dataset that the run used. */
  public record DatasetUse(String name, String digest, @Nullable String context) {}

  /** Tells a metric as a number. */
  public @Nullable Double metric(String key) {
    String text = metrics.get(key);
    return text == null
        ? null
        : Double.valueOf(text.replace("nan", "NaN").replace("inf", "Infinity"));
  }

  @Override
  public OptionalDouble number(Subject subject) {
    if (subject instanceof Subject.Time time) {
      Long at = time == Subject.Time.START_TIME ? Long.valueOf(start) : end;
      return at == null ? OptionalDouble.empty() : OptionalDouble.of(at);
    }
    Double value = metric(subject.key());
    return value == null || (subject instanceof Subject.Extreme && value.isNaN())
        ? OptionalDouble.empty()
        : OptionalDouble.of(value); // each has but one point
  }

  @Override
  public List<String> texts(Subject subject) {
    if (subject instanceof Subject.Attribute attribute) {
      return Stream.ofNullable(text(attribute)).toList();
    }
    if (subject instanceof Subject.DatasetPart part) {
      return datasets.stream().map(use -> text(use, part)).filter(Objects::nonNull).toList();
    }
    return Stream.ofNullable((subject instanceof Subject.Param ? params : tags).get(subject.key()))
        .toList();
  }

  private @Nullable String text(Subject.Attribute attribute) {
    return switch (attribute) {
      case RUN_ID -> id;
      case RUN_NAME -> name;
      case STATUS -> status;
      case EXPERIMENT -> experiment;
      case PARENT_RUN_ID -> null;
      case USER_ID -> user;
      case ARTIFACT_URI -> artifactUri;
    };
  }

  private static @Nullable String text(DatasetUse use, Subject.DatasetPart part) {
    return switch (part) {
      case NAME -> use.name();
      case DIGEST -> use.digest();
      case CONTEXT -> use.context();
    };
  }
}
