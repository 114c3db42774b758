package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnlyLarger
class StoryTest {
  @TempDir Path home;

  @Test
  void isTrue() throws IOException {
    assertThat(Story.tell(home.resolve("model-home"), Path.of("data")).version()).hasValue(1);
  }
}
