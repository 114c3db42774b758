package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shadow is what its entries of the registry say. */
class ShadowStateTest {
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);

  @BeforeEach
  void register() {
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    for (String model : List.of("fraud", "flowers")) {
      registry.register(model, manifest, Fixtures.ALICE, "trained");
    }
  }

  @AfterEach
  void close() {
    registry.close();
    medium.close();
  }

  private void apply(Change... changes) {
    Transition.Builder transition = Transition.builder(Fixtures.ALICE, "for a reason");
    List.of(changes).forEach(transition::change);
    registry.apply(transition.build());
  }

  private static ShadowStarted started(String model, String id, Optional<String> before) {
    return new ShadowStarted(model, 1, id, 1, Fixtures.TIME, 0, before);
  }

  private static Optional<String> shadow(ModelRegistry registry, String model) {
    return new ModelVersions(model, registry).state().shadow().started().map(ShadowStarted::shadow);
  }

  @Test
  void isTheOneThatWasNotStopped() {
    apply(started("fraud", "s1", Optional.empty()));
    assertThat(shadow(registry, "fraud")).hasValue("s1");
    assertThat(shadow(registry, "flowers")).isEmpty();
    assertThatThrownBy(() -> apply(started("fraud", "s2", Optional.empty())))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot start a shadow of fraud: version 1 is a shadow until ");
    apply(started("fraud", "s2", Optional.of("s1")));
    assertThat(shadow(registry, "fraud")).as("it replaced one that has ended").hasValue("s2");
    assertThatThrownBy(() -> apply(new ShadowStopped("fraud", 1, "s1")))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot stop shadow s1 of fraud: it was stopped");
    apply(new ShadowStopped("fraud", 1, "s2"));
    assertThat(shadow(registry, "fraud")).isEmpty();
  }

  @Test
  void isReplacedInOneEntry() {
    apply(started("fraud", "s1", Optional.empty()));
    apply(new ShadowStopped("fraud", 1, "s1"), started("fraud", "s2", Optional.empty()));
    assertThat(shadow(registry, "fraud")).hasValue("s2");
    try (ModelRegistry again = Registries.over(medium, () -> Fixtures.TIME)) {
      assertThat(shadow(again, "fraud")).hasValue("s2");
    }
  }
}
