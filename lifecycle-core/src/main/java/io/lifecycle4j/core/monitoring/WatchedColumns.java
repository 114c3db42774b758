package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.profile.FreeTexts;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What of the answered rows of a version is watched.
 *
 * @param inputs the inputs that are watched
 * @param answers the columns of answers that are watched, in the order of {@link AnswerColumns}
 * @param task the task of the answers
 * @param texts the inputs that are free texts
 */
record WatchedColumns(Schema inputs, List<String> answers, Task<?> task, FreeTexts texts) {
  /** Watches texts only as categories. */
  WatchedColumns(Schema inputs, List<String> answers, Task<?> task) {
    this(inputs, answers, task, FreeTexts.NONE);
  }

  /**
   * Watches all inputs, of times whether they are there, since they always move on, and what the
   * reference has of answers.
   *
   * @param own the reference of the version; null if it has none: then only what answers themselves
   *     say is watched, since a function has no outputs
   */
  static WatchedColumns of(Schema inputs, Task<?> task, @Nullable Profile own) {
    List<Column> kept = new ArrayList<>(inputs.columns());
    kept.removeIf(WatchedColumns::isLeftOut);
    AnswerColumns all = AnswerColumns.of(task);
    List<String> answers = new ArrayList<>(all.names());
    if (own == null) {
      answers.removeAll(all.ofOutputs());
    } else {
      answers.removeIf(name -> own.find(name).isEmpty());
    }
    FreeTexts texts = own == null ? FreeTexts.NONE : FreeTexts.of(own);
    return new WatchedColumns(new Schema(kept), List.copyOf(answers), task, texts);
  }

  private static boolean isTime(Column column) {
    return column.role() == ColumnRole.TIME || column.type() == DataType.TIMESTAMP;
  }

  /** Returns whether a column is not watched at all: a time as a text. */
  static boolean isLeftOut(Column column) {
    return isTime(column) && (column.type().isText() || column.type() == DataType.TENSOR);
  }

  /** Returns the same without an input, if it is there. */
  WatchedColumns without(String input) {
    List<Column> fewer = new ArrayList<>(inputs.columns());
    fewer.removeIf(column -> column.name().equals(input));
    return new WatchedColumns(new Schema(fewer), answers, task, texts);
  }

  /** Returns a profile that says of times only how many are missing. */
  Profile withoutTimes(Profile profile) {
    return new Profile(profile.rows(), profile.columns().stream().map(this::withoutTimes).toList());
  }

  private ColumnProfile withoutTimes(ColumnProfile column) {
    OptionalInt input = inputs.find(column.name());
    if (input.isEmpty() || !isTime(inputs.column(input.getAsInt()))) {
      return column;
    }
    Histogram one = new Histogram(List.of(), List.of(column.count() - column.missing()));
    return ColumnProfile.builder(column.name(), column.count(), column.missing())
        .histogram(one)
        .designEffect(column.designEffect())
        .build();
  }

  /** Returns the same for rows whose outputs are not known. */
  WatchedColumns withoutOutputs() {
    List<String> fewer = new ArrayList<>(answers);
    fewer.removeAll(AnswerColumns.of(task).ofOutputs());
    return new WatchedColumns(inputs, List.copyOf(fewer), task, texts);
  }

  /** Returns the same without answers. */
  WatchedColumns withoutAnswers() {
    return new WatchedColumns(inputs, List.of(), task, texts);
  }

  private Schema columns() {
    List<Column> columns = new ArrayList<>(AnswerColumns.of(task).after(inputs).columns());
    columns.removeIf(
        column -> inputs.find(column.name()).isEmpty() && !answers.contains(column.name()));
    return new Schema(columns);
  }

  /** Returns the statistics that are watched, in the order of {@link #of(Profile)}. */
  List<String> names() {
    return Statistics.of(columns(), columns(), texts).names();
  }

  /** Returns the statistics that are watched of answered rows, for use by one thread. */
  Statistics statistics(Schema rows) {
    return Statistics.of(columns(), AnswerColumns.of(task).after(rows), texts);
  }

  /** Returns what is watched of a profile of answered rows. */
  Profile of(Profile all) {
    Map<String, ColumnProfile> byName = new HashMap<>();
    all.columns().forEach(column -> byName.put(column.name(), column));
    List<String> names = names();
    return byName.keySet().containsAll(names)
        ? withoutTimes(new Profile(all.rows(), names.stream().map(byName::get).toList()))
        : all;
  }
}
