package io.lifecycle4j.core.data.format;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The rows of one pair of IDX files: images and labels have a fixed width. Immutable when both
 * files were read.
 */
final class IdxPart implements RowPart {
  private static final int IMAGE_HEADER = 16;
  private static final int LABEL_HEADER = 8;

  private final Schema schema;
  private final String part;
  private final List<String> classes;
  private final BlockSums images;
  private final BlockSums labels;
  private long rows;

  IdxPart(Schema schema, String part, List<String> classes, BlockSums images, BlockSums labels) {
    this.schema = schema;
    this.part = part;
    this.classes = classes;
    this.images = images;
    this.labels = labels;
  }

  /** Takes the next row while the files are read as a whole. */
  void add(Row row) {
    rows++;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Row row(long number) {
    ImageRow row = new ImageRow(schema, part);
    fill(images, IMAGE_HEADER + number * row.pixels().length, row.pixels());
    byte[] label = new byte[1];
    fill(labels, LABEL_HEADER + number, label);
    row.label(classes.get(label[0] & 0xFF));
    return row;
  }

  private static void fill(BlockSums file, long offset, byte[] target) {
    try (InputStream in = file.open(offset)) {
      in.readNBytes(target, 0, target.length);
    } catch (IOException e) {
      throw new IllegalStateException("Blocks throw no such thing", e);
    }
  }
}
