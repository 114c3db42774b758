package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The places of known texts. */
final class Categories {
  private final Column column;
  private final Map<String, Integer> places = new HashMap<>();
  private final UnknownPolicy unknown;

  Categories(Column column, List<String> texts, UnknownPolicy unknown) {
    this.column = column;
    this.unknown = unknown;
    texts.forEach(text -> places.put(text, places.size()));
  }

  /** Returns the place of a text, -1 for none. */
  int place(String text) {
    Integer place = places.get(text);
    return place != null ? place : unknown(unknown, places.size(), column, text);
  }

  static int unknown(UnknownPolicy policy, int known, Column column, Object category) {
    return switch (policy) {
      case ZEROS -> -1;
      case OWN -> known;
      case ERROR -> throw InputProblems.unknown(column, category);
    };
  }
}
