package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of the answered rows of a version is watched.
 *
 * @param inputs the inputs that are watched
 * @param answers whether answers are watched too
 * @param task the task of the answers
 */
record WatchedColumns(Schema inputs, boolean answers, Task<?> task) {
  /** Watches all inputs but times, which always move on, and answers. */
  static WatchedColumns of(Schema inputs, Task<?> task) {
    List<Column> kept = new ArrayList<>(inputs.columns());
    kept.removeIf(WatchedColumns::isTime);
    return new WatchedColumns(new Schema(kept), true, task);
  }

  static boolean isTime(Column column) {
    return column.role() == ColumnRole.TIME || column.type() == DataType.TIMESTAMP;
  }

  private Schema columns() {
    return answers ? AnsweredRow.with(inputs, task) : inputs;
  }

  /** Returns the statistics that are watched, in the order of {@link #of(Profile)}. */
  List<String> names() {
    return Statistics.of(columns()).names();
  }

  /** Returns the statistics that are watched of answered rows, for use by one thread. */
  Statistics statistics(Schema rows) {
    return Statistics.of(columns(), AnsweredRow.with(rows, task));
  }

  /** Returns what is watched of a profile of answered rows. */
  Profile of(Profile all) {
    Map<String, ColumnProfile> byName = new HashMap<>();
    all.columns().forEach(column -> byName.put(column.name(), column));
    List<String> names = names();
    return byName.keySet().containsAll(names)
        ? new Profile(all.rows(), names.stream().map(byName::get).toList())
        : all;
  }
}
