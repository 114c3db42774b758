package io.lifecycle4j.core.monitoring.strata;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.monitoring.Season;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeasonPlacesTest {
  private static final List<Season> ALL = List.of(Season.HOUR, Season.WEEKDAY, Season.MONTH);

  private final Random random = new Random(Volume.seed());

  @ParameterizedTest
  @ValueSource(
      strings = {"UTC", "Europe/Zurich", "America/Chicago", "Australia/Lord_Howe", "+05:45"})
  void areThoseOfTheCalendar(String zone) {
    SeasonPlaces places = new SeasonPlaces(new SameSeason("time", ZoneId.of(zone), ALL));

    for (int i = 0; i < Volume.of(20_000, 200_000, 2_000_000); i++) {
      long span = i % 2 == 0 ? 4_000L * 365 * 86_400_000 : 40L * 365 * 86_400_000;
      long millis = (long) ((random.nextDouble() - 0.5) * span);
      ZonedDateTime time = Instant.ofEpochMilli(millis).atZone(ZoneId.of(zone));

      assertThat(places.of(millis))
          .as("%s in %s", time, zone)
          .isEqualTo(
              (time.getHour() * 7 + time.getDayOfWeek().getValue() - 1) * 12
                  + time.getMonthValue()
                  - 1);
    }
  }

  @Test
  void changeExactlyWhenTheClocksDo() {
    SeasonPlaces places =
        new SeasonPlaces(new SameSeason("time", ZoneId.of("Europe/Zurich"), List.of(Season.HOUR)));

    long spring = Instant.parse("2026-03-29T01:00:00Z").toEpochMilli();
    assertThat(places.of(spring - 1)).isEqualTo(1);
    assertThat(places.of(spring)).isEqualTo(3);
    long autumn = Instant.parse("2026-10-25T01:00:00Z").toEpochMilli();
    assertThat(places.of(autumn - 1)).isEqualTo(2);
    assertThat(places.of(autumn)).isEqualTo(2);
  }
}
