package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FloodsTest {
  @Test
  void logsWhenTheCountHasDoubled() {
    assertThat(LongStream.rangeClosed(1, 20).filter(Floods::isLogged))
        .containsExactly(1L, 2L, 4L, 8L, 16L);
  }

  @Test
  void logsOnceForManyThatCameTogether() {
    assertThat(Floods.isLogged(5, 7)).isFalse();
    assertThat(Floods.isLogged(5, 8)).isTrue();
    assertThat(Floods.isLogged(5, 900)).isTrue();
  }
}
