package io.lifecycle4j.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.lifecycle4j.contract.HouseRules;
import io.lifecycle4j.contract.Volume;

@ArchTag(Volume.TAG)
@AnalyzeClasses(
    packages = "io.lifecycle4j.test",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

  /** Of core, only the form of a network is known. */
  @ArchTest
  static final ArchRule ONLY_NETWORKS_OF_CORE_ARE_KNOWN =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lifecycle4j",
              "io.lifecycle4j.test",
              "io.lifecycle4j.core.model.network",
              "io.lifecycle4j.data",
              "io.lifecycle4j.error",
              "io.lifecycle4j.model",
              "io.lifecycle4j.preprocessing",
              "io.lifecycle4j.registry",
              "io.lifecycle4j.schema",
              "io.lifecycle4j.serving",
              "io.lifecycle4j.storage",
              "io.lifecycle4j.training",
              "io.lifecycle4j.tracking",
              "io.lifecycle4j.monitoring",
              "io.lifecycle4j.retraining",
              "io.lifecycle4j.evaluation",
              "org.junit.jupiter.api.extension..",
              "org.jspecify..",
              "java..");
}
