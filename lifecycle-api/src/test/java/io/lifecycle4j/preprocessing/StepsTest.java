package io.lifecycle4j.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
  @Test
  void fillsMissingCells() {
    Impute impute = Steps.impute("temp");

    assertThat(impute.mean()).isEqualTo(new Step.ImputeMean("temp"));
    assertThat(impute.median()).isEqualTo(new Step.ImputeMedian("temp"));
    assertThat(impute.mostFrequent()).isEqualTo(new Step.ImputeMostFrequent("temp"));
    assertThat(impute.constant(2.5)).isEqualTo(new Step.ImputeConstant("temp", 2.5));
    assertThat(impute.constant("none")).isEqualTo(new Step.ImputeText("temp", "none"));
    assertThat(Steps.missingIndicator("temp")).isEqualTo(new Step.MissingIndicator("temp"));
    assertThatThrownBy(() -> impute.constant(""))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid text for column temp: it is empty");
  }

  @Test
  void changesNumbers() {
    assertThat(Steps.standardize("temp")).isEqualTo(new Step.Standardize("temp"));
    assertThat(Steps.scale("temp", 3)).isEqualTo(new Step.Scale("temp", 3));
    assertThat(Steps.minMax("temp")).isEqualTo(new Step.MinMax("temp"));
    assertThat(Steps.robust("temp")).isEqualTo(new Step.Robust("temp"));
    assertThat(Steps.clip("temp", -1, 2)).isEqualTo(new Step.Clip("temp", -1, 2));
    assertThat(Steps.user("temp", "fahrenheit")).isEqualTo(new Step.User("temp", "fahrenheit"));
  }

  @Test
  void refusesNumbersOutsideOfALogarithmUnlessToldOtherwise() {
    assertThat(Steps.log("temp")).isEqualTo(new Step.Log("temp", DomainPolicy.ERROR));
    for (DomainPolicy policy : DomainPolicy.values()) {
      assertThat(Steps.log("temp", policy)).isEqualTo(new Step.Log("temp", policy));
    }
  }

  @Test
  void changesChannels() {
    assertThat(Steps.standardizeChannels("image")).isEqualTo(new Step.StandardizeChannels("image"));
    assertThat(Steps.normalizeChannels("image", List.of(0.5), List.of(2.0)))
        .isEqualTo(new NormalizeChannels("image", List.of(0.5), List.of(2.0)));
    assertThatThrownBy(() -> Steps.normalizeChannels("image", List.of(0.5), List.of(0.0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid channels of column image: means [0.5], deviations [0] (must be finite, one"
                + " for each, deviations positive)");
  }

  @Test
  void putsNumbersIntoBuckets() {
    assertThat(Steps.bucketize("temp", 1.0, 2.0))
        .isEqualTo(new Step.Bucketize("temp", List.of(1.0, 2.0)));
    assertThat(Steps.quantileBuckets("temp", 4)).isEqualTo(new Step.BucketizeQuantiles("temp", 4));
    assertThatThrownBy(() -> Steps.quantileBuckets("temp", 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid buckets of column temp: 1 (must be 2 to 100)");
  }

  @Test
  void encodesTexts() {
    assertThat(Steps.oneHot("day")).isEqualTo(new Step.OneHot("day", UnknownPolicy.ZEROS));
    assertThat(Steps.oneHot("day", UnknownPolicy.ERROR))
        .isEqualTo(new Step.OneHot("day", UnknownPolicy.ERROR));
    assertThat(Steps.ordinal("day", UnknownPolicy.ERROR))
        .isEqualTo(new Step.Ordinal("day", UnknownPolicy.ERROR));
    assertThat(Steps.hash("day", 16)).isEqualTo(new Step.Hash("day", 16));
    assertThat(Steps.tokens("note", 64)).isEqualTo(new Tokens("note", 64, 10_000));
    assertThat(Steps.index("city")).isEqualTo(new Index("city", 10_000));
    assertThatThrownBy(() -> Steps.tokens("note", 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid length of column note: 0 (must be 1 to 65536 words)");
    assertThatThrownBy(() -> Steps.index("city", 2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid entries of column city: 2 (must be 3 to 1000000)");
  }

  @Test
  void derivesFromTimes() {
    Duration week = Duration.ofDays(7);

    assertThat(Steps.dateParts("time", DatePart.values()))
        .isEqualTo(new Step.DateParts("time", List.of(DatePart.values())));
    assertThat(Steps.lag("before", "riders", week, "time"))
        .isEqualTo(new Step.Lag("before", "riders", week, "time", ""));
    assertThat(Steps.lag("before", "riders", week, "time", "city"))
        .isEqualTo(new Step.Lag("before", "riders", week, "time", "city"));
  }
}
