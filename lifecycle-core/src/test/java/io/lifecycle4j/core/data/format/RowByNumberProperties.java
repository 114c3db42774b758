package io.lifecycle4j.core.data.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Where rows begin is known whatever stands in a file of lines. */
@Tag(Volume.TAG)
class RowByNumberProperties {
  private static final Schema SCHEMA =
      Schema.builder().column("a", DataType.STRING).column("b", DataType.STRING).build();
  private static final int LOOKED_UP = 50;
  private static final List<String> ENDS = List.of("\n", "\r\n", "\r");
  private static final List<String> CELLS =
      List.of(
          "x",
          "",
          "é€",
          "\"\"",
          "\"a,b\"",
          "\"two\nlines\"",
          "\"two\r\nlines\"",
          "\"a\rb\"",
          "\"a\n\nb\"",
          "\"say \"\"no\"\"\"",
          "\"# no comment\"",
          "\uFEFFmark",
          "long".repeat(400));

  @Property(tries = 300)
  void findsTheRowThatReadingGives(@ForAll long seed) {
    Random random = new Random(seed);
    boolean header = random.nextBoolean();
    CsvDialect.Builder dialect = CsvDialect.builder().comment('#');
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    int skip = random.nextInt(3);
    if (skip > 0) {
      dialect.skipLines(skip);
    }
    for (int i = 0; i < skip; i++) {
      text.append("skipped").append(i).append(one(ENDS, random));
    }
    if (header) {
      text.append("b,other,a").append(one(ENDS, random));
    } else {
      dialect.columns("b", "other", "a");
    }
    int lines = 1 + random.nextInt(300);
    for (int i = 0; i < lines; i++) {
      line(text, i, random);
    }
    if (random.nextBoolean()) {
      text.setLength(text.length() - 1); // the last line does not end
    }
    Content content = Content.of(text.toString().getBytes(UTF_8));
    check(content, Sources.csv(List.of(new NamedContent("a", content)), dialect.build()), random);
  }

  @Property(tries = 100)
  void findsTheObjectThatReadingGives(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    int lines = 1 + random.nextInt(300);
    for (int i = 0; i < lines; i++) {
      if (random.nextInt(8) > 0) {
        String cell = one(List.of("x", "é€", "two\\nlines", "\\u0041", "long".repeat(400)), random);
        text.append(" {\"b\": \"").append(i).append("\", \"a\":\"").append(cell).append("\"} ");
      }
      text.append(one(ENDS, random));
    }
    Content content = Content.of(text.toString().getBytes(UTF_8));
    check(content, Sources.jsonLines("a.jsonl", content), random);
  }

  private static void line(StringBuilder text, int number, Random random) {
    switch (random.nextInt(12)) {
      case 0 -> text.append("# a \"comment");
      case 1 -> {} // an empty line
      default ->
          text.append(number)
              .append(',')
              .append(one(CELLS, random))
              .append(',')
              .append(one(CELLS, random));
    }
    text.append(one(ENDS, random));
  }

  private static String one(List<String> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  /** Compares some of the rows: to look one up costs as much as to read a part of the file. */
  private static void check(Content content, Source source, Random random) {
    try (SampleHome home = new SampleHome()) {
      StoredFile file = home.store.put(new NamedContent("a", content));
      Rows rows = home.store.rows(List.of(file), source.format(), SCHEMA);
      List<String> all = new ArrayList<>();
      rows.forEach(row -> all.add(row.text(0) + "|" + row.text(1)));
      int step = 1 + all.size() / LOOKED_UP;
      for (int i = random.nextInt(step); i < all.size(); i += step) {
        Row row = rows.row(i);
        assertThat(row.text(0) + "|" + row.text(1)).as("row %s", i).isEqualTo(all.get(i));
      }
    }
  }
}
