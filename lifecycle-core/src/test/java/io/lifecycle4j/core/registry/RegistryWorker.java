package io.lifecycle4j.core.registry;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;

/**
 * A process that registers versions of one model and promotes each, against others that do the
 * same. Prints what it was told.
 */
final class RegistryWorker {
  private RegistryWorker() {}

  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[1]);
    try (Medium medium = Media.file(Path.of(arguments[0]))) {
      ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
      ModelManifest manifest =
          Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
      for (int i = 0; i < rounds; i++) {
        int number = registry.register("fraud", manifest, Fixtures.ALICE, "trained").number();
        System.out.println("registered " + number);
        promote(registry, number);
      }
    }
  }

  private static void promote(ModelRegistry registry, int number) {
    while (true) {
      int from = registry.named("fraud", ModelRegistry.PRODUCTION).orElse(0);
      try {
        long sequence = registry.apply(Moves.promotion("fraud", from, number)).sequence();
        System.out.println("promoted " + from + " " + number + " " + sequence);
        return;
      } catch (ConflictException e) {
        // another process was first
      }
    }
  }
}
