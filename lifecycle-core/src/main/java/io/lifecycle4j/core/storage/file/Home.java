package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.MediumOption;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of a home and the file that says which format it has. */
public final class Home {
  /** Lies in a home that is written as a copy, until it is complete. */
  public static final String UNFINISHED_COPY = "copy-not-complete";

  private static final Logger LOG = LoggerFactory.getLogger(Home.class);
  private static final String FORMAT_FILE = "format.json";

  /** Directories that hold data: without one of them something was lost. */
  private static final List<String> DATA = List.of("blobs", "packs", "journals");

  private static final List<String> ROOMS =
      List.of("blobs", "packs", "journals", "quarantine", "tmp");
  private static final long MAX_FORMAT_FILE = 65_536;

  private final Path directory;
  private volatile HomeFormat format;

  private Home(Path directory, HomeFormat format) {
    this.directory = directory;
    this.format = format;
  }

  /**
   * Opens the directory, and makes it a home when it is new or empty, unless it must exist.
   *
   * @param directory the directory
   * @param options what is allowed
   * @return the home
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  public static Home open(Path directory, Set<MediumOption> options) {
    if (options.contains(MediumOption.MUST_EXIST)) {
      checkExists(directory); // a file is no home either, and is told as what does not exist
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new InvalidValueException(
          "Cannot open home " + directory + ": it is a file (must be a directory)");
    }
    if (!options.contains(MediumOption.NETWORK_FILE_SYSTEM)) {
      FileStores.checkLocal(directory);
    }
    try {
      Path real = create(directory);
      Path file = real.resolve(FORMAT_FILE);
      checkNoLinks(real);
      if (!Files.exists(file)) {
        initialize(real, file);
      } else {
        forceNames(real); // who published the file may have died before that
      }
      warnIfOpen(real);
      Home home = new Home(real, readFormat(file));
      home.checkRooms();
      return home;
    } catch (IOException e) {
      throw StorageErrors.failed("open home", directory, e);
    }
  }

  /** Throws unless there is a home. */
  private static void checkExists(Path directory) {
    if (!Files.exists(directory.resolve(FORMAT_FILE))) {
      throw new NotFoundException("Home does not exist: " + directory + missing(directory));
    }
  }

  private static String missing(Path directory) {
    if (Files.exists(directory.resolve(UNFINISHED_COPY))) {
      return " (a copy into it was not completed)";
    }
    if (holdsRooms(directory)) {
      return " (it looks like a home without format.json: restore it from a backup)";
    }
    if (Files.isDirectory(directory)) {
      return " (it has no format.json)";
    }
    return Files.exists(directory) ? " (it is a file)" : "";
  }

  /**
   * Makes what is missing of the directory, and resolves the links that lead there, once.
   *
   * @param directory the directory
   * @return the directory without links
   */
  public static Path create(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      Path parent = absolute.getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        create(parent);
      } else if (parent != null) {
        forceName(parent);
      }
      Durable.createDirectory(absolute);
    }
    return absolute.toRealPath();
  }

  /** Who made a directory just now may have died before its name was on the device. */
  private static void forceName(Path directory) throws IOException {
    Path above = directory.getParent();
    if (above != null) {
      forceNames(above);
    }
  }

  /** Who may not force a directory did not make the names in it, and writes none now. */
  private static void forceNames(Path directory) throws IOException {
    try {
      Durable.forceDirectory(directory);
    } catch (AccessDeniedException e) {
      LOG.debug("Cannot force {}: access denied", directory);
    }
  }

  /** A link in the place of a room would lead writes out of the home. */
  private static void checkNoLinks(Path home) {
    for (String room : ROOMS) {
      checkNoLink(home.resolve(room));
    }
    checkNoLink(home.resolve(FORMAT_FILE));
  }

  private static void checkNoLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      throw new CorruptDataException(
          "Cannot open home " + path.getParent() + ": " + path.getFileName() + " is a link");
    }
  }

  private static void initialize(Path home, Path file) throws IOException {
    if (Files.exists(home.resolve(UNFINISHED_COPY))) {
      throw new InvalidValueException(
          "Cannot open home " + home + ": a copy into it was not completed (delete it)");
    }
    try (var others = Files.newDirectoryStream(home, entry -> !ours(entry))) {
      // another first start may have been faster: then the file is there by now
      if (others.iterator().hasNext() && !Files.exists(file)) {
        if (holdsRooms(home)) {
          throw withoutFormat(home);
        }
        throw new InvalidValueException(
            "Cannot open home "
                + home
                + ": it holds other files (must be a home, or a new or empty directory)");
      }
    }
    for (String room : ROOMS) {
      checkEmpty(home.resolve(room), file);
    }
    forceName(home);
    if (furnish(home, Ids.token()).publish()) { // of two first starts, one wins; both read it
      LOG.info("Created home {}", home);
    }
  }

  /**
   * Finds the home that a place lies in.
   *
   * @param place a path without links, of something or of nothing yet
   * @return the directory of the home, the place itself or one above it
   */
  public static Optional<Path> around(Path place) {
    for (Path at = place; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(FORMAT_FILE)) && holdsRooms(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /**
   * Creates the rooms of a home that does not open before it is published.
   *
   * @param directory its directory
   * @param store names the home for ever
   * @return the home
   */
  public static Home furnish(Path directory, UUID store) throws IOException {
    for (String room : ROOMS) {
      Durable.makeDirectory(directory.resolve(room));
    }
    Durable.forceDirectory(directory);
    return new Home(directory, HomeFormat.first(store));
  }

  /**
   * Makes the directory a home: the last step of its creation.
   *
   * @return whether it did; false if another was faster
   */
  public boolean publish() throws IOException {
    return Durable.publishNew(resolve(FORMAT_FILE), format.encode());
  }

  /** A first start that was cut leaves empty rooms; anything in them had a format file once. */
  private static void checkEmpty(Path room, Path file) throws IOException {
    if (!Files.isDirectory(room)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(room)) {
      // another first start may have been faster: then the file is there by now
      if (entries.iterator().hasNext() && !Files.exists(file)) {
        throw withoutFormat(Durable.parent(file));
      }
    }
  }

  private static boolean holdsRooms(Path directory) {
    return DATA.stream().allMatch(room -> Files.isDirectory(directory.resolve(room)));
  }

  private static CorruptDataException withoutFormat(Path home) {
    return new CorruptDataException(
        "Cannot open home "
            + home
            + ": format.json is missing, though there is data (it looks like a home, or a copy of"
            + " one that was cut off: restore it from a backup)");
  }

  private static boolean ours(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return ROOMS.contains(name)
        || name.equals(FORMAT_FILE)
        || (name.startsWith("new-") && name.endsWith(".tmp"));
  }

  /** A directory that was there keeps its mode: it is not ours. What is made in it is private. */
  private static void warnIfOpen(Path home) throws IOException {
    var view = Files.getFileAttributeView(home, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      LOG.warn("Anybody may write to the home {}: take that permission away", home.toUri());
    }
  }

  private static HomeFormat readFormat(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptDataException("Cannot read " + file + ": it is not a file");
    }
    if (Files.size(file) > MAX_FORMAT_FILE) {
      throw new CorruptDataException("Cannot read " + file + ": longer than 64 KiB");
    }
    HomeFormat format = HomeFormat.read(Files.readAllBytes(file), file.toString());
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

  /** The rooms are on the device before the format file is: without them something was lost. */
  private void checkRooms() throws IOException {
    for (String room : ROOMS) {
      Path path = resolve(room);
      if (Files.isDirectory(path)) {
        continue;
      }
      if (DATA.contains(room)) {
        throw new CorruptDataException(
            "Cannot open home " + directory + ": " + room + " is missing (restore it from a copy)");
      }
      if (isWritable()) {
        Durable.createDirectory(path); // never read, and many a copy leaves out what is empty
      }
    }
  }

  /**
   * Returns the place of a room.
   *
   * @param room its name
   * @return its directory
   */
  public Path resolve(String room) {
    return directory.resolve(room);
  }

  /**
   * Returns the directory of the home.
   *
   * @return the directory, absolute and without links
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns what names the home for ever.
   *
   * @return the name
   */
  public UUID store() {
    return UUID.fromString(format.store());
  }

  /**
   * Throws unless this library knows everything that writing to the home needs. Whoever writes asks
   * this first, so it is here that a home of an older format gets the newer one.
   */
  public void checkWritable() {
    if (!isWritable()) {
      throw new ReadOnlyException(
          "Cannot write home "
              + directory
              + ": it needs "
              + format.needs()
              + " to be written to (written by a newer version of Lifecycle4j)");
    }
    if (format.isOlder()) {
      upgrade();
    }
  }

  /** Keeps libraries that know the older format alone from writing, before anything is written. */
  private synchronized void upgrade() {
    if (!format.isOlder()) {
      return; // another thread was faster
    }
    HomeFormat next = format.upgraded();
    try {
      HomeThreads.run(() -> Durable.replace(resolve(FORMAT_FILE), next.encode()));
    } catch (IOException e) {
      throw StorageErrors.failed("write", resolve(FORMAT_FILE), e);
    }
    LOG.info("Home {} has format {} now", directory, HomeFormat.NUMBER);
    format = next;
  }

  /**
   * Throws unless the home can be copied to a place: a copy would not have what this library does
   * not know, and one within the home would be a part of it.
   *
   * @param target the place
   */
  public void checkCopyable(Path target) throws IOException {
    if (!isWritable()) {
      throw new ReadOnlyException(
          "Cannot copy home "
              + directory
              + ": it needs "
              + format.needs()
              + " (written by a newer version of Lifecycle4j)");
    }
    Path place = target.toAbsolutePath().normalize();
    Path there = place;
    while (!Files.exists(there)) {
      there = Durable.parent(there);
    }
    Path real = there.toRealPath().resolve(there.relativize(place));
    if (real.startsWith(directory) && !there.equals(place)) {
      throw new InvalidValueException(
          "Invalid target of a copy: " + target + " (must not lie in the home)");
    }
  }

  /**
   * Tells whether this library knows everything that writing to the home needs.
   *
   * @return whether it does
   */
  public boolean isWritable() {
    return format.isWritable();
  }
}
