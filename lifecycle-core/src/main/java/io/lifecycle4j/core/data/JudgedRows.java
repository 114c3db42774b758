package io.lifecycle4j.core.data;

import io.lifecycle4j.core.profile.RowProfiler;
import io.lifecycle4j.core.validation.History;
import io.lifecycle4j.core.validation.ValidationPass;
import io.lifecycle4j.core.validation.Validator;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.validation.ValidationReport;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a version to be, which are read once however often they are judged, and not at all if
 * nobody asks. Not thread-safe.
 */
final class JudgedRows {
  private final Rows rows;
  private final Validator validator;
  private final History history;
  private @Nullable Seen seen;

  private record Seen(Profile profile, ValidationPass validation) {}

  JudgedRows(Rows rows, Validator validator, History history) {
    this.rows = rows;
    this.validator = validator;
    this.history = history;
  }

  Profile profile() {
    return seen().profile;
  }

  /** Judges by what the history tells now. */
  ValidationReport report() {
    Seen all = seen();
    return all.validation.report(all.profile);
  }

  private Seen seen() {
    Seen read = seen;
    if (read == null) {
      read = read();
      seen = read;
    }
    return read;
  }

  private Seen read() {
    ValidationPass validation = validator.begin(history);
    try (RowProfiler profiler = new RowProfiler(rows.schema())) {
      rows.forEach(
          row -> {
            profiler.add(row);
            validation.add(row);
          });
      return new Seen(profiler.profile(), validation);
    }
  }
}
