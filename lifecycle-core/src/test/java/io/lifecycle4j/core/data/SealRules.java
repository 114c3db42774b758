package io.lifecycle4j.core.data;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitReport;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.schema.Row;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Nobody but the evaluation reads what is held out; what is prepared of it is stored unseen. The
 * test of the architecture checks these rules.
 */
public final class SealRules {
  private SealRules() {}

  @ArchTest
  static final ArchRule THE_EVALUATOR_ALONE_OPENS_THE_HOLDOUT =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Holdouts.class, SplitRows.class)
          .should()
          .callMethod(
              SplitRows.class, "holdout", DatasetStore.class, StoredVersion.class, SplitPlan.class);

  @ArchTest
  static final ArchRule THE_MATERIALISATION_ALONE_PASSES_THE_HOLDOUT_ON =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.lifecycle4j.core.preprocessing.Materialization")
          .should()
          .callMethod(SplitRows.class, "withRoles", Split.class)
          .orShould()
          .callMethod(PreparedSource.class, "of", List.class, Rows.class, int.class, long.class);

  @ArchTest
  static final ArchRule THE_TRAINING_ALONE_COMPARES_CLASSES_OF_THE_HOLDOUT =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.lifecycle4j.core.training.TaskLabels")
          .should()
          .callMethod(SplitRows.class, "checkHoldout", Split.class, Consumer.class)
          .orShould()
          .callMethodWhere(
              describe(
                  "it takes the rows held out from a split",
                  call ->
                      call.getTargetOwner().isEquivalentTo(DefaultSplit.class)
                          && call.getName().equals("heldOut")
                          && !call.getOriginOwner().isEquivalentTo(SplitRows.class)));

  @ArchTest
  static final ArchRule ROWS_OF_A_VERSION_ARE_READ_BEHIND_THE_SEAL =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(DefaultSplit.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(SplitRows.class.getName())
          .and()
          .doNotHaveFullyQualifiedName(StoredHistory.class.getName()) // checks keys of all rows
          .and()
          .doNotHaveFullyQualifiedName(VersionComparison.class.getName()) // gives counts and keys
          .and()
          .doNotHaveFullyQualifiedName(DefaultDatasetVersion.class.getName()) // for users alone
          .and()
          .doNotHaveFullyQualifiedName( // the method itself, which refuses what was purged
              "io.lifecycle4j.core.data.JournalDatasetStore")
          .should()
          .callMethod(DatasetStore.class, "rows", StoredVersion.class);

  /** A version has no holdout; whoever learns, judges or splits must ask a split for a role. */
  @ArchTest
  static final ArchRule NOTHING_HERE_READS_THE_ROWS_OF_A_VERSION_WITHOUT_A_ROLE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName( // counts the cells of two versions, and tells no row
              "io.lifecycle4j.core.monitoring.CountedVersion")
          .should()
          .callMethod(DatasetVersion.class, "rows");

  /** What gives rows of a split must ask for a role, and refuse the sealed one: SplitTest. */
  @ArchTest
  static void whatUsersHoldGivesRowsOfAWholeVersionOrOfARole(
      com.tngtech.archunit.core.domain.JavaClasses ignored) throws NoSuchMethodException {
    List<Class<?>> held =
        List.of(
            Datasets.class,
            Dataset.class,
            DatasetVersion.class,
            Snapshot.class,
            Split.class,
            SplitReport.class);
    List<Method> giving =
        held.stream()
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .filter(method -> method.toGenericString().matches(".*\\b(Rows?|DatasetStore)\\b.*"))
            .toList();
    assertThat(giving)
        .containsExactlyInAnyOrder(
            DatasetVersion.class.getMethod("rows"), Split.class.getMethod("rows", SplitRole.class))
        .allMatch(method -> method.getReturnType() == Rows.class);
    assertThat(Row.class.getSimpleName()).matches("Rows?");
  }
}
