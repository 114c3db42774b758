package io.lifecycle4j.core.data;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Opens stores over one home as often as a test asks, and closes them after it. */
final class OpenedStores implements AfterEachCallback {
  private final OpenedMedia media = new OpenedMedia();
  private final Supplier<Medium> home;

  private OpenedStores(Supplier<Medium> home) {
    this.home = home;
  }

  static OpenedStores inMemory() {
    Medium home = Media.memory();
    return new OpenedStores(() -> home);
  }

  /** Opens them in a directory, which is asked for when the first is opened. */
  static OpenedStores in(Supplier<Path> directory) {
    return new OpenedStores(() -> Media.file(directory.get()));
  }

  DatasetStore open() {
    return DatasetStores.over(media.add(home.get()), () -> Fixtures.TIME);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    media.afterEach(context);
  }
}
