package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static final String LENET =
      "conv(8,5) relu maxPool(2) conv(16,3) batchNorm tanh maxPool(2) flatten dense(64) sigmoid"
          + " dropout(0.2)";

  @Test
  void printsItsLayers() {
    Network network =
        Network.builder()
            .conv(8, 5)
            .relu()
            .maxPool(2)
            .conv(16, 3)
            .batchNorm()
            .tanh()
            .maxPool(2)
            .flatten()
            .dense(64)
            .sigmoid()
            .dropout(0.2)
            .build();

    assertThat(network).isEqualTo(new Network("layers", LENET));
    assertThat(Network.parse("  " + LENET.replace(" ", "\n "))).isEqualTo(network);
  }

  @Test
  void printsLayersWithSettings() {
    Network network =
        Network.builder()
            .conv(8, 3)
            .stride(2)
            .padding(1)
            .groups(4)
            .maxPool(3)
            .stride(2)
            .avgPool(2)
            .adaptiveMaxPool(3, 3)
            .adaptiveAvgPool(2, 2)
            .residual(inner -> inner.conv(8, 3).padding(1).swish().batchNorm())
            .flatten()
            .leakyRelu(0.2)
            .elu(1)
            .softplus()
            .layerNorm()
            .softmax()
            .layers("dense(units=8) gelu")
            .build();

    assertThat(network.config())
        .isEqualTo(
            "conv(8,3,stride=2,padding=1,groups=4) maxPool(3,stride=2) avgPool(2)"
                + " adaptiveMaxPool(3,3) adaptiveAvgPool(2,2)"
                + " residual(conv(8,3,padding=1) swish batchNorm) flatten leakyRelu(slope=0.2) elu"
                + " softplus layerNorm softmax dense(8) gelu");
    assertThat(Network.parse(network.config())).isEqualTo(network);
    assertThat(Network.parse("conv( 8 , kernel = 3, padding=1 )"))
        .isEqualTo(Network.parse("conv(8,3,padding=1)"));
  }

  @Test
  void printsLayersOfPositions() {
    Network network =
        Network.builder()
            .embedding(100, 8)
            .positions()
            .transformer(8, 2, 16, 0.1)
            .conv1d(4, 3)
            .maxPool1d(2)
            .avgPool1d(2)
            .attention(2)
            .lstm(6)
            .last()
            .build();

    assertThat(network.config())
        .isEqualTo(
            "embedding(100,8) positions residual(attention(2) dropout(0.1)) layerNorm"
                + " residual(dense(16) gelu dense(8) dropout(0.1)) layerNorm conv1d(4,3)"
                + " maxPool1d(2) avgPool1d(2) attention(2) lstm(6) last");
    assertThat(Network.builder().max().build()).isEqualTo(Network.parse("max"));
    assertThat(Network.parse(network.config())).isEqualTo(network);
  }

  @Test
  void printsConcatenations() {
    Network network =
        Network.builder()
            .concat(
                one -> one.conv(4, 1).relu(), three -> three.conv(8, 3).padding(1), same -> same)
            .flatten()
            .build();

    assertThat(network.config()).isEqualTo("concat(conv(4,1) relu, conv(8,3,padding=1), ) flatten");
    assertThat(Network.parse(network.config())).isEqualTo(network);
    assertThat(Network.parse("concat( conv(4,1) relu , conv(8,3,padding=1),) flatten")).isNotNull();
    assertInvalid(() -> Network.parse("concat(relu)"))
        .hasMessage(
            "Invalid layer: concat of 1 ways (must be at least two, one of them with layers)");
    assertInvalid(() -> Network.builder().concat(same -> same, same -> same))
        .hasMessageStartingWith("Invalid layer: concat of 2 ways");
    assertInvalid(() -> Network.parse("concat(embedding(3,2), relu)"))
        .hasMessageContaining("embedding in concat");
    assertInvalid(() -> Network.parse("concat")).hasMessageContaining("concat without branches");
    assertInvalid(() -> Network.parse("concat()"))
        .hasMessageContaining("(must be concat(layers, layers, …), such as ");
  }

  @Test
  void setsNothingThatTheLastLayerHasNot() {
    assertInvalid(() -> Network.builder().relu().stride(2))
        .hasMessage("Invalid network: stride after relu (must follow a layer that has it)");
    assertInvalid(() -> Network.builder().padding(1))
        .hasMessage("Invalid network: padding after no layer (must follow a layer that has it)");
    assertInvalid(() -> Network.builder().maxPool(2).groups(1))
        .hasMessage("Invalid network: groups after maxPool(2) (must follow a layer that has it)");
    assertInvalid(() -> Network.builder().conv(2, 2).stride(0))
        .hasMessage("Invalid stride: 0 (must be positive)");
    assertInvalid(() -> Network.builder().conv(2, 2).padding(-1))
        .hasMessage("Invalid padding: -1 (must be at least 0)");
    assertInvalid(() -> Network.builder().residual(inner -> inner))
        .hasMessage("Invalid layer: residual without layers (must have at least one)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          conv(8,3,groups=2)      | 1x5x5 | 2 groups must divide 1 channels and 8 filters
          conv(8,3,padding=3)     | 1x5x5 | padding must be below the size of the window, 3
          conv(1,2147483647,padding=2147483646) | 1x5x5 | padding makes too many rows and columns
          maxPool(3,padding=2)    | 1x5x5 | padding must be at most half of the size
          adaptiveAvgPool(6,1)    | 1x5x5 | needs at least as many rows and columns
          conv1d(4,3)             | 5     | needs positions and numbers
          conv1d(4,6)             | 5x2   | needs at least 6 positions
          avgPool1d(6)            | 5x2   | needs at least 6 positions
          lstm(4)                 | 1x5x5 | needs positions, as of an embedding
          attention(3)            | 5x4   | the numbers of a position must be a multiple of the heads
          layerNorm               | 1x5x5 | needs one dimension, or positions
          dense(4)                | 1x5x5 | needs one dimension, add flatten before it
          concat(dense(4), conv(1,1)) | 5 | way 2: layer 1 in it, conv(1,1), on [5]: needs channels, rows and columns
          concat(conv(4,1), conv(4,3)) | 1x5x5 | its ways make [[4, 5, 5], [4, 3, 3]] of it, must be the same but for the channels
          concat(max, dense(3)) | 5x2 | its ways make [[2], [5, 3]] of it, must be the same but for the numbers
          residual(dense(4) relu) | 5     | its layers make [4] of it, must keep the shape
          residual(relu conv1d(2,9)) | 5x2 | layer 2 in it, conv1d(2,9), on [5, 2]: needs at least 9 positions
          residual(dense(2147483647) dense(5)) | 5 | dense(2147483647) in it gives [2147483647], too many numbers
          """)
  void namesTheProblemOfALayer(String layer, String row, String problem) {
    Integer[] shape =
        Arrays.stream(row.split("x", -1)).map(Integer::valueOf).toArray(Integer[]::new);
    assertInvalid(() -> create("relu " + layer, shape))
        .hasMessage(
            "Invalid network: layer 2, "
                + Network.parse(layer).config()
                + ", on "
                + Arrays.toString(shape)
                + " ("
                + problem
                + ")");
  }

  @Test
  void needsOneDimensionAtTheEnd() {
    assertInvalid(() -> create("conv1d(2,2)", 5, 2))
        .hasMessage(
            "Invalid network: output layer, dense(2), on [4, 2] (needs one dimension, add mean,"
                + " max, last or flatten before it)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv(8,5,padding=1,padding=1)",
        "conv(8,kernel=5,filters=8)",
        "conv(padding=1,8,5)",
        "conv(8,5,dilation=1)",
        "conv(kernel=5)",
        "relu(x=1)",
        "elu(alpha=)",
        "residual",
        "residual()",
        "lstm(3)(4)"
      })
  void refusesSettingsThatALayerHasNot(String layer) {
    assertInvalid(() -> Network.parse(layer))
        .hasMessageStartingWith("Invalid layer: '" + layer + "' (must be ");
  }

  @Test
  void refusesLayersInTooManyLayers() {
    String deep = "residual(".repeat(17) + "relu" + ")".repeat(17);
    assertInvalid(() -> Network.parse(deep)).hasMessageContaining("at most 16 in each other");
    assertInvalid(() -> Network.parse("residual(" + "relu ".repeat(1_000) + ")"))
        .hasMessage("Invalid network: more than 1000 layers (at most 1000)");
    assertInvalid(() -> Network.parse("residual(embedding(3,2))"))
        .hasMessageContaining("embedding in residual");
  }

  @Test
  void writesItsArchitectureAsJson() {
    Network network = Network.builder().dense(4).build();

    assertThat(network.architecture())
        .isEqualTo("{\"config\":\"dense(4)\",\"factory\":\"layers\"}");
    assertThat(Network.read(network.architecture())).isEqualTo(network);
  }

  @Test
  void describesALinearNetworkWithoutLayers() {
    assertThat(Network.builder().build()).isEqualTo(Network.parse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"config\":\"\"}", "{\"factory\":\"layers\"}", "dense(4)"})
  void refusesAnArchitectureThatIsSomethingElse(String text) {
    assertThatThrownBy(() -> Network.read(text))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read architecture: ");
  }

  static List<String> badTexts() {
    String valid = "{\"config\":\"dense(4)\",\"factory\":\"layers\"}";
    return List.of(
        "../x",
        "${jndi:ldap://x}",
        "' OR 1=1 --",
        "dense(4)\u0000",
        "dense(4)\u202e",
        "\ud800",
        "\u001b[31mred",
        "<xml/>",
        "---\na: 1",
        "dense(" + "9".repeat(1_001) + ")",
        "dropout(0.5d)",
        "dropout(0x1p-3)",
        "x".repeat(1 << 21),
        "[".repeat(100_000),
        "{\"a\":".repeat(1_001),
        valid + "x",
        valid + valid,
        "\ufeff" + valid,
        valid.replace("{", "{\"config\":\"relu\","),
        valid.replace("\"dense(4)\"", "1e999"),
        valid.replace("\"dense(4)\"", "null"),
        valid.replace("\"dense(4)\"", "[\"dense(4)\"]"));
  }

  @ParameterizedTest
  @MethodSource("badTexts")
  void refusesABadTextWithAHarmlessMessage(String text) {
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(() -> Network.parse(text), () -> Network.read(text))) {
      assertThatThrownBy(call)
          .isInstanceOfAny(InvalidValueException.class, CorruptDataException.class)
          .satisfies(
              thrown ->
                  assertThat(thrown.getMessage())
                      .hasSizeLessThanOrEqualTo(500)
                      .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]"));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNoTextAtAll() {
    assertInvalid(() -> Network.parse(null)).hasMessage("Missing layers: null (must be given)");
    assertInvalid(() -> Network.read(null)).hasMessageEndingWith(": null (must be given)");
  }

  @Test
  void refusesANameThatIsNone() {
    assertThatThrownBy(() -> new Network("", "x")).isInstanceOf(InvalidNameException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm",
        "dense",
        "relu(1)",
        "conv(8)",
        "conv(8,5,1)",
        "dense(1.5)",
        "dense()",
        "dropout(--1)",
        "dense(99999999999)",
        "relu,tanh",
        "java.lang.Runtime"
      })
  void refusesLayersThatItDoesNotKnow(String layer) {
    assertInvalid(() -> Network.parse("relu " + layer))
        .hasMessageStartingWith("Invalid layer: '" + layer + "' (must be ");
  }

  private static AbstractThrowableAssert<?, ?> assertInvalid(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void refusesSizesThatAreNotPositive() {
    assertInvalid(() -> Network.builder().dense(0))
        .hasMessage("Invalid units: 0 (must be positive)");
    assertInvalid(() -> Network.builder().conv(-1, 3))
        .hasMessage("Invalid filters: -1 (must be positive)");
    assertInvalid(() -> Network.builder().conv(1, 0))
        .hasMessage("Invalid kernel: 0 (must be positive)");
    assertInvalid(() -> Network.builder().maxPool(0))
        .hasMessage("Invalid pool size: 0 (must be positive)");
    assertInvalid(() -> Network.builder().dropout(1))
        .hasMessage("Invalid dropout rate: 1 (must be at least 0, below 1)");
    assertInvalid(() -> Network.builder().dropout(Double.NaN))
        .hasMessage("Invalid dropout rate: NaN (must be at least 0, below 1)");
  }

  @Test
  void namesTheLayerThatDoesNotFit() {
    assertInvalid(() -> create("dense(8) conv(8,3)", 4))
        .hasMessage(
            "Invalid network: layer 2, conv(8,3), on [8] (needs channels, rows and columns)");
    assertInvalid(() -> create("conv(8,3) relu maxPool(4)", 1, 5, 5))
        .hasMessage(
            "Invalid network: layer 3, maxPool(4), on [8, 3, 3] (needs at least 4 rows and"
                + " columns)");
    assertInvalid(() -> create("conv(8,6)", 1, 5, 5))
        .hasMessage(
            "Invalid network: layer 1, conv(8,6), on [1, 5, 5] (needs at least 6 rows and"
                + " columns)");
    assertInvalid(() -> create("conv(8,3)", 1, 5, 5))
        .hasMessage(
            "Invalid network: output layer, dense(2), on [8, 3, 3] (needs one dimension, add"
                + " flatten before it)");
    assertInvalid(() -> create("conv(2000000000,1) flatten", 1, 5, 5))
        .hasMessage(
            "Invalid network: layer 1, conv(2000000000,1), gives [2000000000, 5, 5] (at most"
                + " 268435456 numbers for a row)");
    assertInvalid(() -> Network.parse("relu ".repeat(1_001)))
        .hasMessage("Invalid network: more than 1000 layers (at most 1000)");
    NetworkBuilder deep = Network.builder();
    for (int i = 0; i <= 1_000; i++) {
      deep.relu();
    }
    assertInvalid(deep::build).hasMessage("Invalid network: more than 1000 layers (at most 1000)");
  }

  private static void create(String layers, Integer... input) {
    new LayerFactory().create(layers, Artifacts.signature(List.of(input), 2));
  }
}
