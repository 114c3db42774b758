package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    Network.Builder deep = Network.builder();
    for (int i = 0; i <= 1_000; i++) {
      deep.relu();
    }
    assertInvalid(deep::build).hasMessage("Invalid network: more than 1000 layers (at most 1000)");
  }

  private static void create(String layers, Integer... input) {
    new LayerFactory().create(layers, Artifacts.signature(List.of(input), 2));
  }
}
