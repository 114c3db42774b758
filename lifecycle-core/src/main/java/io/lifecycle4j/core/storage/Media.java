package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.MediumProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** Opens media. */
public final class Media {
  private Media() {}

  /**
   * Opens a directory of a local file system, and creates it when it is missing, unless it {@link
   * MediumOption#MUST_EXIST}.
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
   * Opens a home that is there already, to read it: on any file system, since one reader needs no
   * lock.
   *
   * @param directory its directory
   * @return the medium; close it
   * @throws NotFoundException if there is no home; nothing was created
   */
  public static Medium existing(Path directory) {
    return file(directory, MediumOption.MUST_EXIST, MediumOption.NETWORK_FILE_SYSTEM);
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
   */
  public static Medium open(URI location, Set<MediumOption> options) {
    required(options, "options");
    String scheme = required(location, "location").getScheme();
    for (MediumProvider provider : ServiceLoader.load(MediumProvider.class)) {
      if (provider.scheme().equalsIgnoreCase(scheme)) {
        return provider.open(location, options);
      }
    }
    throw new NotFoundException(
        "Cannot open "
            + Locations.shown(location)
            + ": no medium knows the scheme "
            + scheme
            + " (add its jar)");
  }
}
