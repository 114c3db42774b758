package io.lifecycle4j.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.lifecycle4j.contract.HouseRules;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.SealRules;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.storage.SeenFile;
import io.lifecycle4j.data.RecordReader;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Locations;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of the house, for the api and for core. */
@ArchTag(Volume.TAG)
@AnalyzeClasses(packages = "io.lifecycle4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);
  @ArchTest static final ArchTests SEAL = ArchTests.in(SealRules.class);

  private static final String STORAGE = "io.lifecycle4j.core.storage";
  private static final String JSON = "io.lifecycle4j.core.json";
  private static final String FORMS = "io\\.lifecycle4j\\.core\\.[a-z]+\\.\\w+Forms?(\\$.*)?";
  private static final String ROWS =
      "io\\.lifecycle4j\\.core\\.data\\.format\\.(Json|Csv)(Lines|Cells).*";
  private static final Pattern WRITING =
      Pattern.compile(
          "write|create|delete|move|copy|set|newOutput|newBufferedWriter|newByteChannel");

  @ArchTest static final ArchRule PACKAGES_FOLLOW_THE_DATA = classes().should(new PackageOrder());

  @ArchTest
  static final ArchRule JSON_IS_KNOWN_WHERE_FORMS_ARE =
      noClasses()
          .that()
          .resideOutsideOfPackage(JSON)
          .and()
          .haveNameNotMatching(FORMS) // how a room writes its values
          .and()
          .haveNameNotMatching(ROWS) // rows are read token by token, and by the parser of doubles
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..", "com.google.gson..", "org.yaml..");

  @ArchTest
  static final ArchRule FILES_ARE_WRITTEN_IN_STORAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage(STORAGE + "..")
          .and() // what a user exports lies in no home
          .doNotHaveFullyQualifiedName("io.lifecycle4j.storage.NewFile")
          .should()
          .accessTargetWhere(describe("it writes files", ArchitectureTest::writesFiles));

  /** So that what must hold for each decision is asked at one place. */
  @ArchTest
  static final ArchRule DECISIONS_ABOUT_MODELS_PASS_ONE_DOOR =
      noClasses()
          .that()
          .areNotAssignableTo(Decisions.class)
          .and()
          .areNotAssignableTo(ModelRegistry.class) // one that wraps another
          .should()
          .accessTargetWhere(
              describe("it writes into a registry", ArchitectureTest::writesIntoRegistry));

  /** So that nobody forgets to check and to redact who decides, and why. */
  @ArchTest
  static final ArchRule ENTRIES_ARE_MADE_IN_THE_REGISTRY =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              Decisions.class.getPackageName(), Transition.class.getPackageName())
          .should()
          .callMethod(Transition.class, "builder", Actor.class, String.class);

  @ArchTest
  static final ArchRule FILES_ARE_PATHS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              File.class, FileOutputStream.class, FileWriter.class, RandomAccessFile.class);

  @ArchTest
  static final ArchRule TWO_CLASSES_START_A_PROCESS =
      noClasses()
          .that() // it asks git what was changed since the commit
          .doNotHaveFullyQualifiedName("io.lifecycle4j.core.tracking.environment.GitProcess")
          .and() // it tries a program of elsewhere
          .doNotHaveFullyQualifiedName("io.lifecycle4j.core.model.ProbeProcess")
          .should()
          .accessTargetWhere(describe("it starts a process", ArchitectureTest::startsProcess))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class);

  @ArchTest
  static final ArchRule NOTHING_IS_PRINTED =
      noClasses()
          .that() // its output is its answer to the process that started it
          .doNotHaveFullyQualifiedName("io.lifecycle4j.core.model.ProbeMain")
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest static final ArchRule LOGS_GO_TO_SLF4J = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl|Commons?)(\\$.*)?")
          .orShould()
          .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..", "..impl..");

  @ArchTest
  static final ArchRule IMPLEMENTATIONS_ARE_FINAL =
      classes()
          .that()
          .resideInAPackage("io.lifecycle4j.core..")
          .and()
          .areTopLevelClasses()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .should()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule IO_EXCEPTIONS_NEVER_CROSS_THE_API =
      noMethods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .areNotAssignableTo(Content.class) // written by users, called by storage
          .and()
          .areDeclaredInClassesThat()
          .areNotAssignableTo(RecordReader.class) // as well
          .and()
          .areDeclaredInClassesThat()
          .areNotAssignableTo(Locations.class) // as well
          .and()
          .areDeclaredInClassesThat()
          .areNotAssignableTo(SeenFile.class) // of a file of the user, who is told its name
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage(STORAGE + ".file") // seen by storage alone
          .should()
          .declareThrowableOfType(IOException.class);

  /** Nested types count too, so that nesting a type in its only user changes nothing. */
  @ArchTest
  static void littleMoreThanAQuarterOfCoreIsPublic(JavaClasses classes) {
    List<JavaClass> core =
        classes.stream()
            .filter(type -> type.getPackageName().startsWith("io.lifecycle4j.core"))
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(type -> !type.isAnonymousClass() && !type.isLocalClass())
            .toList();
    List<String> visible =
        core.stream().filter(ArchitectureTest::isVisible).map(JavaClass::getName).toList();

    assertThat(core).isNotEmpty();
    assertThat(visible).hasSizeLessThanOrEqualTo(core.size() * 27 / 100);
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  @ArchTest
  static void looksAtBothModules(JavaClasses classes) {
    assertThat(classes.contain("io.lifecycle4j.Lifecycle")).isTrue();
    assertThat(classes.contain("io.lifecycle4j.core.json.Json")).isTrue();
    assertThat(classes.contain(ArchitectureTest.class)).isFalse();
  }

  private static boolean writesIntoRegistry(JavaAccess<?> access) {
    return access.getTargetOwner().isAssignableTo(ModelRegistry.class)
        && Set.of("apply", "register").contains(access.getTarget().getName());
  }

  private static boolean startsProcess(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(Runtime.class)
        && access.getTarget().getName().equals("exec");
  }

  private static boolean writesFiles(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    if (owner.isEquivalentTo(FileChannel.class)) {
      return name.equals("open");
    }
    return owner.isEquivalentTo(Files.class) && WRITING.matcher(name).lookingAt() && !reads(access);
  }

  /** A copy to a stream reads a file. */
  private static boolean reads(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(OutputStream.class));
  }
}
