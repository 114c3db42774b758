package io.lifecycle4j.core.tracking;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a run that conditions and orders refer to.
 *
 * <p>The user of a run is its tag {@code user} or the tag that MLflow sets.
 */
record QueriedRun(RunRecord run) implements Facts {
  static final List<String> USER_TAGS = List.of("user", "mlflow.user");

  /** The original location of the artifacts of an imported run. */
  private static final String ARTIFACT_URI = "mlflow.artifactUri";

  /** The tags that attributes are read from. */
  static final Set<String> ATTRIBUTE_TAGS =
      Stream.concat(USER_TAGS.stream(), Stream.of(ARTIFACT_URI))
          .collect(Collectors.toUnmodifiableSet());

  private static IllegalArgumentException unknown(Subject subject) {
    return new IllegalArgumentException("No run knows its " + subject.words());
  }

  @Override
  public OptionalDouble number(Subject subject) {
    if (subject == Subject.Time.START_TIME) {
      return OptionalDouble.of(Subject.Time.millis(run.info().started()));
    }
    if (subject == Subject.Time.END_TIME) {
      return run.end().stream().mapToDouble(end -> Subject.Time.millis(end.time())).findFirst();
    }
    if (subject instanceof Subject.Metric metric) {
      MetricSummary summary = run.metrics().get(metric.key());
      return summary == null ? OptionalDouble.empty() : OptionalDouble.of(summary.last().value());
    }
    if (subject instanceof Subject.Extreme extreme) {
      MetricSummary summary = run.metrics().get(extreme.key());
      return summary == null ? OptionalDouble.empty() : number(summary, extreme.kind());
    }
    throw unknown(subject);
  }

  private static OptionalDouble number(MetricSummary summary, Subject.Extreme.Kind kind) {
    Optional<MetricPoint> point = kind == Subject.Extreme.Kind.MIN ? summary.min() : summary.max();
    return point.stream().mapToDouble(MetricPoint::value).findFirst();
  }

  @Override
  public List<String> texts(Subject subject) {
    if (subject instanceof Subject.DatasetPart part) {
      return run.inputs().stream().map(input -> text(input, part)).toList();
    }
    String text = text(subject);
    return text == null ? List.of() : List.of(text);
  }

  private @Nullable String text(Subject subject) {
    if (subject instanceof Subject.Param param) {
      Param value = run.params().get(param.key());
      return value == null ? null : value.text();
    }
    if (subject instanceof Subject.Tag tag) {
      return tag(tag.key());
    }
    if (subject instanceof Subject.Attribute attribute) {
      return text(attribute);
    }
    throw unknown(subject);
  }

  /**
   * Also derives tags that MLflow sets and runs here lack, since filters written for MLflow refer
   * to them.
   */
  private @Nullable String tag(String key) {
    String text = run.tags().get(key);
    if (text != null) {
      return text;
    }
    return switch (key) {
      case "mlflow.runName" -> run.info().name();
      case "mlflow.parentRunId" -> run.info().parent().orElse(null);
      case "mlflow.user" -> user();
      default -> null;
    };
  }

  private @Nullable String text(Subject.Attribute attribute) {
    return switch (attribute) {
      case RUN_ID -> run.id();
      case RUN_NAME -> run.info().name();
      case STATUS -> run.status().name();
      case EXPERIMENT -> run.info().experiment();
      case PARENT_RUN_ID -> run.info().parent().orElse(null);
      case USER_ID -> user();
      case ARTIFACT_URI -> run.tags().get(ARTIFACT_URI);
    };
  }

  private @Nullable String user() {
    Stream<String> said = USER_TAGS.stream().map(run.tags()::get).filter(Objects::nonNull);
    return said.findFirst().orElse(null);
  }

  private static String text(RunInput input, Subject.DatasetPart part) {
    return switch (part) {
      case NAME -> input.version().dataset();
      case DIGEST -> input.version().id().toString();
      case CONTEXT -> input.role();
    };
  }
}
