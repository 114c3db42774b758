package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home ends its registry, in silence. */
@Timeout(120)
class ClosedRegistryTest {
  @Test
  void isClosedWithTheHomeThoughTheUserMadeIt() {
    Medium medium = Media.memory();
    ModelRegistry kept = Registries.over(medium, () -> Fixtures.TIME);
    AtomicInteger closed = new AtomicInteger();
    ModelRegistry given =
        (ModelRegistry)
            Proxy.newProxyInstance(
                ModelRegistry.class.getClassLoader(),
                new Class<?>[] {ModelRegistry.class},
                (proxy, method, arguments) -> {
                  closed.addAndGet(method.getName().equals("close") ? 1 : 0);
                  return method.invoke(kept, arguments);
                });
    Lifecycle home = Lifecycle.builder().medium(medium).registry(given).open();
    assertThat(home.models().names()).isEmpty();
    assertThat(closed).hasValue(0);

    home.close();
    home.close();
    assertThat(closed).hasValue(1);
  }

  @Test
  @OnlyLarger
  void logsNoErrorWhileItIsClosed(@TempDir Path directory) throws Exception {
    List<String> options = new ArrayList<>(ChildArchive.options());
    options.add("-Dslf4j.provider=" + PrintedErrors.class.getName());
    try (ChildJvm child = ChildJvm.start(options, PrintedErrors.class, directory)) {
      assertThat(child.awaitEnd()).containsExactly("promoted", "closed");
    }
  }
}
