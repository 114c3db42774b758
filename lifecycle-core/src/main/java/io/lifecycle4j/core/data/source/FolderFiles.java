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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists the files in a folder and in all folders below it. Links are rejected, not followed. */
public final class FolderFiles {
  private static final List<String> IMAGES = List.of(".png", ".jpg", ".jpeg");
  private static final String NO_FOLDER = "it is no folder";

  /** With at least this many files, several threads are faster than one. */
  private static final int MANY = 256;

  private final List<NamedContent> files = new ArrayList<>();

  private FolderFiles() {}

  /** Lists the files in a folder, sorted by path, so that the order is the same everywhere. */
  public static List<NamedContent> list(Path folder) {
    FolderFiles found = new FolderFiles();
    try {
      found.add(folder.toRealPath(), ""); // The folder itself may be a link.
    } catch (IOException e) {
      throw refused(folder, e);
    }
    if (found.files.isEmpty()) {
      throw refused(folder, "there are no files in it", null);
    }
    NamedContent[] files = found.files.toArray(new NamedContent[0]);
    Arrays.parallelSort(files, Comparator.comparing(NamedContent::name));
    return Arrays.asList(files);
  }

  /**
   * Lists the images in folders that are named after their labels.
   *
   * @param channels 1 or 3
   * @param height number of rows of an image
   * @param width number of pixels in a row
   */
  public static Source images(Path folder, int channels, int height, int width) {
    check(channels == 1 || channels == 3, "Invalid channels: %s (must be 1 or 3)", channels);
    check(height > 0 && width > 0, "Invalid image size: %s x %s (must be positive)", height, width);
    List<NamedContent> images = list(folder);
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
    } else if (IMAGES.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
      problem = "its name ends in none of " + IMAGES;
    }
    if (problem != null) {
      throw refused(folder.resolve(name), problem, null);
    }
    return name.substring(0, slash);
  }

  /**
   * An entry of a folder.
   *
   * @param name the path relative to the first folder
   * @param file null for a folder
   */
  private record Entry(Path path, String name, @Nullable NamedContent file) {
    static Entry of(String prefix, @Nullable ListedFolder folder, Path path) {
      String name = prefix + path.getFileName();
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
          return new Entry(path, name, null);
        }
        checkFile(path, attributes);
        return new Entry(path, name, new NamedContent(name, ListedFolder.file(path, folder)));
      } catch (NoSuchFileException e) {
        throw refused(path, ListedFolder.GONE, e);
      } catch (IOException e) {
        throw refused(path, e);
      }
    }
  }

  private void add(Path folder, String prefix) {
    // The first path has no links, so a folder below it has none as long as no link replaces it.
    ListedFolder listed = prefix.isEmpty() ? null : new ListedFolder(folder);
    List<Path> paths = paths(folder);
    Stream<Path> some = paths.size() < MANY ? paths.stream() : paths.parallelStream();
    Stream<Entry> shown =
        some.filter(path -> !hidden(path)).map(path -> Entry.of(prefix, listed, path));
    for (Entry entry : shown.toList()) {
      if (entry.file() == null) {
        add(entry.path(), entry.name() + "/");
      } else {
        files.add(entry.file());
      }
    }
    if (listed != null && !listed.isSame()) {
      throw refused(folder, NO_FOLDER, null);
    }
  }

  private static List<Path> paths(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (UncheckedIOException e) {
      throw refused(folder, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw refused(folder, e);
    }
  }

  private static void checkFile(Path path, BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      throw refused(path, "it is a link (links are not followed)", null);
    }
    if (!attributes.isRegularFile()) {
      throw refused(path, "it is a pipe or a device (must be a file)", null);
    }
  }

  private static boolean hidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  private static InvalidDataException refused(Path path, IOException e) {
    String reason = e instanceof FileSystemException told ? told.getReason() : null;
    String problem =
        "it cannot be listed: " + (reason == null ? e.getClass().getSimpleName() : reason);
    if (e instanceof NoSuchFileException) {
      problem = "no such folder";
    } else if (e instanceof NotDirectoryException) {
      problem = NO_FOLDER;
    }
    return refused(path, problem, e);
  }

  private static InvalidDataException refused(
      Path path, String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot read " + path + ": " + problem, cause);
  }
}
