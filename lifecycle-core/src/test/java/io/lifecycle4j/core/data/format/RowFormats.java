package io.lifecycle4j.core.data.format;

import java.util.Set;

/** How files can be read as rows, as the code has it. */
public final class RowFormats {
  private RowFormats() {}

  /** Returns the ids of all formats. */
  public static Set<String> ids() {
    return StoredRows.FORMATS.keySet();
  }
}
