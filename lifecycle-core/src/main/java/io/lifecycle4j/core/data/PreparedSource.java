package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.format.PreparedFile;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.storage.NamedContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prepared rows as a source, in a format that preserves every bit. */
public final class PreparedSource {
  /** The id of the format. */
  public static final String FORMAT = PreparedFile.FORMAT;

  private PreparedSource() {}

  static boolean is(Source source) {
    return source.format().id().equals(FORMAT);
  }

  /**
   * Returns a source whose last file holds the rows.
   *
   * @param notes files that document how the rows were made
   * @param rows read each time the source is stored
   * @param prepared how many of the first columns are prepared numbers, which have 32 bits
   * @param count the number of rows, for progress
   */
  public static Source of(List<NamedContent> notes, Rows rows, int prepared, long count) {
    List<NamedContent> files = new ArrayList<>(copy(notes, "notes"));
    files.add(
        new NamedContent(
            "rows.prepared", new PreparedFile(required(rows, "rows"), prepared, count)));
    return new Source(new Format(FORMAT, Map.of()), files, rows.schema());
  }
}
