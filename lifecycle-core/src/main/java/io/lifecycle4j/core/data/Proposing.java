package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.data.format.FoundColumns;
import io.lifecycle4j.core.profile.RowProfiler;
import io.lifecycle4j.core.profile.SchemaInference;
import io.lifecycle4j.core.validation.RowPlace;
import io.lifecycle4j.core.validation.Suggestions;
import io.lifecycle4j.core.validation.Suggestions.KeySearch;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.validation.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source twice: with the widest types that its format allows, to infer the types, and then
 * with these, to infer the rules. The proposal therefore fits all rows.
 */
final class Proposing {
  private final Source source;
  private final DatasetStore store;
  private final List<StoredFile> files;

  private final @Nullable Consumer<? super DataProgress> listener;
  private final SnapshotMeter meter;

  private Proposing(
      Source source, DatasetStore store, @Nullable Consumer<? super DataProgress> listener) {
    this.source = source;
    this.store = store;
    this.listener = listener;
    this.meter = new SnapshotMeter(listener);
    this.files = store.putAll(meter.storing(source.files()));
    meter.stored(files);
  }

  /**
   * Proposes a schema and rules.
   *
   * @param listener receives the progress; null for none
   */
  static Proposal of(
      Source source, DatasetStore store, @Nullable Consumer<? super DataProgress> listener) {
    return new Proposing(source, store, listener).propose();
  }

  private Proposal propose() {
    Schema own = source.schema().orElse(null);
    if (own != null) {
      Map<String, String> reasons = new LinkedHashMap<>();
      own.columns().forEach(column -> reasons.put(column.name(), "the source says so"));
      return proposal(own, profile(own, 0, row -> {}), Set.of(), reasons, List.of());
    }
    FoundColumns found =
        FoundColumns.of(files, source.format(), file -> meter.inspecting(store.open(file)));
    Schema read = found.schema();
    SchemaInference inference = new SchemaInference(read, found.point());
    Profile asRead = profile(read, 0, row -> inference.add(row, () -> place(row)));
    Schema schema = inferred(read, inference.schema(asRead));
    KeySearch keys = new KeySearch(schema, asRead);
    Profile profile = profile(schema, asRead.rows(), keys::add);
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      Column column = schema.columns().get(i);
      Optional<String> spoilt =
          column.type().isText() && !isJson() ? inference.spoilt(i) : Optional.empty();
      reasons.put(column.name(), why(column, profile, spoilt));
    }
    return proposal(schema, profile, keys.found(), reasons, found.leftOut());
  }

  private static Proposal proposal(
      Schema schema,
      Profile profile,
      Set<String> keys,
      Map<String, String> reasons,
      List<String> leftOut) {
    Map<Rule, String> rules = Suggestions.of(schema, profile, keys);
    Map<String, String> ruleReasons = new LinkedHashMap<>();
    rules.forEach((rule, reason) -> ruleReasons.put(rule.id(), reason));
    List<String> left = new ArrayList<>(leftOut);
    if (profile.rows() < Proposal.MIN_ROWS) {
      left.add(
          String.format(
              "rules: none are proposed from fewer than %s rows (there are %s)",
              Proposal.MIN_ROWS, profile.rows()));
    }
    return new DefaultProposal(
        profile.rows(), schema, List.copyOf(rules.keySet()), reasons, ruleReasons, left);
  }

  private boolean isJson() {
    return source.format().id().equals("jsonl");
  }

  /**
   * Keeps texts in JSON from becoming numbers or booleans: they can only be read as texts or times.
   */
  private Schema inferred(Schema read, Schema proposed) {
    Schema schema = proposed;
    for (int i = 0; i < read.columns().size() && isJson(); i++) {
      Column column = read.columns().get(i);
      DataType type = proposed.columns().get(i).type();
      if (column.type().isText() && type.isNumber() && type != DataType.TIMESTAMP) {
        schema = schema.change(column.name(), builder -> builder.type(column.type()));
      }
    }
    return schema;
  }

  private String place(Row row) {
    if (!(row instanceof RowPlace place)) {
      return "a row";
    }
    if (place.line() == 0) {
      return place.file();
    }
    return (files.size() > 1 ? place.file() + " " : "") + "line " + place.line();
  }

  /**
   * Reads all rows.
   *
   * @param count the number of rows, 0 if unknown
   */
  private Profile profile(Schema schema, long count, Consumer<? super Row> seen) {
    RowMeter reading = new RowMeter(listener, Phase.READING, count);
    Rows rows = reading.over(store.rows(files, source.format(), schema));
    try (RowProfiler profiler = new RowProfiler(schema)) {
      rows.forEach(
          row -> {
            profiler.add(row);
            seen.accept(row);
          });
      reading.end();
      return profiler.profile();
    }
  }

  private static String why(Column column, Profile profile, Optional<String> spoilt) {
    Optional<ColumnProfile> summary = profile.find(column.name());
    long missing = summary.map(ColumnProfile::missing).orElse(0L);
    String type =
        switch (column.type()) {
          case INT64 -> "every value is a whole number";
          case FLOAT64 -> "every value is a number";
          case BOOLEAN -> "every value is true or false";
          case TIMESTAMP -> "every value is a time as in ISO 8601";
          case CATEGORICAL -> column.categories().size() + " texts that come often";
          case TENSOR -> "every value is an array of " + column.cells() + " numbers";
          default ->
              missing == profile.rows()
                  ? "no value was seen"
                  : texts(summary, profile.rows() - missing);
        };
    type = spoilt.orElse(type);
    return missing == 0 ? type : type + "; missing in " + counted(missing, "row");
  }

  private static String texts(Optional<ColumnProfile> summary, long values) {
    return summary
        .flatMap(ColumnProfile::distinct)
        .map(
            distinct ->
                (distinct.exact() ? "" : "about ")
                    + Math.min(distinct.count(), values)
                    + " different texts"
                    + few(distinct.count(), values))
        .orElse("texts");
  }

  /** Says why texts that repeat are not proposed as categories, if it is for want of rows. */
  private static String few(long different, long values) {
    long needed = SchemaInference.neededRows(different);
    boolean repeat = different <= SchemaInference.MAX_CATEGORIES && 2 * different <= values;
    return repeat && values < needed
        ? String.format(" (too few rows to declare them categories: %s, needs %s)", values, needed)
        : "";
  }
}
