package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProfileTextTest {
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
    assertThat(ProfileText.of(profiler.profile()).lines())
        .containsExactly(
            "2,000 rows",
            "",
            "| column | missing | distinct | min | median | max | mean | deviation | values |",
            "|---|--:|--:|--:|--:|--:|--:|--:|---|",
            "| temp | 2.0 % | ~1,986 | -9.474 | 14.72 | 43.23 | 14.90 | 7.850 | ▂▃▄▅▇█▇▆▅▄▂▂ |",
            "| lines | 0 | 1 | 5 | 5 | 5 | 5 | 0 | ▁▁▁▁▁▁█▁▁▁▁▁▁ |",
            "| day | 0 | 2 | 4 ch | - | 8 ch | - | - | work 71.5 %, rest\\|day 28.5 % |");
  }

  @Test
  void keepsAHostileTextInItsCell() {
    ColumnProfile column =
        new ColumnProfile(
            "a|b", 1, 0, null, null, Map.of("x\n| <img src=q> `" + "y".repeat(99), 1L));
    String text = ProfileText.of(new Profile(1, List.of(column)));
    assertThat(text.lines()).hasSize(5);
    assertThat(text)
        .contains("| a\\|b | 0 |")
        .contains("x \\| &lt;img src=q> \\`")
        .doesNotContain("<img");
  }

  @Test
  void drawsNumbersWhoseDistanceIsBeyondAllNumbers() {
    Profiler profiler = new Profiler(RIDES.schema());
    for (int i = 0; i < 100; i++) {
      profiler.add(RIDES.row(new Ride(i % 2 == 0 ? 1.7e308 : -1.7e308, 5, "x")));
    }
    assertThat(ProfileText.of(profiler.profile()))
        .contains("| -1.700e+308 | 1.700e+308 | 1.700e+308 | 0 | 1.700e+308 | █▁▁▁▁▁▁▁▁▁▁█ |");
  }

  @Test
  void showsWhatAnEarlierVersionKept() {
    ColumnProfile blank = new ColumnProfile("x", 4, 4, null, null, Map.of());
    assertThat(ProfileText.of(new Profile(4, List.of(blank))))
        .endsWith("| x | 100.0 % | - | - | - | - | - | - | - |\n");
    assertThat(ProfileText.of(new Profile(0, List.of()))).startsWith("0 rows\n\n|");
  }
}
