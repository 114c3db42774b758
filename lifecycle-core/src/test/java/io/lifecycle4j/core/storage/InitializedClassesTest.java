package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.crashkit.ChangedLibrary;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.Initialized;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.bytebuddy.dynamic.DynamicType;
import org.junit.jupiter.api.Test;

/** No thread of a home is the first to initialize a class: it might have no memory for it. */
class InitializedClassesTest {
  private static final String CORE = "io.lifecycle4j.core.";
  private static final List<String> ROOMS =
      List.of(CORE + "storage.journal", CORE + "storage.file");

  @Test
  @OnlyLarger
  void areThoseOfJournalsAndFilesOnceAHomeIsOpen() {
    Map<String, UnaryOperator<DynamicType.Builder<?>>> changes = new HashMap<>();
    for (String type : withStaticInitializer()) {
      changes.put(type, Initialized::noted);
    }
    assertThat(changes).hasSizeGreaterThan(10);
    ChangedLibrary copy = new ChangedLibrary(CORE, changes);
    Path home = new MemoryFileSystem(new Disk()).getPath("/home");
    try (Medium medium = copy.opening(CORE + "storage.FileMedium", "open", 1L << 20).apply(home)) {
      assertThat(medium.isReadOnly()).isFalse();
      assertThat(Initialized.names()).containsAll(changes.keySet());
    }
  }

  private static List<String> withStaticInitializer() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOMS)
            .stream()
            .filter(type -> type.getStaticInitializer().isPresent())
            .map(JavaClass::getName)
            .toList();
  }
}
