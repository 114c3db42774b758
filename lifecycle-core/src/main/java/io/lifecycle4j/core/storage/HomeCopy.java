package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.Home;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A home written as the copy of another; it can be opened only when complete.
 *
 * <p>Until then a marker replaces its {@code format.json}. Not thread-safe.
 */
public final class HomeCopy implements AutoCloseable {
  private final Home home;
  private final Medium medium;

  private HomeCopy(Home home) {
    this.home = home;
    this.medium = new FileMedium(home, FileMedium.SEGMENT_BYTES);
  }

  /**
   * Begins a copy; close it.
   *
   * @param target a new or empty directory
   * @throws InvalidValueException if the target is not new or empty, or lies in the home; nothing
   *     was changed
   * @throws io.lifecycle4j.error.ReadOnlyException if the home needs a feature that this library
   *     does not know
   */
  public static HomeCopy begin(Path target, Medium source) {
    UUID store = required(source, "source").blobs().id();
    if (Files.exists(required(target, "target")) && !Files.isDirectory(target)) {
      throw notEmpty(target);
    }
    try {
      if (source instanceof FileMedium home) {
        home.checkCopyable(target);
      }
      Path directory = Home.create(target);
      if (!Directory.names(directory).isEmpty()) {
        throw notEmpty(target);
      }
      if (!Durable.publishNew(directory.resolve(Home.UNFINISHED_COPY), new byte[0])) {
        throw notEmpty(target); // another copy was faster
      }
      return new HomeCopy(Home.furnish(directory, store, source.features()));
    } catch (IOException e) {
      throw StorageErrors.failed("copy a home to", target, e);
    }
  }

  private static InvalidValueException notEmpty(Path target) {
    return new InvalidValueException(
        "Invalid target of a copy: "
            + target
            + " (must be a new or empty directory"
            + (Files.exists(target.resolve(Home.UNFINISHED_COPY))
                ? "; a copy into it was not completed: delete it)"
                : ")"));
  }

  /** Returns the medium to write to; it is closed with this copy. */
  public Medium medium() {
    return medium;
  }

  /** Closes the medium and makes the directory a home, durable on return. */
  public void complete() {
    medium.close();
    try {
      home.publish();
      Files.deleteIfExists(home.resolve(Home.UNFINISHED_COPY));
      Durable.forceDirectory(home.directory());
    } catch (IOException e) {
      throw StorageErrors.failed("complete the copy of a home in", home.directory(), e);
    }
  }

  /** Abandons the copy unless it is complete. */
  @Override
  public void close() {
    medium.close();
  }
}
