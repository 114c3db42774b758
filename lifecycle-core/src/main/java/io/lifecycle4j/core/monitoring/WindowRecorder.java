package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records one window, with a column recorder for each column of the reference. */
final class WindowRecorder implements DriftRecorder {
  private final ColumnRecorder[] columns;
  private final int size;
  private final SummaryCodec codec;
  private final StripedCells cells = new StripedCells(this::stripe);

  WindowRecorder(Profile reference) {
    columns = new ColumnRecorder[reference.columns().size()];
    int next = 0;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = ColumnRecorder.of(reference.columns().get(i), next);
      next = columns[i].end();
    }
    size = next;
    codec = new SummaryCodec(reference);
  }

  private WindowRecorder(WindowRecorder before) {
    columns = before.columns;
    size = before.size;
    codec = before.codec;
  }

  private long[] stripe() {
    long[] stripe = new long[size];
    for (ColumnRecorder column : columns) {
      column.begin(stripe);
    }
    return stripe;
  }

  @Override
  public void record(int column, double value) {
    ColumnRecorder recorder = column(column);
    long[] stripe = cells.claim();
    try {
      recorder.record(stripe, value);
    } finally {
      cells.release(stripe);
    }
  }

  @Override
  public void record(int column, String value) {
    ColumnRecorder recorder = column(column);
    long[] stripe = cells.claim();
    try {
      recorder.record(stripe, value);
    } finally {
      cells.release(stripe);
    }
  }

  @Override
  public void record(double[] numbers, @Nullable String[] texts) {
    if (required(numbers, "numbers").length != columns.length
        || required(texts, "texts").length != columns.length) { // a check would box for each call
      check(
          false,
          "Invalid row: %s numbers and %s texts (the reference has %s columns)",
          numbers.length,
          texts.length,
          columns.length);
    }
    long[] stripe = cells.claim();
    try {
      for (int i = 0; i < columns.length; i++) {
        String text = texts[i];
        if (text == null) {
          columns[i].record(stripe, numbers[i]);
        } else {
          columns[i].record(stripe, text);
        }
      }
    } finally {
      cells.release(stripe);
    }
  }

  @Override
  public DriftSummary snapshot() {
    return codec.write(profile());
  }

  /** Returns a profile of the recorded values, with a column for each of the reference. */
  Profile profile() {
    long rows = 0;
    List<ColumnProfile> profiles = new ArrayList<>();
    for (ColumnRecorder column : columns) {
      ColumnProfile profile = column.snapshot(cells);
      profiles.add(profile);
      rows = Math.max(rows, profile.count());
    }
    return new Profile(rows, profiles);
  }

  @Override
  public WindowRecorder another() {
    return new WindowRecorder(this);
  }

  private ColumnRecorder column(int column) {
    check(
        column >= 0 && column < columns.length,
        "Invalid column: %s (the reference has %s)",
        column,
        columns.length);
    return columns[column];
  }
}
