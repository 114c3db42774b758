package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.schema.DataType;
import java.util.Locale;

/** The kind of a column before its next step. */
enum Kind {
  NUMBER,
  TEXT,
  TIME,
  TENSOR,
  /** The numbers of a one-hot step, or ids; no further step accepts them. */
  SEVERAL_NUMBERS;

  static Kind of(DataType type) {
    return switch (type) {
      case STRING, CATEGORICAL -> TEXT;
      case TIMESTAMP -> TIME;
      case TENSOR -> TENSOR;
      default -> NUMBER;
    };
  }

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
