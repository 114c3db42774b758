package io.lifecycle4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenLinesTest {
  private static final Signature SIGNATURE =
      new Signature(List.of(TensorSpec.float32("x", 2)), List.of(TensorSpec.float32("y", 1)));
  private static final String GOOD = "{\"inputs\":{\"a\":[1,2]},\"outputs\":{\"b\":[3]}}";
  private static final String FORM =
      " (must be {\"inputs\":{\"name\":[numbers]},\"outputs\":{\"name\":[numbers]}}, each number"
          + " finite)";

  private static GoldenLines read(String text) {
    return GoldenLines.read(Optional.of(Content.of(text)), SIGNATURE);
  }

  private static void refuses(
      String text, Class<? extends LifecycleException> type, String message) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(type).hasMessage(message);
  }

  @Test
  void namesRowsByTheirLines() {
    GoldenLines golden = read("\n" + GOOD + "\n\n" + GOOD + "\n");

    assertThat(golden.rows()).hasSize(2);
    assertThat(golden.rows().get(0).inputs()).containsEntry("x", List.of(1f, 2f));
    assertThat(golden.name(0)).isEqualTo("the golden row in line 2");
    assertThat(golden.name(1)).isEqualTo("the golden row in line 4");
    assertThat(GoldenLines.read(Optional.empty(), SIGNATURE).rows()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"inputs\":{\"a\":[1,2]},\"outputs\":{\"b\":[3]} | , column 42",
        "[1] | , column 1",
        "abc | , column 1",
        "{\"inputs\":{\"a\":[1,\"2\"]},\"outputs\":{\"b\":[3]}} | , column 19",
        "{\"inputs\":{\"a\":1},\"outputs\":{\"b\":[3]}} | , column 16",
        "{\"inputs\":{\"a\":[1,2]},\"outputs\":{\"b\":[3]},\"id\":7} | , column 49"
      })
  void saysInWhichLineAndColumnALineIsWrong(String line, String column) {
    refuses(
        GOOD + "\n" + line,
        InvalidDataException.class,
        "Invalid golden row in line 2" + column + FORM);
  }

  @Test
  void saysInWhichLineNumbersAreWrong() {
    refuses(
        GOOD + "\n{\"outputs\":{\"b\":[3]}}",
        InvalidDataException.class,
        "Invalid golden row in line 2, column 21" + FORM);
    refuses(
        GOOD + "\n{\"inputs\":{\"a\":[1,2]},\"outputs\":{\"b\":[1e60]}}",
        InvalidDataException.class,
        "Invalid golden row in line 2, column 39" + FORM);
    refuses(
        GOOD + "\n\n{\"inputs\":{\"a\":[1]},\"outputs\":{\"b\":[3]}}",
        InvalidValueException.class,
        "Invalid golden row in line 3: inputs are [x of 1 numbers] (must be [x float32 [-1, 2]])");
  }

  @Test
  void refusesTooFewOrTooManyRows() {
    refuses("", InvalidDataException.class, "Invalid golden rows: 0 (must be 1 to 1000)");
    refuses(
        (GOOD + "\n").repeat(1_001),
        InvalidDataException.class,
        "Invalid golden rows: 1001 (must be 1 to 1000)");
  }

  @Test
  void refusesMoreThanFitsIntoMemory() {
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    Content each =
        out -> {
          for (byte b : bytes) {
            out.write(b);
          }
        };
    assertThat(GoldenLines.read(each, SIGNATURE, bytes.length).rows()).hasSize(1);
    for (Content content : List.of(Content.of(bytes), each)) {
      assertThatThrownBy(() -> GoldenLines.read(content, SIGNATURE, bytes.length - 1))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage(
              "Cannot read golden rows: too long (must be at most "
                  + (bytes.length - 1)
                  + " bytes)");
    }
    Content huge =
        out -> {
          throw new OutOfMemoryError("Java heap space");
        };
    assertThatThrownBy(() -> GoldenLines.read(Optional.of(huge), SIGNATURE))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read golden rows: they do not fit into the heap (increase -Xmx)");
  }
}
