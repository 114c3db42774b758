package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/**
 * Replaces a text by its id, for a network with an embedding.
 *
 * <p>Id 0 is a missing text, 1 one that is not among the known ones; these follow from 2 on, the
 * most frequent of the training rows first, equally frequent ones in the order of their characters.
 * The column becomes an input of its own, {@code int64 [-1, 1]}.
 *
 * @param column the column, a text
 * @param entries the most ids, those of missing and unknown texts included, 3 to {@value
 *     Tokens#MAX_ENTRIES}
 */
public record Index(String column, int entries) implements Step {
  /** Checks the parts. */
  public Index {
    checkName("column", column);
    Tokens.checkEntries(column, entries);
  }
}
