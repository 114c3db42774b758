package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.schema.Row;
import java.nio.FloatBuffer;

/** Writes one column of a row as numbers. */
interface CellWriter {
  void write(Row row, FloatBuffer target);
}
