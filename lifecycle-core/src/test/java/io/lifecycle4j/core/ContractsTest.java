package io.lifecycle4j.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A contract that nothing extends never runs, and nobody notices. */
@AnalyzeClasses(packages = "io.lifecycle4j")
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

  /** Returns what contracts ask their subclasses to open, with its maintenance. */
  private static Set<JavaClass> interfaces(JavaClasses classes) {
    Set<JavaClass> all = opened(classes);
    List.copyOf(all).stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.getName().equals("maintenance"))
        .forEach(method -> all.add(method.getRawReturnType()));
    return all;
  }

  private static Set<JavaClass> opened(JavaClasses classes) {
    return classes.stream()
        .filter(ContractsTest::isContract)
        .flatMap(contract -> contract.getMethods().stream())
        .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
        .map(JavaMethod::getRawReturnType)
        .filter(JavaClass::isInterface)
        .filter(type -> type.getPackageName().startsWith("io.lifecycle4j"))
        .collect(Collectors.toSet());
  }

  private static boolean isContract(JavaClass type) {
    return type.getPackageName().equals("io.lifecycle4j.contract")
        && type.getName().matches(".*Contract(\\$.*)?");
  }

  private static boolean isCalled(JavaMethod method) {
    return Stream.<JavaCodeUnitAccess<?>>concat(
            method.getCallsOfSelf().stream(), method.getReferencesToSelf().stream())
        .anyMatch(access -> isContract(access.getOriginOwner()));
  }

  /** A method that no contract calls may do nothing at all in a backend, and nobody notices. */
  @ArchTest
  static void callEveryMethodOfTheirInterfaces(JavaClasses classes) {
    Set<JavaClass> interfaces = interfaces(classes);
    assertThat(interfaces)
        .extracting(JavaClass::getSimpleName)
        .contains("DatasetStore", "BlobStore", "JournalStore", "ModelRegistry")
        .contains("BlobMaintenance", "JournalMaintenance");
    Set<String> forgotten = new TreeSet<>();
    for (JavaClass type : interfaces) {
      type.getMethods().stream()
          .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
          .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC))
          .filter(method -> !isCalled(method))
          .forEach(method -> forgotten.add(method.getFullName()));
    }
    assertThat(forgotten).isEmpty();
  }
}
