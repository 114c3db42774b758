package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of free texts, those with more different ones than are counted one by one. They have
 * two more statistics: the length, and the share of words that no text had from which the words
 * were learned. Private columns have none, since a set of words confirms guesses.
 */
public final class FreeTexts {
  /** No columns. */
  public static final FreeTexts NONE = new FreeTexts(Map.of());

  static final String LENGTH = ".length";
  static final String UNSEEN = ".unseen";

  /** Shares of words; chosen before any rows, since those that are learned from have no others. */
  private static final List<Double> EDGES =
      List.of(Math.nextUp(0.0), 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75);

  private final Map<String, KnownWords> words;

  private FreeTexts(Map<String, KnownWords> words) {
    this.words = words;
  }

  /**
   * Begins to learn the words of columns.
   *
   * @param profile the rows whose words will be learned
   */
  public static FreeTexts unlearned(Schema columns, Profile profile) {
    Map<String, KnownWords> words = new LinkedHashMap<>();
    for (Column column : columns.columns()) {
      boolean isFree =
          column.type().isText()
              && !column.isPrivate()
              && columns.find(column.name() + LENGTH).isEmpty()
              && columns.find(column.name() + UNSEEN).isEmpty()
              && profile.find(column.name()).filter(FreeTexts::isFree).isPresent();
      if (isFree) {
        words.put(column.name(), new KnownWords());
      }
    }
    return new FreeTexts(words);
  }

  private static boolean isFree(ColumnProfile column) {
    return column.distinct().filter(all -> all.count() > ColumnProfile.MAX_CATEGORIES).isPresent();
  }

  /** Returns the columns of which a profile has the words. */
  public static FreeTexts of(Profile profile) {
    Map<String, KnownWords> words = new LinkedHashMap<>();
    for (ColumnProfile column : profile.columns()) {
      String name = column.name();
      column
          .words()
          .ifPresent(
              set ->
                  words.put(
                      name.substring(0, name.length() - UNSEEN.length()), KnownWords.of(set)));
    }
    return new FreeTexts(words);
  }

  /** Returns those that are columns of texts, and not private, in some rows. */
  public FreeTexts in(Schema rows) {
    Map<String, KnownWords> found = new LinkedHashMap<>(words);
    found
        .keySet()
        .removeIf(
            name ->
                rows.find(name).stream()
                    .mapToObj(rows::column)
                    .noneMatch(column -> column.type().isText() && !column.isPrivate()));
    return new FreeTexts(found);
  }

  /** Returns whether there are no such columns. */
  public boolean isEmpty() {
    return words.isEmpty();
  }

  /** Learns the words of a row. */
  public void learn(Row row) {
    words.forEach((name, known) -> known.add(row.text(row.schema().indexOf(name))));
  }

  /** Returns the words of a column; null if it is not one of free texts. */
  @Nullable KnownWords words(String column) {
    return words.get(column);
  }

  /** Returns the set of a column that has the share of words which are not in it. */
  private @Nullable KnownWords ofShare(String column) {
    return column.endsWith(UNSEEN)
        ? words.get(column.substring(0, column.length() - UNSEEN.length()))
        : null;
  }

  /**
   * Returns the cells that rows are counted in: those of a profile, but always the same for shares
   * of words, since the rows that the words were learned from have no unseen ones.
   */
  public Profile cells(Profile profile) {
    Histogram shares = new Histogram(EDGES, Collections.nCopies(EDGES.size() + 1, 0L));
    List<ColumnProfile> columns = new ArrayList<>();
    for (ColumnProfile column : profile.columns()) {
      columns.add(
          ofShare(column.name()) == null
              ? column
              : ColumnProfile.builder(column.name(), column.count(), column.missing())
                  .histogram(shares)
                  .build());
    }
    return new Profile(profile.rows(), columns);
  }

  /** Adds the words to the profile of a reference. */
  public Profile with(Profile profile) {
    List<ColumnProfile> columns = new ArrayList<>();
    for (ColumnProfile column : profile.columns()) {
      KnownWords known = ofShare(column.name());
      columns.add(
          known == null
              ? column
              : ColumnProfile.builder(column.name(), column.count(), column.missing())
                  .moments(column.moments().orElse(null))
                  .histogram(column.histogram().orElse(null))
                  .words(known.encoded())
                  .build());
    }
    return new Profile(profile.rows(), columns);
  }
}
