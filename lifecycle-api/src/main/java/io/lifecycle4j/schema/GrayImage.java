package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * An image with one channel and a byte for each pixel.
 *
 * <p>Immutable and thread-safe.
 */
public final class GrayImage {
  private final int height;
  private final int width;
  private final byte[] pixels;

  /**
   * Creates an image.
   *
   * @param height number of rows
   * @param width number of pixels in a row
   * @param pixels {@code height * width} unsigned bytes, row by row, 0 is black; copied
   * @throws io.lifecycle4j.error.InvalidValueException if the pixels do not fit the size
   */
  public GrayImage(int height, int width, byte[] pixels) {
    required(pixels, "pixels");
    check(height > 0 && width > 0, "Invalid image size: %s x %s (must be positive)", height, width);
    check(
        pixels.length == (long) height * width,
        "Invalid image: %s pixels (%s x %s needs %s)",
        pixels.length,
        height,
        width,
        (long) height * width);
    this.height = height;
    this.width = width;
    this.pixels = pixels.clone();
  }

  /**
   * Returns the number of rows.
   *
   * @return the height
   */
  public int height() {
    return height;
  }

  /**
   * Returns the number of pixels in a row.
   *
   * @return the width
   */
  public int width() {
    return width;
  }

  /**
   * Returns one pixel.
   *
   * @param row the row, from 0 at the top
   * @param column the column, from 0 at the left
   * @return the intensity, 0 to 255
   * @throws io.lifecycle4j.error.InvalidValueException if it is outside the image
   */
  public int pixel(int row, int column) {
    check(
        row >= 0 && row < height && column >= 0 && column < width,
        "Invalid pixel: %s, %s (the image is %s x %s)",
        row,
        column,
        height,
        width);
    return pixels[row * width + column] & 0xFF;
  }

  void copyTo(float[] target, int offset) {
    for (int i = 0; i < pixels.length; i++) {
      target[offset + i] = pixels[i] & 0xFF;
    }
  }
}
