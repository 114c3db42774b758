package io.lifecycle4j.core.registry;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ModelRegistryContract;
import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FileModelRegistryContractTest extends ModelRegistryContract {
  @RegisterExtension private final OpenedMedia media = new OpenedMedia();
  @TempDir private Path home;

  private Medium medium() {
    return media.add(Media.file(home));
  }

  @Override
  protected ModelRegistry open() {
    return Registries.over(medium(), () -> Fixtures.TIME);
  }

  @Override
  protected ModelRegistry openAgain(ModelRegistry first) {
    return Registries.over(medium(), () -> Fixtures.TIME);
  }
}
