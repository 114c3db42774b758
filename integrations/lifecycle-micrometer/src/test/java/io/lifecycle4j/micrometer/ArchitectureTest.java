package io.lifecycle4j.micrometer;

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
    packages = "io.lifecycle4j.micrometer",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule ONLY_THE_API_AND_MICROMETER_ARE_KNOWN =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lifecycle4j",
              "io.lifecycle4j.micrometer",
              "io.lifecycle4j.error",
              "io.lifecycle4j.model",
              "io.lifecycle4j.monitoring",
              "io.lifecycle4j.observation",
              "io.lifecycle4j.registry",
              "io.lifecycle4j.serving",
              "io.micrometer..",
              "org.slf4j..",
              "org.jspecify..",
              "java..");
}
