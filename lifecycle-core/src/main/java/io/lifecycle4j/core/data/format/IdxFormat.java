package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;

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
 * a line. A row is an image ({@code [1, height, width]}, 0 to 255), its label and its part.
 */
final class IdxFormat implements RowFormat {
  @Override
  public Set<String> options() {
    return new TreeSet<>(Set.of("classes", "parts"));
  }

  @Override
  public void require(int files, Format format, Schema schema) {
    int parts = lines(format, "parts").size();
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
    List<String> classes = lines(format, "classes");
    List<String> parts = lines(format, "parts");
    for (int i = 0; i < parts.size(); i++) {
      ImageRow row = new ImageRow(schema, parts.get(i));
      read(files.get(2 * i), files.get(2 * i + 1), classes, row, action);
    }
  }

  private static void read(
      DataFile images,
      DataFile labels,
      List<String> classes,
      ImageRow row,
      Consumer<? super Row> action) {
    row.file(images.name());
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

  @Override
  public List<RowPart> parts(List<DataFile> files, Format format, Schema schema) {
    List<String> classes = lines(format, "classes");
    List<String> names = lines(format, "parts");
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
    IdxPart part = new IdxPart(schema, name, classes, images, labels);
    read(
        pair.get(0).watched(in -> images.over(in, null)),
        pair.get(1).watched(in -> labels.over(in, null)),
        classes,
        new ImageRow(schema, name),
        part::add);
    return part;
  }

  private static List<String> lines(Format format, String option) {
    return List.of(format.option(option, "").split("\n", -1));
  }
}
