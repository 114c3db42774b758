package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  private static Tensor tensor(int numbers, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers);
    return new Tensor("input", TensorType.FLOAT32, bytes, shape);
  }

  @Test
  void holdsNumbersInAShape() {
    Tensor tensor = tensor(6, 2, 3);

    assertThat(tensor).hasToString("input float32 [2, 3]");
    assertThat(tensor.shape()).containsExactly(2, 3);
    assertThat(tensor.size()).isEqualTo(6);
    assertThat(tensor(0, 0, 3).size()).isZero();
    assertThat(tensor(1).shape()).isEmpty();
  }

  @Test
  void refusesNumbersThatDoNotFillTheShape() {
    assertThatThrownBy(() -> tensor(5, 2, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid tensor input: 5 numbers for shape [2, 3] (must be its product)");
    assertThatThrownBy(() -> tensor(6, -2, -3))
        .hasMessage("Invalid tensor input: 6 numbers for shape [-2, -3] (must be its product)");
    assertThatThrownBy(() -> tensor(0, 1L << 32, 1L << 32))
        .hasMessage(
            "Invalid tensor input: 0 numbers for shape [4294967296, 4294967296]"
                + " (must be its product)");
    assertThatThrownBy(() -> tensor(0, 1 << 30, 1 << 30, 1 << 30, 1 << 30))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Tensor("input", TensorType.FLOAT32, ByteBuffer.allocate(7), 1))
        .isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @EnumSource
  void readsAndWritesNumbersOfEachTypeInEachByteOrder(TensorType type) {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      ByteBuffer bytes = ByteBuffer.allocate(5 + 3 * type.bytes()).position(5).order(order);
      Tensor tensor = new Tensor("tokens", type, bytes, 3);
      tensor.set(0, -7);
      tensor.set(2, 1 << 20);

      Tensor copy = Tensor.allocate(new TensorSpec("tokens", type, List.of(-1)), 4);
      copy.put(1, tensor);

      assertThat(List.of(copy.number(0), copy.number(1), copy.number(2), copy.number(3)))
          .containsExactly(0.0, -7.0, 0.0, (double) (1 << 20));
      assertThat(bytes.position()).isEqualTo(5);
    }
  }

  @Test
  void refusesToCopyWhatDoesNotFit() {
    Tensor three = Tensor.of("three", new float[3], 3);
    Tensor whole = Tensor.allocate(new TensorSpec("whole", TensorType.INT32, List.of(-1)), 3);

    assertThatThrownBy(() -> three.put(1, three))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid tensor: three float32 [3] at place 1 (does not fit into three float32 [3])");
    assertThatThrownBy(() -> three.put(0, whole)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> three.put(-1, Tensor.of("one", new float[1], 1)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> whole.floats())
        .hasMessage("Invalid use of tensor whole int32 [3]: must be float32");
  }

  @Test
  void showsItsFirstRowsOverTheSameNumbers() {
    Tensor all = Tensor.allocate(TensorSpec.float32("features", 2), 3);
    Tensor two = all.first(2);
    two.set(3, 8);

    assertThat(two).hasToString("features float32 [2, 2]");
    assertThat(all.number(3)).isEqualTo(8);
    assertThat(two.floats().get(3)).isEqualTo(8);
    assertThat(all.first(0).size()).isZero();
    assertThatThrownBy(() -> all.first(4))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: 4 (there are 3)");
  }

  @Test
  void refusesMoreThanABufferHolds() {
    TensorSpec wide = TensorSpec.float32("features", 1 << 20);
    assertThatThrownBy(() -> Tensor.allocate(wide, 512))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid tensor features: 2147483648 bytes (must be below 2 GiB: use fewer rows)");
  }

  @Test
  void describesRows() {
    TensorSpec image = TensorSpec.float32("image", 1, 28, 28);

    assertThat(image).hasToString("image float32 [-1, 1, 28, 28]");
    assertThat(image.row()).containsExactly(1, 28, 28);
    assertThat(image.numbers()).isEqualTo(784);
    assertThat(image.shape(5)).containsExactly(5, 1, 28, 28);
    assertThat(TensorSpec.float32("value").numbers()).isEqualTo(1);
  }

  @Test
  void fitsTensorsOfItsNameTypeAndDimensions() {
    TensorSpec spec = new TensorSpec("tokens", TensorType.FLOAT32, List.of(-1, -1, 2));

    assertThat(spec.fits(Tensor.of("tokens", new float[6], 1, 3, 2))).isTrue();
    assertThat(spec.fits(Tensor.of("tokens", new float[8], 2, 2, 2))).isTrue();
    assertThat(spec.fits(Tensor.of("words", new float[6], 1, 3, 2))).isFalse();
    assertThat(spec.fits(Tensor.of("tokens", new float[6], 1, 2, 3))).isFalse();
    assertThat(spec.fits(Tensor.of("tokens", new float[6], 3, 2))).isFalse();
    assertThatThrownBy(spec::numbers)
        .hasMessage("Invalid use of tokens float32 [-1, -1, 2]: a row has no fixed size");
  }

  @Test
  void checksThatTensorsFitTheirSpecs() {
    List<TensorSpec> specs = List.of(TensorSpec.float32("x", 2), TensorSpec.float32("y"));
    Tensor two = Tensor.of("x", new float[4], 2, 2);

    assertThat(TensorSpec.checkFit("inputs", specs, List.of(two, Tensor.of("y", new float[2], 2))))
        .isEqualTo(2);
    assertThat(TensorSpec.checkFit("inputs", List.of(), List.of())).isZero();
    assertUnfit(specs, two);
    assertUnfit(specs, two, Tensor.of("y", new float[3], 3));
    assertUnfit(specs, two, Tensor.of("z", new float[2], 2));
    assertUnfit(specs, Tensor.of("x", new float[1]), Tensor.of("y", new float[2], 2));
  }

  @Test
  void acceptsShapesWhoseNumbersLieInTheSameOrder() {
    TensorSpec image = TensorSpec.float32("image", 1, 28, 28);
    assertThat(image.accepts(-1, 1, 28, 28)).isTrue();
    assertThat(image.accepts(64, 28, 28)).isTrue();
    assertThat(image.accepts(-1, 784)).isTrue();
    assertThat(image.accepts(-1, -1, 28, -1)).isTrue();
    assertThat(TensorSpec.float32("image", 784).accepts(-1, 1, 28, 28)).isTrue();
    assertThat(TensorSpec.float32("value", 1).accepts(-1)).isTrue();
    assertThat(TensorSpec.float32("value").accepts(-1, 1)).isTrue();
    assertThat(TensorSpec.float32("scores", TensorSpec.FREE).accepts(-1, 3)).isTrue();

    assertThat(image.accepts()).isFalse();
    assertThat(image.accepts(-1)).isFalse();
    assertThat(image.accepts(-1, 783)).isFalse();
    assertThat(image.accepts(-1, 28, 1 << 16)).isFalse();
    assertThat(TensorSpec.float32("pairs", 2, 3).accepts(-1, 3, 2)).isFalse();
    assertThat(TensorSpec.float32("pairs", 2, 3).accepts(-1, -1, 2)).isFalse();
    assertThat(TensorSpec.float32("pairs", 4).accepts(-1, 1L << 32, 1L << 32)).isFalse();
  }

  private static void assertUnfit(List<TensorSpec> specs, Tensor... tensors) {
    assertThatThrownBy(() -> TensorSpec.checkFit("inputs", specs, List.of(tensors)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid inputs: " + List.of(tensors) + " (must be rows of " + specs + ")");
  }

  @Test
  void checksThatTensorsAreAsManyRowsAsAreNeeded() {
    List<TensorSpec> specs = List.of(TensorSpec.float32("x", 2));
    List<Tensor> two = List.of(Tensor.of("x", new float[4], 2, 2));

    TensorSpec.checkFit("outputs", specs, two, 2);
    assertThatThrownBy(() -> TensorSpec.checkFit("outputs", specs, two, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid outputs: [x float32 [2, 2]] (must be 1 row of [x float32 [-1, 2]])");
  }

  @Test
  void refusesDimensionsOfNoRows() {
    assertThatThrownBy(() -> new TensorSpec("x", TensorType.FLOAT32, List.of(3)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid dimensions of x: [3] (the first must be -1, the number of rows)");
    assertThatThrownBy(() -> TensorSpec.float32("x", 0))
        .hasMessage("Invalid dimensions of x: [-1, 0] (must be positive, or -1 for any)");
    assertThatThrownBy(() -> TensorSpec.float32("x", 1 << 20, 1 << 20))
        .hasMessage(
            "Invalid dimensions of x: [-1, 1048576, 1048576] (a row has too many numbers, at most"
                + " 2147483647)");
    assertThatThrownBy(() -> TensorSpec.float32("", 1)).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void refusesASignatureWithoutInputsOrWithOneTwice() {
    TensorSpec one = TensorSpec.float32("one", 1);

    assertThat(new Signature(List.of(one), List.of(one)))
        .hasToString("[one float32 [-1, 1]] -> [one float32 [-1, 1]]");
    assertThatThrownBy(() -> new Signature(List.of(), List.of(one)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid signature: no inputs (needs at least 1)");
    assertThatThrownBy(() -> new Signature(List.of(one), List.of(one, one)))
        .hasMessage("Invalid outputs: [one float32 [-1, 1], one float32 [-1, 1]] (one is twice)");
  }

  @Test
  void hasAViewThatCannotBeWritten() {
    Tensor tensor = Tensor.of("x", new float[] {1, 2}, 2, 1);
    Tensor view = tensor.readOnly();

    assertThatThrownBy(() -> view.set(0, 3)).isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> view.floats().put(3)).isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> view.bytes().put((byte) 3))
        .isInstanceOf(ReadOnlyBufferException.class);
    tensor.set(1, 4);
    assertThat(view).hasToString("x float32 [2, 1]").returns(4.0, it -> it.number(1));
    assertThat(view.first(1).number(0)).isEqualTo(1);
  }
}
