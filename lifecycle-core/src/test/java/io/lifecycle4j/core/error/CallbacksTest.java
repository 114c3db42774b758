package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallbacksTest {
  @Test
  void knowsWhetherTheThreadIsInOne() {
    List<Boolean> inside = new ArrayList<>();

    Callbacks.run(() -> inside.add(Callbacks.isInside()));
    inside.add(Callbacks.call(Callbacks::isInside));
    inside.add(Callbacks.isInside());

    assertThat(inside).containsExactly(true, true, false);
  }

  @Test
  void isLeftWhenTheCallbackThrows() {
    assertThatThrownBy(
            () ->
                Callbacks.run(
                    () -> {
                      throw new IllegalStateException("made by the test");
                    }))
        .hasMessage("made by the test");

    assertThat(Callbacks.isInside()).isFalse();
  }
}
