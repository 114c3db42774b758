package io.lifecycle4j.core.loading;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.storage.Media;
import java.nio.file.Path;

/** A process that stops while it loads a version. */
final class LoadExitWorker {
  private LoadExitWorker() {}

  /** Begins a load in a home, and exits. */
  public static void main(String[] arguments) {
    LoadMarkers markers = new LoadMarkers(Media.file(Path.of(arguments[0])), () -> Fixtures.TIME);
    if (markers.begin("line", 2, Purpose.SERVE) != null) {
      System.out.println("begun");
    }
    System.exit(0);
  }
}
