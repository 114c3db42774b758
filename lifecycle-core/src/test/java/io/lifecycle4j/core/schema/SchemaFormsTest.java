package io.lifecycle4j.core.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaFormsTest {
  private static final String USUAL =
      "{\"columns\":[{\"name\":\"temp\",\"shape\":[],\"type\":\"FLOAT64\"},"
          + "{\"name\":\"image\",\"shape\":[1,2],\"type\":\"TENSOR\"}]}";

  private static Schema read(String json) {
    return SchemaForms.JSON.read(json.getBytes(UTF_8), Schema.class, "schema");
  }

  @Test
  void writesNothingThatIsAsUsual() {
    Schema schema = read(USUAL);

    assertThat(schema)
        .isEqualTo(
            new Schema(
                List.of(
                    Column.builder("temp", DataType.FLOAT64).nullable().build(),
                    Column.tensor("image", 1, 2))));
    assertThat(SchemaForms.JSON.text(schema)).isEqualTo(USUAL);
  }

  @Test
  void keepsTheFormOfAllThatIsNot() {
    Schema schema =
        Schema.builder()
            .column("temp", DataType.FLOAT64)
            .column(
                Column.builder("price", DataType.INT64)
                    .nullable()
                    .unit("USD")
                    .role(ColumnRole.WEIGHT)
                    .environments(Set.of(Environment.SERVING))
                    .asPrivate()
                    .description("paid")
                    .build())
            .column(
                Column.builder("day", DataType.CATEGORICAL).categories(List.of("b", "a")).build())
            .build();
    String json =
        "{\"columns\":["
            + "{\"name\":\"temp\",\"nullable\":false,\"shape\":[],\"type\":\"FLOAT64\"},"
            + "{\"description\":\"paid\",\"environments\":[\"SERVING\"],\"name\":\"price\","
            + "\"private\":true,\"role\":\"WEIGHT\",\"shape\":[],\"type\":\"INT64\",\"unit\":\"USD\"},"
            + "{\"categories\":[\"b\",\"a\"],\"name\":\"day\",\"nullable\":false,\"shape\":[],"
            + "\"type\":\"CATEGORICAL\"}]}";

    assertThat(SchemaForms.JSON.text(schema)).isEqualTo(json);
    assertThat(read(json)).isEqualTo(schema);
  }

  @Test
  void ignoresWhatItDoesNotKnowOfAKnownForm() {
    assertThat(read(USUAL.replace("\"shape\":[],", "\"shape\":[],\"colour\":\"red\",")))
        .isEqualTo(read(USUAL));
  }

  @Test
  void refusesALaterForm() {
    assertThatThrownBy(() -> read(USUAL.replace("}]}", "}],\"format\":2}")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("Invalid format of a schema: 2 (must be left out)");
  }

  @Test
  void refusesWhatIsNoSchema() {
    refuses("{}", "Missing columns");
    refuses("{\"columns\":[]}", "no columns");
    refuses("{\"columns\":[null]}", "null");
    refuses("{\"columns\":[{\"type\":\"FLOAT64\",\"shape\":[]}]}", "Invalid column name: null");
    refuses("{\"columns\":[{\"name\":\"a\",\"shape\":[]}]}", "Missing type of column a");
    refuses("{\"columns\":[{\"name\":\"a\",\"type\":\"INT64\"}]}", "Missing shape of column a");
    refuses(
        "{\"columns\":[{\"name\":\"a\",\"type\":\"INT64\",\"shape\":[],\"role\":\"X\"}]}", "role");
    refuses(
        "{\"columns\":[{\"name\":\"a\",\"type\":\"INT64\",\"shape\":[],"
            + "\"environments\":[\"SERVING\",null]}]}",
        "environments");
    refuses(
        "{\"columns\":[{\"name\":\"a\",\"type\":\"TENSOR\",\"shape\":[1],\"nullable\":true}]}",
        "TENSOR nullable");
  }

  private static void refuses(String json, String problem) {
    assertThatThrownBy(() -> read(json))
        .as(json)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read schema: ")
        .hasMessageContaining(problem);
  }
}
