package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.core.data.format.RowFormat.RowPart;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Labelled gray images in pairs of IDX files, the format of MNIST.
 *
 * <p>The option {@code classes} holds the name of each label, {@code parts} that of each pair, one
 * in a line. A row is an image ({@code [1, height, width]}, 0 to 255), its label and its part.
 */
final class IdxFormat implements RowFormat {
  private static final int IMAGES = 0x00000803;
  private static final int LABELS = 0x00000801;
  private static final int IMAGE_HEADER = 16;
  private static final int LABEL_HEADER = 8;

  @Override
  public Set<String> options() {
    return new TreeSet<>(Set.of("classes", "parts"));
  }

  @Override
  public void require(int files, Format format, Schema schema) {
    int parts = TextColumns.lines(format, "parts").size();
    check(
        files == 2 * parts,
        "Invalid idx source: %s for %s (needs images and labels for each)",
        counted(files, "file"),
        counted(parts, "part"));
    List<Column> columns = schema.columns();
    check(
        columns.size() == 3
            && columns.get(0).name().equals(Images.IMAGE)
            && columns.get(0).shape().size() == 3
            && columns.get(0).shape().get(0) == 1
            && isText(columns.get(1), "label")
            && isText(columns.get(2), "part"),
        "Invalid schema: %s (idx has image of shape [1, height, width], label and part)",
        schema.names());
  }

  private static boolean isText(Column column, String name) {
    return column.name().equals(name) && column.type().isText();
  }

  @Override
  public void read(
      List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action) {
    List<String> classes = TextColumns.lines(format, "classes");
    List<String> parts = TextColumns.lines(format, "parts");
    for (int i = 0; i < parts.size(); i++) {
      FileRow row = row(schema, parts.get(i));
      read(files.get(2 * i), files.get(2 * i + 1), classes, row, action);
    }
  }

  private static FileRow row(Schema schema, String part) {
    FileRow row = new FileRow(schema);
    row.set(2, part);
    return row;
  }

  private static void read(
      DataFile images,
      DataFile labels,
      List<String> classes,
      FileRow row,
      Consumer<? super Row> action) {
    row.at(images.name(), 0);
    images.read(
        pixels ->
            labels.read(
                bytes ->
                    read(
                        new IdxFile(images.name(), "images", pixels),
                        new IdxFile(labels.name(), "labels", bytes),
                        classes,
                        row,
                        action)));
  }

  private static void read(
      IdxFile images,
      IdxFile labels,
      List<String> classes,
      FileRow row,
      Consumer<? super Row> action) {
    Column image = row.schema().column(0);
    headers(images, labels, image.shape());
    byte[] pixels = new byte[image.cells()];
    byte[] label = new byte[1];
    for (int i = 0; i < images.count(); i++) {
      images.item(pixels);
      labels.item(label);
      int index = label[0] & 0xFF;
      if (index >= classes.size()) {
        throw labels.invalid(
            String.format(
                "label %s of image %s (must be below %s, the number of classes)",
                index, i + 1, classes.size()));
      }
      row.set(0, pixels);
      row.set(1, classes.get(index));
      action.accept(row);
    }
    images.end();
    labels.end();
  }

  private static void headers(IdxFile images, IdxFile labels, List<Integer> shape) {
    images.header(IMAGES);
    int height = images.number();
    int width = images.number();
    if (height != shape.get(1) || width != shape.get(2)) {
      throw images.invalid(
          String.format(
              "images of %s x %s (must be %s x %s)", height, width, shape.get(1), shape.get(2)));
    }
    labels.header(LABELS);
    if (labels.count() != images.count()) {
      throw labels.invalid(labels.count() + " labels for " + images.count() + " images");
    }
  }

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    List<String> classes = TextColumns.lines(format, "classes");
    List<String> names = TextColumns.lines(format, "parts");
    List<RowPart> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parts.add(part(files.subList(2 * i, 2 * i + 2), schema, names.get(i), classes));
    }
    return parts;
  }

  private RowPart part(List<DataFile> pair, Schema schema, String name, List<String> classes) {
    if (pair.stream().anyMatch(DataFile::isPacked)) {
      Map<String, String> options = Map.of("parts", name, "classes", String.join("\n", classes));
      return through(pair, new Format("idx", options), schema);
    }
    BlockSums images = pair.get(0).sums();
    BlockSums labels = pair.get(1).sums();
    long[] rows = {0};
    read(
        pair.get(0).watched(in -> images.over(in, null)),
        pair.get(1).watched(in -> labels.over(in, null)),
        classes,
        row(schema, name),
        row -> rows[0]++);
    return new RowPart(
        rows[0], number -> found(number, row(schema, name), classes, images, labels));
  }

  /** Reads one row; images and labels have a fixed size. */
  private static Row found(
      long number, FileRow row, List<String> classes, BlockSums images, BlockSums labels) {
    int cells = row.schema().column(0).cells();
    row.set(0, images.read(IMAGE_HEADER + number * cells, cells));
    row.set(1, classes.get(labels.read(LABEL_HEADER + number, 1)[0] & 0xFF));
    return row;
  }
}
