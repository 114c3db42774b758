package io.lifecycle4j.core.data.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDialectTest {
  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private DatasetVersion commit(CsvDialect dialect, byte[]... files) {
    List<NamedContent> contents = new ArrayList<>();
    for (byte[] file : files) {
      contents.add(new NamedContent((contents.size() + 1) + ".csv", Content.of(file)));
    }
    return home.rides().snapshot(Sources.csv(contents, dialect)).schema(SampleHome.RIDES).commit();
  }

  private List<String> read(CsvDialect dialect, String text) {
    return SampleHome.texts(home.rows(commit(dialect, text.getBytes(UTF_8))));
  }

  @Test
  void readsAnotherSeparatorAndQuoteAndSkipsComments() {
    CsvDialect dialect = CsvDialect.builder().separator('\t').quote('\'').comment('#').build();
    assertThat(read(dialect, "day\ttemp\triders\n#x\n'a\t''\"'\t1\t2\n"))
        .containsExactly("a\t'\" 1.0 2.0");
  }

  @Test
  void readsDecimalCommas() {
    CsvDialect dialect = CsvDialect.builder().separator(';').decimalComma().build();
    assertThat(read(dialect, "day;temp;riders\na;1,5;2\nb;-12,25e1;3,0\n"))
        .containsExactly("a 1.5 2.0", "b -122.5 3.0");
    assertThatThrownBy(() -> read(dialect, "day;temp;riders\na;1.5;2\n"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read 1.csv: line 2, column temp: '1.5' (must be a number)");
  }

  @Test
  void takesWhatTheDialectSaysAsMissing() {
    CsvDialect dialect = CsvDialect.builder().missing("NA", "-999").build();
    assertThat(read(dialect, "day,temp,riders\nNA,-999, NA \n,,\nNAN,-999.0,1\n"))
        .containsExactly(" NaN NaN", " NaN NaN", "NAN -999.0 1.0");
  }

  @Test
  void readsFilesWithoutHeaderAndSkipsLines() {
    CsvDialect dialect =
        CsvDialect.builder().columns("riders", "x", "day", "temp").skipLines(2).build();
    DatasetVersion version =
        commit(
            dialect, "one\ntwo \"\n7,,a,1\n".getBytes(UTF_8), "\n\n8,,b,2\n9,,c,3".getBytes(UTF_8));
    assertThat(SampleHome.texts(home.rows(version)))
        .containsExactly("a 1.0 7.0", "b 2.0 8.0", "c 3.0 9.0");
    assertThatThrownBy(() -> read(dialect, "\n\n1,2,3,x\n"))
        .hasMessage("Cannot read 1.csv: line 3, column temp: 'x' (must be a number)");
    assertThatThrownBy(() -> read(dialect, "\n\n1,2,3\n"))
        .hasMessage("Cannot read 1.csv: line 3 has 3 cells (the header has 4)");
    assertThatThrownBy(() -> read(dialect, "one"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read 1.csv: Not enough lines");
  }

  @Test
  void decodesOtherCharsetsStrictly() {
    String text = "day,temp,riders\nMünchen,1,2\n";
    assertThat(
            SampleHome.texts(
                home.rows(
                    commit(
                        CsvDialect.builder().charset(ISO_8859_1).build(),
                        text.getBytes(ISO_8859_1)))))
        .containsExactly("München 1.0 2.0");
    CsvDialect wide = CsvDialect.builder().charset(UTF_16LE).build();
    assertThat(SampleHome.texts(home.rows(commit(wide, text.getBytes(UTF_16LE)))))
        .containsExactly("München 1.0 2.0");
    assertThatThrownBy(() -> commit(wide, (text + "x").getBytes(UTF_8)))
        .isInstanceOf(InvalidDataException.class);
  }

  @Test
  void keepsTheDialectWithTheVersionAndNothingElse() {
    CsvDialect dialect = CsvDialect.builder().separator(';').missing("NA", "?").build();
    DatasetVersion version = commit(dialect, "day;temp;riders\na;1;2\n".getBytes(UTF_8));
    assertThat(version.manifest().format())
        .isEqualTo(new Format("csv", Map.of("separator", ";", "missing", "NA\n?")));
    assertThat(CsvDialect.builder().build().format()).isEqualTo(new Format("csv", Map.of()));
  }

  @Test
  void namesBadCellsOfManyLinesAtOnce() {
    assertThatThrownBy(
            () -> read(CsvDialect.builder().build(), "day,temp,riders\na,x,y\nb,1,2\nc,3,z\n"))
        .hasMessage(
            "Cannot read 1.csv: line 2, column temp: 'x' (must be a number); line 2, column riders:"
                + " 'y' (must be a whole number, at most 2^53); line 4, column riders: 'z' (must be"
                + " a whole number, at most 2^53)");
    assertThatThrownBy(() -> read(CsvDialect.builder().build(), "day,temp,riders\na,x,1\nb,1\n"))
        .hasMessage("Cannot read 1.csv: line 2, column temp: 'x' (must be a number)");
  }

  @ParameterizedTest
  @CsvSource({
    "delimiter, ;, Invalid option of csv: delimiter",
    "separator, ab, Invalid separator of csv: 'ab' (must be one character)",
    "decimal, 5, Invalid decimal of csv: '5'",
    "skip, -1, Invalid skip of csv: '-1'",
    "charset, klingon, Invalid charset of csv: 'klingon'",
  })
  void refusesOptionsThatItDoesNotKnow(String option, String value, String message) {
    Source source =
        new Source(
            new Format("csv", Map.of(option, value)),
            List.of(new NamedContent("a.csv", Content.of("day,temp,riders\n"))));
    assertThatThrownBy(() -> home.rides().snapshot(source).schema(SampleHome.RIDES).commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesDialectsThatMakeNoSense() {
    CsvDialect.Builder builder = CsvDialect.builder();
    assertThatThrownBy(() -> CsvDialect.builder().separator('"').build())
        .hasMessage("Invalid dialect: separator \", quote \", comment  (must be different)");
    assertThatThrownBy(() -> builder.separator('\n')).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> builder.separator(';').separator(';'))
        .hasMessage("Invalid dialect: separator set twice");
    assertThatThrownBy(() -> builder.columns("a", "a")).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> builder.columns("a\nb")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> builder.columns()).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> builder.missing("")).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> builder.skipLines(0)).isInstanceOf(InvalidValueException.class);
  }
}
