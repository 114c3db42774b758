package io.lifecycle4j.webhook;

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
    packages = "io.lifecycle4j.webhook",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

  /** A webhook is a listener, and knows nothing of how events are kept and delivered. */
  @ArchTest
  static final ArchRule ONLY_EVENTS_OF_THE_API_ARE_KNOWN =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.lifecycle4j.webhook",
              "io.lifecycle4j.monitoring",
              "io.lifecycle4j.registry",
              "io.lifecycle4j.error",
              "com.fasterxml.jackson.core..",
              "org.jspecify..",
              "javax.crypto..",
              "javax.net.ssl..",
              "java..");
}
