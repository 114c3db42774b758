package io.lifecycle4j.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.api.Test;

class ImagesTest {
  private static final byte[] PIXELS = {0, 1, 127, (byte) 128, (byte) 254, (byte) 255};

  @Test
  void readsAnImageAsOneTensor() {
    Columns<GrayImage> columns = Images.gray(2, 3);
    float[] target = new float[8];
    columns.row(new GrayImage(2, 3, PIXELS)).tensor(0, target, 1);

    assertThat(columns.schema().columns()).containsExactly(Column.tensor("image", 1, 2, 3));
    assertThat(target).containsExactly(0, 0, 1, 127, 128, 254, 255, 0);
  }

  @Test
  void refusesImagesOfAnotherSize() {
    Row row = Images.gray(2, 3).row(new GrayImage(3, 2, PIXELS));

    assertThatThrownBy(() -> row.tensor(0, new float[6], 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid image size: 3 x 2 (the model takes 2 x 3)");
    assertThatThrownBy(() -> Images.gray(0, 3))
        .hasMessage("Invalid shape of column image: [1, 0, 3] (dimensions must be positive)");
  }

  @Test
  void readsPixels() {
    byte[] pixels = PIXELS.clone();
    GrayImage image = new GrayImage(2, 3, pixels);
    pixels[0] = 9;

    assertThat(image.height()).isEqualTo(2);
    assertThat(image.width()).isEqualTo(3);
    assertThat(image.pixel(0, 0)).isZero();
    assertThat(image.pixel(1, 2)).isEqualTo(255);
    assertThatThrownBy(() -> image.pixel(2, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid pixel: 2, 0 (the image is 2 x 3)");
    assertThatThrownBy(() -> image.pixel(0, -1))
        .hasMessage("Invalid pixel: 0, -1 (the image is 2 x 3)");
  }

  @Test
  void refusesPixelsThatDoNotFit() {
    assertThatThrownBy(() -> new GrayImage(2, 2, PIXELS))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid image: 6 pixels (2 x 2 needs 4)");
    assertThatThrownBy(() -> new GrayImage(1 << 16, 1 << 16, PIXELS))
        .hasMessage("Invalid image: 6 pixels (65536 x 65536 needs 4294967296)");
    assertThatThrownBy(() -> new GrayImage(0, 6, PIXELS))
        .hasMessage("Invalid image size: 0 x 6 (must be positive)");
  }
}
