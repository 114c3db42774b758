package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.lifecycle4j.Lifecycle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the entries with the public methods of the api that take a text or a path: a new one
 * takes bad inputs, or is listed here with the reason why it need not.
 */
class EveryEntryTest {
  /** Entries that are passed a value by a test of their own. */
  private static final Set<String> BY_TESTS =
      Set.of(
          "Sources.csv",
          "Sources.zip",
          "Sources.file",
          "Sources.folder",
          "Sources.images",
          "Sources.jsonLines",
          "Datasets.proposal");

  /** Methods without an entry, by the reason. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "only looks into a value that is there, and finds nothing",
          """
          Condition.holds EnvironmentCapsule.find Evaluation.metric Format.option Profile.find
          RunComparison.curves RunComparison.svg RunRecord.metric RunRecord.param RunTable.find
          """,
          "made by the library, from what was checked when it came",
          """
          ColumnProfile.Builder.categories ColumnProfile.builder EnvironmentCapsule.of
          Facts.ofMetrics Param.checkSame RunRecordBuilder.artifacts RunRecordBuilder.metrics
          RunRecordBuilder.params RunRecordBuilder.tags RunTable.of StoredFile.named
          """,
          "a text of a value, which the document that holds it is checked for when it is stored",
          """
          ColumnBuilder.categories ColumnBuilder.description ColumnBuilder.unit
          DatasetManifest.Builder.author DatasetManifest.Builder.message
          DatasetManifest.Builder.metadata Rule.as Splits.Named.holdout Splits.Named.train
          Steps.Impute.constant
          """,
          "a text that is only compared with cells or facts",
          """
          ColumnRules.in ColumnRules.matches CsvDialect.Builder.missing DriftRecorder.record
          Sources.idx Splits.Times.holdoutFrom Splits.Times.validationFrom TextualSubject.in
          TextualSubject.is TextualSubject.isNot TextualSubject.like
          TextualSubject.likeIgnoringCase TextualSubject.notIn
          """,
          "names columns or experiments that are there, and refuses others",
          """
          Dataset.diff Lifecycle.lineage MlflowImport.experiment Schema.change
          """,
          "names variables, or settings, that are recorded without their secrets",
          """
          LifecycleBuilder.recordVariables NewRun.configuration
          """,
          "calls what an entry calls: Columns.Builder.string, Lifecycle.restore, Models",
          """
          Columns.Builder.text LifecycleProvider.restore ManagedModel.promote
          ManagedModel.rollback
          """,
          "called by the library with a text that it stored itself",
          """
          JournalHolders.holdings JournalHolders.knows JournalHolders.snapshot UserStep.function
          """);

  private static Set<String> entries() {
    return Stream.of(
            BadInputsTest.entries().stream().map(Entry::name),
            PathEntries.all().stream().map(PathEntries::name),
            BY_TESTS.stream())
        .flatMap(names -> names)
        .map(name -> name.replaceFirst(" .*", ""))
        .collect(Collectors.toSet());
  }

  /** Names the methods like entries: by class and method, whatever the parameters. */
  private static Set<String> methods() {
    Set<String> all = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .importUrl(Lifecycle.class.getProtectionDomain().getCodeSource().getLocation())) {
      Class<?> api = type.reflect();
      if (isPublic(api)) {
        Arrays.stream(api.getDeclaredMethods())
            .filter(EveryEntryTest::takesText)
            .map(method -> name(api) + "." + method.getName())
            .forEach(all::add);
      }
    }
    return all;
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers())
        && !type.isEnum() // its method takes a name that the compiler made
        && !type.getPackageName().endsWith(".error") // which tell of values, and take none
        && (outer == null || isPublic(outer));
  }

  private static boolean takesText(Method method) {
    return Modifier.isPublic(method.getModifiers())
        && !method.isSynthetic()
        && Arrays.stream(method.getGenericParameterTypes())
            .map(Type::getTypeName)
            .anyMatch(
                type ->
                    type.contains(String.class.getName()) || type.contains(Path.class.getName()));
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  @Test
  void runsEveryMethodThatTakesATextOrAPath() {
    Map<String, String> reasons = new TreeMap<>();
    NOT_RUN.forEach(
        (reason, names) ->
            Arrays.stream(names.split("\\s+"))
                .forEach(name -> assertThat(reasons.put(name, reason)).as(name).isNull()));
    Set<String> open = methods();
    assertThat(open).hasSizeGreaterThan(150);
    open.removeAll(entries());

    assertThat(open)
        .as("methods without an entry, and those that are said to have none")
        .containsExactlyInAnyOrderElementsOf(reasons.keySet());
  }
}
