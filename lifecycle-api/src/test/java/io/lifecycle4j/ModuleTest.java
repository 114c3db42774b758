package io.lifecycle4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The api stands alone: whoever implements a part of it takes on nothing else. */
@AnalyzeClasses(packages = "io.lifecycle4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleTest {
  @ArchTest
  static final ArchRule NEEDS_NOTHING_BUT_THE_JDK =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "javax.crypto..", "org.jspecify.annotations", "io.lifecycle4j..");

  @ArchTest
  static void looksAtTheWholeModule(JavaClasses classes) {
    assertThat(classes.size()).isGreaterThan(PublicTypes.all().size());
  }
}
