package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Inspects a directory that is a home, or is to become one. */
record HomePlace(Path directory) {
  static final List<String> ROOMS =
      List.of("blobs", "packs", "journals", "begun", "quarantine", "tmp");

  /** Directories that hold data: if one is missing, data was lost. */
  static final List<String> DATA = List.of("blobs", "packs", "journals");

  private static final Logger LOG = LoggerFactory.getLogger(HomePlace.class);
  private static final String FORMAT_FILE = "format.json";
  private static final long MAX_FORMAT_FILE = 65_536;

  Path formatFile() {
    return directory.resolve(FORMAT_FILE);
  }

  boolean hasFormat() {
    return Files.exists(formatFile());
  }

  /** Throws unless there is a home. */
  void checkExists() {
    if (!hasFormat()) {
      throw new NotFoundException("Home does not exist: " + directory + missing());
    }
  }

  private String missing() {
    if (Files.exists(directory.resolve(Home.UNFINISHED_COPY))) {
      return " (a copy into it was not completed)";
    }
    if (holdsRooms()) {
      return " (it looks like a home without format.json: restore it from a backup)";
    }
    if (Files.isDirectory(directory)) {
      return " (it has no format.json)";
    }
    return Files.exists(directory) ? " (it is a file)" : "";
  }

  /** Rejects a link in place of a subdirectory, which would lead writes out of the home. */
  void checkNoLinks() {
    for (String room : ROOMS) {
      checkNoLink(directory.resolve(room));
    }
    checkNoLink(directory.resolve(FORMAT_FILE));
  }

  private static void checkNoLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      throw new CorruptDataException(
          "Cannot open home " + path.getParent() + ": " + path.getFileName() + " is a link");
    }
  }

  /** Throws if there is more than what an interrupted first start leaves. */
  void checkNew() throws IOException {
    if (Files.exists(directory.resolve(Home.UNFINISHED_COPY))) {
      throw new InvalidValueException(
          "Cannot open home " + directory + ": a copy into it was not completed (delete it)");
    }
    boolean others = !Directory.names(directory).stream().allMatch(HomePlace::isOurs);
    // if another first start was faster, the file exists by now
    if (others && !hasFormat()) {
      if (holdsRooms()) {
        throw withoutFormat();
      }
      throw new InvalidValueException(
          "Cannot open home "
              + directory
              + ": it holds other files (must be a home, or a new or empty directory)");
    }
    for (String room : ROOMS) {
      checkEmpty(directory.resolve(room));
    }
  }

  /**
   * Rejects files: an interrupted first start leaves empty subdirectories, so there was a format
   * file.
   */
  private void checkEmpty(Path room) throws IOException {
    // if another first start was faster, the file exists by now
    if (Files.isDirectory(room) && !Directory.names(room).isEmpty() && !hasFormat()) {
      throw withoutFormat();
    }
  }

  boolean holdsRooms() {
    return DATA.stream().allMatch(room -> Files.isDirectory(directory.resolve(room)));
  }

  private CorruptDataException withoutFormat() {
    return new CorruptDataException(
        "Cannot open home "
            + directory
            + ": format.json is missing, though there is data (it looks like a home, or a copy of"
            + " one that was cut off: restore it from a backup)");
  }

  private static boolean isOurs(String name) {
    return ROOMS.contains(name)
        || name.equals(FORMAT_FILE)
        || (name.startsWith("new-") && name.endsWith(".tmp"));
  }

  /**
   * Warns if others may write. An existing directory keeps its mode: it is the user's. New files in
   * it are private.
   */
  void warnIfOpen() throws IOException {
    var view = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      LOG.warn("Anybody may write to the home {}: take that permission away", directory.toUri());
    }
  }

  HomeFormat readFormat() throws IOException {
    return HomeFormat.read(formatBytes(), formatFile().toString());
  }

  /** Returns the format file with more features, and with all else that it holds. */
  byte[] upgradedFormat(Collection<HomeFeature> added) throws IOException {
    byte[] bytes = formatBytes();
    String file = formatFile().toString();
    return HomeFormat.read(bytes, file).with(added).encode(HomeFormat.properties(bytes, file));
  }

  private byte[] formatBytes() throws IOException {
    Path file = formatFile();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptDataException("Cannot read " + file + ": it is not a file");
    }
    if (Files.size(file) > MAX_FORMAT_FILE) {
      throw new CorruptDataException("Cannot read " + file + ": longer than 64 KiB");
    }
    return Files.readAllBytes(file);
  }

  /** Reads the format; throws if it requires features that are not known. */
  HomeFormat readFormat(Collection<HomeFeature> known) throws IOException {
    HomeFormat format = readFormat();
    List<String> needs = format.unknown(Compatibility.INCOMPATIBLE, known);
    if (!needs.isEmpty()) {
      throw new ReadOnlyException(
          "Cannot open home "
              + directory
              + ": it needs "
              + needs
              + " (written by a newer version of Lifecycle4j, or a plug-in that is not there)");
    }
    return format;
  }

  /** Throws if a subdirectory was lost: they are on the device before the format file. */
  void checkRooms() {
    for (String room : DATA) {
      checkRoom(room);
    }
  }

  /**
   * Throws if a read-only home lost its journals. A copy may omit other empty subdirectories: if
   * they contained blobs, references to these reveal the loss. The loss of all journals would go
   * unnoticed.
   */
  void checkReadable() {
    checkRoom("journals");
  }

  private void checkRoom(String room) {
    if (!Files.isDirectory(directory.resolve(room))) {
      throw new CorruptDataException(
          "Cannot open home " + directory + ": " + room + " is missing (restore it from a copy)");
    }
  }

  /** Creates missing subdirectories: many copies omit empty ones. */
  void makeRooms() throws IOException {
    for (String room : ROOMS) {
      if (!Files.isDirectory(directory.resolve(room))) {
        Durable.createDirectory(directory.resolve(room));
      }
    }
  }
}
