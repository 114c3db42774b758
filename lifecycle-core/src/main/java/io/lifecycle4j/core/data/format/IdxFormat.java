package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Consumer;

/**
 * Labelled gray images in pairs of IDX files, the format of MNIST.
 *
 * <p>The option {@code classes} holds the name of each label, {@code parts} that of each pair, one
 * a line. A row is an image ({@code [1, height, width]}, 0 to 255), its label and its part.
 */
final class IdxFormat implements RowFormat {
  @Override
  public void require(int files, Format format, Schema schema) {
    int parts = lines(format, "parts").size();
    check(
        files == 2 * parts,
        "Invalid idx source: %s files for %s parts (needs images and labels for each)",
        files,
        parts);
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
    List<String> classes = lines(format, "classes");
    List<String> parts = lines(format, "parts");
    for (int i = 0; i < parts.size(); i++) {
      ImageRow row = new ImageRow(schema, parts.get(i));
      DataFile images = files.get(2 * i);
      DataFile labels = files.get(2 * i + 1);
      images.read(
          pixels ->
              labels.read(
                  bytes ->
                      new IdxReading(
                              new IdxFile(images.name(), "images", pixels),
                              new IdxFile(labels.name(), "labels", bytes),
                              classes)
                          .forEach(row, action)));
    }
  }

  private static List<String> lines(Format format, String option) {
    return List.of(format.option(option, "").split("\n", -1));
  }
}
