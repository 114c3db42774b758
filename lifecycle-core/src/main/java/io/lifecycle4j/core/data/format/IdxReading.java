package io.lifecycle4j.core.data.format;

import io.lifecycle4j.schema.Row;
import java.util.List;
import java.util.function.Consumer;

/** One reading of one pair of IDX files. */
final class IdxReading {
  private static final int IMAGES = 0x00000803;
  private static final int LABELS = 0x00000801;

  private final IdxFile images;
  private final IdxFile labels;
  private final List<String> classes;

  IdxReading(IdxFile images, IdxFile labels, List<String> classes) {
    this.images = images;
    this.labels = labels;
    this.classes = classes;
  }

  void forEach(ImageRow row, Consumer<? super Row> action) {
    headers(row.schema().columns().get(0).shape());
    byte[] label = new byte[1];
    for (int i = 0; i < images.count(); i++) {
      images.item(row.pixels());
      labels.item(label);
      int index = label[0] & 0xFF;
      if (index >= classes.size()) {
        throw labels.invalid(
            String.format(
                "label %s of image %s (must be below %s, the number of classes)",
                index, i + 1, classes.size()));
      }
      row.label(classes.get(index));
      action.accept(row);
    }
    images.end();
    labels.end();
  }

  private void headers(List<Integer> shape) {
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
}
