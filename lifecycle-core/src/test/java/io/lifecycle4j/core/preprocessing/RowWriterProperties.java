package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Columns;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag(Volume.TAG)
class RowWriterProperties {
  private record Ride(double temp, String day) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  @Provide
  Arbitrary<List<Ride>> rides() {
    Arbitrary<Double> temp =
        Arbitraries.oneOf(Arbitraries.just(Double.NaN), Arbitraries.doubles().between(-1e3, 1e3));
    return Combinators.combine(temp, Arbitraries.of("work", "rest", ""))
        .as(Ride::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(rides -> withOneThatIsWhole(rides));
  }

  private static List<Ride> withOneThatIsWhole(List<Ride> rides) {
    rides.add(new Ride(3, "work"));
    return rides;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.of(
            impute("temp").mean(),
            impute("temp").constant(7),
            standardize("temp"),
            scale("temp", -0.5))
        .list()
        .ofMaxSize(4)
        .map(
            steps -> {
              steps.add(impute("temp").mean());
              steps.add(oneHot("day"));
              return steps;
            });
  }

  @Property(tries = 200)
  void aRowGivesTheSameBitsAloneAndInABatch(
      @ForAll("rides") List<Ride> rides, @ForAll("steps") List<Step> steps) {
    FittedPreprocessing fitted =
        StepFitting.of(RIDES.schema(), steps).fit(new InputRows<>(RIDES, rides).training());
    RowWriter writer = RowWriter.of(fitted, RIDES.schema());
    FloatBuffer batch = FloatBuffer.allocate(rides.size() * writer.width());
    rides.forEach(ride -> writer.write(RIDES.row(ride), batch));
    FittedPreprocessing stored =
        PreprocessingForms.JSON.read(
            PreprocessingForms.JSON.write(fitted), FittedPreprocessing.class, "preprocessing");
    for (int i = 0; i < rides.size(); i++) {
      FloatBuffer single = FloatBuffer.allocate(writer.width());
      RowWriter.of(stored, RIDES.schema()).write(RIDES.row(rides.get(i)), single);
      int from = i * writer.width();
      assertThat(single.array())
          .isEqualTo(Arrays.copyOfRange(batch.array(), from, from + writer.width()));
    }
  }

  @Property(tries = 200)
  void standardizedTrainingRowsHaveMeanZeroAndDeviationOne(
      @ForAll("rides") List<Ride> rides, @ForAll("steps") List<Step> before) {
    before.add(standardize("temp"));
    FittedPreprocessing fitted =
        StepFitting.of(RIDES.schema(), before).fit(new InputRows<>(RIDES, rides).training());
    RowWriter writer = RowWriter.of(fitted, RIDES.schema());
    double[] written = new double[rides.size()];
    for (int i = 0; i < written.length; i++) {
      FloatBuffer row = FloatBuffer.allocate(writer.width());
      writer.write(RIDES.row(rides.get(i)), row);
      written[i] = row.get(0);
    }
    double mean = Arrays.stream(written).average().orElseThrow();
    double variance =
        Arrays.stream(written).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(1e-4));
    boolean constant = Arrays.stream(written).allMatch(x -> x == written[0]);
    assertThat(Math.sqrt(variance)).isCloseTo(constant ? 0 : 1, within(1e-4));
  }
}
