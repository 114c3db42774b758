package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.spi.MediumProvider;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a jar merged of several, one may have replaced the service entries of another. */
class MergedJarTest {
  @TempDir private Path directory;
  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();

  @BeforeEach
  void loseMedia() {
    thread.setContextClassLoader(new WithoutMedia(before));
  }

  @AfterEach
  void findThemAgain() {
    thread.setContextClassLoader(before);
  }

  private static final class WithoutMedia extends ClassLoader {
    WithoutMedia(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.endsWith(MediumProvider.class.getName())
          ? Collections.emptyEnumeration()
          : super.getResources(name);
    }
  }

  @Test
  void opensADirectoryAllTheSame() {
    try (Lifecycle home = Lifecycle.open(directory.resolve("home"))) {
      assertThat(home.datasets().names()).isEmpty();
    }
  }

  @Test
  void saysThatAJarIsMissingForAnotherLocation() {
    assertThatThrownBy(Lifecycle::inMemory)
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Cannot open memory:new: no medium knows the scheme memory (add its jar)");
  }
}
