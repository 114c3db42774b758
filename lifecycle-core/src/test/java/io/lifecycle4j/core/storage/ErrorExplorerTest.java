package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.crashkit.ChangedLibrary;
import io.lifecycle4j.crashkit.CountedErrors;
import io.lifecycle4j.crashkit.ErrorExplorer;
import io.lifecycle4j.crashkit.FaultExplorer.Report;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.crashkit.Workloads;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import net.bytebuddy.dynamic.DynamicType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No error of the virtual machine, wherever a journal is written, loses or stops anything. */
@OnlyLarger
class ErrorExplorerTest {
  /** One in how many operations of files fails, and one in how many calls. */
  private static final int OPERATIONS = Volume.of(28, 28, 1);

  private static final int CALLS = Volume.of(450, 420, 1);
  private static final Predicate<String> WANTED =
      Pattern.compile(System.getProperty("workload", "")).asPredicate();

  private static final String CORE = "io.lifecycle4j.core.";
  private static final String STORAGE = CORE + "storage.";

  /**
   * What hands over a lock that is held, or must be done in the end: returning takes no memory, and
   * neither does beginning. What is called there throws, and so does each operation of files.
   */
  private static final Map<String, String[]> SPARED =
      Map.of(
          "file.FileLocks", new String[] {"acquire", "tryAcquire", "kernel", "of"},
          "file.FileLocks$Held", new String[] {"close"},
          "file.FileLocks$InJvm", new String[] {"of", "release", "forget"},
          "file.HomeThreads$Doing", new String[] {"run"},
          "journal.FileJournalStore", new String[] {"lock", "openOwned"},
          "journal.JournalEngine", new String[] {"acquire", "giveUp"},
          "journal.JournalQueue", new String[] {"lead"},
          "journal.Work$Task", new String[] {"run"});

  @Test
  @Timeout(600)
  void losesNothingWhicheverOperationOfFilesThrows() {
    ErrorExplorer explorer =
        new ErrorExplorer(path -> FileMedium.open(path, CodeBugs.SEGMENT_BYTES), Media::memory);
    assertNothingWrong(workload -> explorer.operations(workload, OPERATIONS));
  }

  @Test
  @Timeout(600)
  void losesNothingWhicheverMethodThrows() {
    ErrorExplorer explorer = new ErrorExplorer(throwing(), Media::memory);
    assertNothingWrong(workload -> explorer.calls(workload, CALLS));
  }

  /** Opens homes with a library whose journals throw. */
  private static Function<Path, Medium> throwing() {
    Map<String, UnaryOperator<DynamicType.Builder<?>>> changes = new HashMap<>();
    new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(STORAGE + "journal", STORAGE + "file")
            .stream()
            .filter(type -> !type.isInterface())
            .map(JavaClass::getName)
            .forEach(
                name ->
                    changes.put(
                        name,
                        code ->
                            CountedErrors.in(
                                code,
                                SPARED.getOrDefault(
                                    name.substring(STORAGE.length()), new String[0]))));
    return new ChangedLibrary(CORE, changes)
        .opening(STORAGE + "FileMedium", "open", CodeBugs.SEGMENT_BYTES);
  }

  private static void assertNothingWrong(Function<Workload, Report> way) {
    List<String> violations = new ArrayList<>();
    int runs = 0;
    for (Workload workload : Workloads.all()) {
      if (WANTED.test(workload.name())) {
        Report report = way.apply(workload);
        System.out.println("  " + report);
        violations.addAll(report.violations());
        runs += report.runs();
      }
    }
    System.out.println("  " + runs + " runs with an error");
    assertThat(violations).isEmpty();
  }
}
