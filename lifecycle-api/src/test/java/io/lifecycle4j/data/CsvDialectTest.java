package io.lifecycle4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.NamedContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvDialectTest {
  private static Map<String, String> options(Consumer<CsvDialect.Builder> settings) {
    CsvDialect.Builder builder = CsvDialect.builder();
    settings.accept(builder);
    return builder.build().format().options();
  }

  private static void refuses(Consumer<CsvDialect.Builder> settings, String problem) {
    assertThatThrownBy(() -> options(settings))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(problem);
  }

  @Test
  void writesDownOnlyWhatWasSet() {
    assertThat(CsvDialect.builder().build().format()).isEqualTo(new Format("csv", Map.of()));
    assertThat(options(dialect -> dialect.separator('\t'))).isEqualTo(Map.of("separator", "\t"));
    assertThat(options(dialect -> dialect.quote('\''))).isEqualTo(Map.of("quote", "'"));
    assertThat(options(dialect -> dialect.comment('#'))).isEqualTo(Map.of("comment", "#"));
    assertThat(options(dialect -> dialect.columns("a", "b"))).isEqualTo(Map.of("columns", "a\nb"));
    assertThat(options(dialect -> dialect.missing("NA", "-999")))
        .isEqualTo(Map.of("missing", "NA\n-999"));
    assertThat(options(CsvDialect.Builder::decimalComma)).isEqualTo(Map.of("decimal", ","));
    assertThat(options(dialect -> dialect.charset(StandardCharsets.ISO_8859_1)))
        .isEqualTo(Map.of("charset", "ISO-8859-1"));
    assertThat(options(dialect -> dialect.skipLines(1_000_000)))
        .isEqualTo(Map.of("skip", "1000000"));
  }

  @Test
  void isTheFormatOfTheSource() {
    CsvDialect dialect = CsvDialect.builder().separator(';').decimalComma().build();

    Source source = Sources.csv(Path.of("data", "rides.csv"), dialect);

    assertThat(source.format())
        .isEqualTo(new Format("csv", Map.of("separator", ";", "decimal", ",")));
    assertThat(source.files()).extracting(NamedContent::name).containsExactly("rides.csv");
    assertThat(source.schema()).isEmpty();
  }

  @Test
  void refusesAValueThatIsSetTwice() {
    refuses(
        dialect -> dialect.separator(';').separator(';'), "Invalid dialect: separator set twice");
    refuses(dialect -> dialect.decimalComma().decimalComma(), "Invalid dialect: decimal set twice");
    refuses(dialect -> dialect.skipLines(1).skipLines(2), "Invalid dialect: skip set twice");
  }

  @Test
  void refusesACharacterWithTwoMeanings() {
    refuses(
        dialect -> dialect.separator('"'),
        "Invalid dialect: separator \", quote \", comment  (must be different)");
    refuses(
        dialect -> dialect.comment('"'),
        "Invalid dialect: separator ,, quote \", comment \" (must be different)");
    refuses(
        dialect -> dialect.separator('#').comment('#'),
        "Invalid dialect: separator #, quote \", comment # (must be different)");
  }

  @ParameterizedTest
  @ValueSource(chars = {'\r', '\n', '\uD83D'})
  void refusesCharactersThatAreNone(char character) {
    String problem = "Invalid %s: U+%04X (must be one character, no line end)";
    refuses(
        dialect -> dialect.separator(character),
        String.format(problem, "separator", (int) character));
    refuses(dialect -> dialect.quote(character), String.format(problem, "quote", (int) character));
    refuses(
        dialect -> dialect.comment(character), String.format(problem, "comment", (int) character));
  }

  @Test
  void refusesColumnsThatCannotBeToldApart() {
    refuses(dialect -> dialect.columns(), "Invalid columns: none (needs at least 1)");
    refuses(dialect -> dialect.columns("a", "a"), "Invalid columns: [a, a] (one is twice)");
    assertThatThrownBy(() -> CsvDialect.builder().columns("a", ""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid column name: '' (must not be empty)");
  }

  @Test
  void refusesTextsThatNoMissingCellHas() {
    refuses(
        dialect -> dialect.missing(), "Invalid texts of missing cells: none (needs at least 1)");
    refuses(
        dialect -> dialect.missing("NA", ""),
        "Invalid text of missing cells: '' (must be one line, not empty)");
    assertThatThrownBy(() -> CsvDialect.builder().missing("a\nb"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith("' (must be one line, not empty)");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1_000_001})
  void refusesNumbersOfLinesToSkip(int lines) {
    refuses(
        dialect -> dialect.skipLines(lines),
        "Invalid number of lines to skip: " + lines + " (must be 1 to 1000000)");
  }
}
