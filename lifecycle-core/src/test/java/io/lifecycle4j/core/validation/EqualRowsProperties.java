package io.lifecycle4j.core.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.data.split.RowHash;
import io.lifecycle4j.core.data.split.RowHash.RowKey;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Which rows are the same: a rule that no row comes twice, or on both sides, and a split that drops
 * or refuses duplicates must say the same of any two rows.
 */
class EqualRowsProperties {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Column.of("x", DataType.FLOAT64),
              Column.of("n", DataType.INT64),
              Column.of("t", DataType.STRING),
              Column.of("c", DataType.CATEGORICAL),
              Column.tensor("i", 2)));
  private static final List<String> ALL = SCHEMA.columns().stream().map(Column::name).toList();

  private static final double OTHER_NAN = Double.longBitsToDouble(0xfff8_0000_0000_0001L);
  private static final float OTHER_FLOAT_NAN = Float.intBitsToFloat(0xffc0_0001);

  private static Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            0.0,
            -0.0,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.NaN,
            OTHER_NAN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY),
        Arbitraries.doubles().ofScale(20));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of("", "?", "\u0000", "\ud83d\ude00", "\ud83d", "\ude00", "a\ud83d", "a?"),
        Arbitraries.strings().ofMaxLength(4));
  }

  private static Arbitrary<Float> floats() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            0f, -0f, Float.MIN_VALUE, Float.NaN, OTHER_FLOAT_NAN, Float.POSITIVE_INFINITY),
        Arbitraries.floats());
  }

  private static Arbitrary<Row> rows() {
    return Combinators.combine(numbers(), numbers(), texts(), texts(), floats(), floats())
        .as((x, n, t, c, a, b) -> new ListRow(SCHEMA, x, n, t, c, new float[] {a, b}));
  }

  /** Two rows that differ in one cell at most, and perhaps only in how it is written. */
  @Provide
  Arbitrary<List<Row>> pair() {
    return Combinators.combine(rows(), rows(), Arbitraries.integers().between(0, ALL.size() - 1))
        .as((row, other, place) -> List.of(row, mixed(row, other, place)));
  }

  @Provide
  Arbitrary<List<Row>> any() {
    return rows().list().ofSize(2);
  }

  private static Row mixed(Row row, Row other, int place) {
    Object[] cells = ((ListRow) row).cells().clone();
    cells[place] = ((ListRow) other).cells()[place];
    return new ListRow(SCHEMA, cells);
  }

  @Property(tries = 2_000)
  void rulesAndSplitsAgreeOnRowsThatDifferInACell(@ForAll("pair") List<Row> pair) {
    agree(pair.get(0), pair.get(1), ALL);
    for (String column : ALL) {
      agree(pair.get(0), pair.get(1), List.of(column));
    }
  }

  @Property(tries = 500)
  void rulesAndSplitsAgreeOnAnyRows(@ForAll("any") List<Row> pair) {
    agree(pair.get(0), pair.get(1), ALL);
  }

  private static void agree(Row one, Row other, List<String> columns) {
    RowHashes keys = RowHashes.ofRows(SCHEMA, columns);
    RowHash hash = RowHash.of(SCHEMA, columns);
    RowKey first = hash.key(one);
    boolean same = columns.stream().allMatch(column -> same(one, other, SCHEMA.indexOf(column)));
    assertThat(hash.key(other).equals(first)).as("for splits").isEqualTo(same);
    assertThat(keys.of(other) == keys.of(one)).as("for rules").isEqualTo(same);
  }

  /** Equal numbers are the same, and so is what is missing; texts are those that UTF-8 keeps. */
  private static boolean same(Row one, Row other, int place) {
    DataType type = SCHEMA.columns().get(place).type();
    if (type.isText()) {
      return kept(one.text(place)).equals(kept(other.text(place)));
    }
    if (type.isNumber()) {
      return same(one.number(place), other.number(place));
    }
    float[] mine = new float[2];
    float[] yours = new float[2];
    one.tensor(place, mine, 0);
    other.tensor(place, yours, 0);
    return IntStream.range(0, 2).allMatch(i -> same(mine[i], yours[i]));
  }

  private static String kept(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  private static boolean same(double one, double other) {
    return one == other || (Double.isNaN(one) && Double.isNaN(other));
  }
}
