package io.lifecycle4j.core.data.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;

/** What is written reads the same, to the bit. */
@Tag(Volume.TAG)
class ReadingProperties {
  private static final CsvCells CELLS = new CsvCells('.', List.of());

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Item(String text, double number, float[] tensor) {}

  private static final Columns<Item> ITEMS =
      Columns.from(Item.class)
          .text(Column.builder("text", DataType.STRING).nullable().build(), Item::text)
          .number(Column.builder("number", DataType.FLOAT64).nullable().build(), Item::number)
          .tensor(
              Column.tensor("tensor", 2),
              (item, target, offset) -> System.arraycopy(item.tensor(), 0, target, offset, 2))
          .build();

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.doubles(),
        Arbitraries.doubles().ofScale(3));
  }

  @Provide
  Arbitrary<Float> floats() {
    return Arbitraries.oneOf(
        Arbitraries.integers().map(Float::intBitsToFloat), Arbitraries.floats());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().all().ofMaxLength(8).filter(ReadingProperties::valid);
  }

  private static boolean valid(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }

  @Property(tries = 300)
  void recordsReadAsTheyWere(
      @ForAll("texts") String text,
      @ForAll("doubles") double number,
      @ForAll("floats") float one,
      @ForAll("floats") float two) {
    List<Item> items =
        List.of(
            new Item(text, number, new float[] {one, two}),
            new Item("", -number, new float[] {two, one}));
    try (SampleHome home = new SampleHome()) {
      DatasetVersion version =
          home.rides().snapshot(Sources.records(ITEMS, items::forEach)).commit();
      List<Item> read = new ArrayList<>();
      home.rows(version)
          .forEach(
              row -> {
                float[] tensor = new float[2];
                row.tensor(2, tensor, 0);
                read.add(new Item(row.text(0), row.number(1), tensor));
              });
      assertThat(read).hasSize(2);
      for (int i = 0; i < 2; i++) {
        assertThat(read.get(i).text()).isEqualTo(items.get(i).text());
        assertThat(Double.doubleToLongBits(read.get(i).number()))
            .isEqualTo(Double.doubleToLongBits(items.get(i).number()));
        assertThat(read.get(i).tensor()).containsExactly(items.get(i).tensor());
      }
    }
  }

  @Property(tries = 20_000)
  void csvReadsEveryNumberAsJavaDoes(@ForAll("doubles") double number) {
    if (Double.isFinite(number)) {
      same(Double.toString(number));
      same(new BigDecimal(number).toPlainString());
    }
  }

  @Property(tries = 20_000)
  void csvReadsDigitsAsJavaDoes(
      @ForAll @Size(min = 1, max = 25) List<@net.jqwik.api.From("digits") Character> digits) {
    StringBuilder text = new StringBuilder();
    digits.forEach(text::append);
    same(text.toString());
  }

  @Provide
  Arbitrary<Character> digits() {
    return Arbitraries.of('0', '1', '5', '9', '.', 'e', '-', '+', ' ', '3');
  }

  /** Compares with what the rules say and {@link Double#parseDouble} gives. */
  private static void same(String text) {
    Double expected;
    try {
      String stripped = text.strip();
      expected = stripped.isEmpty() ? Double.valueOf(Double.NaN) : Double.valueOf(stripped);
      expected = expected.isInfinite() ? null : expected;
    } catch (NumberFormatException e) {
      expected = null;
    }
    Double found;
    try {
      found = CELLS.number(("x" + text + "y").toCharArray(), 1, 1 + text.length());
    } catch (NumberFormatException e) {
      found = null;
    }
    assertThat(found).describedAs(text).isEqualTo(expected);
  }
}
