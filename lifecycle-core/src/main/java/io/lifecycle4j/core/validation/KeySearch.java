package io.lifecycle4j.core.validation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the columns whose values are all distinct, among the columns whose profile allows it. Exact
 * up to some millions of rows; beyond, only a sample of the values is compared. Not thread-safe.
 */
public final class KeySearch {
  /** An estimated distinct count of this share of the rows may mean that all are distinct. */
  private static final double NEARLY_ALL = 0.9;

  /** The most columns examined, since each takes memory. */
  private static final int MOST = 3;

  /** Longer texts, and texts with blanks, are no keys. */
  private static final int LONGEST = 64;

  private final List<Candidate> candidates = new ArrayList<>();

  private record Candidate(Column column, int place, RowKeys keys, KeyTable table) {
    boolean repeats(Row row) {
      long key = keys.of(row);
      if (key == RowKeys.NONE || (column.type().isText() && !isCode(row.text(place)))) {
        return true;
      }
      if (table.looksAt(key) && table.tag(key) != KeyTable.ABSENT) {
        return true;
      }
      table.put(key, 1);
      return false;
    }

    private static boolean isCode(String text) {
      return text.length() <= LONGEST && text.chars().noneMatch(Character::isWhitespace);
    }
  }

  /**
   * Considers whole numbers, times and texts.
   *
   * @param profile the profile of the same rows, whatever types they were read as
   */
  public KeySearch(Schema schema, Profile profile) {
    List<Column> columns = required(schema, "schema").columns();
    required(profile, "profile");
    for (int i = 0; i < columns.size() && candidates.size() < MOST; i++) {
      Column column = columns.get(i);
      if (mayBeKey(column.type()) && mayDiffer(column.name(), profile)) {
        candidates.add(
            new Candidate(
                column,
                i,
                RowKeys.of(schema, List.of(column.name())),
                new KeyTable(KeyTable.CAPACITY)));
      }
    }
  }

  private static boolean mayBeKey(DataType type) {
    return type == DataType.INT64 || type == DataType.TIMESTAMP || type == DataType.STRING;
  }

  private static boolean mayDiffer(String column, Profile profile) {
    return profile
        .find(column)
        .filter(seen -> seen.missing() == 0)
        .filter(
            seen ->
                seen.distinct().stream().anyMatch(all -> all.count() >= NEARLY_ALL * seen.count()))
        .isPresent();
  }

  /** Adds a row, which is not kept. */
  public void add(Row row) {
    candidates.removeIf(candidate -> candidate.repeats(row));
  }

  /** Returns the columns in which no value was repeated or missing, in order. */
  public Set<String> found() {
    Set<String> found = new LinkedHashSet<>();
    candidates.forEach(candidate -> found.add(candidate.column.name()));
    return found;
  }
}
