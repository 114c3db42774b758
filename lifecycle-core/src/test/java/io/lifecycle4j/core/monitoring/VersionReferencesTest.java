package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A version that cannot be read now is not unknown: its rows wait. */
class VersionReferencesTest {
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private final AtomicBoolean fails = new AtomicBoolean();
  private final VersionReferences references =
      new VersionReferences(new ModelVersions("fraud", failing()), null);

  @AfterEach
  void close() {
    registry.close();
    medium.close();
  }

  /** Returns the registry, of which each manifest cannot be read while the storage fails. */
  private ModelRegistry failing() {
    return (ModelRegistry)
        Proxy.newProxyInstance(
            ModelRegistry.class.getClassLoader(),
            new Class<?>[] {ModelRegistry.class},
            (proxy, method, arguments) -> {
              if (fails.get() && method.getName().equals("find")) {
                throw new StorageFailedException("The disk is gone");
              }
              try {
                return method.invoke(registry, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  @Test
  void throwWhileTheStorageFails() {
    registry.register(
        "fraud",
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights")))),
        Fixtures.ALICE,
        "trained");
    fails.set(true);
    assertThatThrownBy(() -> references.reference("fraud:1"))
        .isInstanceOf(StorageFailedException.class);
    assertThatThrownBy(() -> references.importance("fraud:1"))
        .isInstanceOf(StorageFailedException.class);
    fails.set(false);

    assertThat(references.importance("fraud:1")).isNotNull();
    assertThat(references.reference("fraud:2")).as("no such version").isEmpty();
    assertThat(references.reference("a function")).isEmpty();
  }
}
