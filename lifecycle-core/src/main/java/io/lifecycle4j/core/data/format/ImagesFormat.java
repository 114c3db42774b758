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
import java.util.Set;
import java.util.function.Consumer;

/**
 * Labelled images, one PNG or JPEG file each.
 *
 * <p>The option {@code labels} holds a line for each run of files with the same label: their
 * number, a blank and the label. A row is an image ({@code [channels, height, width]}, 0 to 255)
 * and its label.
 */
final class ImagesFormat implements RowFormat {
  @Override
  public Set<String> options() {
    return Set.of("labels");
  }

  @Override
  public void require(int files, Format format, Schema schema) {
    int labels = labels(format).size();
    check(
        files == labels,
        "Invalid images source: %s for %s (needs one each)",
        counted(files, "file"),
        counted(labels, "label"));
    List<Column> columns = schema.columns();
    check(
        columns.size() == 2
            && columns.get(0).name().equals(Images.IMAGE)
            && columns.get(0).shape().size() == 3
            && (columns.get(0).shape().get(0) == 1 || columns.get(0).shape().get(0) == 3)
            && columns.get(1).name().equals("label")
            && columns.get(1).type().isText(),
        "Invalid schema: %s (images have image of shape [1 or 3, height, width] and label)",
        schema.names());
  }

  @Override
  public void read(
      List<DataFile> files, Format format, Schema schema, Consumer<? super Row> action) {
    List<String> labels = labels(format);
    FileRow row = new FileRow(schema);
    for (int i = 0; i < files.size(); i++) {
      action.accept(filled(row, files.get(i), labels.get(i)));
    }
  }

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    List<String> labels = labels(format);
    return List.of(
        new RowPart(
            files.size(),
            number ->
                filled(new FileRow(schema), files.get((int) number), labels.get((int) number))));
  }

  private static Row filled(FileRow row, DataFile file, String label) {
    List<Integer> shape = row.schema().columns().get(0).shape();
    ImageFile image = new ImageFile(file.name(), shape.get(0), shape.get(1), shape.get(2));
    file.read(in -> image.read(in, row.tensor(0)));
    row.set(1, label);
    row.at(file.name(), 0);
    return row;
  }

  private static List<String> labels(Format format) {
    List<String> labels = new ArrayList<>();
    for (String line : format.option("labels", "").split("\n", -1)) {
      int blank = line.indexOf(' ');
      check(
          blank > 0 && line.substring(0, blank).matches("[1-9][0-9]{0,6}"),
          "Invalid labels of images: '%s' (must be a number, a blank and a label)",
          line);
      int count = Integer.parseInt(line.substring(0, blank));
      for (int i = 0; i < count; i++) {
        labels.add(line.substring(blank + 1));
      }
    }
    return labels;
  }
}
