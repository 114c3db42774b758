package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.CsvLine;
import io.lifecycle4j.storage.Content;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Converts values to files. */
final class RunFiles {
  private RunFiles() {}

  static Content csv(String name, List<String> columns, Iterable<? extends List<?>> rows) {
    List<String> header = copy(columns, "columns");
    check(!header.isEmpty(), "Invalid table %s: no columns (must have one at least)", name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CsvLine line = CsvLine.guarded(bytes);
    header.forEach(line::text);
    line.end();
    long number = 0;
    for (List<?> row : required(rows, "rows")) {
      number++;
      int cells = required(row, "row " + number).size();
      check(
          cells == header.size(),
          "Invalid table %s: row %s has %s (must be %s)",
          name,
          number,
          counted(cells, "cell"),
          header.size());
      row.forEach(cell -> line.text(cell == null ? null : cell.toString()));
      line.end();
    }
    line.flush();
    return Content.of(bytes.toByteArray());
  }

  static Content png(String name, RenderedImage image) {
    required(image, "image");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      check(ImageIO.write(image, "png", out), "Invalid image %s: %s (must fit PNG)", name, image);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    return Content.of(bytes.toByteArray());
  }
}
