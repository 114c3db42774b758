package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.schema.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Learns the vocabulary of a column: the most frequent words or texts.
 *
 * @param words the words of a row; an empty one is missing
 * @param fitted makes the step of the vocabulary
 * @param counts how often each word occurs
 */
record Vocabulary(
    String column,
    int entries,
    Function<Row, List<String>> words,
    Function<List<String>, FittedStep> fitted,
    Map<String, Long> counts)
    implements StepLearner {
  /** The id of padding, or of a missing text. */
  static final int NONE = 0;

  /** The id of what is not in the vocabulary. */
  static final int UNKNOWN = 1;

  /** The most different words that are counted, some hundred megabytes. */
  private static final int MOST = 2_000_000;

  Vocabulary(
      String column,
      int entries,
      Function<Row, List<String>> words,
      Function<List<String>, FittedStep> fitted) {
    this(column, entries, words, fitted, new HashMap<>());
  }

  /** Splits a text into its first words: runs of letters, marks and digits, in lower case. */
  static List<String> words(String text, int most) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= lower.length() && words.size() < most; ) {
      int letter = i < lower.length() ? lower.codePointAt(i) : ' ';
      boolean inside = isPart(letter);
      if (!inside && start >= 0) {
        words.add(lower.substring(start, i));
      }
      start = !inside ? -1 : start < 0 ? i : start;
      i += Character.charCount(letter);
    }
    return words;
  }

  private static boolean isPart(int letter) {
    int type = Character.getType(letter);
    return Character.isLetterOrDigit(letter)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Returns the ids of a vocabulary. */
  static Map<String, Integer> ids(List<String> words) {
    Map<String, Integer> ids = new HashMap<>();
    words.forEach(word -> ids.put(word, ids.size() + UNKNOWN + 1));
    return ids;
  }

  static int id(Map<String, Integer> ids, String word) {
    return word.isEmpty() ? NONE : ids.getOrDefault(word, UNKNOWN);
  }

  @Override
  public Block block(int rows) {
    List<String> texts = new ArrayList<>();
    return new Block() {
      @Override
      public void add(Row row) {
        texts.addAll(words.apply(row));
      }

      @Override
      public Runnable summarize() {
        Map<String, Long> block = new HashMap<>();
        texts.stream()
            .filter(text -> !text.isEmpty())
            .forEach(text -> block.merge(text, 1L, Long::sum));
        return () -> merge(block);
      }
    };
  }

  private void merge(Map<String, Long> block) {
    block.forEach((word, count) -> counts.merge(word, count, Long::sum));
    check(
        counts.size() <= MOST,
        "Invalid preprocessing: column %s has more than %s different words (clean it, or leave it"
            + " out)",
        column,
        MOST);
  }

  @Override
  public FittedStep end() {
    StepLearner.needs(!counts.isEmpty(), column);
    Comparator<Map.Entry<String, Long>> frequent =
        Map.Entry.comparingByValue(Comparator.reverseOrder());
    List<String> most =
        counts.entrySet().stream()
            .sorted(frequent.thenComparing(Map.Entry.comparingByKey()))
            .limit(entries - UNKNOWN - 1L)
            .map(Map.Entry::getKey)
            .toList();
    return fitted.apply(most);
  }
}
