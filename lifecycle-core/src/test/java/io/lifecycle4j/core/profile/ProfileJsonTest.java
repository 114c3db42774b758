package io.lifecycle4j.core.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.NumberCounts;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.profile.Profile.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form of a column's summary in JSON. */
class ProfileJsonTest {
  private static final String DAY =
      "{\"categories\":{\"mon\":2},\"count\":3,\"missing\":1,\"name\":\"day\"}";

  private static ColumnProfile read(String json) {
    return ProfileForms.JSON.read(json.getBytes(UTF_8), ColumnProfile.class, "profile");
  }

  private static void pin(ColumnProfile column, String json) {
    assertThat(ProfileForms.JSON.text(column)).isEqualTo(json);
    assertThat(read(json)).isEqualTo(column);
  }

  @Test
  void leavesOutWhatAColumnDoesNotHave() {
    pin(new ColumnProfile("day", 3, 1, null, null, Map.of("mon", 2L)), DAY);
  }

  @Test
  void keepsTheFormOfNumbers() {
    pin(
        ColumnProfile.builder("x", 4, 1)
            .moments(new Moments(0, 3, 1.5, 1.25))
            .shape(new Shape(-0.5, 3))
            .numbers(new NumberCounts(1, 0, 1))
            .histogram(new Histogram(List.of(1.0), List.of(1L, 2L)))
            .quantiles(new Quantiles(List.of(0.0, 1.5, 3.0), 0.001))
            .distinct(new Distinct(3, true))
            .build(),
        "{\"categories\":{},\"count\":4,\"distinct\":{\"count\":3,\"exact\":true},"
            + "\"histogram\":{\"counts\":[1,2],\"edges\":[1.0]},\"missing\":1,"
            + "\"moments\":{\"deviation\":1.25,\"max\":3.0,\"mean\":1.5,\"min\":0.0},\"name\":\"x\","
            + "\"numbers\":{\"infinite\":0,\"nan\":1,\"zero\":1},"
            + "\"quantiles\":{\"error\":0.001,\"points\":[0.0,1.5,3.0]},"
            + "\"shape\":{\"kurtosis\":3.0,\"skewness\":-0.5}}");
  }

  @Test
  void keepsTheFormOfTexts() {
    pin(
        ColumnProfile.builder("day", 2, 0)
            .categories(Map.of("mon", 2L))
            .lengths(new Lengths(3, 3, 3))
            .build(),
        "{\"categories\":{\"mon\":2},\"count\":2,"
            + "\"lengths\":{\"max\":3,\"mean\":3.0,\"min\":3},\"missing\":0,\"name\":\"day\"}");
  }

  @Test
  void readsWhatALaterVersionWillAdd() {
    assertThat(read(DAY.replace("{\"cat", "{\"entropy\":{\"bits\":1},\"cat"))).isEqualTo(read(DAY));
  }

  @Test
  void refusesASummaryThatIsNotWhole() {
    for (String part : List.of("\"count\":3,", ",\"name\":\"day\"", "\"missing\":1,")) {
      assertThatThrownBy(() -> read(DAY.replace(part, "")))
          .as(part)
          .isInstanceOf(CorruptDataException.class);
    }
    assertThatThrownBy(() -> read(DAY.replace("\"missing\":1", "\"missing\":4")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("4 of 3 rows are missing");
    assertThatThrownBy(() -> read(DAY.replace("{\"mon\":2}", "null")))
        .isInstanceOf(CorruptDataException.class);
  }

  /** Part of the format: private texts are named by their hash. */
  @Test
  void hashesAsEverBefore() {
    assertThat(SplitMix64.hash("mon")).isEqualTo(-1_550_678_585_803_572_439L);
  }
}
