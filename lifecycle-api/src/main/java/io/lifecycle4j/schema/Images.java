package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;

/** Columns of inputs that are images. */
public final class Images {
  /** The name of the only column of an image input. */
  public static final String IMAGE = "image";

  private Images() {}

  /**
   * Returns the columns of gray images of one size.
   *
   * <p>The only column is the tensor {@code image} of shape {@code [1, height, width]} with
   * intensities 0 to 255.
   *
   * @param height number of rows
   * @param width number of pixels in a row
   * @return the columns; reading an image of another size throws {@link
   *     io.lifecycle4j.error.InvalidValueException}
   */
  public static Columns<GrayImage> gray(int height, int width) {
    Column column = Column.tensor(IMAGE, 1, height, width);
    return Columns.from(GrayImage.class)
        .tensor(
            column,
            (image, target, offset) -> {
              check(
                  image.height() == height && image.width() == width,
                  "Invalid image size: %s x %s (the model takes %s x %s)",
                  image.height(),
                  image.width(),
                  height,
                  width);
              image.copyTo(target, offset);
            })
        .build();
  }
}
