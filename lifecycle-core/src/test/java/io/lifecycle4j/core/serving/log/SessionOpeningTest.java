package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The journal of a session is opened again after a failure. */
class SessionOpeningTest {
  private final Medium medium = Media.memory();
  private final SessionOpening opening =
      PredictionJournals.opening(
          medium.journals(), "fraud", "s1", null, "x86", () -> Fixtures.TIME);

  @Test
  void opensTheJournalAgainOnceItIsClosed() {
    opening.get().close();
    String name = Objects.requireNonNull(opening.opened()).name();
    opening.get().close();
    assertThat(Objects.requireNonNull(opening.opened()).name()).isEqualTo(name);
    medium.close();
  }

  @Test
  void opensAnotherOneIfAnErrorKeptTheJournalOpen() {
    try (Journal lost = opening.get();
        Journal next = opening.get()) {
      assertThat(next).isNotSameAs(lost);
      assertThat(medium.journals().names())
          .hasSize(2)
          .allMatch(name -> name.startsWith(LoggedPredictions.journal("fraud", "")));
      assertThat(List.of(lost.sequence(), next.sequence())).containsExactly(1L, 1L);
    }
    medium.close();
  }
}
