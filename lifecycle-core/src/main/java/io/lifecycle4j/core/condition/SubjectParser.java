package io.lifecycle4j.core.condition;

import static io.lifecycle4j.error.InvalidNameException.checkName;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.Subject.Extreme.Kind;
import io.lifecycle4j.condition.VersionPart;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.error.InvalidNameException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses subjects: a kind, a dot and a name, or the bare name of an attribute. Columns in braces
 * may follow the name of a metric.
 */
final class SubjectParser {
  private static final int SHOWN = 40;

  private static final List<Subject> ATTRIBUTES =
      Stream.<Subject>concat(Stream.of(Subject.Attribute.values()), Stream.of(VersionPart.values()))
          .toList();

  private final Scanner scanner;
  private final UnaryOperator<String> attributes;

  /**
   * Begins at the position of a scanner.
   *
   * @param attributes says what was expected instead of an unknown name
   */
  SubjectParser(Scanner scanner, UnaryOperator<String> attributes) {
    this.scanner = scanner;
    this.attributes = attributes;
  }

  Subject read() {
    int start = scanner.blanks().place();
    String attribute = scanner.quoted("\"");
    if (attribute != null) {
      return attribute(attribute, start);
    }
    String first = or(scanner.quoted("`"), scanner.take(Scanner.WORD));
    if (first == null || first.isEmpty()) {
      throw scanner.expected("a subject such as metrics.accuracy");
    }
    return scanner.next('.') ? of(first, start) : attribute(first, start);
  }

  private static @Nullable String or(@Nullable String first, @Nullable String second) {
    return first == null ? second : first;
  }

  /** Splits only at the first dot: the name of a metric may contain more. */
  private Subject of(String kind, int start) {
    int place = scanner.place();
    return switch (kind) {
      case "metric", "metrics" -> slice(named(Subject.Metric::new, place));
      case "lower" -> slice(named(Subject.Metric::new, place)).lowerBound();
      case "upper" -> slice(named(Subject.Metric::new, place)).upperBound();
      case "min", "max" ->
          named(
              key -> new Subject.Extreme(key, Kind.valueOf(kind.toUpperCase(Locale.ROOT))), place);
      case "param", "params", "parameter", "parameters" -> named(Subject.Param::new, place);
      case "tag", "tags" -> named(Subject.Tag::new, place);
      case "attribute", "attributes", "attr", "run" -> attribute(key(), place);
      case "dataset", "datasets" -> dataset(key(), place);
      case "input", "inputs" ->
          named(name -> new PredictionColumn(PredictionColumn.INPUTS + name), place);
      default -> drift(kind, start, place);
    };
  }

  private Subject drift(String kind, int start, int place) {
    for (DriftMeasure measure : DriftMeasure.values()) {
      if (measure.key().equals(kind)) {
        return named(column -> new WatchSubject.Drift(column, measure), place);
      }
    }
    throw scanner
        .back(start)
        .expected(
            "metrics, min, max, lower, upper, params, tags, attributes, datasets, inputs or psi");
  }

  /** Parses the columns and values of a slice, such as {@code {country = 'DE', age = '42'}}. */
  private MetricSubject slice(Subject.Metric metric) {
    if (!scanner.blanks().next('{')) {
      return metric;
    }
    Map<String, String> columns = new HashMap<>();
    do {
      int place = scanner.blanks().place();
      String column = named(name -> checkName("column", name), place);
      if (!scanner.blanks().next('=')) {
        throw scanner.expected("=");
      }
      String value = scanner.blanks().quoted("'\"`");
      if (value == null) {
        throw scanner.expected(Clauses.TEXT);
      }
      if (columns.put(column, value) != null) {
        throw scanner.back(place).expected("each column once");
      }
    } while (scanner.blanks().next(','));
    if (!scanner.next('}')) {
      throw scanner.expected(", or }");
    }
    return new Subject.Slice(metric.key(), columns);
  }

  private <T> T named(Function<String, T> kind, int place) {
    try {
      return kind.apply(key());
    } catch (InvalidNameException e) {
      String message = String.valueOf(e.getMessage());
      throw scanner
          .back(place)
          .wrong(message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1));
    }
  }

  private String key() {
    String key = or(scanner.quoted("`\"'"), scanner.take(Scanner.KEY));
    if (key == null || key.isEmpty()) {
      throw scanner.expected("a name, in ` if it is not a plain word");
    }
    return key;
  }

  private Subject attribute(String name, int place) {
    return switch (name) {
      case "run name", "Run name", "Run Name" -> Subject.Attribute.RUN_NAME;
      case "start_time", "created", "Created" -> Subject.Time.START_TIME;
      case "end_time" -> Subject.Time.END_TIME;
      case "registered" -> Subject.Time.REGISTERED;
      default -> {
        for (Subject attribute : ATTRIBUTES) {
          if (attribute.key().equals(name)) {
            yield attribute;
          }
        }
        if (PredictionColumn.NAMES.contains(name)) {
          yield new PredictionColumn(name);
        }
        Subject watched = WatchedNames.of(name, scanner);
        if (watched != null) {
          yield watched;
        }
        throw scanner.back(place).expected(attributes.apply(name));
      }
    };
  }

  /** Says what is expected instead of an unknown name that may be of anything. */
  static String anything(String name) {
    return String.format(
        Locale.ROOT,
        "metrics.%1$s, params.%1$s, tags.%1$s, run_id, run_name, status, experiment, "
            + "parent_run_id, user_id, artifact_uri, start_time or end_time; of a version model,"
            + " alias, stage, owner, archived or registered; of a prediction inputs.%1$s, %2$s; of"
            + " a served model error_rate, latency_p99 or psi.%1$s",
        name.length() <= SHOWN && name.matches("\\w+") ? name : "…", // Suggests the name itself.
        String.join(", ", PredictionColumn.NAMES));
  }

  private Subject dataset(String name, int place) {
    for (Subject part : Subject.DatasetPart.values()) {
      if (part.key().equals(name)) {
        return part;
      }
    }
    throw scanner.back(place).expected("name, digest or context");
  }
}
