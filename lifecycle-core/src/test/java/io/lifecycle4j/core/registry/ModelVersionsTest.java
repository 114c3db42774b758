package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The state of a model in a registry that folds none itself. */
class ModelVersionsTest {
  private static final BlobId MANIFEST = Fixtures.hash(Fixtures.utf8("manifest"));

  private final List<AuditRecord> trail = new ArrayList<>();
  private final ModelVersions versions = new ModelVersions("fraud", registry());

  /** Knows nothing but the trail. */
  private ModelRegistry registry() {
    return (ModelRegistry)
        Proxy.newProxyInstance(
            ModelRegistry.class.getClassLoader(),
            new Class<?>[] {ModelRegistry.class},
            (proxy, method, arguments) -> List.copyOf(trail));
  }

  private void add(Transition transition) {
    trail.add(new AuditRecord(trail.size() + 1, Fixtures.TIME, transition));
  }

  @BeforeEach
  void promoteTwo() {
    for (int version = 1; version <= 2; version++) {
      add(
          Transition.builder(Fixtures.ALICE, "trained")
              .change(Moves.registered("fraud", version, MANIFEST))
              .build());
      add(Moves.promotion("fraud", version - 1, version));
    }
  }

  @Test
  void isTheSameWhileNothingIsDecided() {
    assertThat(versions.state()).isSameAs(versions.state());
    assertThat(versions.state().named(ModelRegistry.PRODUCTION)).hasValue(2);
  }

  @Test
  void growsWithTheTrail() {
    ModelState before = versions.state();
    add(Moves.rollback("fraud", 2, 1));
    assertThat(versions.state().named(ModelRegistry.PRODUCTION)).hasValue(1);
    assertThat(versions.state().versions()).isSameAs(before.versions());
    assertThat(versions.state().trail()).isEqualTo(trail);
  }

  @Test
  void isFoldedAgainIfTheTrailIsAnother() {
    assertThat(versions.state().versions()).hasSize(2);
    trail.remove(3);
    add(Moves.rejection("fraud", 2));
    assertThat(versions.state().named(ModelRegistry.PRODUCTION)).hasValue(1);
    trail.clear();
    assertThat(versions.state().versions()).isEmpty();
  }
}
