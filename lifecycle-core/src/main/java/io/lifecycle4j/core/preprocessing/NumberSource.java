package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.schema.Row;

/** Where a number comes from. */
interface NumberSource {
  /** Returns the number, NaN when it is missing. */
  double read(Row row);
}
