package io.lifecycle4j.spi;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.maintenance.BackupReport;
import java.nio.file.Path;

/**
 * Builds homes from their parts; found by {@link java.util.ServiceLoader}. {@code lifecycle-core}
 * has the one there is.
 */
public interface LifecycleProvider {
  /**
   * Opens a home.
   *
   * @param settings what the user chose
   * @return the home
   */
  Lifecycle open(LifecycleSettings settings);

  /**
   * Makes a home from a backup; see {@link Lifecycle#restore}.
   *
   * @param backup the backup
   * @param home a new or empty directory
   * @return what was copied
   */
  BackupReport restore(Path backup, Path home);
}
