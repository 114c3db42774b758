package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.schema.Row;
import java.nio.FloatBuffer;

/** Writes 1 at one place, if any, and 0 at the others. */
record PlaceWriter(int width, Place place) implements CellWriter {
  /** Finds the place of a row. */
  interface Place {
    /** Returns the place, -1 for none. */
    int of(Row row);
  }

  @Override
  public void write(Row row, FloatBuffer target) {
    int one = place.of(row);
    for (int i = 0; i < width; i++) {
      target.put(0);
    }
    if (one >= 0) {
      target.put(target.position() - width + one, 1);
    }
  }
}
