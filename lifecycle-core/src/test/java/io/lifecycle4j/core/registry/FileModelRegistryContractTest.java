package io.lifecycle4j.core.registry;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ModelRegistryContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.registry.ModelRegistry;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileModelRegistryContractTest extends ModelRegistryContract {
  private final Deque<Medium> media = new ArrayDeque<>();
  @TempDir private Path home;

  @AfterEach
  void closeMedia() {
    media.forEach(Medium::close);
  }

  private Medium medium() {
    Medium medium = Media.file(home);
    media.push(medium);
    return medium;
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
