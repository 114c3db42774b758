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
   * does one character in four that is wrong, missing, additional, or changed places with the next.
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

  /** Counts wrong, missing and additional characters, and neighbours that changed places. */
  private static int slips(String one, String other) {
    int[][] table = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : slips(table, one, i, other, j);
      }
    }
    return table[one.length()][other.length()];
  }

  private static int slips(int[][] table, String one, int i, String other, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int least = table[i - 1][j - 1] + (same ? 0 : 1);
    least = Math.min(least, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, 1 + table[i - 2][j - 2]) : least;
  }
}
