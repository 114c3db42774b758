package io.lifecycle4j.core;

import static io.lifecycle4j.data.Splits.byHash;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run says about the baselines of the version that it trained. */
class BaselineMetricsTest {
  private Lifecycle home;
  private DatasetVersion flowers;

  @BeforeEach
  void open() {
    home = Flowers.inMemory();
    flowers = Flowers.commit(home, 1, 400);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private RunRecord train(Split split) {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.train(split);
    }
    return home.experiments().runs("species").get(0);
  }

  @Test
  void logsThemOnTheValidationRows() {
    Split split = flowers.split(Flowers.PLAN);

    Map<String, MetricSummary> metrics = train(split).metrics();

    assertThat(metrics)
        .containsKeys("baseline/linear/accuracy", "baseline/prior/accuracy")
        .containsKeys("baseline/linear/f1_macro", "baseline/prior/log_loss");
    assertThat(last(metrics, "baseline/prior/accuracy"))
        .isIn(share(split, "setosa"), share(split, "versicolor"), share(split, "virginica"));
    assertThat(last(metrics, "baseline/linear/accuracy")).isGreaterThan(0.7);
    assertThat(requireNonNull(metrics.get("baseline/linear/accuracy")).last().data())
        .hasValue(RunInput.of(flowers.ref(), SplitRole.VALIDATION));
  }

  private static double last(Map<String, MetricSummary> metrics, String name) {
    return requireNonNull(metrics.get(name)).last().value();
  }

  /** Returns the share of a species among the validation rows. */
  private static double share(Split split, String species) {
    AtomicInteger found = new AtomicInteger();
    split
        .rows(SplitRole.VALIDATION)
        .forEach(row -> found.addAndGet(species(row).equals(species) ? 1 : 0));
    return (double) found.get() / split.count(SplitRole.VALIDATION);
  }

  private static String species(Row row) {
    return row.text(row.schema().indexOf("species"));
  }

  @Test
  void logsNothingWithoutValidationRows() {
    assertThat(train(flowers.split(byHash(7).train(0.7).holdout(0.3))).metrics())
        .isNotEmpty()
        .allSatisfy((name, summary) -> assertThat(name).doesNotStartWith("baseline/"));
  }
}
