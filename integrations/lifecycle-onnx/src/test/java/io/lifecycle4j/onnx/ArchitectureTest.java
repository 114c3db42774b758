package io.lifecycle4j.onnx;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.lifecycle4j.contract.HouseRules;
import io.lifecycle4j.contract.Volume;
import java.nio.file.Files;
import java.util.Set;

@ArchTag(Volume.TAG)
@AnalyzeClasses(
    packages = "io.lifecycle4j.onnx",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule NOTHING_IS_TO_THE_RIGHT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lifecycle4j",
              "io.lifecycle4j.djl..",
              "io.lifecycle4j.training..",
              "io.lifecycle4j.evaluation..",
              "io.lifecycle4j.registry..",
              "io.lifecycle4j.serving..",
              "io.lifecycle4j.monitoring..");

  @ArchTest
  static final ArchRule CORE_IS_ITS_JSON_AND_WHAT_ENGINES_SHARE =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.lifecycle4j.core..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.lifecycle4j.core.json", "io.lifecycle4j.core.engine"))));

  @ArchTest
  static final ArchRule NO_JSON_LIBRARY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..", "com.google..", "org.yaml..");

  @ArchTest
  static final ArchRule NOTHING_OF_DJL_THAT_LOADS_CODE =
      noClasses()
          .should()
          .dependOnClassesThat(
              describe(
                  "are banned",
                  (JavaClass type) ->
                      type.getPackageName().startsWith("ai.djl.repository")
                          || (type.getPackageName().startsWith("ai.djl")
                              && Set.of("Criteria", "Model", "TarUtils", "ZipUtils")
                                  .contains(type.getSimpleName()))));

  /** Files are loaded from memory. */
  @ArchTest
  static final ArchRule NO_FILE_IS_TOUCHED =
      noClasses().should().dependOnClassesThat().areAssignableTo(Files.class);

  @ArchTest
  static final ArchRule DJL_AND_ONNX_RUNTIME_ARE_HIDDEN =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should()
          .notHaveRawParameterTypes(
              describe("of DJL", types -> types.stream().anyMatch(ArchitectureTest::isNative)))
          .andShould()
          .notHaveRawReturnType(describe("of DJL", ArchitectureTest::isNative));

  private static boolean isNative(JavaClass type) {
    return type.getPackageName().startsWith("ai.");
  }
}
