package io.lifecycle4j.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;

/** A contract that nothing extends never runs, and nobody notices. */
@AnalyzeClasses(
    packages = "io.lifecycle4j",
    importOptions = {ImportOption.OnlyIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ContractsTest {
  @ArchTest
  static final ArchRule CONTRACTS_ARE_RUN =
      classes()
          .that()
          .resideInAPackage("io.lifecycle4j.contract")
          .and()
          .haveSimpleNameEndingWith("Contract")
          .and()
          .haveModifier(JavaModifier.ABSTRACT)
          .should(haveAConcreteSubclass());

  private static ArchCondition<JavaClass> haveAConcreteSubclass() {
    DescribedPredicate<JavaClass> extended =
        describe(
            "a concrete subclass",
            contract ->
                contract.getAllSubclasses().stream()
                    .anyMatch(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT)));
    return ArchConditions.have(extended);
  }
}
