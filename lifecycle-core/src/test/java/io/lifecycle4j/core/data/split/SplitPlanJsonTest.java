package io.lifecycle4j.core.data.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.data.DataForms;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.Splits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Freezes how plans are written; old homes hold them. */
class SplitPlanJsonTest {
  static Stream<Arguments> plans() {
    return Stream.of(
        Arguments.of(
            Splits.byHash(7).train(0.75).holdout(0.25),
            "{'plan':'byHash','holdout':0.25,'seed':7,'train':0.75,'validation':0.0}"),
        Arguments.of(
            new SplitPlan.ByColumn("part", "train", "test", 1, 0, 0),
            "{'plan':'byColumn','column':'part','holdout':'test','seed':0,'share':1.0,'train':'train','validation':0.0}"),
        Arguments.of(
            Splits.byKey("user", "day").seed(-1).train(0.5).validation(0.25).holdout(0.25),
            "{'plan':'byKey','columns':['user','day'],'holdout':0.25,'seed':-1,'train':0.5,'validation':0.25}"),
        Arguments.of(Splits.byRole("split.role"), "{'plan':'byRole','column':'split.role'}"),
        Arguments.of(
            Splits.byTime("day").train(0.75).holdout(0.25),
            "{'plan':'byTimeShares','column':'day','holdout':0.25,'train':0.75,'validation':0.0}"),
        Arguments.of(
            Splits.byTime("day").holdoutFrom("2020-01-01"),
            "{'plan':'byTime','column':'day','holdoutFrom':'2020-01-01','validationFrom':null}"),
        Arguments.of(
            new SplitPlan.Stratified(
                "label", 1, 0.5, 0, 0.5, List.of(new SplitPlan.ClassCut("cat", 0.25, 0.5))),
            "{'plan':'stratified','cuts':[{'holdout':0.5,'name':'cat','train':0.25}],'holdout':0.5,'label':'label','seed':1,'train':0.5,'validation':0.0}"),
        Arguments.of(
            Splits.byColumn("part").holdout("test").golden(0.125).duplicates(DuplicateRows.DROP),
            "{'plan':'refined','base':{'plan':'byColumn','column':'part','holdout':'test','seed':0,'share':1.0,'train':'train','validation':0.0},'duplicates':'DROP','golden':0.125}"));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void keepsItsForm(SplitPlan plan, String form) {
    String json = form.replace('\'', '"');
    assertThat(DataForms.JSON.text(plan)).isEqualTo(json);
    assertThat(DataForms.JSON.read(json.getBytes(UTF_8), SplitPlan.class, "plan")).isEqualTo(plan);
  }
}
