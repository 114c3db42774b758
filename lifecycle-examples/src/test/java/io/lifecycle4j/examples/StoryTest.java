package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {
  @TempDir Path home;

  @Test
  void isTrue() throws IOException {
    assertThat(Story.tell(home.resolve("model-home"), Path.of("data")).version()).hasValue(1);
  }
}
