package io.lifecycle4j.contract;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Task;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The rules for the code of every module, for {@code ArchTests.in}; they need ArchUnit. */
public final class HouseRules {
  @ArchTest
  static final ArchRule TIME_AND_CHANCE_ARE_GIVEN =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .callConstructor(Random.class);

  @ArchTest
  static final ArchRule NO_CODE_COMES_FROM_DATA =
      noClasses()
          .should()
          .callMethod(Class.class, "forName", String.class)
          .orShould()
          .callMethod(ClassLoader.class, "loadClass", String.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(ObjectInputStream.class, URLClassLoader.class);

  /** So that a task of a user has all that those of the library have. */
  @ArchTest
  static final ArchRule TASKS_ARE_ASKED_NOT_TOLD_APART = classes().should(new AskedTask());

  /** A reader of XML opens what the document names, and grows what it refers to. */
  @ArchTest
  static final ArchRule NO_XML =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.xml..", "org.xml..", "org.w3c..", "java.beans..")
          .orShould()
          .callMethod(Properties.class, "loadFromXML", InputStream.class);

  @ArchTest
  static final ArchRule METHODS_TAKE_NO_BOOLEAN =
      methods()
          .that()
          .arePublic()
          .and()
          .areNotDeclaredIn(Preconditions.class) // its guard is asked with a condition
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .areNotRecords()
          .should()
          .notHaveRawParameterTypes(
              describe(
                  "with a boolean",
                  types -> types.stream().anyMatch(type -> type.isEquivalentTo(boolean.class))));

  private HouseRules() {}

  /** A task answers questions: nobody else asks of which class it is. */
  private static final class AskedTask extends ArchCondition<JavaClass> {
    AskedTask() {
      super("not ask of which class a task is");
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
      item.getInstanceofChecks().stream()
          .filter(found -> found.getRawType().isAssignableTo(Task.class))
          .forEach(found -> events.add(SimpleConditionEvent.violated(found, found.toString())));
    }
  }
}
