package io.lifecycle4j.tiers;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.lifecycle4j.contract.HouseRules;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.ProgressReporter;
import java.nio.file.Files;

@ArchTag(Volume.TAG)
@AnalyzeClasses(
    packages = "io.lifecycle4j.tiers",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

  /** So the layer lies over any medium, and maintenance sees it through the api alone. */
  @ArchTest
  static final ArchRule OF_CORE_ONLY_ITS_TOOLS_ARE_KNOWN =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("io.lifecycle4j.core..")
                  .negate()
                  .or(resideInAPackage("io.lifecycle4j.core.hash"))
                  .or(resideInAPackage("io.lifecycle4j.core.json"))
                  .or(resideInAPackage("io.lifecycle4j.core.storage"))
                  .or(describe("tell progress", it -> it.isEquivalentTo(ProgressReporter.class))));

  /** What a blob store keeps is its own affair. */
  @ArchTest
  static final ArchRule FILES_ARE_NOT_TOUCHED =
      noClasses().should().dependOnClassesThat().areAssignableTo(Files.class);

  @ArchTest
  static final ArchRule ONLY_WHAT_USERS_CALL_IS_PUBLIC =
      classes()
          .that()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should()
          .haveNameMatching(".*\\.(Tiers|Tiering|TierRule|TierAmount|TieringReport|Tier)");
}
