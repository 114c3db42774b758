package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Opens media. */
public final class Media {
  private Media() {}

  /**
   * Opens a directory of any {@code java.nio.file} file system, and creates it when it is missing,
   * unless it {@link MediumOption#MUST_EXIST} or is opened {@link MediumOption#READ_ONLY}.
   *
   * @return the medium; close it
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  public static Medium file(Path directory, MediumOption... options) {
    List<MediumOption> all = copy(Arrays.asList(required(options, "options")), "options");
    return FileMedium.open(required(directory, "directory"), Set.copyOf(all));
  }

  /**
   * Opens an existing home {@linkplain MediumOption#READ_ONLY for reading}: also on a read-only
   * file system, and while other processes write it.
   *
   * @return the medium; close it
   * @throws NotFoundException if there is no home; nothing was created
   */
  public static Medium existing(Path directory) {
    return file(directory, MediumOption.READ_ONLY);
  }

  /** Opens a new medium in memory; its content is lost when it is closed. */
  public static Medium memory() {
    return Medium.open(URI.create("memory:new"));
  }
}
