package io.lifecycle4j.mlflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
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
import java.nio.file.Files;

@ArchTag(Volume.TAG)
@AnalyzeClasses(
    packages = "io.lifecycle4j.mlflow",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

  /** So whatever tracker a home has, it can be imported into. */
  @ArchTest
  static final ArchRule ONLY_TRACKING_OF_THE_API_IS_KNOWN =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lifecycle4j.mlflow",
              "io.lifecycle4j.tracking",
              "io.lifecycle4j.tracking.spi",
              "io.lifecycle4j.storage",
              "io.lifecycle4j.error",
              "org.yaml.snakeyaml..",
              "org.jspecify..",
              "java..");

  @ArchTest
  static final ArchRule YAML_HAS_ONE_DOOR =
      noClasses()
          .that()
          .haveNameNotMatching("io\\.lifecycle4j\\.mlflow\\.YamlFields.*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.yaml..");

  /** A folder of somebody else is only read. */
  @ArchTest
  static final ArchRule NOTHING_IS_WRITTEN =
      noClasses()
          .should()
          .accessTargetWhere(
              describe(
                  "it writes files",
                  access ->
                      access.getTargetOwner().isEquivalentTo(Files.class)
                          && access
                              .getTarget()
                              .getName()
                              .matches("(write|create|delete|move|copy|set|newOutput|newBy).*")));
}
