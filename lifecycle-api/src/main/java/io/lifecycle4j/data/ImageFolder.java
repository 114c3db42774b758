package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.NamedContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Images in a folder with a folder for each label. Links are rejected, not followed; hidden files
 * and folders are skipped.
 */
final class ImageFolder {
  private static final List<String> ENDS = List.of(".png", ".jpg", ".jpeg");

  private final Path folder;
  private final List<NamedContent> files = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  private ImageFolder(Path folder) {
    this.folder = folder;
  }

  static Source source(Path folder, int channels, int height, int width) {
    check(channels == 1 || channels == 3, "Invalid channels: %s (must be 1 or 3)", channels);
    check(height > 0 && width > 0, "Invalid image size: %s x %s (must be positive)", height, width);
    Schema schema =
        new Schema(
            List.of(
                Column.tensor(Images.IMAGE, channels, height, width),
                Column.of("label", DataType.STRING)));
    ImageFolder images = new ImageFolder(folder);
    images.list();
    String labels = String.join("\n", images.labels);
    return new Source(new Format("images", Map.of("labels", labels)), images.files, schema);
  }

  private void list() {
    Path real = real();
    for (Path label : children(folder)) {
      if (!Files.isDirectory(label, LinkOption.NOFOLLOW_LINKS)) {
        throw invalid(label, "it is no folder (" + folder + " has one for each label)");
      }
      List<Path> images = children(label);
      ListedFolder listed = new ListedFolder(label, real.resolve(name(label)));
      for (Path image : images) {
        add(name(label) + "/", listed, image);
      }
      if (!images.isEmpty()) {
        labels.add(images.size() + " " + name(label));
      }
    }
    if (files.isEmpty()) {
      throw invalid(folder, "there are no images in folders in it");
    }
  }

  /** Resolves the folder, which may be a link. */
  private Path real() {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw FolderFiles.refused(folder, e);
    }
  }

  private void add(String prefix, ListedFolder label, Path image) {
    String name = name(image);
    if (!Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS)) {
      throw invalid(image, "it is a folder, a link or no file (must be an image)");
    }
    if (ENDS.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
      throw invalid(image, "its name ends in none of " + ENDS);
    }
    files.add(new NamedContent(prefix + name, ListedFolder.file(image, label)));
  }

  /**
   * Lists the entries of a folder that are not hidden, sorted by name, so that the order is the
   * same everywhere.
   */
  private static List<Path> children(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> !FolderFiles.hidden(path))
          .sorted(Comparator.comparing(ImageFolder::name))
          .toList();
    } catch (IOException e) {
      throw FolderFiles.refused(folder, e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static InvalidDataException invalid(Path path, String problem) {
    return new InvalidDataException("Cannot read " + path + ": " + problem);
  }
}
