package io.lifecycle4j.core.serving.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written and read of the traffic of versions stays small. */
class TrafficReadingTest {
  private static final Duration FINE = Duration.ofMinutes(10);
  private static final int SECONDS = 3_000;

  private final Medium medium = Media.memory();
  private final CountedCalls calls = new CountedCalls();
  private final TrafficReading reading = new TrafficReading(medium.journals(), "fraud", FINE);

  @AfterEach
  void close() {
    medium.close();
  }

  private TrafficRecorder recorder(CountedCalls counted) {
    return new TrafficRecorder(counted, medium.journals(), "fraud");
  }

  @Test
  void addsLinesUpBySecondAndOldOnesByMinute() {
    Instant now = Fixtures.TIME;
    try (TrafficRecorder one = recorder(calls);
        TrafficRecorder other = recorder(calls)) { // as another process would, which counts alike
      for (int second = 0; second < SECONDS; second++) {
        now = now.plusSeconds(1);
        count(calls.of(7), 2, 1);
        one.recordAll(now);
        other.recordAll(now);
        if (second % 100 == 0) {
          reading.read(now);
        }
      }
    }
    assertThat(reading.read(now)).isTrue();
    assertThat(reading.read(now)).as("nothing is new").isFalse();

    assertThat(reading.size()).as("of two processes").isLessThanOrEqualTo(601 + SECONDS / 60);
    assertThat(reading.since(7, now.minusSeconds(9)).requests()).isEqualTo(4 * 10);
    assertThat(reading.since(7, now.minus(FINE)).errors()).isEqualTo(2 * 601);
    assertThat(reading.since(7, Fixtures.TIME).requests()).isEqualTo(4L * SECONDS);
    assertThat(reading.since(8, Fixtures.TIME).requests()).isZero();
    assertThat(reading.newest(7)).hasValue(now);
  }

  @Test
  void countsTheRequestsOfAVersionInAndOutOfARollout() {
    count(calls.of(7), 10, 1);
    count(calls.of(new Counted(7, "a1", 0)), 20, 2);
    count(calls.of(new Counted(8, "a1", 0)), 30, 3);
    try (TrafficRecorder recorder = recorder(calls)) {
      recorder.recordAll(Fixtures.TIME);
    }
    reading.read(Fixtures.TIME);

    assertThat(reading.since(7, Fixtures.TIME).requests()).isEqualTo(30);
    assertThat(reading.since(7, Fixtures.TIME).errors()).isEqualTo(3);
    assertThat(reading.since(8, Fixtures.TIME).requests()).isEqualTo(30);
    StepReading.Arms arms =
        new StepReading(medium.journals(), "fraud")
            .sum(new Counted(8, "a1", 0), new Counted(7, "a1", 0));
    assertThat(arms.canary().requests()).isEqualTo(30);
    assertThat(arms.control().requests()).as("in the arm alone").isEqualTo(20);
  }

  /** Rounds are ten a second. */
  @Test
  void writesSomeFailuresTwiceASecondAndManyAtOnce() {
    Instant now = Fixtures.TIME;
    String journal;
    try (TrafficRecorder recorder = recorder(calls)) {
      for (int round = 0; round < 100; round++) {
        count(calls.of(7), 10, 1);
        recorder.record(now);
        now = now.plusMillis(100);
      }
      journal = medium.journals().names().iterator().next();
      assertThat(journal).startsWith(Kind.TRAFFIC.of("fraud"));
      assertThat(sequence(journal)).isEqualTo(20);
      count(calls.of(7), 10, 9);
      recorder.record(now);
    }
    assertThat(sequence(journal)).as("at once").isEqualTo(21);
  }

  private long sequence(String journal) {
    return medium.journals().state(journal).orElseThrow().sequence();
  }

  private static void count(TrafficCounter counter, int requests, int errors) {
    for (int i = 0; i < requests; i++) {
      counter.add(1_000_000);
      if (i < errors) {
        counter.failed();
      }
    }
  }
}
