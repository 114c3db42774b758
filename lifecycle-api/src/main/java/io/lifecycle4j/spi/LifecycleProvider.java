package io.lifecycle4j.spi;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.maintenance.BackupReport;
import java.nio.file.Path;

/**
 * Opens homes; found by {@link java.util.ServiceLoader}. {@code lifecycle-core} contains the only
 * implementation.
 */
public interface LifecycleProvider {
  /**
   * Opens a home.
   *
   * @param settings the settings that the user chose
   * @return the home
   */
  Lifecycle open(LifecycleSettings settings);

  /**
   * Restores a home from a backup; see {@link Lifecycle#restore}.
   *
   * @param backup the backup
   * @param home a new or empty directory
   * @return what was copied
   */
  BackupReport restore(Path backup, Path home);
}
