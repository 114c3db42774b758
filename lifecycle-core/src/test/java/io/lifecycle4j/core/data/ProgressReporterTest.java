package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listener is told, and when. */
class ProgressReporterTest {
  private final List<DataProgress> heard = new ArrayList<>();
  private long rows;

  private DataProgress state() {
    return new DataProgress(Phase.READING, 0, 0, 0, 0, rows, 0);
  }

  @Test
  void saysNothingTwice() {
    ProgressReporter telling = new ProgressReporter(heard::add, this::state);
    telling.now();
    telling.now();
    rows = 1;
    telling.now();
    assertThat(heard).extracting(DataProgress::rows).containsExactly(0L, 1L);
  }

  @Test
  void pausesBetweenWhatItSaysInTime() {
    ProgressReporter telling = new ProgressReporter(heard::add, this::state);
    for (rows = 0; rows < 100; rows++) {
      telling.inTime();
    }
    assertThat(heard).hasSizeBetween(1, 50);
  }

  @Test
  void saysNothingOnAnotherThread() throws InterruptedException {
    ProgressReporter telling = new ProgressReporter(heard::add, this::state);
    Thread other = new Thread(telling::inTime);
    other.start();
    other.join();
    assertThat(heard).isEmpty();
  }

  /** Whoever catches it, to read again perhaps, does not go on. */
  @Test
  void throwsAgainWhatTheListenerThrewOnce() {
    IllegalStateException stop = new IllegalStateException("stop");
    ProgressReporter telling =
        new ProgressReporter(
            progress -> {
              heard.add(progress);
              throw stop;
            },
            this::state);
    assertThatThrownBy(telling::now).isSameAs(stop);
    rows = 1;
    assertThatThrownBy(telling::now).isSameAs(stop);
    assertThat(heard).hasSize(1);
  }
}
