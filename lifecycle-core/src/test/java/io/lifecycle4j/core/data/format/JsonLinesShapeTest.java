package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidDataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonLinesShapeTest {
  private static List<String> names(String lines) throws IOException {
    JsonLinesShape shape = new JsonLinesShape();
    shape.add("a.jsonl", new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    return List.copyOf(shape.properties().keySet());
  }

  private static String object(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"p" + i + "\":1")
        .collect(Collectors.joining(",", "{", "}\n"));
  }

  @Test
  void knowsAsManyPropertiesAsItMayHoweverOftenTheyCome() throws IOException {
    String all = object(0, JsonLinesShape.MAX_PROPERTIES);
    assertThat(names(all + all)).hasSize(JsonLinesShape.MAX_PROPERTIES);
    assertThatThrownBy(() -> names(all + "{\"another\":1}"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read a.jsonl: line 2 has another property, beyond 16384");
  }

  @Test
  void boundsTheCharactersOfNames() {
    String deep = ("{\"" + "n".repeat(1_000) + "\":").repeat(60);
    String ends = "}".repeat(60);
    String lines =
        IntStream.range(0, 200)
            .mapToObj(i -> deep + "{\"p" + i + "\":1}" + ends)
            .collect(Collectors.joining("\n"));
    assertThatThrownBy(() -> names(lines))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot read a.jsonl: line 70 has another property, beyond names of 4194304"
                + " characters");
  }
}
