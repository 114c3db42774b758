package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
  @Test
  void closesAllAndThrowsWhatWasThrownFirst() {
    List<String> closed = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Closing.all(
                    List.of("a", "b", "c"),
                    name -> {
                      closed.add(name);
                      if (!name.equals("b")) {
                        throw new IllegalStateException(name);
                      }
                    }))
        .hasMessage("a")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("c"));
    assertThat(closed).containsExactly("a", "b", "c");
  }

  @Test
  void throwsTheSameTwiceAsOnce() {
    RuntimeException same = new IllegalStateException("full");
    assertThatThrownBy(
            () ->
                Closing.all(
                    List.of(1, 2),
                    number -> {
                      throw same;
                    }))
        .isSameAs(same)
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
  }
}
