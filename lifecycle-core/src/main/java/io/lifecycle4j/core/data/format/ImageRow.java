package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.core.validation.RowPlace;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;

/**
 * A row of an image, its label and perhaps its part that is filled again for each image of a file.
 */
final class ImageRow implements Row, RowPlace {
  private static final int IMAGE = 0;
  private static final int LABEL = 1;
  private static final int PART = 2;

  private final Schema schema;
  private final String part;
  private final byte[] pixels;
  private String label = "";
  private String file = "";

  ImageRow(Schema schema, String part) {
    this.schema = schema;
    this.part = part;
    this.pixels = new byte[schema.columns().get(IMAGE).cells()];
  }

  /** Returns the pixels, to be filled by the reading. */
  byte[] pixels() {
    return pixels;
  }

  void label(String name) {
    label = name;
  }

  void file(String name) {
    file = name;
  }

  @Override
  public String file() {
    return file;
  }

  /** Images have no lines. */
  @Override
  public long line() {
    return 0;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public double number(int column) {
    throw WrongRead.of(schema, column, "a number");
  }

  @Override
  public String text(int column) {
    return switch (column) {
      case LABEL -> label;
      case PART -> part;
      default -> throw WrongRead.of(schema, column, "text");
    };
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    if (column != IMAGE) {
      throw WrongRead.of(schema, column, "a tensor");
    }
    for (int i = 0; i < pixels.length; i++) {
      target[offset + i] = pixels[i] & 0xFF;
    }
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }
}
