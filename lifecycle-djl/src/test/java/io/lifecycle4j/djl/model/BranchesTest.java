package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of several inputs, and of ids. */
class BranchesTest {
  private static final TensorSpec NUMBERS = TensorSpec.float32("features", 2);
  private static final TensorSpec WORDS = ids("text", 3);
  private static final List<TensorSpec> OUTPUT = List.of(TensorSpec.float32("output", 1));
  private static final Signature BOTH = new Signature(List.of(NUMBERS, WORDS), OUTPUT);

  private static TensorSpec ids(String name, int length) {
    return new TensorSpec(name, TensorType.INT64, List.of(-1, length));
  }

  private static Network both() {
    return Network.builder()
        .branch("text", text -> text.embedding(4, 2).mean())
        .branch("features", features -> features)
        .concat()
        .build();
  }

  private static void create(String layers, TensorSpec... inputs) {
    new LayerFactory().create(layers, new Signature(List.of(inputs), OUTPUT));
  }

  @Test
  void printsItsBranches() {
    Network network =
        Network.builder()
            .branch("image (left)", image -> image.conv(8, 3).relu().flatten())
            .branch("features", features -> features)
            .concat()
            .dense(16)
            .relu()
            .build();

    assertThat(network.config())
        .isEqualTo(
            "branch(\"image (left)\", conv(8,3) relu flatten) branch(\"features\") concat"
                + " dense(16) relu");
    assertThat(Network.parse(" " + network.config().replace(" branch", "\n  branch")))
        .isEqualTo(network);
    assertThat(Network.read(network.architecture())).isEqualTo(network);
  }

  @Test
  void computesWhatPlainArithmeticGives() {
    List<Tensor> weights =
        List.of(
            Tensor.of("text/embedding1.weight", new float[] {9, 9, 1, 2, 3, 4, 5, 6}, 4, 2),
            Tensor.of("output.weight", new float[] {1, 10, 100, 1_000}, 1, 4),
            Tensor.of("output.bias", new float[] {0.5f}, 1));
    Tensor numbers = Tensor.of("features", new float[] {1, 2, 3, 4, 0, 0}, 3, 2);
    Tensor words = Tensor.allocate(WORDS, 3);
    words.set(0, 1); // 1, 2
    words.set(1, 3); // 5, 6; then padding, whose vector is zeros whatever its weights are
    words.set(3, 2); // 3, 4

    try (LoadedModel model = Artifacts.load(both(), weights, BOTH);
        ModelWorker worker = model.worker()) {
      Tensor output = worker.run(List.of(numbers, words)).get(0);

      assertThat(output.number(0)).isCloseTo(3 + 10 * 4 + 100 + 2_000 + 0.5, within(1e-3));
      assertThat(output.number(1)).isCloseTo(3 + 10 * 4 + 300 + 4_000 + 0.5, within(1e-3));
      assertThat(output.number(2)).isCloseTo(0.5, within(1e-6));
    }
  }

  @Test
  void countsItsParameters() {
    long counted =
        Layout.parse(both().config()).place(BOTH).stream()
            .mapToLong(Layout.Placed::parameters)
            .sum();
    assertThat(counted).isEqualTo(4 * 2 + 4 + 1);
  }

  @Test
  void needsABranchForEachInputAndAnInputForEachBranch() {
    assertInvalid(
        () -> create("dense(2)", NUMBERS, WORDS),
        "there are the inputs [features, text] (add branch(\"features\", ...) and one for each"
            + " other, then concat)");
    assertInvalid(
        () -> create("branch(\"features\") concat", NUMBERS, WORDS),
        "no branch for the input text (add branch(\"text\", ...))");
    assertInvalid(
        () -> create("branch(\"image\") concat", NUMBERS),
        "branch image (the inputs are [features])");
  }

  @Test
  void namesTheBranchThatDoesNotFit() {
    TensorSpec image = TensorSpec.float32("image", 1, 5, 5);
    assertInvalid(
        () -> create("branch(\"image\", conv(8,3)) concat", image),
        "branch image ends with [8, 3, 3] (needs one dimension, add flatten to it)");
    assertInvalid(
        () -> create("branch(\"image\", relu conv(8,6)) concat", image),
        "layer 2 of branch image, conv(8,6), on [1, 5, 5] (needs at least 6 rows and columns)");
    assertInvalid(
        () -> create("branch(\"features\") concat relu conv(8,6)", NUMBERS),
        "layer 2 after concat, conv(8,6), on [2] (needs channels, rows and columns)");
  }

  @Test
  void embedsIdsAndNothingElse() {
    assertInvalid(
        () -> create("dense(2)", WORDS),
        "layers on text int64 [-1, 3] (ids need an embedding as their first layer)");
    assertInvalid(
        () -> create("embedding(9,2) flatten", NUMBERS),
        "layers on features float32 [-1, 2] (needs float32, or int64 for embedding)");
    assertInvalid(
        () -> create("embedding(9,2) flatten embedding(9,2) flatten", WORDS),
        "embedding among the layers of layers (must be the first of an input of ids)");
    assertInvalid(
        () -> create("embedding(9,2) mean mean", WORDS),
        "layer 3, mean, on [2] (needs positions, as of an embedding)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "branch(\"a\"",
        "branch(\"a)",
        "branch(\"a\" relu)",
        "branch(\"a\", relu))",
        "branch(\"a\") relu concat",
        "branch(\"a\")",
        "branch(\"\") concat",
        "branch(\"a\") branch(\"a\") concat",
        "branch(\"a\") concat concat",
        "branch(\"a\") concat branch(\"b\")",
        "branch(\"a\", branch(\"b\") concat) concat",
        "relu branch(\"a\") concat",
        "concat",
        "branch(a) concat",
        "embedding(9)"
      })
  void refusesATextThatIsNone(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid ");
  }

  @Test
  void refusesBranchesThatAreNotJoined() {
    NetworkBuilder branch = Network.builder().branch("a", a -> a);
    assertInvalid(branch::build, "1 branches are not joined (add concat after the last one)");
    assertInvalid(branch::relu, "1 branches are not joined (add concat after the last one)");
    assertInvalid(() -> Network.builder().concat(), "concat without branches");
    assertInvalid(
        () -> Network.builder().relu().branch("a", a -> a),
        "branch a after other layers (branches come first)");
    assertThatThrownBy(() -> Network.builder().branch("a", a -> a.branch("b", b -> b).concat()))
        .hasMessage("Invalid branch a: it has branches (must be layers)");
  }

  private static void assertInvalid(ThrowingCallable call, String problem) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid network: " + problem);
  }
}
