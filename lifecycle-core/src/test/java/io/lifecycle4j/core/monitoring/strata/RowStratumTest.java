package io.lifecycle4j.core.monitoring.strata;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.monitoring.Season;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowStratumTest {
  private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
  private static final Strata STRATA =
      new Strata(
          "country",
          List.of("CH", "DE"),
          new SameSeason("time", ZoneId.of("Europe/Zurich"), List.of(Season.WEEKDAY)));
  private static final Schema SCHEMA =
      Schema.builder()
          .column("country", DataType.CATEGORICAL)
          .column("time", DataType.TIMESTAMP)
          .build();

  /** A row of a country and a time; NaN is missing. */
  private record Place(String country, double time) implements Row {
    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public double number(int column) {
      return time;
    }

    @Override
    public String text(int column) {
      return country;
    }

    @Override
    public void tensor(int column, float[] target, int offset) {
      throw new IllegalStateException("There is none");
    }
  }

  private final RowStratum strata = new RowStratum(STRATA, SCHEMA);

  @Test
  void isThatOfItsSegmentAndSeason() {
    for (int day = 0; day < 14; day++) {
      long time = MONDAY.plus(Duration.ofDays(day)).toEpochMilli();

      assertThat(strata.of(new Place("CH", time), 0)).isEqualTo(day % 7);
      assertThat(strata.of(new Place("DE", time), 0)).isEqualTo(7 + day % 7);
      assertThat(strata.of(new Place("FR", time), 0)).isEqualTo(14 + day % 7);
      assertThat(strata.of(new Place("", time), 0)).isEqualTo(14 + day % 7);
    }
  }

  @Test
  void takesTheTimeOfTheAnswerIfTheRequestHasNone() {
    Schema timeless = Schema.builder().column("country", DataType.CATEGORICAL).build();
    RowStratum without = new RowStratum(STRATA, timeless);
    long tuesday = MONDAY.plus(Duration.ofDays(1)).toEpochMilli();

    assertThat(without.of(new Place("DE", MONDAY.toEpochMilli()), tuesday)).isEqualTo(8);
    assertThat(strata.of(new Place("DE", Double.NaN), tuesday)).isEqualTo(8);
    assertThat(strata.hasTime(new Place("DE", Double.NaN))).isFalse();
    assertThat(without.hasTime(new Place("DE", 0))).isFalse();
  }

  @Test
  void isFoundForFlags() {
    Schema flags =
        Schema.builder()
            .column("member", DataType.BOOLEAN)
            .column("time", DataType.TIMESTAMP)
            .build();
    RowStratum members =
        new RowStratum(new Strata("member", List.of("false", "true"), null), flags);

    assertThat(members.of(new Place("", 0), 0)).isZero();
    assertThat(members.of(new Place("", 1), 0)).isEqualTo(1);
    assertThat(members.of(new Place("", Double.NaN), 0)).isEqualTo(2);
  }

  @Test
  void isFoundWithoutAllocation() {
    Row row = new Place("DE", MONDAY.toEpochMilli());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    int sum = 0;
    for (int i = 0; i < 20_000; i++) {
      sum += strata.of(row, 0);
    }

    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < 20_000; i++) {
      sum += strata.of(row, 0);
    }
    long allocated = threads.getThreadAllocatedBytes(id) - before;

    assertThat(sum).isPositive();
    assertThat(allocated).isLessThan(20_000);
  }
}
