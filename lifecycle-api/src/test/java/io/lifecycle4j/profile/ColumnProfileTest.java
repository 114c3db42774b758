package io.lifecycle4j.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.NumberCounts;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.profile.Profile.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ColumnProfileTest {
  private static final Moments MOMENTS = new Moments(1, 3, 2, 0.5);
  private static final Shape SHAPE = new Shape(0, 3);
  private static final NumberCounts NUMBERS = new NumberCounts(1, 0, 2);
  private static final Histogram HISTOGRAM = new Histogram(List.of(2.0), List.of(1L, 2L));
  private static final Quantiles QUANTILES = new Quantiles(List.of(1.0, 2.0, 3.0), 0);
  private static final Lengths LENGTHS = new Lengths(1, 3, 2);
  private static final Distinct DISTINCT = new Distinct(3, true);

  private static ColumnProfileBuilder plain() {
    return ColumnProfile.builder("temp", 4, 1);
  }

  private static ColumnProfile whole() {
    return plain()
        .moments(MOMENTS)
        .shape(SHAPE)
        .numbers(NUMBERS)
        .histogram(HISTOGRAM)
        .quantiles(QUANTILES)
        .categories(Map.of("mon", 3L))
        .lengths(LENGTHS)
        .distinct(DISTINCT)
        .build();
  }

  @Test
  void keepsEveryPart() {
    ColumnProfile profile = whole();

    assertThat(profile.name()).isEqualTo("temp");
    assertThat(profile.count()).isEqualTo(4);
    assertThat(profile.missing()).isEqualTo(1);
    assertThat(profile.moments()).hasValue(MOMENTS);
    assertThat(profile.shape()).hasValue(SHAPE);
    assertThat(profile.numbers()).hasValue(NUMBERS);
    assertThat(profile.histogram()).hasValue(HISTOGRAM);
    assertThat(profile.quantiles()).hasValue(QUANTILES);
    assertThat(profile.categories()).isEqualTo(Map.of("mon", 3L));
    assertThat(profile.lengths()).hasValue(LENGTHS);
    assertThat(profile.distinct()).hasValue(DISTINCT);
  }

  @Test
  void lacksWhatDoesNotApply() {
    ColumnProfile profile = plain().build();

    assertThat(profile.moments()).isEmpty();
    assertThat(profile.shape()).isEmpty();
    assertThat(profile.numbers()).isEmpty();
    assertThat(profile.histogram()).isEmpty();
    assertThat(profile.quantiles()).isEmpty();
    assertThat(profile.categories()).isEmpty();
    assertThat(profile.lengths()).isEmpty();
    assertThat(profile.distinct()).isEmpty();
  }

  @Test
  void equalsOneWithTheSameParts() {
    assertThat(whole()).isEqualTo(whole()).hasSameHashCodeAs(whole());
    assertThat(plain().moments(MOMENTS).histogram(HISTOGRAM).build())
        .isEqualTo(new ColumnProfile("temp", 4, 1, MOMENTS, HISTOGRAM, Map.of()));
    assertThat(whole()).isNotEqualTo(null).isNotEqualTo("temp");
  }

  @Test
  void differsByEachPart() {
    List<ColumnProfile> all =
        Stream.of(
                plain(),
                ColumnProfile.builder("day", 4, 1),
                ColumnProfile.builder("temp", 5, 1),
                ColumnProfile.builder("temp", 4, 0),
                plain().moments(MOMENTS),
                plain().shape(SHAPE),
                plain().numbers(NUMBERS),
                plain().histogram(HISTOGRAM),
                plain().quantiles(QUANTILES),
                plain().categories(Map.of("mon", 3L)),
                plain().lengths(LENGTHS),
                plain().distinct(DISTINCT))
            .map(ColumnProfileBuilder::build)
            .toList();

    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void tellsItsMainPartsInALine() {
    assertThat(new ColumnProfile("day", 3, 1, null, null, Map.of("mon", 2L)))
        .hasToString(
            "ColumnProfile[name=day, count=3, missing=1, moments=null, histogram=null,"
                + " categories={mon=2}]");
  }
}
