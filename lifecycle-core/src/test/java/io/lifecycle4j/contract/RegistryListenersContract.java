package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ModelRegistry} tells its listeners; extend {@link ModelRegistryContract}. */
@SuppressWarnings("NullAway") // what is missing fails the test
abstract class RegistryListenersContract {
  ModelRegistry registry;
  ModelManifest manifest;

  /**
   * Opens an empty registry; called once for each test.
   *
   * @return the registry
   */
  protected abstract ModelRegistry open();

  /**
   * Opens another registry on the storage of this test, as a second process would.
   *
   * @param first the registry that {@link #open()} gave
   * @return the other; the same if the storage is not shared
   */
  protected ModelRegistry openAgain(ModelRegistry first) {
    return first;
  }

  @BeforeEach
  void openRegistry() {
    registry = open();
    manifest = Fixtures.model(store("weights.bin", "weights"));
  }

  final StoredFile store(String name, String text) {
    return registry.put(new NamedContent(name, Content.of(text)));
  }

  final ModelVersion register(String model) {
    return registry.register(model, manifest, ALICE, "trained");
  }

  final int registerAt(ModelRegistry place) {
    return place.register("fraud", manifest, ALICE, "trained").number();
  }

  @Test
  void callsListenersForWhatAnyOpeningWrites() {
    AtomicInteger heard = new AtomicInteger();
    registry.onChange(() -> heard.set(registry.versions("fraud").size()));
    for (ModelRegistry writer : List.of(registry, openAgain(registry))) {
      int number = registerAt(writer);
      awaitTrue(() -> heard.get() == number);
    }
  }

  @Test
  void callsAListenerAgainThatThrew() {
    AtomicInteger calls = new AtomicInteger();
    registry.onChange(() -> Preconditions.check(calls.incrementAndGet() >= 3, "Once more"));
    register("fraud");
    awaitTrue(() -> calls.get() >= 3);
  }

  @Test
  void callsEachListenerThoughAnotherThrows() {
    AtomicInteger threw = new AtomicInteger();
    AtomicInteger before = new AtomicInteger();
    AtomicInteger after = new AtomicInteger();
    registry.onChange(() -> before.set(registry.versions("fraud").size()));
    registry.onChange(
        () -> {
          threw.incrementAndGet();
          throw new IllegalStateException("Always");
        });
    registry.onChange(() -> after.set(registry.versions("fraud").size()));
    for (int number = 1; number <= 2; number++) {
      register("fraud");
      int heard = number;
      awaitTrue(() -> before.get() == heard && after.get() == heard && threw.get() >= heard);
    }
  }

  @Test
  void callsNoListenerThatWasRemoved() {
    AtomicInteger removed = new AtomicInteger();
    AtomicInteger heard = new AtomicInteger();
    Runnable removal = registry.onChange(removed::incrementAndGet);
    registry.onChange(() -> heard.set(registry.versions("fraud").size()));
    register("fraud");
    awaitTrue(() -> heard.get() == 1 && removed.get() > 0);
    removal.run();
    removal.run();
    register("fraud"); // a call may have begun before
    awaitTrue(() -> heard.get() == 2);
    int before = removed.get();
    register("fraud");
    awaitTrue(() -> heard.get() == 3);
    assertThat(removed).hasValue(before);
  }

  @Test
  void listsWhatIsSaidAboutAVersion() {
    register("fraud");
    RegisteredVersion second = RegisteredVersion.of(register("fraud"));
    describe(Map.of("tags.team", "risk", "archived", ""), List.of());
    describe(Map.of("tags.team", "fraud"), List.of("archived", "tags.none"));

    VersionNotes notes = new VersionNotes(Map.of("tags.team", "fraud"));
    assertThat(registry.versions("fraud")).element(1).isEqualTo(second.with(notes));
    assertThat(openAgain(registry).versions("fraud")).isEqualTo(registry.versions("fraud"));
    assertThat(registry.versions("fraud")).element(0).matches(v -> v.notes().tags().isEmpty());
  }

  private void describe(Map<String, String> set, List<String> removed) {
    registry.apply(
        Transition.builder(ALICE, "reviewed")
            .change(new VersionDescribed("fraud", 2, set, removed))
            .build());
  }
}
