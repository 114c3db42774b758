package io.lifecycle4j.data;

import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.data.Splits.byGroup;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byKey;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.data.Splits.byTime;
import static io.lifecycle4j.data.Splits.stratified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
  @Test
  void splitsByHash() {
    assertThat(byHash(7).train(0.8).validation(0.1).holdout(0.1))
        .isEqualTo(new SplitPlan.ByHash(7, 0.8, 0.1, 0.1));
    assertThat(byHash(7).train(0.75).holdout(0.25))
        .isEqualTo(new SplitPlan.ByHash(7, 0.75, 0, 0.25));
    assertThat(byHash(7).train(1).holdout(0)).isEqualTo(new SplitPlan.ByHash(7, 1, 0, 0));
  }

  @Test
  void takesSharesThatSumToOneButForRounding() {
    assertThat(byHash(7).train(0.1 + 0.2).validation(0.3).holdout(0.4))
        .isInstanceOf(SplitPlan.ByHash.class);
  }

  @Test
  void refusesSharesThatDoNotSumToOne() {
    assertThatThrownBy(() -> byHash(7).train(0.8).holdout(0.1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: train 0.8 + validation 0 + holdout 0.1 (must sum to 1)");
    assertThatThrownBy(() -> byHash(7).holdout(1))
        .hasMessage(
            "Invalid split: train 0, validation 0, holdout 1"
                + " (train must be positive, none negative)");
    assertThatThrownBy(() -> byHash(7).train(1).holdout(Double.NaN))
        .hasMessage(
            "Invalid split: train 1, validation 0, holdout NaN"
                + " (train must be positive, none negative)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesSharesOutOfRangeAtOnce(double share) {
    assertThatThrownBy(() -> byHash(7).train(share))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid share for training: %s (must be 0 to 1)", share);
    assertThatThrownBy(() -> byHash(7).validation(share))
        .hasMessage("Invalid share for validation: %s (must be 0 to 1)", share);
    assertThatThrownBy(() -> byColumn("part").share(share))
        .hasMessage("Invalid share for training rows: %s (must be 0 to 1)", share);
    assertThatThrownBy(() -> byColumn("part").validation(share))
        .hasMessage("Invalid share for validation: %s (must be 0 to 1)", share);
  }

  @Test
  void splitsByColumn() {
    assertThat(byColumn("part").holdout("test"))
        .isEqualTo(new SplitPlan.ByColumn("part", "train", "test", 1, 0, 0));
    assertThat(byColumn("part").train("a").share(0.5).validation(0.1).seed(3).holdout("b"))
        .isEqualTo(new SplitPlan.ByColumn("part", "a", "b", 0.5, 0.1, 3));
  }

  @Test
  void dropsDuplicatesOfHeldOutRowsUnlessToldOtherwise() {
    SplitPlan plan = new SplitPlan.ByColumn("part", "train", "test", 1, 0, 0);
    assertThat(SplitPlan.Refined.of(plan).duplicates()).isEqualTo(DuplicateRows.DROP);
    assertThat(plan.golden(0.1)).isEqualTo(new SplitPlan.Refined(plan, 0.1, DuplicateRows.DROP));
    assertThat(SplitPlan.Refined.of(plan.duplicates(DuplicateRows.KEEP)).duplicates())
        .isEqualTo(DuplicateRows.KEEP);
    assertThat(SplitPlan.Refined.of(byHash(1).train(1).holdout(0)).duplicates())
        .isEqualTo(DuplicateRows.KEEP);
  }

  @Test
  void refusesColumnsThatCannotSplit() {
    assertThatThrownBy(() -> byColumn(""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid column name: '' (must not be empty)");
    assertThatThrownBy(() -> byColumn("part").holdout("train"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: 'train' for training and for holdout (must differ)");
    assertThatThrownBy(() -> byColumn("part").share(0).holdout("test"))
        .hasMessage("Invalid split: share 0 (must be above 0, at most 1)");
    assertThatThrownBy(() -> byColumn("part").validation(1).holdout("test"))
        .hasMessage("Invalid split: validation 1 (must be at least 0 and below 1)");
  }

  @Test
  void splitsByKeyGroupAndClass() {
    assertThat(byKey("user", "day").seed(7).train(0.75).holdout(0.25))
        .isEqualTo(new SplitPlan.ByKey(List.of("user", "day"), 7, 0.75, 0, 0.25));
    assertThat(byGroup("user").seed(7).train(0.75).holdout(0.25))
        .isEqualTo(byKey("user").seed(7).train(0.75).holdout(0.25));
    assertThat(stratified("label").seed(7).train(0.5).validation(0.25).holdout(0.25))
        .isEqualTo(new SplitPlan.Stratified("label", 7, 0.5, 0.25, 0.25, List.of()));
  }

  @Test
  void splitsByTime() {
    assertThat(byTime("day").train(0.5).validation(0.25).holdout(0.25))
        .isEqualTo(new SplitPlan.ByTimeShares("day", 0.5, 0.25, 0.25));
    assertThat(byTime("day").validationFrom("2020-01-01").holdoutFrom("2021-01-01"))
        .isEqualTo(
            new SplitPlan.ByTime("day", Optional.of("2020-01-01"), Optional.of("2021-01-01")));
    assertThat(byTime("day").holdoutFrom("2021-01-01"))
        .isEqualTo(new SplitPlan.ByTime("day", Optional.empty(), Optional.of("2021-01-01")));
    assertThatThrownBy(() -> byTime("day").validationFrom("2020-01-01").train(0.5))
        .hasMessage("Invalid split by time: from 2020-01-01 and a share (must be one of them)");
  }

  @Test
  void splitsByRole() {
    assertThat(byRole("part")).isEqualTo(new SplitPlan.ByRole("part"));
    assertThat(SplitPlan.Refined.of(byRole("part")).duplicates()).isEqualTo(DuplicateRows.DROP);
    assertThatThrownBy(() -> byRole("")).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void refusesKeysThatAreNone() {
    assertThatThrownBy(() -> byKey())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: a key without columns (needs at least 1)");
    assertThatThrownBy(() -> byKey("a", "a").seed(1).train(1).holdout(0))
        .hasMessage("Invalid split: column a twice in the key");
    assertThatThrownBy(() -> byKey("a", "")).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void refinesAPlanInAnyOrder() {
    SplitPlan plan = byHash(1).train(1).holdout(0);
    assertThat(plan.golden(0.1).duplicates(DuplicateRows.DROP))
        .isEqualTo(plan.duplicates(DuplicateRows.DROP).golden(0.1))
        .isEqualTo(new SplitPlan.Refined(plan, 0.1, DuplicateRows.DROP));
    assertThat(plan.golden(0.1)).isEqualTo(new SplitPlan.Refined(plan, 0.1, DuplicateRows.KEEP));
    assertThatThrownBy(() -> plan.golden(1))
        .hasMessage("Invalid split: golden 1 (must be at least 0 and below 1)");
  }

  @Test
  void refusesCutsThatDoNotRise() {
    assertThatThrownBy(() -> new SplitPlan.ClassCut("cat", 0.6, 0.5))
        .hasMessage("Invalid cuts of class cat: 0.6, 0.5 (must be 0 to 1, rising)");
    SplitPlan.ClassCut cut = new SplitPlan.ClassCut("cat", 0.5, 0.6);
    assertThatThrownBy(() -> new SplitPlan.Stratified("label", 1, 0.5, 0, 0.5, List.of(cut, cut)))
        .hasMessage("Invalid split: class cat has two cuts");
  }
}
