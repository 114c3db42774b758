package io.lifecycle4j.core.registry;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ModelRegistryContract;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import org.junit.jupiter.api.AfterEach;

class MemoryModelRegistryContractTest extends ModelRegistryContract {
  private final Medium medium = Media.memory();

  @AfterEach
  void closeMedium() {
    medium.close();
  }

  @Override
  protected ModelRegistry open() {
    return Registries.over(medium, () -> Fixtures.TIME);
  }

  @Override
  protected ModelRegistry openAgain(ModelRegistry first) {
    return Registries.over(medium, () -> Fixtures.TIME);
  }
}
