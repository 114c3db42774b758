package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** The directory of a home and the file that says which format it has. */
final class Home {
  private static final int FORMAT = 1;
  private static final long MAX_FORMAT_FILE = 65_536;

  private final Path directory;
  private final Format format;

  Home(Path directory, Format format) {
    this.directory = directory;
    this.format = format;
  }

  /**
   * What {@code format.json} says.
   *
   * @param format the number of the format
   * @param store names the home for ever
   * @param compatible features that an older library may ignore
   * @param readOnly features without which an older library must not write
   * @param incompatible features without which an older library must not read
   */
  record Format(
      int format,
      String store,
      List<String> compatible,
      List<String> readOnly,
      List<String> incompatible) {
    /** Checks the parts; what is thrown here makes the file a corrupt one. */
    Format {
      if (format < 1) {
        throw new IllegalArgumentException("format is " + format + " (must be at least 1)");
      }
      store = UUID.fromString(store).toString();
      compatible = List.copyOf(compatible);
      readOnly = List.copyOf(readOnly);
      incompatible = List.copyOf(incompatible);
    }
  }

  /** Opens the directory, and makes it a home when it is new or empty. */
  static Home open(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new InvalidValueException(
          "Cannot open home " + directory + ": it is a file (must be a directory)");
    }
    try {
      Path real = create(directory);
      Path file = real.resolve("format.json");
      if (!Files.exists(file)) {
        initialize(real, file);
      }
      return new Home(real, readFormat(file));
    } catch (IOException e) {
      throw StorageErrors.failed("open home", directory, e);
    }
  }

  static Path create(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      Path parent = absolute.getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        create(parent);
      }
      Durable.createDirectory(absolute);
    }
    return absolute.toRealPath();
  }

  private static void initialize(Path home, Path file) throws IOException {
    if (Files.exists(home.resolve(HomeCopy.MARKER))) {
      throw new InvalidValueException(
          "Cannot open home " + home + ": a copy into it was not completed (delete it)");
    }
    try (var entries = Files.newDirectoryStream(home, entry -> !ours(entry))) {
      if (entries.iterator().hasNext()) {
        throw new InvalidValueException(
            "Cannot open home "
                + home
                + ": it holds other files (must be a home, or a new or empty directory)");
      }
    }
    furnish(home);
    publish(file, format(Ids.token())); // of two first starts, one wins; both read it
  }

  /** Creates the rooms of a home. */
  static void furnish(Path home) throws IOException {
    for (String room : List.of("blobs", "journals", "tmp")) {
      Durable.createDirectory(home.resolve(room));
    }
  }

  /** Returns the format of a home that is new. */
  static Format format(UUID store) {
    return new Format(FORMAT, store.toString(), List.of(), List.of(), List.of());
  }

  /** Makes a directory a home: the last step of its creation. */
  static void publish(Path file, Format format) throws IOException {
    Durable.publishNew(file, Json.write(format));
  }

  private static boolean ours(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return List.of("blobs", "journals", "tmp", "format.json").contains(name)
        || (name.startsWith("new-") && name.endsWith(".tmp"));
  }

  private static Format readFormat(Path file) throws IOException {
    if (Files.size(file) > MAX_FORMAT_FILE) {
      throw new CorruptDataException("Cannot read " + file + ": longer than 64 KiB");
    }
    Format format = Json.read(Files.readAllBytes(file), Format.class, file.toString());
    if (!format.incompatible().isEmpty()) {
      throw new ReadOnlyException(
          "Cannot open home "
              + file.getParent()
              + ": it needs "
              + format.incompatible()
              + " (written by a newer version of Lifecycle4j)");
    }
    return format;
  }

  Path resolve(String room) {
    return directory.resolve(room);
  }

  Path directory() {
    return directory;
  }

  UUID store() {
    return UUID.fromString(format.store());
  }

  /** Throws unless this library knows everything that writing to the home needs. */
  void checkWritable() {
    if (format.format() > FORMAT || !format.readOnly().isEmpty()) {
      throw new ReadOnlyException(
          String.format(
              "Cannot write home %s: it has format %d %s, written by a newer version of Lifecycle4j"
                  + " (this one writes format %d)",
              directory, format.format(), format.readOnly(), FORMAT));
    }
  }
}
