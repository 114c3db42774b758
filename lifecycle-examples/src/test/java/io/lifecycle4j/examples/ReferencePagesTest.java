package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.NumericSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.TextualSubject;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.model.NetworkBuilder;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.Impute;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.validation.ColumnRules;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the reference name all there is, and nothing that is not. */
class ReferencePagesTest {
  private static final Set<String> OF_EVERY_OBJECT =
      Set.of("equals", "hashCode", "toString", "getClass", "notify", "notifyAll", "wait");

  private static Page page(String name) {
    return Page.read("docs/reference/" + name + ".md");
  }

  /** The public methods of types, without components of records and what every object has. */
  private static Set<String> words(Class<?>... types) {
    Set<String> words = new TreeSet<>();
    for (Class<?> type : types) {
      Set<String> components =
          type.isRecord()
              ? Arrays.stream(type.getRecordComponents())
                  .map(component -> component.getName())
                  .collect(Collectors.toSet())
              : Set.of();
      for (Method method : type.getMethods()) {
        if (!components.contains(method.getName()) || method.getParameterCount() > 0) {
          words.add(method.getName());
        }
      }
    }
    words.removeAll(OF_EVERY_OBJECT);
    return words;
  }

  private static void assertNames(Page page, Set<String> words) {
    assertThat(words).isNotEmpty();
    assertThat(words.stream().filter(word -> !page.text().contains(word + "(")))
        .as("missing in %s", page.name())
        .isEmpty();
  }

  private static void assertNames(Page page, Enum<?>[] constants) {
    assertThat(page.text()).contains(Arrays.stream(constants).map(Enum::name).toList());
  }

  @Test
  void everyRuleIsNamed() {
    Set<String> words =
        words(Rules.class, ColumnRules.class, Rules.RowCountRules.class, Rules.Measure.class);
    words.addAll(Set.of("mostly", "warn", "severity", "as"));
    assertThat(words(Rule.class)).containsAll(Set.of("mostly", "warn", "severity", "as"));
    assertNames(page("rules"), words);
  }

  @Test
  void everyStepIsNamed() {
    Page page = page("steps");
    assertNames(page, words(Steps.class, Impute.class));
    assertNames(page, DatePart.values());
    assertNames(page, UnknownPolicy.values());
    assertNames(page, DomainPolicy.values());
  }

  @Test
  void everyLayerIsNamed() {
    Set<String> words = words(NetworkBuilder.class);
    words.remove("build");
    Page page = page("layers");
    assertThat(words.stream().filter(word -> !page.text().contains("`" + word))).isEmpty();
  }

  @Test
  void everyWordOfConditionsIsNamed() {
    Set<String> words =
        words(
            Conditions.class,
            NumericSubject.class,
            TextualSubject.class,
            Subject.Metric.class,
            Subject.Time.class);
    words.addAll(Set.of("and", "or", "not"));
    words.removeAll(
        Set.of(
            "key", "words", "name", "ordinal", "values", "valueOf", "millis", "describeConstable"));
    words.removeAll(Set.of("compareTo", "getDeclaringClass"));
    assertNames(page("conditions"), words);
  }

  @Test
  void everyTextFormIsAConditionThatPrintsAsItself() {
    Matcher cells =
        Pattern.compile("(?m)^\\| `[^|]+` \\| `([^|`]+)` \\|$").matcher(page("conditions").text());
    int count = 0;
    while (cells.find()) {
      Condition condition = Conditions.parse(cells.group(1));
      assertThat(condition).hasToString(cells.group(1));
      count++;
    }
    assertThat(count).isGreaterThan(15);
  }

  @Test
  void everyExceptionIsNamedWithItsCodeAndNothingElseIs() throws Exception {
    Map<String, String> named = new TreeMap<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `(\\w+Exception)` \\| `([A-Z_]+)` \\| (\\d+) \\|")
            .matcher(page("errors").text());
    while (rows.find()) {
      named.put(rows.group(1), rows.group(2) + " " + rows.group(3));
    }
    Set<Class<?>> types = new HashSet<>();
    for (Class<?> inModule : List.of(LifecycleException.class, Media.class, Network.class)) {
      types.addAll(exceptions(inModule));
    }
    assertThat(named.keySet())
        .isEqualTo(
            types.stream()
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new)));
    for (Class<?> type : types) {
      for (Constructor<?> made : byMessage(type)) {
        LifecycleException thrown = (LifecycleException) made.newInstance("message");
        assertThat(named)
            .containsEntry(type.getSimpleName(), thrown.code() + " " + thrown.kind().httpStatus());
      }
    }
  }

  private static List<Constructor<?>> byMessage(Class<?> type) {
    return Arrays.stream(type.getConstructors())
        .filter(made -> Arrays.equals(made.getParameterTypes(), new Class<?>[] {String.class}))
        .toList();
  }

  /** The public exceptions of the module of a class that say what a caller can do. */
  private static List<Class<?>> exceptions(Class<?> inModule) throws Exception {
    Path place = Path.of(inModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(place)) {
      return exceptionsBelow(place);
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return exceptionsBelow(jar.getPath("/"));
    }
  }

  private static List<Class<?>> exceptionsBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.endsWith("Exception.class"))
          .<Class<?>>map(name -> loaded(name.replace(".class", "").replace('/', '.')))
          .filter(LifecycleException.class::isAssignableFrom)
          .filter(type -> !Modifier.isAbstract(type.getModifiers()))
          .toList();
    }
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyGuaranteeNamesTestsThatExist() throws IOException {
    Page page = page("guarantees");
    Set<String> sources = new HashSet<>();
    for (String module :
        List.of(
            "lifecycle-api",
            "lifecycle-core",
            "lifecycle-djl",
            "lifecycle-examples",
            "integrations/lifecycle-tiers",
            "integrations/lifecycle-webhook")) {
      try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve("src/test/java"))) {
        files.forEach(file -> sources.add(file.getFileName().toString()));
      }
    }
    int proved = 0;
    for (String line : page.lines()) {
      if (line.startsWith("| ") && !line.startsWith("| Promise") && !line.startsWith("| ---")) {
        List<String> tests = tests(line);
        assertThat(tests).as(line).isNotEmpty();
        assertThat(sources).containsAll(tests);
        proved++;
      }
    }
    assertThat(proved).isGreaterThan(20);
  }

  private static List<String> tests(String line) {
    return Pattern.compile("`(\\w+(?:Test|Properties))`")
        .matcher(line)
        .results()
        .map(found -> found.group(1) + ".java")
        .toList();
  }
}
