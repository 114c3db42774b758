package io.lifecycle4j.core.serving.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.serving.rollout.ArmCounter;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written and read of the traffic of versions stays small. */
class TrafficReadingTest {
  private static final Duration FINE = Duration.ofMinutes(10);
  private static final int SECONDS = 3_000;

  private final Medium medium = Media.memory();
  private final ArmCounter counter = new ArmCounter();

  @AfterEach
  void close() {
    medium.close();
  }

  @Test
  void addsOldLinesUpByMinute() {
    count(counter, 2, 1);
    TrafficReading reading = new TrafficReading(medium.journals(), "fraud", FINE);
    Instant now = Fixtures.TIME;
    try (TrafficJournal journal = new TrafficJournal(medium.journals(), "fraud")) {
      for (int second = 0; second < SECONDS; second++) {
        now = now.plusSeconds(1);
        journal.write(TrafficLine.of(now, now, Map.of(7, counter.totals())));
        if (second % 100 == 0) {
          reading.read(now.minus(TrafficJournal.KEPT), now);
        }
      }
    }
    assertThat(reading.read(now.minus(TrafficJournal.KEPT), now)).isTrue();
    assertThat(reading.read(now.minus(TrafficJournal.KEPT), now)).as("nothing is new").isFalse();

    assertThat(reading.size()).isLessThanOrEqualTo(601 + SECONDS / 60);
    assertThat(reading.since(7, now.minusSeconds(9)).requests()).isEqualTo(2 * 10);
    assertThat(reading.since(7, now.minus(FINE)).errors()).isEqualTo(601);
    assertThat(reading.since(7, Fixtures.TIME).requests()).isEqualTo(2L * SECONDS);
    assertThat(reading.since(8, Fixtures.TIME).requests()).isZero();
    assertThat(reading.newest(7)).hasValue(now);
  }

  /** Rounds are ten a second. */
  @Test
  void writesSomeFailuresTwiceASecondAndManyAtOnce() {
    VersionTraffic traffic = new VersionTraffic();
    Instant now = Fixtures.TIME;
    String journal;
    try (TrafficRecorder recorder =
        new TrafficRecorder(traffic, new TrafficJournal(medium.journals(), "fraud"))) {
      for (int round = 0; round < 100; round++) {
        count(traffic.of(7), 10, 1);
        recorder.record(now, false);
        now = now.plusMillis(100);
      }
      journal = medium.journals().names().iterator().next();
      assertThat(journal).startsWith(Kind.TRAFFIC.of("fraud"));
      assertThat(sequence(journal)).isEqualTo(20);
      count(traffic.of(7), 10, 9);
      recorder.record(now, false);
    }
    assertThat(sequence(journal)).as("at once").isEqualTo(21);
  }

  private long sequence(String journal) {
    return medium.journals().state(journal).orElseThrow().sequence();
  }

  private static void count(ArmCounter counter, int requests, int errors) {
    for (int i = 0; i < requests; i++) {
      counter.add(1_000_000);
      if (i < errors) {
        counter.failed();
      }
    }
  }
}
