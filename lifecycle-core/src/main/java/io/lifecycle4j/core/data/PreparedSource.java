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

/** Prepared rows as a source, in a format of their own that keeps every bit. */
public final class PreparedSource {
  /** Names the format. */
  public static final String FORMAT = PreparedFile.FORMAT;

  private PreparedSource() {}

  static boolean is(Source source) {
    return source.format().id().equals(FORMAT);
  }

  /**
   * Makes a source.
   *
   * @param notes files that say how the rows came to be
   * @param rows the rows, read whenever the source is stored
   * @param prepared how many of the first columns are prepared numbers, which have 32 bits
   * @param count how many rows there are, for who tells how far it is
   * @return the source; its last file holds the rows
   */
  public static Source of(List<NamedContent> notes, Rows rows, int prepared, long count) {
    List<NamedContent> files = new ArrayList<>(copy(notes, "notes"));
    files.add(
        new NamedContent(
            "rows.prepared", new PreparedFile(required(rows, "rows"), prepared, count)));
    return new Source(new Format(FORMAT, Map.of()), files, rows.schema());
  }
}
