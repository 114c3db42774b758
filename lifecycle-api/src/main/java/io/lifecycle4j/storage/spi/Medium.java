package io.lifecycle4j.storage.spi;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * A storage for a complete home: blobs and journals.
 *
 * <p>Thread-safe. Closing it closes its journals. After that, {@link #blobs} and {@link #journals}
 * throw {@link ClosedException}, and so do the methods of its journals and all methods that store
 * or change blobs, also on objects obtained before.
 */
public interface Medium extends AutoCloseable {
  /**
   * Opens the medium at a location, by the {@link MediumProvider} that knows its scheme: {@code
   * Medium.open(directory.toUri())}, or {@code memory:new} for one that keeps nothing.
   *
   * @param location the location
   * @param options what is allowed
   * @return the medium; close it
   * @throws NotFoundException if no provider on the class path knows the scheme
   * @throws InvalidValueException if it was to be opened {@link MediumOption#READ_ONLY}, but the
   *     provider does not know that
   */
  static Medium open(URI location, MediumOption... options) {
    Set<MediumOption> all =
        Set.copyOf(copy(Arrays.asList(required(options, "options")), "options"));
    String scheme = required(location, "location").getScheme();
    for (MediumProvider provider : ServiceLoader.load(MediumProvider.class)) {
      if (provider.scheme().equalsIgnoreCase(scheme)) {
        return all.contains(MediumOption.READ_ONLY)
            ? openToRead(provider, location, all)
            : provider.open(location, all);
      }
    }
    throw new NotFoundException(
        "Cannot open "
            + Locations.shown(location)
            + ": no medium knows the scheme "
            + scheme
            + " (add its jar)");
  }

  /** A provider that was made before this option was would drop it unawares. */
  private static Medium openToRead(
      MediumProvider provider, URI location, Set<MediumOption> options) {
    Set<MediumOption> all = EnumSet.of(MediumOption.MUST_EXIST);
    all.addAll(options);
    Medium medium = provider.open(location, all);
    if (medium.isReadOnly()) {
      return medium;
    }
    try (medium) {
      throw new InvalidValueException(
          "Cannot open "
              + Locations.shown(location)
              + " read-only: its provider opened it to write (needs one that knows READ_ONLY)");
    }
  }

  /**
   * Returns the blobs. Their {@linkplain BlobStore#id() id} is that of the home.
   *
   * @return the blob store
   */
  BlobStore blobs();

  /**
   * Returns the journals.
   *
   * @return the journal store
   */
  JournalStore journals();

  /**
   * Returns the location of the home, which is that of its blobs.
   *
   * @return the location
   */
  default URI location() {
    return blobs().location();
  }

  /**
   * Returns a directory for data that can be recomputed, such as the hashes of stored files.
   *
   * @return the directory, which need not exist yet; empty if the medium has none or is {@linkplain
   *     #isReadOnly read-only}
   */
  default Optional<Path> cache() {
    return Optional.empty();
  }

  /**
   * Returns how many bytes all journals take, those that this process did not open included.
   * Default: unknown.
   *
   * @return the bytes; empty if the medium does not know
   * @throws io.lifecycle4j.error.StorageFailedException if they cannot be read
   */
  default OptionalLong journalBytes() {
    return OptionalLong.empty();
  }

  /**
   * Returns how many more bytes this process can write where the home is. Default: unknown.
   *
   * @return the free bytes; empty if the medium does not know
   * @throws io.lifecycle4j.error.StorageFailedException if they cannot be read
   */
  default OptionalLong freeBytes() {
    return OptionalLong.empty();
  }

  /**
   * Returns whether the home is read-only, because it was {@linkplain MediumOption#READ_ONLY opened
   * read-only} or a newer version of the library wrote it. Every write then throws {@link
   * io.lifecycle4j.error.ReadOnlyException}.
   *
   * @return true if nothing can be written; false by default
   */
  default boolean isReadOnly() {
    return false;
  }

  /**
   * Throws unless the home can be written now: writes a few bytes beside its data, makes them
   * durable and removes them. Default: throws only if the home is read-only or closed.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if nothing can be written, such as because
   *     the disk is full
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only
   */
  default void checkWritable() {
    blobs().putAll(List.of()); // throws with the reason
  }

  /**
   * Returns the format features that the home lists: writers use no others. Reads the stored list
   * each time, because another process may have added a feature.
   *
   * @return the features, including those unknown to this version of the library; empty if the
   *     medium has no list
   * @throws io.lifecycle4j.error.LifecycleException if they cannot be read
   */
  default List<HomeFeature> features() {
    return List.of();
  }

  /**
   * Adds features to the list of the home, atomically and durably on return; features already
   * listed are ignored.
   *
   * @param features the features to add
   * @return the features that were added
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only; nothing was changed
   * @throws MissingCapabilityException if the medium has no list; nothing was changed
   */
  default List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    throw new MissingCapabilityException(
        "Cannot upgrade " + location() + ": its medium keeps no list of features");
  }

  /** Closes the medium and its journals. */
  @Override
  void close();
}
