package io.lifecycle4j.core.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant by a misspelt one. */
public final class SimilarNames {
  /** One in this many characters may be wrong. */
  private static final int CHARACTERS_OF_A_SLIP = 4;

  /** More names were renamed, not misspelt; comparing each with each would also be slow. */
  private static final int MOST_NAMES = 100;

  private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]");

  private SimilarNames() {}

  /**
   * Finds the most similar name for each name, in the order of the names. The result is empty if
   * there are too many names.
   */
  public static Map<String, String> findAll(Collection<String> names, Collection<String> among) {
    Map<String, String> found = new LinkedHashMap<>();
    if (names.size() <= MOST_NAMES && among.size() <= MOST_NAMES) {
      names.forEach(name -> find(name, among).ifPresent(meant -> found.put(name, meant)));
    }
    return found;
  }

  /**
   * Finds the most similar name. It ignores case, blanks and signs, and one error in four
   * characters: a wrong, missing or additional one, or two adjacent ones transposed.
   */
  public static Optional<String> find(String name, Collection<String> among) {
    String plain = plain(name);
    int tooMany = plain.length() / CHARACTERS_OF_A_SLIP + 1;
    @Nullable String nearest = null;
    for (String other : among) {
      int slips = slips(plain, plain(other), tooMany);
      if (slips < tooMany) {
        nearest = other;
        tooMany = slips; // another must have fewer slips
      }
    }
    return Optional.ofNullable(nearest);
  }

  /**
   * Finds the name that was probably meant by one that names nothing; nothing if the two differ in
   * digits only, as {@code fraud2} and {@code fraud} do, or the name is not similar to any.
   */
  public static Optional<String> findMisspelt(String name, Collection<String> among) {
    return among.contains(name)
        ? Optional.empty()
        : find(name, among).filter(it -> !withoutDigits(it).equals(withoutDigits(name)));
  }

  private static String withoutDigits(String name) {
    return name.replaceAll("[-_.]?[0-9]", "");
  }

  /**
   * Finds the name that has the most in common, among those that contain the name or are contained
   * in it: {@code roc_auc} for {@code auc}, {@code f1} for {@code f1_score}.
   */
  public static Optional<String> findPart(String name, Collection<String> among) {
    String plain = plain(name);
    return among.stream()
        .filter(other -> !plain.isEmpty() && !plain(other).isEmpty())
        .filter(other -> plain(other).contains(plain) || plain.contains(plain(other)))
        .min(Comparator.comparingInt(other -> Math.abs(plain(other).length() - plain.length())));
  }

  private static String plain(String name) {
    return SIGNS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  /**
   * Counts wrong, missing and additional characters, and transpositions. They are at least the
   * difference in length: if that is too many, nothing else is compared.
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
