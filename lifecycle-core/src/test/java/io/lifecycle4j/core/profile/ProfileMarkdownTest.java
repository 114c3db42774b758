package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProfileMarkdownTest {
  private record Ride(double temp, double lines, String day) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  @Test
  void showsAProfileAsATable() {
    Profiler profiler = new Profiler(RIDES.schema());
    Random random = new Random(8);
    for (int i = 0; i < 2_000; i++) {
      double temp = i % 50 == 0 ? Double.NaN : 15 + 8 * random.nextGaussian();
      profiler.add(RIDES.row(new Ride(temp, 5, i % 7 < 5 ? "work" : "rest|day")));
    }
    assertThat(profiler.profile().markdown().lines())
        .containsExactly(
            "2,000 rows",
            "",
            "| Column | Values | Missing | Distinct | Min | Median | Max | Mean | Deviation |",
            "| --- | --- | --: | --: | --: | --: | --: | --: | --: |",
            "| temp | ▂▃▄▅▇█▇▆▅▄▂▂ | 2.0 % | ~1,986 | -9.474 | 14.72 | 43.23 | 14.90 | 7.850 |",
            "| lines | ▁▁▁▁▁▁█▁▁▁▁▁▁ | 0 | 1 | 5 | 5 | 5 | 5 | 0 |",
            "| day | work 71.5 %, rest\\|day 28.5 % | 0 | 2 | 4 ch | - | 8 ch | - | - |");
  }

  @Test
  void keepsAHostileTextInItsCell() {
    ColumnProfile column =
        ColumnProfile.builder("a|b", 1, 0)
            .categories(Map.of("x\n| <img src=q> `" + "y".repeat(99), 1L))
            .build();
    String text = new Profile(1, List.of(column)).markdown();
    assertThat(text.lines()).hasSize(5);
    assertThat(text)
        .contains("| a\\|b | x \\| ")
        .contains("x \\| \\<img src=q\\> \\`")
        .doesNotContain("| <img");
  }

  @Test
  void drawsNumbersWhoseDistanceIsBeyondAllNumbers() {
    Profiler profiler = new Profiler(RIDES.schema());
    for (int i = 0; i < 100; i++) {
      profiler.add(RIDES.row(new Ride(i % 2 == 0 ? 1.7e308 : -1.7e308, 5, "x")));
    }
    assertThat(profiler.profile().markdown())
        .contains("| █▁▁▁▁▁▁▁▁▁▁█ |", "| -1.700e+308 | 1.700e+308 | 1.700e+308 | 0 | 1.700e+308 |");
  }

  @Test
  void showsAColumnOfWhichLittleIsKnown() {
    ColumnProfile blank = ColumnProfile.builder("x", 4, 4).build();
    assertThat(new Profile(4, List.of(blank)).markdown())
        .endsWith("| x | - | 100.0 % | - | - | - | - | - | - |\n");
    assertThat(new Profile(0, List.of()).markdown()).startsWith("0 rows\n\n|");
  }
}
