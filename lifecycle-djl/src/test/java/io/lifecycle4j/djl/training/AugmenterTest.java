package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images are changed at random in training alone, the same for the same seed, epoch and row. */
class AugmenterTest {
  private static final TensorSpec IMAGE = TensorSpec.float32("image", List.of(2, 3, 4));

  private static float[] numbers(int row) {
    float[] numbers = new float[24];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 100 * row + i + 1;
    }
    return numbers;
  }

  /** Changes rows of an image, and returns their numbers. */
  private static float[] changed(List<Augmentation> changes, long seed, int epoch, int... rows) {
    Tensor tensor = Tensor.allocate(IMAGE, rows.length);
    FloatBuffer all = tensor.floats();
    for (int row : rows) {
      all.put(numbers(row));
    }
    new Augmenter(changes, seed, List.of(IMAGE)).change(List.of(tensor), rows, epoch);
    float[] numbers = new float[tensor.size()];
    tensor.floats().get(numbers);
    return numbers;
  }

  private static float[] changed(Augmentation change, int epoch) {
    return changed(List.of(change), 42, epoch, 0);
  }

  @Test
  void mirrorsEverySecondImageExactly() {
    float[] mirrored = {4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9};
    int count = 0;
    for (int epoch = 1; epoch <= 200; epoch++) {
      float[] all = changed(Augmentation.horizontalFlip(), epoch);
      float[] first = Arrays.copyOf(all, 12);
      if (!Arrays.equals(first, Arrays.copyOf(numbers(0), 12))) {
        assertThat(first).containsExactly(mirrored);
        assertThat(all[12]).isEqualTo(16); // the other channel, too
        count++;
      }
    }
    assertThat(count).isBetween(70, 130);
  }

  @Test
  void mirrorsUpsideDown() {
    Set<Float> corners = new HashSet<>();
    for (int epoch = 1; epoch <= 20; epoch++) {
      corners.add(changed(Augmentation.verticalFlip(), epoch)[0]);
    }
    assertThat(corners).containsExactlyInAnyOrder(1f, 9f);
  }

  @Test
  void shiftsByWholePixelsInBothDirections() {
    Set<Float> corners = new HashSet<>();
    for (int epoch = 1; epoch <= 200; epoch++) {
      corners.add(changed(Augmentation.shift(1), epoch)[0]);
    }
    assertThat(corners).containsExactlyInAnyOrder(0f, 1f, 2f, 5f, 6f);
  }

  /** The mean of a place over many angles is nearer to that of its neighbours. */
  @Test
  void rotatesAroundTheCentre() {
    TensorSpec square = TensorSpec.float32("image", List.of(1, 3, 3));
    Augmenter augmenter = new Augmenter(List.of(Augmentation.rotate(180)), 1, List.of(square));
    double edges = 0;
    for (int epoch = 1; epoch <= 50; epoch++) {
      Tensor tensor = Tensor.allocate(square, 1);
      tensor.floats().put(new float[] {0, 1, 0, 0, 7, 0, 0, 0, 0});
      augmenter.change(List.of(tensor), new int[] {0}, epoch);
      float[] made = new float[9];
      tensor.floats().get(made);
      assertThat(made[4]).isEqualTo(7);
      edges += made[3] + made[5] + made[7];
    }
    assertThat(edges).isGreaterThan(10);
  }

  @Test
  void enlargesAPart() {
    for (int epoch = 1; epoch <= 50; epoch++) {
      float[] made = changed(Augmentation.crop(0.5), epoch);
      assertThat(made[0]).isBetween(1f, 8f);
      assertThat(made[11] - made[0]).isLessThan(11f).isGreaterThan(5f);
    }
  }

  @Test
  void dependsOnSeedEpochAndRowAlone() {
    List<Augmentation> all =
        List.of(
            Augmentation.horizontalFlip(),
            Augmentation.shift(1),
            Augmentation.rotate(15),
            Augmentation.crop(0.8));
    float[] together = changed(all, 42, 3, 5, 9);
    assertThat(Arrays.copyOf(together, 24)).containsExactly(changed(all, 42, 3, 5));
    assertThat(Arrays.copyOfRange(together, 24, 48)).containsExactly(changed(all, 42, 3, 9));
    assertThat(changed(all, 42, 4, 5)).isNotEqualTo(changed(all, 42, 3, 5));
    assertThat(changed(all, 43, 3, 5)).isNotEqualTo(changed(all, 42, 3, 5));
    assertThat(changed(all, 42, 3, 6)[0] - 600f)
        .isNotCloseTo(changed(all, 42, 3, 5)[0] - 500f, within(1e-3f));
  }

  @Test
  void rejectsInputsThatAreNotImages() {
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(Network.parse("dense(4)"))
            .augment(Augmentation.shift(1))
            .build();
    assertThatThrownBy(
            () -> trainer.train(new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(20, 1))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid augmentation: [shift(1)] of inputs [features float32 [-1, 2]] (needs an image,"
                + " which is channels, height, width)");
    assertThatThrownBy(() -> changed(List.of(Augmentation.shift(3)), 1, 1, 0))
        .hasMessage("Invalid augmentation: shift(3) of images of 3 x 4 pixels (must be smaller)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"horizontalFlip", "verticalFlip", "shift(2)", "rotate(10.5)", "crop(0.8)"})
  void readsWhatItPrints(String text) {
    assertThat(Augmentation.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "flip",
        "shift",
        "shift()",
        "shift(0)",
        "shift(x)",
        "horizontalFlip(2)",
        "crop(1)"
      })
  void rejectsOtherTexts(String text) {
    assertThatThrownBy(() -> Augmentation.parse(text)).isInstanceOf(InvalidValueException.class);
  }

  private static RecordedContext bars() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.bars(60, 6, 1)).shaped(1, 6, 6);
  }

  private static DjlTrainerBuilder trainer() {
    return DjlTrainer.builder()
        .network(Network.parse("conv(4,3) batchNorm relu dropout(0.2) flatten"))
        .epochs(3)
        .batchSize(10)
        .threads(1)
        .checkpointEveryUpdates(1);
  }

  @Test
  void hasTheSameBitsWhenItIsResumed() {
    DjlTrainer trainer =
        trainer().augment(Augmentation.horizontalFlip(), Augmentation.rotate(20)).build();
    byte[] whole = Trained.bytes(trainer.train(bars()));
    for (int after : new int[] {1, 8, 14}) {
      RecordedContext broken = bars();
      AtomicInteger asked = new AtomicInteger();
      broken.cancelledWhen(() -> asked.incrementAndGet() > after);
      assertThat(catchThrowable(() -> trainer.train(broken))).isNotNull();

      assertThat(Trained.bytes(trainer.train(bars().resuming(broken)))).isEqualTo(whole);
    }
    assertThat(Trained.bytes(trainer().build().train(bars()))).isNotEqualTo(whole);
  }

  @Test
  void measuresValidationRowsAsTheyAre() {
    RecordedContext plain = bars().validating(ArrayExamples.bars(40, 6, 2));
    RecordedContext augmented = bars().validating(ArrayExamples.bars(40, 6, 2));
    trainer().build().train(plain);
    Augmentation nothing = Augmentation.rotate(1e-300); // draws numbers and changes nothing
    trainer().augment(nothing).build().train(augmented);

    assertThat(augmented.run.values("validation_loss"))
        .isEqualTo(plain.run.values("validation_loss"));
  }
}
