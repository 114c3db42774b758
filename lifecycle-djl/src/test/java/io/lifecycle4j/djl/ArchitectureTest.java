package io.lifecycle4j.djl;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.training.dataset.Dataset;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.lifecycle4j.contract.HouseRules;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.training.SpreadExamples;
import io.lifecycle4j.djl.model.Blocks;
import io.lifecycle4j.djl.model.ComputeDevice;
import io.lifecycle4j.djl.model.NetworkFactory;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.djl.training.DjlTrainerBuilder;
import io.lifecycle4j.djl.training.PretrainedParameters;
import io.lifecycle4j.djl.training.RunTrainingListener;
import java.util.Set;

@ArchTag(Volume.TAG)
@AnalyzeClasses(
    packages = "io.lifecycle4j.djl",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule MODELS_KNOW_NOTHING_OF_TRAINING =
      noClasses()
          .that()
          .resideInAPackage("io.lifecycle4j.djl.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lifecycle4j.djl.training..", "io.lifecycle4j.training..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLE =
      slices().matching("io.lifecycle4j.djl.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOTHING_IS_TO_THE_RIGHT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lifecycle4j",
              "io.lifecycle4j.evaluation..",
              "io.lifecycle4j.registry..",
              "io.lifecycle4j.serving..",
              "io.lifecycle4j.monitoring..");

  @ArchTest
  static final ArchRule CORE_IS_ITS_JSON_ITS_HASHES_ITS_LAYERS_ITS_NAMES_AND_WHAT_ENGINES_SHARE =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.lifecycle4j.core..")
                  .and(
                      DescribedPredicate.not(
                          resideInAnyPackage(
                              "io.lifecycle4j.core.json",
                              "io.lifecycle4j.core.hash",
                              "io.lifecycle4j.core.model.network",
                              "io.lifecycle4j.core.engine")))
                  .and(DescribedPredicate.not(type(SimilarNames.class)))
                  .and(DescribedPredicate.not(type(SpreadExamples.class))));

  @ArchTest
  static final ArchRule NO_JSON_LIBRARY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..", "com.google.gson..", "org.yaml..");

  @ArchTest
  static final ArchRule NOTHING_OF_DJL_THAT_LOADS_CODE_OR_LOSES_WORK =
      noClasses()
          .that()
          .doNotBelongToAnyOf(RunTrainingListener.class) // hears of what others do
          .should()
          .dependOnClassesThat(
              new DescribedPredicate<JavaClass>("are banned") {
                private static final Set<String> BANNED =
                    Set.of(
                        "Criteria",
                        "EasyTrain",
                        "Model",
                        "RandomSampler",
                        "RandomUtils",
                        "TarUtils",
                        "ZipUtils");

                @Override
                public boolean test(JavaClass type) {
                  return type.getPackageName().startsWith("ai.djl")
                      && (BANNED.contains(type.getSimpleName())
                          || type.getPackageName().startsWith("ai.djl.repository")
                          || type.getPackageName().startsWith("ai.djl.training.listener"));
                }
              });

  @ArchTest
  static final ArchRule DJL_IS_HIDDEN_BUT_FOR_FACTORIES_AND_DATA =
      classes()
          .that()
          .areNotAssignableTo(NetworkFactory.class)
          .and()
          .areNotAssignableTo(Dataset.class) // for training loops that are written for DJL
          .and()
          .doNotBelongToAnyOf(RunTrainingListener.class) // for the same
          .and()
          .doNotBelongToAnyOf(
              TensorTypes.class,
              Blocks.class,
              ComputeDevice.class) // for the packages of this module
          .and()
          .doNotBelongToAnyOf(
              DjlTrainerBuilder.class, PretrainedParameters.class) // own losses and values
          .and()
          .arePublic()
          .should(
              new ArchCondition<JavaClass>("show no type of DJL") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (hidden(type)) {
                    return;
                  }
                  type.getCodeUnits().stream()
                      .filter(unit -> visible(unit.getModifiers()) && showsDjl(unit))
                      .forEach(
                          unit ->
                              events.add(SimpleConditionEvent.violated(unit, unit.getFullName())));
                }
              });

  /** A public class in a package-private one cannot be named elsewhere. */
  private static boolean hidden(JavaClass type) {
    return type.getEnclosingClass()
        .map(outer -> !visible(outer.getModifiers()) || hidden(outer))
        .orElse(false);
  }

  private static boolean visible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean showsDjl(JavaCodeUnit unit) {
    return unit.getRawReturnType().getPackageName().startsWith("ai.djl")
        || unit.getRawParameterTypes().stream()
            .anyMatch(type -> type.getPackageName().startsWith("ai.djl"));
  }
}
