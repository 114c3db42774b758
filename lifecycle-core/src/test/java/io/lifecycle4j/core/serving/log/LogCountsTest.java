package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.serving.PredictionLogStatus.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses are told with their number, not each of them, and in the end all of them. */
class LogCountsTest {
  private final List<String> errors = new ArrayList<>();
  private long nanos;
  private final LogCounts count =
      new LogCounts("line", () -> nanos, LoggedLines.of("error", errors));

  private void lose(int times) {
    for (int i = 0; i < times; i++) {
      count.answered();
      count.lost();
    }
  }

  @Test
  void tellsLossesAtFirstThenNowAndThenAndAllInTheEnd() {
    count.failed(new IllegalStateException("Disk full"));
    lose(1_000);
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).startsWith("The log of predictions of line lost 1:");
    nanos += LogCounts.TELL_AGAIN.toNanos() + 1;
    lose(500);
    assertThat(errors).hasSize(2);
    assertThat(errors.get(1)).startsWith("The log of predictions of line lost 1000:");
    assertThat(count.isUntold()).isTrue();
    count.end();
    count.tellAll();
    assertThat(errors).hasSize(3);
    assertThat(errors.get(2))
        .startsWith("The log of predictions of line is closed and lost 1500 in all:");
  }

  @Test
  void isClosedAndNotFailingOnceItEndedInGoodOrder() {
    count.answered();
    count.appended(1);
    assertThat(count.status().state()).isEqualTo(State.WRITING);
    count.end();
    assertThat(count.status().state()).isEqualTo(State.CLOSED);
    count.answered(); // by a call that was still running
    count.lost();
    assertThat(errors).singleElement().asString().contains("lost 1: ", "state=CLOSED");
  }

  @Test
  void tellsNothingWhenNothingIsLost() {
    count.answered();
    count.appended(1);
    count.tell();
    count.end();
    count.tellAll();
    assertThat(errors).isEmpty();
  }
}
