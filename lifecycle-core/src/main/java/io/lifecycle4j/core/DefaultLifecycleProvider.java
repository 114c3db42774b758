package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.storage.FileMediumProvider;
import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.spi.LifecycleProvider;
import io.lifecycle4j.spi.LifecycleSettings;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** Creates homes; a part that the user did not choose gets its default. */
public final class DefaultLifecycleProvider implements LifecycleProvider {
  /** Called by the service loader. */
  public DefaultLifecycleProvider() {}

  @Override
  public Lifecycle open(LifecycleSettings settings) {
    try (ThreadClasses.Initialization classes = ThreadClasses.begin()) {
      Medium medium =
          settings
              .medium()
              .orElseGet(() -> open(settings.location().orElseThrow(), settings.options()));
      boolean opened = false;
      try {
        Medium home = HomeFeatures.layered(medium, settings.layer().orElse(null), settings.clock());
        Rooms rooms = Rooms.of(home, settings);
        classes.end();
        Lifecycle lifecycle = new DefaultLifecycle(rooms);
        opened = true;
        return lifecycle;
      } finally {
        if (!opened) {
          medium.close();
        }
      }
    }
  }

  /** Needs no service entry to open a directory, since a merged jar may lose it. */
  private static Medium open(URI location, Set<MediumOption> options) {
    MediumProvider files = new FileMediumProvider();
    return files.scheme().equalsIgnoreCase(location.getScheme())
        ? files.open(location, options)
        : Medium.open(location, options.toArray(MediumOption[]::new));
  }

  @Override
  public BackupReport restore(Path backup, Path home) {
    try (Medium medium = Media.existing(backup)) {
      return HomeMaintenance.copy(medium, home);
    }
  }
}
