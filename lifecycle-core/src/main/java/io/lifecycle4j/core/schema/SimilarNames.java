package io.lifecycle4j.core.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant who misspelt a name. */
public final class SimilarNames {
  /** Of so many characters one may be wrong. */
  private static final int CHARACTERS_OF_A_SLIP = 4;

  private SimilarNames() {}

  /**
   * Finds the name most like another: small and capital letters, blanks and signs do not count, nor
   * does one wrong, missing or additional character in four.
   *
   * @param name the name
   * @param among the names that it may be
   * @return one of them
   */
  public static Optional<String> find(String name, Collection<String> among) {
    String plain = plain(name);
    return among.stream()
        .filter(other -> slips(plain, plain(other)) <= plain.length() / CHARACTERS_OF_A_SLIP)
        .min(Comparator.comparingInt(other -> slips(plain, plain(other))));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** Returns the distance of Levenshtein, a row of its table at a time. */
  private static int slips(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
