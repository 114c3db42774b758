package io.lifecycle4j.core;

import io.lifecycle4j.core.serving.log.KeptPredictions;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** The ids of all predictions in the logs of a home. */
final class LoggedIds {
  private LoggedIds() {}

  static Set<String> read(URI home) {
    try (Medium medium = Media.existing(Path.of(home))) {
      return Set.copyOf(KeptPredictions.ids(medium));
    }
  }
}
