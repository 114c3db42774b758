package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** Opens media. */
public final class Media {
  private Media() {}

  /**
   * Opens a directory of a local file system, and creates it when it is missing, unless it {@link
   * MediumOption#MUST_EXIST} or is opened {@link MediumOption#READ_ONLY}.
   *
   * <p>The directory may be of any file system of {@code java.nio.file}.
   *
   * @param directory the directory
   * @param options what is allowed
   * @return the medium; close it
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  public static Medium file(Path directory, MediumOption... options) {
    List<MediumOption> all = copy(Arrays.asList(required(options, "options")), "options");
    return FileMedium.open(required(directory, "directory"), Set.copyOf(all));
  }

  /**
   * Opens a home that is there already, {@linkplain MediumOption#READ_ONLY only to read it}: on any
   * file system, where nothing may be written too, and beside others who write it.
   *
   * @param directory its directory
   * @return the medium, in which nothing is changed; close it
   * @throws NotFoundException if there is no home; nothing was created
   */
  public static Medium existing(Path directory) {
    return file(directory, MediumOption.READ_ONLY);
  }

  /**
   * Opens a new medium in memory.
   *
   * @return the medium; it keeps nothing when it is closed
   */
  public static Medium memory() {
    return new MemoryMedium();
  }

  /**
   * Opens the medium at a location, by the provider that knows its scheme.
   *
   * @param location the location
   * @return the medium; close it
   * @throws NotFoundException if no provider on the class path knows the scheme
   */
  public static Medium open(URI location) {
    return open(location, Set.of());
  }

  /**
   * Opens the medium at a location with options, by the provider that knows its scheme.
   *
   * @param location the location
   * @param options what is allowed
   * @return the medium; close it
   * @throws NotFoundException if no provider on the class path knows the scheme
   * @throws InvalidValueException if it was to be opened {@link MediumOption#READ_ONLY}, but the
   *     provider does not know that
   */
  public static Medium open(URI location, Set<MediumOption> options) {
    required(options, "options");
    String scheme = required(location, "location").getScheme();
    for (MediumProvider provider : ServiceLoader.load(MediumProvider.class)) {
      if (provider.scheme().equalsIgnoreCase(scheme)) {
        return options.contains(MediumOption.READ_ONLY)
            ? openToRead(provider, location, options)
            : provider.open(location, options);
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
}
