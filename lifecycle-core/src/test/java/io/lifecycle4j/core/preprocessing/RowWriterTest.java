package io.lifecycle4j.core.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.FittedStep.Encode;
import io.lifecycle4j.preprocessing.FittedStep.Fill;
import io.lifecycle4j.preprocessing.FittedStep.Linear;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowWriterTest {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Shot(String place, float[] image, double time) {}

  private static final Columns<Shot> SHOTS =
      Columns.from(Shot.class)
          .string("place", Shot::place)
          .tensor(
              Column.tensor("image", 2),
              (shot, target, offset) -> System.arraycopy(shot.image, 0, target, offset, 2))
          .float64("time", Shot::time)
          .build();

  private static final Columns<Shot> IMAGES =
      Columns.from(Shot.class)
          .float64("time", Shot::time)
          .tensor(
              Column.tensor("image", 1, 2),
              (shot, target, at) -> System.arraycopy(shot.image, 0, target, at, 2))
          .build();

  private static final Schema INPUT =
      new Schema(
          List.of(
              Column.of("time", DataType.FLOAT64),
              Column.of("place", DataType.STRING),
              Column.tensor("image", 2)));

  private static final Encode PLACES =
      new Encode("place", List.of("roof", "wall", "yard"), UnknownPolicy.ZEROS);

  private static RowWriter writer(FittedStep... steps) {
    return RowWriter.of(new FittedPreprocessing(INPUT, List.of(steps)), SHOTS.schema());
  }

  private static float[] write(RowWriter writer, Shot shot) {
    FloatBuffer target = FloatBuffer.allocate(writer.width());
    writer.write(SHOTS.row(shot), target);
    return target.array();
  }

  private static Shot shot(String place, double time) {
    return new Shot(place, new float[] {10, 30}, time);
  }

  @Test
  void writesTheColumnsOfTheInputInTheirOrder() {
    RowWriter writer = writer(PLACES, new Linear("image", 20, 0.1), new Linear("time", 4, 2));
    assertThat(writer.width()).isEqualTo(6);
    assertThat(write(writer, shot("wall", 5))).containsExactly(2, 0, 1, 0, -1, 1);
  }

  @Test
  void doesTheStepsOfAColumnInTheirOrder() {
    RowWriter writer =
        writer(
            PLACES,
            new Fill("time", 3),
            new Linear("time", 1, 10),
            new Linear("time", 5, 2),
            new Fill("time", 99));
    assertThat(write(writer, shot("roof", Double.NaN))[0]).isEqualTo(30);
    assertThat(write(writer, shot("roof", 0))[0]).isEqualTo(-30);
  }

  @Test
  void fillsInWhatIsMissingButNotAnInfinity() {
    RowWriter writer = writer(PLACES, new Fill("time", 3));
    assertThatThrownBy(() -> write(writer, shot("roof", Double.NEGATIVE_INFINITY)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: time is -Infinity (must be finite)");
  }

  @Test
  void writesZerosForAnUnknownOrMissingText() {
    assertThat(write(writer(PLACES), shot("pool", 1))).startsWith(1, 0, 0, 0);
    assertThat(write(writer(PLACES), shot("", 1))).startsWith(1, 0, 0, 0);
  }

  @Test
  void appendsAtThePositionOfAnyBuffer() {
    FloatBuffer target =
        ByteBuffer.allocateDirect(14 * 4).order(ByteOrder.nativeOrder()).asFloatBuffer();
    target.position(2);
    RowWriter writer = writer(PLACES);
    writer.write(SHOTS.row(shot("roof", 7)), target);
    writer.write(SHOTS.row(shot("yard", 8)), target);
    assertThat(target.position()).isEqualTo(14);
    float[] written = new float[12];
    target.get(2, written);
    assertThat(written).containsExactly(7, 1, 0, 0, 10, 30, 8, 0, 0, 1, 10, 30);
  }

  @Test
  void refusesAMissingNumberAndLeavesThePosition() {
    FloatBuffer target = FloatBuffer.allocate(20).position(3);
    assertThatThrownBy(() -> writer(PLACES).write(SHOTS.row(shot("roof", Double.NaN)), target))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: time is missing (add impute(\"time\").mean() or pass a value)");
    Shot broken = new Shot("roof", new float[] {1, Float.NaN}, 1);
    assertThatThrownBy(() -> writer(PLACES).write(SHOTS.row(broken), target))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: image is NaN at 1 (becomes NaN, must be finite)");
    assertThat(target.position()).isEqualTo(3);
  }

  @Test
  void refusesANumberBeyond32Bits() {
    assertThatThrownBy(() -> write(writer(PLACES), shot("roof", 1e300)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: time is 1.0E300 (becomes Infinity)");
  }

  @Test
  void writesAnImageAndNumbersIntoInputsOfTheirOwn() {
    RowWriter writer = images();
    FloatBuffer[] inputs = {FloatBuffer.allocate(6), FloatBuffer.allocate(6)};

    writer.write(IMAGES.row(shot("wall", 5)), inputs);
    writer.write(IMAGES.row(shot("roof", 7)), inputs);

    assertThat(inputs[0].array()).containsExactly(5, 7, 0, 0, 0, 0);
    assertThat(inputs[1].array()).containsExactly(10, 30, 10, 30, 0, 0);
    assertThat(writer.numbers(IMAGES.row(shot("roof", 7)))).containsExactly(7, 10, 30);
  }

  @Test
  void leavesAllInputsAsTheyWereWhenARowIsRefused() {
    RowWriter writer = images();
    FloatBuffer[] inputs = {FloatBuffer.allocate(6).position(2), FloatBuffer.allocate(2)};
    inputs[1].position(1);

    assertThatThrownBy(() -> writer.write(IMAGES.row(shot("wall", 5)), inputs))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid targets: too small (a row needs 3)");
    assertThat(inputs[0].position()).isEqualTo(2);
    assertThat(inputs[1].position()).isEqualTo(1);
    assertThatThrownBy(
            () -> writer.write(IMAGES.row(shot("wall", 5)), new FloatBuffer[] {inputs[0]}))
        .hasMessage("Invalid targets: 1 (must be 2)");
  }

  private static RowWriter images() {
    return RowWriter.of(new FittedPreprocessing(IMAGES.schema(), List.of()), IMAGES.schema());
  }

  @Test
  void refusesABufferThatIsTooSmall() {
    assertThatThrownBy(
            () -> writer(PLACES).write(SHOTS.row(shot("roof", 1)), FloatBuffer.allocate(5)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid target: 5 numbers left (a row has 6)");
  }

  @Test
  void refusesStepsThatDoNotFitTheirColumn() {
    assertThatThrownBy(() -> writer())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid preprocessing: column place is text (add oneHot(\"place\"))");
    assertThatThrownBy(() -> writer(PLACES, new Encode("time", List.of("a"), UnknownPolicy.ZEROS)))
        .hasMessage(
            "Invalid preprocessing: Encode[column=time, categories=[a], unknown=ZEROS] does not fit"
                + " its column");
    assertThatThrownBy(() -> writer(new Encode("place", List.of("a", "a"), UnknownPolicy.ZEROS)))
        .hasMessage("Invalid preprocessing: text 'a' of column place twice");
  }

  @Test
  void refusesRowsThatLackAColumn() {
    FittedPreprocessing fitted = new FittedPreprocessing(INPUT, List.of(PLACES));
    Schema rows = new Schema(List.of(Column.of("time", DataType.FLOAT64)));
    assertThatThrownBy(() -> RowWriter.of(fitted, rows))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows: no column place (there are time)");
  }
}
