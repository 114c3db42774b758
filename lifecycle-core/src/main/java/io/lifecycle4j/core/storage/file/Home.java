package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.HomeFeature;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of a home, and the file that specifies its format. */
public final class Home {
  /** Marks a home being written as a copy, until it is complete. */
  public static final String UNFINISHED_COPY = "copy-not-complete";

  private static final Logger LOG = LoggerFactory.getLogger(Home.class);

  private final HomePlace place;
  private final HomeFormat format;

  /** The features that this library must know to write, but does not. */
  private final List<String> needs;

  private final boolean readOnly;

  /** Whether locks that others hold are visible. */
  private final boolean showsLocks;

  private Home(
      HomePlace place,
      HomeFormat format,
      List<String> needs,
      boolean readOnly,
      boolean showsLocks) {
    this.place = place;
    this.format = format;
    this.needs = needs;
    this.readOnly = readOnly;
    this.showsLocks = showsLocks;
  }

  /**
   * Opens the directory, and makes it a home when it is new or empty, unless it must exist or is
   * opened read-only.
   *
   * @param known the features that this library and its plug-ins support
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  public static Home open(
      Path directory, Set<MediumOption> options, Collection<HomeFeature> known) {
    HomeClasses.initialize();
    boolean readOnly = options.contains(MediumOption.READ_ONLY);
    if (readOnly || options.contains(MediumOption.MUST_EXIST)) {
      new HomePlace(directory).checkExists(); // a file, too, is reported as not existing
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new InvalidValueException(
          "Cannot open home " + directory + ": it is a file (must be a directory)");
    }
    if (!readOnly && !options.contains(MediumOption.NETWORK_FILE_SYSTEM)) {
      FileStores.checkLocal(directory);
    }
    try {
      return readOnly ? openToRead(directory, known) : openToWrite(directory, known);
    } catch (IOException e) {
      throw StorageErrors.failed("open home", directory, e);
    }
  }

  private static Home openToWrite(Path directory, Collection<HomeFeature> known)
      throws IOException {
    Path real = create(directory);
    HomePlace place = new HomePlace(real);
    place.checkNoLinks();
    if (!place.hasFormat()) {
      initialize(place);
    } else {
      forceNames(real); // the publisher of the file may have died before that
    }
    place.warnIfOpen();
    HomeFormat format = place.readFormat(known);
    List<String> needs = format.needs(known);
    place.checkRooms();
    if (needs.isEmpty()) {
      place.makeRooms();
    }
    return new Home(place, format, needs, false, true);
  }

  /** Opens a home and changes nothing. */
  private static Home openToRead(Path directory, Collection<HomeFeature> known) throws IOException {
    HomePlace place = new HomePlace(directory.toRealPath());
    place.checkNoLinks();
    HomeFormat format = place.readFormat(known);
    place.checkReadable();
    boolean showsLocks = FileStores.isLocal(place.directory());
    return new Home(place, format, format.needs(known), true, showsLocks);
  }

  /** Creates the directory and missing parents, durably; returns its real path. */
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

  /** Fsyncs the name of a directory, since its creator may have died before that. */
  private static void forceName(Path directory) throws IOException {
    Path above = directory.getParent();
    if (above != null) {
      forceNames(above);
    }
  }

  /**
   * Fsyncs names; without the permission for that, this process created none and writes none now.
   */
  private static void forceNames(Path directory) throws IOException {
    try {
      Durable.forceDirectory(directory);
    } catch (AccessDeniedException e) {
      LOG.debug("Cannot force {}: access denied", directory);
    }
  }

  private static void initialize(HomePlace place) throws IOException {
    place.checkNew();
    Path home = place.directory();
    forceName(home);
    if (furnish(home, Ids.token(), List.of()).publish()) { // of two first starts, one wins
      LOG.info("Created home {}", home);
    }
  }

  /**
   * Finds the home that contains a path.
   *
   * @param place a real path, which need not exist
   * @return the directory of the home, the path itself or a parent
   */
  public static Optional<Path> around(Path place) {
    for (Path at = place; at != null; at = at.getParent()) {
      HomePlace home = new HomePlace(at);
      if (home.hasFormat() && home.holdsRooms()) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /**
   * Creates the subdirectories of a home that cannot be opened before {@link #publish}.
   *
   * @param store the permanent id of the home
   * @param features the features that the home lists
   */
  public static Home furnish(Path directory, UUID store, Collection<HomeFeature> features)
      throws IOException {
    for (String room : HomePlace.ROOMS) {
      Durable.makeDirectory(directory.resolve(room));
    }
    Durable.forceDirectory(directory);
    HomeFormat format = HomeFormat.first(store, features);
    return new Home(new HomePlace(directory), format, List.of(), false, true);
  }

  /**
   * Makes the directory a home, the last step of its creation; returns false if another process was
   * faster.
   */
  public boolean publish() throws IOException {
    return Durable.publishNew(place.formatFile(), format.encode(Map.of()));
  }

  /**
   * Returns the features listed in the format file now. In a writable home, the file is on the
   * device on return: what is written because of a feature must not outlive it.
   */
  public List<HomeFeature> features() throws IOException {
    HomeFormat now = place.readFormat();
    if (isWritable()) {
      Durable.forceDirectory(directory());
    }
    return now.features();
  }

  /**
   * Adds features to the format file, which is replaced in one step; returns the added ones,
   * durable.
   *
   * @throws UnknownOutcomeException if it is unknown whether the file is on the device
   */
  public List<HomeFeature> upgrade(Collection<HomeFeature> features) throws IOException {
    checkWritable();
    FileLocks.Held lock = FileLocks.acquire(resolve("quarantine").resolve("lock"));
    try (lock) {
      List<HomeFeature> listed = features();
      List<HomeFeature> added =
          features.stream().filter(feature -> !listed.contains(feature)).distinct().toList();
      if (!added.isEmpty()) {
        replaceFormat(place.upgradedFormat(added));
      }
      return added;
    }
  }

  private void replaceFormat(byte[] next) throws IOException {
    Durable.replace(place.formatFile(), next);
    try {
      Durable.forceDirectory(directory());
    } catch (IOException e) {
      throw new UnknownOutcomeException(
          "Cannot force " + place.formatFile() + ": upgrade the home again", e);
    }
  }

  /** Returns the path of a subdirectory. */
  public Path resolve(String room) {
    return directory().resolve(room);
  }

  /** Returns the directory of the home, absolute and without links. */
  public Path directory() {
    return place.directory();
  }

  /** Returns the permanent id of the home. */
  public UUID store() {
    return UUID.fromString(format.store());
  }

  /**
   * Throws if the home was opened read-only, or writing requires features that this library does
   * not know.
   */
  public void checkWritable() {
    if (readOnly) {
      throw new ReadOnlyException(
          "Cannot write home " + directory() + ": it was opened read-only (open it to write)");
    }
    if (!needs.isEmpty()) {
      throw new ReadOnlyException(
          "Cannot write home "
              + directory()
              + ": it needs "
              + needs
              + " to be written to (written by a newer version of Lifecycle4j)");
    }
  }

  /**
   * Throws unless the home can be copied to the target: a copy would lack what belongs to unknown
   * features, and one within the home would be a part of it.
   */
  public void checkCopyable(Path target) throws IOException {
    if (!needs.isEmpty()) {
      throw new ReadOnlyException(
          "Cannot copy home "
              + directory()
              + ": it needs "
              + needs
              + " (written by a newer version of Lifecycle4j)");
    }
    Path wanted = target.toAbsolutePath().normalize();
    Path there = wanted;
    while (!Files.exists(there)) {
      there = Durable.parent(there);
    }
    Path real = there.toRealPath().resolve(there.relativize(wanted));
    if (real.startsWith(directory()) && !there.equals(wanted)) {
      throw new InvalidValueException(
          "Invalid target of a copy: " + target + " (must not lie in the home)");
    }
  }

  /**
   * Returns whether the home was opened for writing, and this library knows all features that
   * writing requires.
   */
  public boolean isWritable() {
    return !readOnly && needs.isEmpty();
  }

  /**
   * Returns whether locks that others hold are visible. Checking acquires a free lock for a moment:
   * on a network file system that calls a server, may block, and is unreliable.
   */
  public boolean showsLocks() {
    return showsLocks;
  }
}
