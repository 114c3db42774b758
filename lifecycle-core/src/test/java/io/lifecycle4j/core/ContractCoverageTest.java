package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A method that no contract calls may do nothing at all in a backend, and nobody notices. */
class ContractCoverageTest {
  private final JavaClasses classes = new ClassFileImporter().importPackages("io.lifecycle4j");

  /** Returns what contracts ask their subclasses to open. */
  private Set<JavaClass> interfaces() {
    return classes.stream()
        .filter(ContractCoverageTest::isContract)
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

  @Test
  void callsEveryMethodOfTheInterfacesInAContract() {
    Set<JavaClass> interfaces = interfaces();
    assertThat(interfaces)
        .extracting(JavaClass::getSimpleName)
        .contains("DatasetStore", "BlobStore", "JournalStore", "ModelRegistry");
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
