package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a name that the task does not have probably means. */
class MetricNamesTest {
  private static final Task<String> FRAUD = Tasks.classification("fraud", "no", "yes");

  @ParameterizedTest
  @CsvSource({
    "pr_auc, average_precision",
    "AUC, roc_auc",
    "sensitivity, recall",
    "tpr[yes], recall[yes]",
    "tpr[yess], recall[yes]",
    "recal, recall",
    "f1_score, f1",
  })
  void isFoundByAnotherNameOrASlip(String name, String meant) {
    assertThat(MetricNames.meant(name, FRAUD)).contains(meant);
  }

  @Test
  void isFoundForTheClassesThatThereAre() {
    Task<String> soils = Tasks.classification("soil", "wet", "dry", "rock");
    assertThat(MetricNames.meant("sensitivity", soils)).contains("recall_macro");
    assertThat(MetricNames.meant("elegance", soils)).isEmpty();
  }

  @Test
  void isFoundForNumbers() {
    assertThat(MetricNames.meant("mse", Tasks.regression("fare"))).contains("rmse");
    assertThat(MetricNames.meant("mean_absolute_error", Tasks.regression("fare"))).contains("mae");
  }
}
