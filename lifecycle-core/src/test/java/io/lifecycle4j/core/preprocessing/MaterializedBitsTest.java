package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.data.SplitRole.GOLDEN;
import static io.lifecycle4j.data.SplitRole.HOLDOUT;
import static io.lifecycle4j.data.SplitRole.TRAIN;
import static io.lifecycle4j.data.SplitRole.VALIDATION;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.preprocessing.Steps.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Prepared rows have the bits of a training and of a request. */
class MaterializedBitsTest extends PreparedRides {
  @Test
  void keepsTheBitsOfATrainingAndTheRolesOfTheSplit() {
    Split again = materialize().split(byRole("split.role"));
    int columns = fitted.output().columns().size();
    for (SplitRole role : List.of(TRAIN, VALIDATION, GOLDEN)) {
      assertThat(bits(again.rows(role), columns)).as("%s", role).isEqualTo(trained(role));
    }
    for (SplitRole role : SplitRole.values()) {
      assertThat(again.count(role)).as("%s", role).isEqualTo(split.count(role)).isPositive();
    }
  }

  @Test
  void learnsFromTrainingRowsAlone() {
    List<Counted> rides = rides(60);
    List<Counted> others = new ArrayList<>();
    List<String> roles = List.of("TRAIN", "VALIDATION", "HOLDOUT", "GOLDEN");
    for (int i = 0; i < rides.size(); i++) {
      Counted ride = rides.get(i);
      String role = roles.get(i % roles.size());
      rides.set(i, new Counted(ride.temp(), ride.rain(), ride.day(), ride.date(), role, 0));
      boolean train = role.equals("TRAIN");
      others.add(train ? rides.get(i) : new Counted(1e6, 1e6, "other", ride.date(), role, 0));
    }
    FittedPreprocessing one = STEPS.fit(version("one", rides).split(byRole("sort")));
    FittedPreprocessing other = STEPS.fit(version("other", others).split(byRole("sort")));
    assertThat(other).isEqualTo(one);
    assertThat(Arrays.stream(StepFitting.class.getMethods()))
        .filteredOn(method -> method.getName().equals("fit"))
        .extracting(method -> method.getParameterTypes()[0])
        .containsExactlyInAnyOrder(Split.class, TrainingRows.class);
    assertThat(TrainingRows.class.getConstructors()).isEmpty();
  }

  @Test
  void keepsTheRolesOfRowsThatStepsMakeAlike() {
    List<Counted> rides = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rides.add(new Counted(2.0 + i, 0, "day", LocalDate.of(2004, 1, 1), "long", 1));
    }
    Split apart = version("alike", rides).split(byHash(3).train(0.5).validation(0.2).holdout(0.3));
    FittedPreprocessing clipped =
        StepFitting.of(
                Schema.builder().column("temp", DataType.FLOAT64).build(), clip("temp", 0, 1))
            .fit(apart);
    Split again = clipped.materialize(apart, prepared).split(byRole("split.role"));
    for (SplitRole role : List.of(TRAIN, VALIDATION, HOLDOUT)) {
      assertThat(again.count(role)).as("%s", role).isEqualTo(apart.count(role)).isPositive();
    }
    Split divided = again.version().split(again.plan());
    assertThat(divided.count(TRAIN)).isEqualTo(apart.count(TRAIN));
  }

  @Test
  void keepsTheHoldoutSealed() {
    Split again = materialize().split(byRole("split.role"));
    assertThatThrownBy(() -> again.rows(HOLDOUT)).isInstanceOf(SealedDataException.class);
    assertThatThrownBy(() -> again.version().split(byHash(4).train(0.5).holdout(0.5)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("prepared rows keep their roles: byRole(\"split.role\")");
  }

  @Test
  void givesARequestAndItsMaterialisedRowTheSameBits() {
    DatasetVersion version = version("more", rides(60));
    Split all = version.split(byHash(1).train(1).holdout(0));
    Rows rows = fitted.materialize(all, prepared).split(byRole("split.role")).rows(TRAIN);
    RowWriter writer = RowWriter.of(fitted, RIDES.schema());
    List<List<Integer>> requests =
        rides(60).stream().map(ride -> bits(writer.numbers(RIDES.row(ride.ride())))).toList();
    assertThat(bits(rows, fitted.output().columns().size())).isEqualTo(requests);
  }

  @Test
  void treatsUnknownMissingAndUndefinedCellsAsDeclaredInBoth() {
    Counted strange = new Counted(null, -7, "never seen", LocalDate.of(1999, 1, 1), "long", 1);
    DatasetVersion version = version("more", List.of(strange));
    Split all = version.split(byHash(1).train(1).holdout(0));
    Rows rows = fitted.prepare(all.rows(TRAIN));
    Rows kept = fitted.materialize(all, prepared).split(byRole("split.role")).rows(TRAIN);
    float[] request = RowWriter.of(fitted, RIDES.schema()).numbers(RIDES.row(strange.ride()));
    int columns = fitted.output().columns().size();
    assertThat(bits(kept, columns)).isEqualTo(bits(rows, columns)).containsExactly(bits(request));
    // temp: missing is the mean; rain: the median; day: the last place is that of the unknown
    assertThat(request[0]).isCloseTo(0, within(1e-6f));
    assertThat(request[1]).isEqualTo(1);
    assertThat(request[fitted.width() - 3]).isEqualTo(1);
  }

  @Test
  void refusesInfiniteCellsInBoth() {
    Counted infinite =
        new Counted(Double.POSITIVE_INFINITY, 0, "day 1", LocalDate.of(2004, 1, 1), "long", 1);
    DatasetVersion version = version("more", List.of(ride(1), infinite));
    Split all = version.split(byHash(1).train(1).holdout(0));
    assertThatThrownBy(
            () -> RowWriter.of(fitted, RIDES.schema()).numbers(RIDES.row(infinite.ride())))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid input: temp is Infinity (must be finite)");
    assertThatThrownBy(() -> fitted.materialize(all, prepared))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot prepare row 2: Invalid input: temp is Infinity (must be finite)");
    assertThat(prepared.versions()).isEmpty();
  }
}
