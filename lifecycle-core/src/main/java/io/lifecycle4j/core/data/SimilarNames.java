package io.lifecycle4j.core.data;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant who misspelt a name. */
final class SimilarNames {
  /** Of so many characters one may be wrong. */
  private static final int CHARACTERS_OF_A_SLIP = 4;

  /** Who changes more names at once did not misspell them, and each is compared with each. */
  private static final int MOST_NAMES = 100;

  private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]");

  private SimilarNames() {}

  /**
   * Finds for each name the one most like it; nothing if there are too many names for slips.
   *
   * @param names the names
   * @param among the names that they may be
   * @return what was found by name, in the order of the names
   */
  static Map<String, String> findAll(Collection<String> names, Collection<String> among) {
    Map<String, String> found = new LinkedHashMap<>();
    if (names.size() <= MOST_NAMES && among.size() <= MOST_NAMES) {
      names.forEach(name -> find(name, among).ifPresent(meant -> found.put(name, meant)));
    }
    return found;
  }

  /**
   * Finds the name most like another: small and capital letters, blanks and signs do not count, nor
   * does one character in four that is wrong, missing, additional, or changed places with the next.
   *
   * @param name the name
   * @param among the names that it may be
   * @return one of them
   */
  static Optional<String> find(String name, Collection<String> among) {
    String plain = plain(name);
    int tooMany = plain.length() / CHARACTERS_OF_A_SLIP + 1;
    @Nullable String nearest = null;
    for (String other : among) {
      int slips = slips(plain, plain(other), tooMany);
      if (slips < tooMany) {
        nearest = other;
        tooMany = slips; // another is better only with fewer
      }
    }
    return Optional.ofNullable(nearest);
  }

  private static String plain(String name) {
    return SIGNS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  /**
   * Counts wrong, missing and additional characters, and neighbours that changed places. There are
   * as many at least as one is longer: if those are too many, nothing else is looked at.
   */
  private static int slips(String one, String other, int tooMany) {
    int longer = Math.abs(one.length() - other.length());
    if (longer >= tooMany) {
      return longer;
    }
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
