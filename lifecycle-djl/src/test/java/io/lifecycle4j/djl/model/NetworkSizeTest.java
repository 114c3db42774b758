package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Signature;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Networks that nobody has the memory for: nothing of them is allocated. */
class NetworkSizeTest {
  private static final Signature FOUR = Artifacts.signature(List.of(4), 2);

  private static final long MILLION = 1_000_000;

  private static void check(String layers, long limit, Integer... row) {
    NetworkSize.checkFits(
        Blocks.NONE, Network.parse(layers), Artifacts.signature(List.of(row), 2), 32, limit);
  }

  private static AbstractThrowableAssert<?, ?> assertInvalid(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void namesTheLayerItsParametersTheLimitAndTheCure() {
    assertInvalid(() -> check("relu dense(100000000) relu", NetworkSize.MOST_PARAMETERS, 4))
        .hasMessage(
            "Invalid network: it has 700000002 parameters, 500000000 of them in layer 2,"
                + " dense(100000000), on [4] (at most 500000000; make that smaller)");
    assertInvalid(() -> check("dense(10) relu", 10, 4))
        .hasMessageEndingWith(
            " (at most 10; make that smaller, or allow up to 500000000 with maxParameters)");
    assertInvalid(() -> check("conv(3000,100) flatten dense(10)", 10 * MILLION, 3, 101, 101))
        .hasMessageStartingWith(
            "Invalid network: it has 90123032 parameters, 90003000 of them in layer 1,"
                + " conv(3000,100), on [3, 101, 101] (at most 10000000; ");
    assertInvalid(() -> check("", 1, 1 << 20))
        .hasMessageStartingWith("Invalid network: it has 2097154 parameters, 2097154 of them in");
  }

  @Test
  void countsBeyondAnyInt() {
    String wide = "dense(268435456) dense(268435456) dense(268435456)";
    assertInvalid(() -> check(wide, NetworkSize.MOST_PARAMETERS, Integer.MAX_VALUE))
        .hasMessageStartingWith("Invalid network: it has 720575941")
        .hasMessageContaining("of them in layer 1, dense(268435456), on [2147483647]");
    assertInvalid(() -> check("conv(1,46340) flatten", MILLION, 1, 46_340, 46_340))
        .hasMessageContaining("2147395601 of them in layer 1, conv(1,46340)");
  }

  @Test
  void allowsWhatIsAsLargeAsTheLimit() {
    assertThatCode(() -> check("dense(10)", 72, 4)).doesNotThrowAnyException();
    assertInvalid(() -> check("dense(10)", 71, 4));
  }

  @Test
  void refusesABatchThatTheMemoryDoesNotHold() {
    List<Layout.Placed> layers =
        Layout.parse("conv(300000,1) relu maxPool(28) flatten")
            .place(Artifacts.signature(List.of(1, 28, 28), 2));

    assertInvalid(() -> NetworkSize.checkBatch(layers, 32, 16L << 30))
        .hasMessage(
            "Invalid network: a batch of 32 rows takes 114990 MiB, most of it behind layer 1,"
                + " conv(300000,1), on [1, 28, 28] (at most 16384 MiB, the memory of the machine;"
                + " make that layer or the batch smaller)");
    assertThatCode(() -> NetworkSize.checkBatch(layers, 1, 16L << 30)).doesNotThrowAnyException();
  }

  @Test
  void countsTheParametersThatTheEngineMakes() {
    DjlRuntime.start();
    String layers = "conv(8,5) batchNorm relu maxPool(2) flatten dense(16) batchNorm tanh";
    List<Integer> row = List.of(1, 12, 12);
    long counted =
        Layout.parse(layers).place(Artifacts.signature(row, 3)).stream()
            .mapToLong(Layout.Placed::parameters)
            .sum();
    Block block = new LayerFactory().create(layers, Artifacts.signature(row, 3));
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 12, 12));

      long made = 0;
      for (Pair<String, Parameter> parameter : block.getParameters()) {
        made += parameter.getValue().getArray().size();
      }
      assertThat(counted).isEqualTo(made);
    }
  }

  @Test
  void countsWhatAFactoryCreates() {
    DjlRuntime.start();
    Network small = new Network("residual", "16");
    Network large = new Network("residual", "100000000");

    assertThatCode(
            () -> NetworkSize.checkFits(Blocks.NONE, small, FOUR, 32, 16 * 5 + 17 * 2 + 5 * 2))
        .doesNotThrowAnyException();
    assertInvalid(() -> NetworkSize.checkFits(Blocks.NONE, small, FOUR, 32, 123));
    assertInvalid(
            () -> NetworkSize.checkFits(Blocks.NONE, large, FOUR, 32, NetworkSize.MOST_PARAMETERS))
        .hasMessageStartingWith(
            "Invalid network: it has 700000012 parameters, 400000000 of them in ")
        .hasMessageContaining("weight (100000000, 4)");
  }

  @Test
  void hasALimitThatFitsTheMachine() {
    assertThat(NetworkSize.limit())
        .isPositive()
        .isLessThanOrEqualTo(NetworkSize.MOST_PARAMETERS)
        .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 8);
  }
}
