package io.lifecycle4j.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.serving.ServingStatus.State;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ServingStatusTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  private static ServingStatus status(
      State state, OptionalInt production, OptionalInt serving, LifecycleException... failure) {
    return new ServingStatus(
        state,
        production,
        serving,
        Optional.empty(),
        Optional.of(failure).filter(f -> f.length > 0).map(f -> f[0]));
  }

  @Test
  void saysInASentenceHowTheTwoCompare() {
    OptionalInt two = OptionalInt.of(2);
    OptionalInt three = OptionalInt.of(3);
    CorruptDataException damage = new CorruptDataException("Corrupt file weights");
    assertThat(status(State.EMPTY, NONE, NONE)).hasToString("no version in production");
    assertThat(status(State.CURRENT, two, two))
        .hasToString("version 2 is in production and serves");
    assertThat(status(State.LOADING, three, two))
        .hasToString("version 3 is in production, version 2 serves: it is being loaded");
    assertThat(status(State.FAILED, three, NONE, damage))
        .hasToString("version 3 is in production, none serves: Corrupt file weights");
    assertThat(status(State.FUNCTION, three, NONE))
        .hasToString("a function serves; version 3 is in production");
    assertThat(status(State.FUNCTION, NONE, NONE))
        .hasToString("a function serves; no version in production");
  }

  @Test
  void isCurrentInOneStateAlone() {
    for (State state : State.values()) {
      assertThat(status(state, NONE, NONE).isCurrent()).isEqualTo(state == State.CURRENT);
    }
  }
}
