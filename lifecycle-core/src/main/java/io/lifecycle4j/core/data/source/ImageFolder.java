package io.lifecycle4j.core.data.source;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.NamedContent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Images in a folder that has a folder for each label. */
final class ImageFolder {
  private static final List<String> ENDS = List.of(".png", ".jpg", ".jpeg");

  private ImageFolder() {}

  static Source source(Path folder, int channels, int height, int width) {
    check(channels == 1 || channels == 3, "Invalid channels: %s (must be 1 or 3)", channels);
    check(height > 0 && width > 0, "Invalid image size: %s x %s (must be positive)", height, width);
    List<NamedContent> images = FolderFiles.list(folder);
    Map<String, Integer> labels = new LinkedHashMap<>();
    images.forEach(image -> labels.merge(label(folder, image.name()), 1, Integer::sum));
    String counted =
        labels.entrySet().stream()
            .map(label -> label.getValue() + " " + label.getKey())
            .collect(Collectors.joining("\n"));
    return new Source(
        new Format("images", Map.of("labels", counted)),
        images,
        new Schema(
            List.of(
                Column.tensor(Images.IMAGE, channels, height, width),
                Column.of("label", DataType.STRING))));
  }

  private static String label(Path folder, String name) {
    int slash = name.indexOf('/');
    String problem = null;
    if (slash < 0 || name.indexOf('/', slash + 1) >= 0) {
      problem = "it is not in a folder of a label (" + folder + " has one for each label)";
    } else if (ENDS.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
      problem = "its name ends in none of " + ENDS;
    }
    if (problem != null) {
      throw new InvalidDataException("Cannot read " + folder.resolve(name) + ": " + problem);
    }
    return name.substring(0, slash);
  }
}
